package import Base

/// An access token of a machine account: what is shown once, `0.<id>.<client secret>:<base64 of the seed>`.
package struct AccessToken {
  /// How many characters the client secret of a new token has.
  package static let clientSecretCount = 30
  /// How many bytes the seed has.
  package static let seedCount = 16

  /// The token's id, which is also the client id of the sign-in.
  package let id: UUID128
  /// What the sign-in proves: characters of A-Z a-z 0-9.
  package let clientSecret: Secret
  /// What the token's key is derived from; it never travels.
  package let seed: Secret

  /// A new token.
  package static func generate(id: UUID128, random: inout some RandomBytes) -> AccessToken {
    let clientSecret = Secret(count: clientSecretCount)
    clientSecret.withMutableBytes { fillAlphanumeric($0, &random) }
    return AccessToken(
      id: id, clientSecret: clientSecret, seed: Secret.random(count: seedCount, using: &random))
  }

  /// The token's text.
  package func text() -> Secret {
    let seedText = base64Encode(seed)
    let parts = [Secret(utf8: "0.\(id.text)."), clientSecret, Secret(utf8: ":"), seedText]
    return Secret(joining: parts)
  }

  /// What the server keeps of the client secret: base64 of its SHA-256.
  package func clientSecretHash() -> String {
    base64Encode(clientSecret.withBytes { sha256($0) })
  }

  /// The token's key: HKDF of the seed with the words of the protocol.
  package func key() -> SymmetricKey {
    let bytes = seed.withBytes { seed in
      HKDF.derive(
        seed, salt: Array("bitwarden-accesstoken".utf8), info: Array("sm-access-token".utf8),
        count: SymmetricKey.count)
    }
    return SymmetricKey(checked: bytes)
  }

  /// Fills with letters and digits, each equally likely: bytes above the last multiple of 62 are drawn again.
  private static func fillAlphanumeric(_ out: UnsafeMutableRawBufferPointer, _ random: inout some RandomBytes)
  {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let pool = Secret(count: 64)
    var place = 0
    while place < out.count {
      pool.withMutableBytes { random.fill($0) }
      pool.withBytes { pool in
        for byte in pool where byte < 248 && place < out.count {
          out[place] = alphabet[Int(byte) % 62]
          place += 1
        }
      }
    }
  }
}

extension AccessToken {
  /// Reads a token's text with the checks, in their order and words, of the clients that people know.
  package init(parsing text: Secret) throws(CryptoError) {
    self = try text.withBytes { (bytes) throws(CryptoError) in
      guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
        throw .malformed("Doesn't contain a decryption key")
      }
      let parts = bytes[..<colon].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      guard parts.count == 3 else { throw .malformed("Has the wrong number of parts") }
      guard parts[0].elementsEqual("0".utf8) else { throw .malformed("Is the wrong version") }
      let idText = UnsafeRawBufferPointer(rebasing: parts[1]).assumingMemoryBound(to: UInt8.self)
      guard let id = UUID128(utf8: idText) else { throw .malformed("Has an invalid identifier") }
      return AccessToken(
        id: id, clientSecret: Secret(copying: UnsafeRawBufferPointer(rebasing: parts[2])),
        seed: try AccessToken.decodeSeed(UnsafeRawBufferPointer(rebasing: bytes[(colon + 1)...])))
    }
  }

  /// The seed of its base64, which some programs print without the padding.
  private static func decodeSeed(_ text: UnsafeRawBufferPointer) throws(CryptoError) -> Secret {
    let missing = text.contains(UInt8(ascii: "=")) ? 0 : (4 - text.count & 3) & 3
    let padded = Secret(count: text.count + missing)
    padded.withMutableBytes { out in
      out.copyMemory(from: text)
      for index in text.count..<out.count { out[index] = UInt8(ascii: "=") }
    }
    let seed: Secret
    do {
      seed = try padded.withBytes { (text) throws(CryptoError) in try base64Decode(secret: text) }
    } catch {
      throw .malformed("Error decoding base64")
    }
    guard seed.count == seedCount else {
      throw .malformed("Invalid base64 length: expected 16, got \(seed.count)")
    }
    return seed
  }
}
