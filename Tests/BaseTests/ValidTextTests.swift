import Base
import Testing

/// Texts that are put together of bytes are those that the library makes of them.
@Suite struct ValidTextTests {
  private static let letters: [[Unicode.Scalar]] = [
    ["a", "Z", "\0"], ["a", "é", "ß"], ["€", "x"], ["😀", "ü", "b"],
  ]

  /// Texts of all lengths up to 40 bytes and of one to four bytes a character.
  private static func texts() -> [String] {
    var texts = [""]
    for letters in letters {
      for count in 1...40 {
        var text = String.UnicodeScalarView()
        for index in 0..<count { text.append(letters[(index * 7 + count) % letters.count]) }
        texts.append(String(text))
      }
    }
    return texts
  }

  private func form(_ text: String) -> (UInt64, UInt64) { unsafeBitCast(text, to: (UInt64, UInt64).self) }

  @Test func isWhatTheLibraryMakes() {
    for text in Self.texts() {
      let bytes = Array(text.utf8)
      let library = String(decoding: bytes, as: UTF8.self)
      let made = bytes.withUnsafeBufferPointer { String(valid: $0) }
      #expect(Array(made.utf8) == bytes)
      #expect(made == library && made.hashValue == library.hashValue)
      #expect(made.count == library.count && made.uppercased() == library.uppercased())
      // Short ones lie in the text itself, bit for bit as the library's do.
      if bytes.count <= 15 { #expect(form(made) == form(library), "\(bytes)") }
      let written = String(size: bytes.count) { start in
        for (index, byte) in bytes.enumerated() { start[index] = byte }
      }
      #expect(Array(written.utf8) == bytes)
    }
  }

  @Test func growsAndIsCopied() {
    var text = Array("fifteen letters".utf8).withUnsafeBufferPointer { String(valid: $0) }
    text += "!"
    #expect(text == "fifteen letters!")
    var copied: [UInt8] = Array(repeating: 0, count: 20)
    let count = copied.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { text.copyBytes(to: $0) - $0 }
    }
    #expect(count == 16 && copied.prefix(16).elementsEqual(text.utf8))
  }

  @Test func countsScalarsAndKnowsASCII() {
    for text in Self.texts() + [String(repeating: "a", count: 300) + "é", String(repeating: "é", count: 300)]
    {
      let bytes = Array(text.utf8)
      #expect(text.scalarCount == text.unicodeScalars.count)
      bytes.withUnsafeBufferPointer { bytes in
        #expect(isASCII(bytes) == bytes.allSatisfy { $0 < 0x80 })
        #expect(scalarCount(bytes) == text.unicodeScalars.count)
      }
    }
  }
}
