/// The sequences of bytes that keys send.
extension EditLineContext {
  /// The bytes of a key's sequence behind its ESC: none where the key was ESC itself.
  func bytesBehindEscape() -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < 32, let byte = byteAtOnce() {
      bytes.append(byte)
      let isIntroducer = bytes.count == 1 && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O"))
      if !isIntroducer, (0x40...0x7e).contains(byte) || bytes.count == 1 { break }
    }
    // The oldest report of a mouse has three bytes behind its end.
    if bytes == Array("[M".utf8) { for _ in 0..<3 { if let byte = byteAtOnce() { bytes.append(byte) } } }
    return bytes
  }

  /// Whether a key's sequence does something: libedit would take what it does not know as text.
  ///
  /// A sequence that `~/.editrc` names in any way may be bound there.
  func isKey(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 2, bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else { return true }
    let rest = String(decoding: bytes.dropFirst(), as: UTF8.self)
    if Self.usual.contains(rest) || Self.keys.contains(where: { $0.0 == "\\e" + rest }) { return true }
    return ["\\e", "^[", "\\033", "\\E"].contains { isSetting($0 + rest) }
  }

  private func isSetting(_ keys: String) -> Bool {
    let keys = Array(keys.utf8)
    return settings.indices.dropLast(keys.count - 1).contains { settings[$0...].starts(with: keys) }
  }

  /// What libedit itself binds, by the descriptions of terminals.
  private static let usual: Set<String> = [
    "[A", "[B", "[C", "[D", "[H", "[F", "OA", "OB", "OC", "OD", "OH", "OF", "[1~", "[3~", "[4~", "[7~", "[8~",
  ]
}
