/// What a plain scalar means in the core schema of YAML 1.2.
enum YAMLScalar: Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case text
  /// An integer that 64 bits do not hold.
  case outOfRange

  /// Resolves the text of a plain scalar.
  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
    case ".nan", ".NaN", ".NAN": self = .number(.nan)
    default: self = Self.number(text)
    }
  }

  private static func number(_ text: String) -> YAMLScalar {
    let bytes = Array(text.utf8)
    if bytes.starts(with: "0o".utf8) { return integer(bytes.dropFirst(2), radix: 8) }
    if bytes.starts(with: "0x".utf8) { return integer(bytes.dropFirst(2), radix: 16) }
    var position = 0
    func digits() -> Int {
      let start = position
      while position < bytes.count && bytes[position] &- 0x30 < 10 { position += 1 }
      return position - start
    }
    func take(_ choices: String) -> Bool {
      guard position < bytes.count, choices.utf8.contains(bytes[position]) else { return false }
      position += 1
      return true
    }
    _ = take("+-")
    let whole = digits()
    if whole > 0 && position == bytes.count { return Int64(text).map { .integer($0) } ?? .outOfRange }
    if take(".") {
      guard digits() > 0 || whole > 0 else { return .text }
    } else if whole == 0 {
      return .text
    }
    if take("eE") {
      _ = take("+-")
      guard digits() > 0 else { return .text }
    }
    guard position == bytes.count else { return .text }
    // Swift wants digits on both sides of the point.
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let spelled = parts.count < 2 ? text : Self.spelled(String(parts[0]), String(parts[1]))
    return Double(spelled).map { .number($0) } ?? .text
  }

  /// `.5` as `0.5` and `5.` as `5.0`, exponents kept.
  private static func spelled(_ whole: String, _ rest: String) -> String {
    let hasDigit = whole.utf8.contains { $0 &- 0x30 < 10 }
    let fraction = rest.utf8.first.map { $0 &- 0x30 < 10 } ?? false
    return (hasDigit ? whole : whole + "0") + "." + (fraction ? rest : "0" + rest)
  }

  private static func integer(_ digits: ArraySlice<UInt8>, radix: Int) -> YAMLScalar {
    let isNumber = digits.allSatisfy { byte in
      radix == 8 ? byte &- 0x30 < 8 : byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
    }
    guard isNumber && !digits.isEmpty else { return .text }
    return Int64(String(decoding: digits, as: UTF8.self), radix: radix).map { .integer($0) } ?? .outOfRange
  }
}
