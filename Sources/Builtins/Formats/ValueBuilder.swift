internal import Interpreter
internal import JSON

/// Builds values from the tokens of JSON or YAML; records of the same keys share their shape.
struct ValueBuilder: JSONHandler {
  private struct Frame {
    let isObject: Bool
    /// What the keys so far agree with; nil once they differ from the record before.
    var shape: Shape?
    var keys: [String] = []
    var values: [Value] = []
  }

  private var frames: [Frame] = []
  /// The last shape at each depth: rows of one origin mostly have the same keys.
  private var shapes: [Shape?] = []
  private var result: Value?

  /// The value that was built; the builder can then be used again.
  mutating func take() -> Value {
    defer { result = nil }
    return result ?? .null
  }

  /// Forgets a value that was not finished.
  mutating func reset() {
    frames.removeAll()
    result = nil
  }

  private mutating func add(_ value: Value) throws(JSONRefusal) {
    // The caller of the reader throws the fault that ends the run.
    if Work.isOver() { throw JSONRefusal("the run was stopped") }
    if frames.isEmpty { result = value } else { frames[frames.count - 1].values.append(value) }
  }

  mutating func null() throws(JSONRefusal) { try add(.null) }

  mutating func bool(_ value: Bool) throws(JSONRefusal) { try add(.bool(value)) }

  mutating func integer(_ value: Int64) throws(JSONRefusal) { try add(.int(Int(value))) }

  mutating func number(_ value: Double) throws(JSONRefusal) {
    guard value.isFinite else { throw JSONRefusal("infinity and NaN are no numbers of the language") }
    try add(.float(value))
  }

  mutating func string(_ text: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    try add(.string(String(decoding: text, as: UTF8.self)))
  }

  mutating func key(_ name: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    let last = frames.count - 1
    let index = frames[last].values.count
    if let shape = frames[last].shape {
      if index < shape.keys.count, Self.same(shape.keys[index], name) { return }
      frames[last].keys = Array(shape.keys[..<index])
      frames[last].shape = nil
    }
    frames[last].keys.append(String(decoding: name, as: UTF8.self))
  }

  private static func same(_ key: String, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let bytes = key.utf8
    return bytes.count == name.count && bytes.elementsEqual(name)
  }

  mutating func startObject() throws(JSONRefusal) {
    let depth = frames.count
    if shapes.count <= depth { shapes.append(nil) }
    frames.append(Frame(isObject: true, shape: shapes[depth]))
  }

  mutating func endObject(count: Int) throws(JSONRefusal) {
    guard let frame = frames.popLast() else { return }
    var shape = frame.shape
    if let known = shape, known.keys.count != frame.values.count {
      shape = Shape(Array(known.keys[..<frame.values.count]))
    }
    let made = shape ?? Shape(frame.keys)
    shapes[frames.count] = made
    try add(.record(RecordObject(shape: made, values: frame.values)))
  }

  mutating func startArray() throws(JSONRefusal) {
    if shapes.count <= frames.count { shapes.append(nil) }
    frames.append(Frame(isObject: false, shape: nil))
  }

  mutating func endArray(count: Int) throws(JSONRefusal) {
    guard let frame = frames.popLast() else { return }
    try add(.list(frame.values))
  }
}
