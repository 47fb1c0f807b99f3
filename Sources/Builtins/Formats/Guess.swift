internal import Interpreter
internal import Syntax

/// What a cell of text may mean: only what would be written the same way again counts.
enum Guess {
  /// A number, `true`, `false` or a date where the text is exactly one; null where it is empty; else the text.
  static func value(_ text: String, _ context: Context) -> Value {
    guard let first = text.utf8.first else { return .null }
    if text == "true" { return .bool(true) }
    if text == "false" { return .bool(false) }
    let isDigit = first &- 0x30 < 10
    guard isDigit || first == UInt8(ascii: "-") else { return .string(text) }
    // `007`, `+5` and `-0` are numbers of something, such as telephones, and no amounts.
    if let number = Int(text), String(number) == text { return .int(number) }
    if let number = decimal(text) { return .float(number) }
    if isDigit, let instant = DateReading.instant(text, nil, context) { return .datetime(instant) }
    return .string(text)
  }

  /// `1.50`, `-0.5`: digits, a point, digits.
  private static func decimal(_ text: String) -> Double? {
    let parts = text.utf8.drop { $0 == UInt8(ascii: "-") }
      .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.dropFirst().allSatisfy({ $0 != UInt8(ascii: "-") }) else { return nil }
    guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 &- 0x30 < 10 } }) else { return nil }
    if parts[0].count > 1, parts[0].first == UInt8(ascii: "0") { return nil }
    guard let number = Double(text), number.isFinite else { return nil }
    return number
  }

  /// Rows with the cells of all of them guessed.
  static func rows(_ rows: Value, _ context: Context) -> Value {
    guard case .list(let list) = rows else { return rows }
    return .list(
      list.items.map { row in
        guard case .record(let record) = row else { return row }
        return .record(
          RecordObject(
            shape: record.shape, values: record.values.map { $0.string.map { value($0, context) } ?? $0 }))
      })
  }
}
