internal import Base
internal import Interpreter
internal import Syntax

/// What a cell of text may mean: only what would be written the same way again counts.
enum Guess {
  /// Texts that are longer are none of what is written in few bytes.
  private static let longest = 40

  /// A number, bool, date or duration where the text is exactly how it is written; null where it is empty; else the
  /// text.
  static func value(_ text: String, _ context: Context) -> Value {
    guard let first = text.utf8.first else { return .null }
    if text == "true" { return .bool(true) }
    if text == "false" { return .bool(false) }
    guard first &- 0x30 < 10 || first == UInt8(ascii: "-"), text.utf8.count <= longest else {
      return .string(text)
    }
    // `007`, `+5` and `1.10` are numbers of something, such as telephones and versions, and no amounts.
    if let number = Int(text), sameBytes(String(number), text) { return .int(number) }
    guard let value = literal(text, context), sameBytes(Display(context).inline(value), text) else {
      return .string(text)
    }
    return value
  }

  private static func literal(_ text: String, _ context: Context) -> Value? {
    switch Literal.read(word: text) {
    case .float(let number)?: .float(number)
    case .duration(let time)?: .duration(Int(time))
    case .date?: DateReading.instant(text, nil, context).map(Value.datetime)
    default: nil
    }
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
