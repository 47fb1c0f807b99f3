internal import JSON

/// A JSON value as a tree, for values of the vault that come from outside.
enum WireValue: Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case text(String)
  case array([WireValue])
  /// The members in their order; no name comes twice.
  case object([(key: String, value: WireValue)])

  static func == (left: WireValue, right: WireValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  /// What it is, in words.
  var phrase: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer: "a number"
    case .text: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The member of a name; nil if there is none.
  subscript(_ key: String) -> WireValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

extension WireValue {
  /// The value of a JSON text.
  init(_ text: [UInt8]) throws(WireError) {
    var text = text
    var reader = WireReader()
    do { try JSONReader().read(&text, into: &reader) } catch { throw .notJSON(error.message) }
    guard let value = reader.result else { throw .notJSON("it is empty") }
    self = value
  }

  /// The JSON of the value.
  var bytes: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.take()
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let truth): writer.bool(truth)
    case .integer(let number): writer.integer(number)
    case .text(let text): writer.string(text)
    case .array(let items):
      writer.startArray()
      for item in items { item.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.startObject()
      for (key, value) in members {
        writer.key(key)
        value.write(to: &writer)
      }
      writer.endObject()
    }
  }
}

/// Reads a JSON text as a tree.
struct WireReader: JSONHandler {
  /// An array or object that is not at its end yet.
  private struct Open {
    var keys: [String] = []
    var values: [WireValue] = []
  }

  private var open: [Open] = []
  /// The value, after the whole text was read.
  private(set) var result: WireValue?

  private mutating func add(_ value: WireValue) {
    if open.isEmpty { result = value } else { open[open.count - 1].values.append(value) }
  }

  mutating func null() { add(.null) }
  mutating func bool(_ value: Bool) { add(.bool(value)) }
  mutating func integer(_ value: Int64) { add(.integer(value)) }
  mutating func number(_ value: Double) throws(JSONRefusal) {
    throw JSONRefusal("no field is a number with a point or an exponent")
  }
  mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
    add(.text(String(decoding: text, as: UTF8.self)))
  }
  mutating func key(_ name: UnsafeBufferPointer<UInt8>) {
    open[open.count - 1].keys.append(String(decoding: name, as: UTF8.self))
  }
  mutating func startObject() { open.append(Open()) }
  mutating func endObject(count: Int) {
    guard let last = open.popLast() else { return }
    add(.object(zip(last.keys, last.values).map { (key: $0, value: $1) }))
  }
  mutating func startArray() { open.append(Open()) }
  mutating func endArray(count: Int) {
    guard let last = open.popLast() else { return }
    add(.array(last.values))
  }
}
