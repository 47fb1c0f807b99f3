/// Where a reader is within its text: names and indices from the outermost value inwards.
struct JSONPath {
  private struct Step {
    /// The index of the element that was begun last, -1 before the first; for objects unused.
    var index: Int
    var name: UnsafeBufferPointer<UInt8>?
    let isArray: Bool
  }

  private var steps: [Step] = []

  /// A value begins.
  @inline(__always)
  mutating func value() {
    let last = steps.count - 1
    if last >= 0 { steps[last].index += 1 }
  }

  /// The name of a member; it points into the text.
  mutating func setKey(_ name: UnsafeBufferPointer<UInt8>) {
    let last = steps.count - 1
    if last >= 0 { steps[last].name = name }
  }

  mutating func open(array: Bool) {
    steps.append(Step(index: -1, name: nil, isArray: array))
  }

  mutating func close() { _ = steps.popLast() }

  /// The path as text: `secrets[12].key`; names that are no plain words stand in brackets and quotes.
  var text: String {
    var text = ""
    for step in steps {
      if step.isArray {
        if step.index >= 0 { text += "[\(step.index)]" }
      } else if let name = step.name {
        let word = String(decoding: name, as: UTF8.self)
        if Self.isPlain(name) {
          text += (text.isEmpty ? "" : ".") + word
        } else {
          var writer = JSONWriter()
          writer.string(word)
          text += "[" + writer.text + "]"
        }
      }
    }
    return text
  }

  private static func isPlain(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    !name.isEmpty
      && name.allSatisfy { byte in
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_")
          || byte == UInt8(ascii: "-")
      }
  }
}
