/// HKDF-SHA256 of RFC 5869, extract and expand: `count` bytes (at most 8,160) from `secret`, salt and info.
package func hkdfSHA256(
  _ secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], count: Int
) throws(CryptoError) -> Secret {
  guard (0...255 * 32).contains(count) else { throw .malformed("HKDF gives at most 8160 bytes") }
  return HKDF.derive(secret, salt: salt, info: info, count: count)
}

/// HKDF for counts that the program chooses.
///
/// Intermediate values live on the stack for the time of one call, and are wiped: allocating pages of secret
/// memory takes longer than the whole computation.
enum HKDF {
  /// As `hkdfSHA256`; `count` is at most 8,160.
  static func derive(_ secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], count: Int) -> Secret {
    let result = Secret(count: count)
    result.withMutableBytes { derive(secret, salt: salt, info: info, into: $0) }
    return result
  }

  /// The same into `result`, which is filled.
  static func derive(
    _ secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], into result: UnsafeMutableRawBufferPointer
  ) {
    withWipedBytes(HMACStates.count) { memory in
      guard let start = UnsafeMutableRawBufferPointer(memory).baseAddress else { return }
      withWipedBytes(32) { block in
        let extract = salt.withUnsafeBytes { HMACStates(at: start, key: $0) }
        extract.update(secret)
        extract.finalize(into: block.baseAddress)
        let expand = HMACStates(at: start, key: UnsafeRawBufferPointer(block))
        for (number, place) in stride(from: 0, to: result.count, by: 32).enumerated() {
          if number > 0 { expand.update(UnsafeRawBufferPointer(block)) }
          info.withUnsafeBytes { expand.update($0) }
          withUnsafeBytes(of: UInt8(truncatingIfNeeded: number + 1)) { expand.update($0) }
          expand.finalize(into: block.baseAddress)
          UnsafeMutableRawBufferPointer(rebasing: result[place...])
            .copyBytes(from: block.prefix(result.count - place))
        }
      }
    }
  }
}
