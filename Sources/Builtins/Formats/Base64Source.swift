internal import Base
internal import Interpreter

/// Base64 as it comes from files and other programs: blanks and line ends are passed over.
enum Base64Source {
  static let urlFlag = Flag("url-safe", nil, "with - and _ in place of + and /, and without = at the end")

  /// The alphabet that a command was asked for.
  static func form(_ call: Call) -> Base64.Form { call.has(urlFlag.name) ? .url : .standard }

  /// The bytes of a text, or a fault made from the offset of its first mistake; copies of the text are wiped.
  static func decode(
    _ text: UnsafeRawBufferPointer, _ form: Base64.Form = .standard, fault: (Int) -> Fault
  ) throws(Fault) -> [UInt8] {
    var dense: [UInt8] = []
    dense.reserveCapacity(text.count)
    for byte in text where !isBlank(byte) { dense.append(byte) }
    defer { wipe(&dense) }
    if form == .url { dropPadding(&dense) }
    switch Base64.decode(dense, form) {
    case .success(let bytes): return bytes
    case .failure(let mistake): throw fault(offset(of: mistake.offset, in: text))
    }
  }

  /// Drops padding, which other programs write in this alphabet, too.
  private static func dropPadding(_ text: inout [UInt8]) {
    let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let last = (text.count - padding) % 4
    if last > 1, padding <= 4 - last { text.removeLast(padding) }
  }

  /// Where in the text a byte is that is no blank, given how many such bytes come before it.
  private static func offset(of number: Int, in text: UnsafeRawBufferPointer) -> Int {
    var left = number
    for (offset, byte) in text.enumerated() where !isBlank(byte) {
      if left == 0 { return offset }
      left -= 1
    }
    return text.count
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
