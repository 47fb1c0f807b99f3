/// What was read from the terminal before its reader was there: the next question or line takes it first.
package final class TypedAhead {
  /// The bytes, in the order of typing.
  var bytes: [UInt8] = []

  /// Makes an empty one.
  package init() {}

  /// The first byte, taken away.
  func take() -> UInt8? { bytes.isEmpty ? nil : bytes.removeFirst() }

  /// Adds what was typed behind a line; gives the signal of a key among it, which drops what stands before.
  ///
  /// What a paste marks as its own holds no keys.
  func add(_ typed: ArraySlice<UInt8>, signal: (UInt8) -> Int32?) -> Int32? {
    var found: Int32?
    var paste: Paste?
    for byte in typed {
      if paste == nil, let number = signal(byte) {
        found = number
        bytes = []
        continue
      }
      bytes.append(byte)
      if paste?.take(byte) == true {
        paste = nil
      } else if paste == nil, byte == UInt8(ascii: "~"),
        bytes.suffix(Paste.begin.count).elementsEqual(Paste.begin)
      {
        paste = Paste()
      }
    }
    return found
  }
}
