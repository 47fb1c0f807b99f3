internal import Glibc

extension String {
  /// The text of bytes that are known to be UTF-8: nothing is looked for that would have to be repaired.
  ///
  /// Up to 15 bytes lie in the text itself, which is put together here as the library does it.
  package init(valid bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count <= 15, let start = bytes.baseAddress else {
      self =
        bytes.isEmpty ? "" : String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: isASCII(bytes)))
      return
    }
    #if arch(x86_64) || arch(arm64)
      var words: (UInt64, UInt64) = (0, 0)
      withUnsafeMutableBytes(of: &words) {
        $0.copyMemory(from: UnsafeRawBufferPointer(start: start, count: bytes.count))
      }
      let isASCII = (words.0 | words.1) & 0x8080_8080_8080_8080 == 0
      words.1 |= ((isASCII ? 0xE0 : 0xA0) | UInt64(bytes.count)) << 56
      self = unsafeBitCast(words, to: String.self)
    #else
      self = String(decoding: bytes, as: UTF8.self)
    #endif
  }
}

extension String {
  /// A text of so many bytes, which a body writes: all of them, in UTF-8.
  package init(size: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Void) {
    self = String.written(size, write)
  }

  private static func written(_ size: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Swift.max(1, size)) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      write(start)
      return String(valid: UnsafeBufferPointer(start: start, count: size))
    }
  }

  /// Copies the bytes; gives the end of the copy.
  package func copyBytes(to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    let count = utf8.withContiguousStorageIfAvailable { bytes in
      if let from = bytes.baseAddress { memcpy(start, from, bytes.count) }
      return bytes.count
    }
    if let count { return start + count }
    var end = start
    for byte in utf8 {
      end.pointee = byte
      end += 1
    }
    return end
  }

  /// How many characters (Unicode scalars) it has.
  package var scalarCount: Int {
    utf8.withContiguousStorageIfAvailable { Base.scalarCount($0) } ?? unicodeScalars.count
  }
}

/// Whether all bytes are ASCII.
package func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  let raw = UnsafeRawBufferPointer(bytes)
  var high: UInt64 = 0
  var offset = 0
  while offset + 8 <= raw.count {
    high |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    offset += 8
    // A long text that is not ASCII mostly shows it at its beginning.
    if offset & 0xFF == 0, high & 0x8080_8080_8080_8080 != 0 { return false }
  }
  while offset < raw.count {
    high |= UInt64(raw[offset])
    offset += 1
  }
  return high & 0x8080_8080_8080_8080 == 0
}

/// How many characters (Unicode scalars) begin in bytes that are UTF-8.
package func scalarCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  let raw = UnsafeRawBufferPointer(bytes)
  var count = raw.count
  var offset = 0
  // Eight bytes in one step: those that go on with a character are counted off.
  while offset + 8 <= raw.count {
    let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    count -= ((word >> 7) & ~(word >> 6) & 0x0101_0101_0101_0101).nonzeroBitCount
    offset += 8
  }
  while offset < raw.count {
    if raw[offset] & 0xC0 == 0x80 { count -= 1 }
    offset += 1
  }
  return count
}
