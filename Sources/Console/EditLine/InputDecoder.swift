/// Scalars out of the bytes of a terminal, with U+FFFD for what is not UTF-8.
struct InputDecoder {
  /// The bytes of a scalar that is not complete.
  private var partial: [UInt8] = []
  private var ready: [Unicode.Scalar] = []

  /// Whether a scalar has begun that is not complete.
  var isInside: Bool { !partial.isEmpty }

  /// The next scalar, nil until more bytes come.
  mutating func next() -> Unicode.Scalar? { ready.isEmpty ? nil : ready.removeFirst() }

  mutating func push(_ byte: UInt8) {
    let continues = byte & 0xc0 == 0x80
    if !partial.isEmpty && !continues { giveUp() }
    partial.append(byte)
    let length = Self.length(of: partial[0])
    if partial.count < length { return }
    guard length > 0, let text = String(validating: partial, as: UTF8.self) else { return giveUp() }
    ready.append(contentsOf: text.unicodeScalars)
    partial = []
  }

  private mutating func giveUp() {
    ready.append("\u{fffd}")
    partial = []
  }

  /// The bytes of a scalar that begins with `lead`, 0 where none does.
  private static func length(of lead: UInt8) -> Int {
    switch lead {
    case 0..<0x80: 1
    case 0xc2..<0xe0: 2
    case 0xe0..<0xf0: 3
    case 0xf0..<0xf5: 4
    default: 0
    }
  }
}
