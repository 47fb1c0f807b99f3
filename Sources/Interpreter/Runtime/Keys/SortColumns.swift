/// The keys of a sort, each as a column that is compared without its values: comparisons of these cannot fail.
///
/// A key of each row becomes a whole number that is in the order wanted: the number itself, or the first bytes of a text,
/// which decide most comparisons.
struct SortColumns {
  fileprivate var columns: [Column] = []
  private let count: Int

  fileprivate struct Column {
    let keys: ListObject
    let part: Int
    let width: Int
    let isDescending: Bool
    var heads: [UInt64] = []
    /// Whether heads are but the beginnings of texts.
    var areTexts = false

    /// Whether the first row comes before (negative) or behind the second.
    @inline(__always)
    func order(_ one: Int, _ other: Int) -> Int {
      if heads[one] != heads[other] { return heads[one] < heads[other] ? -1 : 1 }
      return areTexts ? textOrder(keys.cells[one * width + part], keys.cells[other * width + part]) : 0
    }

    private func textOrder(_ one: Cell, _ other: Cell) -> Int {
      if one.tag == Cell.null { return other.tag == Cell.null ? 0 : 1 }
      if other.tag == Cell.null { return -1 }
      let order = Comparison.orderText(
        one.object(as: TextObject.self).string, other.object(as: TextObject.self).string)
      return isDescending ? -order : order
    }
  }

  /// The columns of a sorter's keys; nil where some key is of another kind or has several.
  init?(_ sorter: Sorter, _ count: Int) {
    self.count = count
    for part in 0..<sorter.width {
      var column = Column(
        keys: sorter.keys, part: part, width: sorter.width, isDescending: sorter.descending[part])
      guard column.fill() else { return nil }
      columns.append(column)
    }
  }

  /// The numbers of the rows in order; equal rows keep theirs.
  func order() -> [Int] {
    guard let first = columns.first else { return Array(0..<count) }
    var entries = first.heads.enumerated().map { (head: $1, row: $0) }
    columns.withUnsafeBufferPointer { columns in
      entries.sort { one, other in
        if one.head != other.head { return one.head < other.head }
        for index in 0..<columns.count {
          let order = columns[index].order(one.row, other.row)
          if order != 0 { return order < 0 }
        }
        return one.row < other.row
      }
    }
    return entries.map(\.row)
  }
}

extension SortColumns.Column {
  /// What keys are compared as.
  private enum Kind { case int, date, duration, bool, float, text }

  /// Takes every `width`th key, null among them; false where they are not all of one kind that can be compared so.
  mutating func fill() -> Bool {
    heads.reserveCapacity(keys.count / width)
    var kind: Kind?
    var hasNull = false
    var hasLast = false
    for position in stride(from: part, to: keys.count, by: width) {
      let head: UInt64
      let own: Kind
      let cell = keys.cells[position]
      switch cell.tag & 0xFF {
      case Cell.null:
        hasNull = true
        heads.append(.max)
        continue
      case Cell.int: (head, own) = (Self.head(cell.bits), .int)
      case Cell.datetime: (head, own) = (Self.head(cell.bits), .date)
      case Cell.duration: (head, own) = (Self.head(cell.bits), .duration)
      case Cell.bool: (head, own) = (UInt64(cell.bits), .bool)
      case Cell.float where !cell.double.isNaN: (head, own) = (Self.head(cell.double), .float)
      case Cell.text: (head, own) = (Self.head(cell.object(as: TextObject.self).string), .text)
      default: return false
      }
      if kind != nil, kind != own { return false }
      kind = own
      let ordered = isDescending ? ~head : head
      if ordered == .max { hasLast = true }
      heads.append(ordered)
    }
    areTexts = kind == .text
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
