/// HKDF-SHA256 of RFC 5869, extract and expand: `count` bytes (at most 8,160) from `secret`, salt and info.
package func hkdfSHA256(
  _ secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], count: Int
) throws(CryptoError) -> Secret {
  guard (0...255 * 32).contains(count) else { throw .malformed("HKDF gives at most 8160 bytes") }
  return HKDF.derive(secret, salt: salt, info: info, count: count)
}

/// HKDF for counts that the program chooses.
enum HKDF {
  /// As `hkdfSHA256`; `count` is at most 8,160.
  static func derive(_ secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], count: Int) -> Secret {
    let result = Secret(count: count)
    let extract = salt.withUnsafeBytes { HMACSHA256(key: $0) }
    extract.update(secret)
    withWipedBytes(32) { block in
      extract.finalize(into: block.baseAddress)
      let expand = HMACSHA256(key: UnsafeRawBufferPointer(block))
      for (number, place) in stride(from: 0, to: count, by: 32).enumerated() {
        if number > 0 { expand.update(UnsafeRawBufferPointer(block)) }
        info.withUnsafeBytes { expand.update($0) }
        withUnsafeBytes(of: UInt8(truncatingIfNeeded: number + 1)) { expand.update($0) }
        expand.finalize(into: block.baseAddress)
        result.withMutableBytes { $0[place...].copyBytes(from: block.prefix(count - place)) }
      }
    }
    return result
  }
}
