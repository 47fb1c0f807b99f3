internal import Glibc
internal import Interpreter
internal import JSON

/// Builds values from the tokens of JSON or YAML; records of the same keys share their shape.
struct ValueBuilder: JSONHandler {
  private struct Frame {
    /// Where its values begin among those that wait.
    let start: Int
    /// What the keys so far agree with; nil once they differ from the record before.
    var known: KnownKeys?
    var keys: [String] = []
  }

  private let values = ValueStack()
  private var frames: [Frame] = []
  private let shapes: KnownShapes

  /// A builder that goes by the shapes that came before.
  init(_ shapes: KnownShapes = KnownShapes()) { self.shapes = shapes }

  /// The value that was built; the builder can then be used again.
  mutating func take() -> Value { values.pop() }

  /// Forgets a value that was not finished.
  mutating func reset() {
    frames.removeAll()
    values.clear()
  }

  @inline(__always)
  private func add(_ value: Value) throws(JSONRefusal) {
    try checkRun()
    values.push(value)
  }

  @inline(__always)
  private func checkRun() throws(JSONRefusal) {
    // The caller of the reader throws the fault that ends the run.
    if Work.isOver() { throw JSONRefusal("the run was stopped") }
  }

  mutating func null() throws(JSONRefusal) { try add(.null) }

  mutating func bool(_ value: Bool) throws(JSONRefusal) { try add(.bool(value)) }

  mutating func integer(_ value: Int64) throws(JSONRefusal) { try add(.int(Int(value))) }

  mutating func number(_ value: Double) throws(JSONRefusal) {
    guard value.isFinite else { throw JSONRefusal("infinity and NaN are no numbers of the language") }
    try add(.float(value))
  }

  mutating func string(_ text: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    try checkRun()
    values.push(text)
  }

  mutating func key(_ name: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    let last = frames.count - 1
    if let known = frames[last].known {
      let index = values.count - frames[last].start
      if known.isKey(index, name) { return }
      frames[last].keys = Array(known.shape.keys[..<index])
      frames[last].known = nil
    }
    frames[last].keys.append(String(decoding: name, as: UTF8.self))
  }

  mutating func startObject() throws(JSONRefusal) {
    frames.append(Frame(start: values.count, known: shapes.known(at: frames.count)))
  }

  mutating func endObject(count: Int) throws(JSONRefusal) {
    guard let frame = frames.popLast() else { return }
    try checkRun()
    if let keys = frame.known, keys.shape.keys.count == values.count - frame.start {
      return values.makeRecord(keys.shape, from: frame.start)
    }
    let keys = frame.known.map { Array($0.shape.keys[..<(values.count - frame.start)]) } ?? frame.keys
    let made = KnownKeys(Shape(keys))
    shapes.note(made, at: frames.count)
    values.makeRecord(made.shape, from: frame.start)
  }

  mutating func startArray() throws(JSONRefusal) {
    frames.append(Frame(start: values.count))
  }

  mutating func endArray(count: Int) throws(JSONRefusal) {
    guard let frame = frames.popLast() else { return }
    try checkRun()
    values.makeList(from: frame.start)
  }
}

/// The last keys at each depth: rows of one origin mostly have the same ones.
final class KnownShapes {
  private var keys: [KnownKeys?] = []

  /// Those that a call's place keeps: of texts that are read in a loop, too, records of the same keys share their shape.
  static func kept(at call: Call) -> KnownShapes {
    if let shapes = call.kept as? KnownShapes { return shapes }
    let shapes = KnownShapes()
    call.kept = shapes
    return shapes
  }

  fileprivate func known(at depth: Int) -> KnownKeys? { depth < keys.count ? keys[depth] : nil }

  fileprivate func note(_ known: KnownKeys, at depth: Int) {
    while keys.count <= depth { keys.append(nil) }
    keys[depth] = known
  }
}

/// A shape with the bytes of its keys side by side, so that they are compared as they are read.
private final class KnownKeys {
  let shape: Shape
  private var bytes: [UInt8] = []
  /// Where each key begins; the last one is where all end.
  private var starts = [0]

  init(_ shape: Shape) {
    self.shape = shape
    for key in shape.keys {
      bytes += key.utf8
      starts.append(bytes.count)
    }
  }

  /// Whether the key of a number is this name.
  func isKey(_ number: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard number + 1 < starts.count, starts[number + 1] - starts[number] == name.count else { return false }
    guard let name = name.baseAddress else { return true }
    let (from, count) = (starts[number], starts[number + 1] - starts[number])
    return bytes.withUnsafeBytes { all in
      guard let start = all.baseAddress else { return true }
      return memcmp(start + from, name, count) == 0
    }
  }
}
