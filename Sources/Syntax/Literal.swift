package import Base

/// What a whole word reads as when it is a literal.
package enum Literal: Equatable, Sendable {
  /// The word `null`.
  case null
  /// The words `true` and `false`.
  case bool(Bool)
  /// A whole number.
  case int(Int64)
  /// A number that is no whole one.
  case float(Double)
  /// Microseconds.
  case duration(Int64)
  /// Microseconds UTC, the offset in minutes if one was written, and whether it was a date alone.
  case date(Int64, offset: Int16?, bare: Bool)
  /// A range of whole numbers.
  case range(Int64, Int64, inclusive: Bool)
  /// A range of dates.
  case dates(DateText, DateText, inclusive: Bool)

  /// The literal of a date that was read.
  package init(_ date: DateText) {
    self = .date(date.microseconds, offset: date.offsetMinutes, bare: date.isBareDate)
  }

  /// Reads a whole word as a literal; nil where it is not one, or does not fit its type.
  package static func read(word: String) -> Literal? {
    var text = word
    return text.withUTF8 { read($0) }
  }

  static func read(_ word: UnsafeBufferPointer<UInt8>) -> Literal? {
    guard let first = word.first else { return nil }
    if first < 0x3A { return NumberReader.whole(word) }
    switch first {
    case UInt8(ascii: "n"): return isWord(word, "null") ? .null : nil
    case UInt8(ascii: "t"): return isWord(word, "true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return isWord(word, "false") ? .bool(false) : nil
    default: return nil
    }
  }

  private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    for offset in 0..<bytes.count where bytes[offset] != word.utf8Start[offset] { return false }
    return true
  }
}

/// Reads numbers, durations, dates and ranges of integers.
package enum NumberReader {
  /// The units of a duration in microseconds.
  package static let units: [(name: String, microseconds: Int64)] = [
    ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000), ("d", 86_400_000_000),
    ("w", 604_800_000_000),
  ]

  /// Reads a word that is one number, duration, date or range as a whole.
  static func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> Literal? {
    if let range = range(bytes) { return range }
    let negative = bytes.first == UInt8(ascii: "-")
    let from = negative || bytes.first == UInt8(ascii: "+") ? 1 : 0
    guard from < bytes.count, isDigit(bytes[from]) else { return nil }
    let rest = UnsafeBufferPointer(rebasing: bytes[from...])
    if from == 0, let date = date(rest) { return date }
    guard let (literal, length) = number(rest, negative: negative), length == rest.count else { return nil }
    return literal
  }

  /// `1..5`, `1..<5`, also of dates.
  private static func range(_ bytes: UnsafeBufferPointer<UInt8>) -> Literal? {
    var at = 1
    while at + 1 < bytes.count {
      if bytes[at] == UInt8(ascii: "."), bytes[at + 1] == UInt8(ascii: ".") { break }
      at += 1
    }
    guard at + 2 < bytes.count else { return nil }
    let below = bytes[at + 2] == UInt8(ascii: "<")
    let left = UnsafeBufferPointer(rebasing: bytes[..<at])
    let right = UnsafeBufferPointer(rebasing: bytes[(at + (below ? 3 : 2))...])
    if let low = DateText.parse(left), let high = DateText.parse(right) {
      return .dates(low, high, inclusive: !below)
    }
    guard let low = integer(left), let high = integer(right) else { return nil }
    return .range(low, high, inclusive: !below)
  }

  private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    let negative = bytes.first == UInt8(ascii: "-")
    guard bytes.count > (negative ? 1 : 0) else { return nil }
    let digits = UnsafeBufferPointer(rebasing: bytes[(negative ? 1 : 0)...])
    guard isDigit(digits[0]), case (.int(let value), digits.count)? = number(digits, negative: negative)
    else { return nil }
    return value
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// A date or an instant as a whole text.
  static func date(_ bytes: UnsafeBufferPointer<UInt8>) -> Literal? {
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), let date = DateText.parse(bytes) else {
      return nil
    }
    return Literal(date)
  }

  /// The number or duration that begins a text of which the first byte is a digit, and its length; nil where it
  /// does not fit.
  static func number(_ bytes: UnsafeBufferPointer<UInt8>, negative: Bool) -> (Literal, Int)? {
    if let value = digits(bytes) { return (.int(negative ? -value : value), bytes.count) }
    let length = numberLength(bytes)
    let text = cleaned(bytes, length)
    if length < bytes.count, let (total, end) = duration(bytes, first: text, from: length) {
      return (.duration(negative ? -total : total), end)
    }
    if text.utf8.contains(where: {
      $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
    }) {
      guard let value = Double(negative ? "-" + text : text), value.isFinite else { return nil }
      return (.float(value), length)
    }
    guard let value = Int64(negative ? "-" + text : text) else { return nil }
    return (.int(value), length)
  }

  /// The number that a text of nothing but digits surely fits; nil for others.
  @inline(__always)
  private static func digits(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard bytes.count <= 18 else { return nil }
    var value: Int64 = 0
    for byte in bytes {
      guard isDigit(byte) else { return nil }
      value = value &* 10 &+ Int64(byte &- 0x30)
    }
    return value
  }

  private static func cleaned(_ bytes: UnsafeBufferPointer<UInt8>, _ length: Int) -> String {
    String(decoding: bytes[..<length].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
  }

  /// The length of `12`, `1_000`, `1.5`, `2e9`, `1.5e-3` at the beginning of a text.
  static func numberLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var at = 0
    func digits() {
      while at < bytes.count {
        let underscore =
          bytes[at] == UInt8(ascii: "_") && at > 0 && at + 1 < bytes.count && isDigit(bytes[at + 1])
        guard isDigit(bytes[at]) || underscore else { break }
        at += 1
      }
    }
    digits()
    if at + 1 < bytes.count, bytes[at] == UInt8(ascii: "."), isDigit(bytes[at + 1]) {
      at += 1
      digits()
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      var next = at + 1
      if next < bytes.count, bytes[next] == UInt8(ascii: "-") || bytes[next] == UInt8(ascii: "+") {
        next += 1
      }
      if next < bytes.count, isDigit(bytes[next]) {
        at = next
        digits()
      }
    }
    return at
  }

  /// `90d`, `1h30m`: the microseconds and the end; nil where no unit follows or the sum does not fit.
  private static func duration(
    _ bytes: UnsafeBufferPointer<UInt8>, first: String, from: Int
  ) -> (Int64, Int)? {
    var total: Int64 = 0
    var number = first
    var at = from
    while true {
      guard let (unit, length) = unit(bytes, at), let part = scaled(number, unit) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      if overflow { return nil }
      total = sum
      at += length
      guard at < bytes.count, isDigit(bytes[at]) else { return (total, at) }
      let rest = UnsafeBufferPointer(rebasing: bytes[at...])
      let next = numberLength(rest)
      number = cleaned(rest, next)
      at += next
    }
  }

  private static func scaled(_ number: String, _ unit: Int64) -> Int64? {
    if let whole = Int64(number) {
      let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
      return overflow ? nil : product
    }
    guard let value = Double(number) else { return nil }
    return Int64(exactly: (value * Double(unit)).rounded())
  }

  private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> (Int64, Int)? {
    for (name, microseconds) in units {
      let length = name.utf8.count
      guard at + length <= bytes.count, zip(name.utf8, bytes[at...]).allSatisfy({ $0 == $1 }) else {
        continue
      }
      let after = at + length
      if after < bytes.count, isLetter(bytes[after]) { continue }
      return (microseconds, length)
    }
    return nil
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x5F || byte >= 0x80
  }
}
