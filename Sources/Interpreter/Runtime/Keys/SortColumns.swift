/// The keys of a sort, each as a column that is compared without its values: comparisons of these cannot fail.
///
/// A key of each row becomes a whole number that is in the order wanted: the number itself, or the first bytes of a text,
/// which decide most comparisons.
struct SortColumns {
  fileprivate var columns: [Column] = []
  private let count: Int

  fileprivate struct Column {
    var heads: [UInt64] = []
    /// The texts behind the heads, nil for null; none where the heads are all that there is.
    var texts: [TextObject?] = []
    var isDescending: Bool

    /// Whether the first row comes before (negative) or behind the second.
    @inline(__always)
    func order(_ one: Int, _ other: Int) -> Int {
      if heads[one] != heads[other] { return heads[one] < heads[other] ? -1 : 1 }
      return texts.isEmpty ? 0 : textOrder(one, other)
    }

    func textOrder(_ one: Int, _ other: Int) -> Int {
      guard let first = texts[one] else { return texts[other] == nil ? 0 : 1 }
      guard let second = texts[other] else { return -1 }
      let order = Comparison.orderText(first.string, second.string)
      return isDescending ? -order : order
    }
  }

  /// The columns of a sorter's keys; nil where some key is of another kind or has several.
  init?(_ sorter: Sorter, _ count: Int) {
    self.count = count
    for part in 0..<sorter.width {
      var column = Column(isDescending: sorter.descending[part])
      guard column.fill(sorter.keys, from: part, by: sorter.width) else { return nil }
      columns.append(column)
    }
  }

  /// The numbers of the rows in order; equal rows keep theirs.
  func order() -> [Int] {
    guard let first = columns.first else { return Array(0..<count) }
    var entries = first.heads.enumerated().map { (head: $1, row: $0) }
    entries.sort { one, other in
      if one.head != other.head { return one.head < other.head }
      for column in columns {
        let order = column.order(one.row, other.row)
        if order != 0 { return order < 0 }
      }
      return one.row < other.row
    }
    return entries.map(\.row)
  }
}

extension SortColumns.Column {
  /// What keys are compared as.
  private enum Kind { case int, date, duration, bool, float, text }

  /// Takes every `width`th key, null among them; false where they are not all of one kind that can be compared so.
  mutating func fill(_ keys: [Value], from part: Int, by width: Int) -> Bool {
    heads.reserveCapacity(keys.count / width)
    var kind: Kind?
    var hasNull = false
    var hasLast = false
    for position in stride(from: part, to: keys.count, by: width) {
      let head: UInt64
      let own: Kind
      switch keys[position] {
      case .null:
        hasNull = true
        heads.append(.max)
        if kind == .text { texts.append(nil) }
        continue
      case .int(let number): (head, own) = (Self.head(number), .int)
      case .datetime(let instant): (head, own) = (Self.head(instant.microseconds), .date)
      case .duration(let length): (head, own) = (Self.head(length), .duration)
      case .bool(let flag): (head, own) = (flag ? 1 : 0, .bool)
      case .float(let number) where !number.isNaN: (head, own) = (Self.head(number), .float)
      case .text(let text):
        (head, own) = (Self.head(text.string), .text)
        if kind == nil { texts = heads.map { _ in nil } }
        texts.append(text)
      default: return false
      }
      if kind != nil, kind != own { return false }
      kind = own
      let ordered = isDescending ? ~head : head
      if ordered == .max { hasLast = true }
      heads.append(ordered)
    }
    // Null comes last, behind the largest number, which would be its equal.
    return !hasNull || !hasLast || kind == .text
  }

  private static func head(_ number: Int) -> UInt64 { UInt64(bitPattern: Int64(number)) ^ 1 << 63 }

  private static func head(_ number: Double) -> UInt64 {
    // Both zeros are one number.
    let bits = (number + 0.0).bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  private static func head(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { bytes in
      if bytes.count >= 8 {
        return UInt64(bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(as: UInt64.self))
      }
      var head: UInt64 = 0
      for (position, byte) in bytes.enumerated() { head |= UInt64(byte) << UInt64(56 - 8 * position) }
      return head
    }
  }
}
