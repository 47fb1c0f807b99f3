import JSON

/// A JSON value of a request's body.
enum WireJSON {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case array([WireJSON])
  case object([(name: String, value: WireJSON)])

  /// The value that a body holds; nil for what is no JSON.
  init?(_ body: [UInt8]) {
    var body = body
    var builder = Builder()
    do {
      try JSONReader(maximumDepth: 16, wipes: true).read(&body, into: &builder)
    } catch { return nil }
    guard let value = builder.result else { return nil }
    self = value
  }

  /// A member of an object, whatever the case of its letters; nil where it is missing or null.
  subscript(_ name: String) -> WireJSON? {
    guard case .object(let members) = self else { return nil }
    let found = members.first { $0.name == name } ?? members.first { Self.areAlike($0.name, name) }
    if case .null? = found?.value { return nil }
    return found?.value
  }

  /// Whether two names differ at most in the case of ASCII letters.
  static func areAlike(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8) { small($0) == small($1) }
  }

  private static func small(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

  var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  var array: [WireJSON]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  var integer: Int64? {
    if case .integer(let value) = self { return value }
    return nil
  }

  var bool: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  var isObject: Bool {
    if case .object = self { return true }
    return false
  }
}

/// Builds the value from the tokens of a text.
private struct Builder: JSONHandler {
  private var open: [WireJSON] = []
  private var keys: [String] = []
  var result: WireJSON?

  private mutating func take(_ value: WireJSON) {
    switch open.popLast() {
    case .array(var elements)?:
      elements.append(value)
      open.append(.array(elements))
    case .object(var members)?:
      members.append((keys.popLast() ?? "", value))
      open.append(.object(members))
    default: result = value
    }
  }

  private mutating func close() {
    if let value = open.popLast() { take(value) }
  }

  mutating func null() { take(.null) }
  mutating func bool(_ value: Bool) { take(.bool(value)) }
  mutating func integer(_ value: Int64) { take(.integer(value)) }
  mutating func number(_ value: Double) { take(.number(value)) }
  mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
    take(.text(String(decoding: text, as: UTF8.self)))
  }
  mutating func key(_ name: UnsafeBufferPointer<UInt8>) {
    keys.append(String(decoding: name, as: UTF8.self))
  }
  mutating func startObject() { open.append(.object([])) }
  mutating func endObject(count: Int) { close() }
  mutating func startArray() { open.append(.array([])) }
  mutating func endArray(count: Int) { close() }
}
