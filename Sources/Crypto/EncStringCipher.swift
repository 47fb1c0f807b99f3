package import Base
internal import COpenSSL

/// Seals and opens EncStrings of type 2 (AES-256-CBC, HMAC-SHA256) under one key.
///
/// Contexts and the working buffer are kept, which is what makes opening many names fast: one cipher for each
/// key and thread. What `openText` read stays in the buffer, which is secret memory, until the next call.
package final class EncStringCipher {
  /// The largest text that is sealed or opened.
  private static let largest = Int(Int32.max) / 4

  private let key: SymmetricKey
  /// The ciphers, each made when it is needed first: the first of all costs a millisecond.
  private var kept: (encryption: BlockCipher?, decryption: BlockCipher?)
  private let authenticator: HMACSHA256
  /// Holds vector, ciphertext and the MAC that was given, and behind them the MAC that was computed.
  private var buffer: Secret

  /// A cipher under `key`.
  package init(_ key: SymmetricKey) throws(CryptoError) {
    buffer = try Secret(checkedCount: 4000)
    self.key = key
    authenticator = key.secret.withBytes { HMACSHA256(key: UnsafeRawBufferPointer(rebasing: $0[32...])) }
  }

  private func encryption() throws(CryptoError) -> BlockCipher {
    if let cipher = kept.encryption { return cipher }
    let cipher = try key.cipher(encrypts: true)
    kept.encryption = cipher
    return cipher
  }

  private func decryption() throws(CryptoError) -> BlockCipher {
    if let cipher = kept.decryption { return cipher }
    let cipher = try key.cipher(encrypts: false)
    kept.decryption = cipher
    return cipher
  }

  /// Makes room for a ciphertext of `count` bytes with its vector and two MACs.
  private func reserve(_ count: Int) throws(CryptoError) {
    guard count <= Self.largest else { throw .malformed("text too long") }
    let needed = 16 + count + 64
    if buffer.count < needed { buffer = try Secret(checkedCount: needed + needed / 2) }
  }
}

extension EncStringCipher {
  /// Writes the MAC of the vector and the ciphertext of `count` bytes behind it.
  private func authenticate(_ parts: UnsafePointer<UInt8>, _ count: Int, to mac: UnsafeMutablePointer<UInt8>)
  {
    authenticator.update(UnsafeRawBufferPointer(start: parts, count: 16 + count))
    authenticator.finalize(into: mac)
  }
}

// MARK: Sealing

extension EncStringCipher {
  /// How many characters the EncString of a plaintext of `bytes` bytes has.
  package static func length(ofPlaintext bytes: Int) -> Int {
    EncStringShape.overhead + Base64.length(of: paddedCount(bytes))
  }

  /// The EncString of `plaintext`, with a vector from `random`.
  package func seal(
    _ plaintext: UnsafeRawBufferPointer, random: inout some RandomBytes
  ) throws(CryptoError) -> String {
    guard plaintext.count <= Self.largest else { throw .malformed("text too long") }
    let count = Self.paddedCount(plaintext.count)
    try reserve(count)
    return try buffer.withOctets { (parts) throws(CryptoError) in
      let ciphertext = parts + 16
      random.fill(UnsafeMutableRawBufferPointer(start: parts, count: 16))
      if let source = plaintext.baseAddress {
        UnsafeMutableRawPointer(ciphertext).copyMemory(from: source, byteCount: plaintext.count)
      }
      let padding = count - plaintext.count
      (ciphertext + plaintext.count).update(repeating: UInt8(padding), count: padding)
      let cipher = try encryption()
      try cipher.begin(iv: parts)
      try cipher.update(ciphertext, count: count, to: ciphertext)
      authenticate(parts, count, to: ciphertext + count)
      return String(unsafeUninitializedCapacity: Self.length(ofPlaintext: plaintext.count)) {
        EncStringShape.write(parts, ciphertextCount: count, to: $0)
      }
    }
  }

  /// The EncString of `text`.
  package func seal(text: String, random: inout some RandomBytes) throws(CryptoError) -> String {
    try text.utf8.span.withUnsafeBytes { (bytes) throws(CryptoError) in
      try seal(bytes, random: &random)
    }
  }

  /// The EncString of secret bytes.
  package func seal(secret: Secret, random: inout some RandomBytes) throws(CryptoError) -> String {
    try secret.withBytes { (bytes) throws(CryptoError) in try seal(bytes, random: &random) }
  }

  /// PKCS#7 always adds 1 to 16 bytes.
  private static func paddedCount(_ count: Int) -> Int { (count / 16 + 1) * 16 }
}

// MARK: Opening

extension EncStringCipher {
  /// Whether `text` has the shape of an EncString of type 2; says nothing about its key.
  package static func isWellFormed(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { text in
      guard let shape = EncStringShape(text) else { return false }
      return Base64.isValid(shape.vector) && Base64.isValid(shape.ciphertext) && Base64.isValid(shape.mac)
    }
  }

  /// The plaintext of `encString` in secret memory.
  package func open(_ encString: String) throws(CryptoError) -> Secret {
    try encString.utf8.span.withUnsafeBufferPointer { (text) throws(CryptoError) in
      try open(utf8: text)
    }
  }

  /// The plaintext of an EncString in a buffer.
  package func open(utf8 text: UnsafeBufferPointer<UInt8>) throws(CryptoError) -> Secret {
    let plaintext = try decrypt(text)
    let secret = try Secret(checkedCount: plaintext.count)
    secret.withMutableBytes { $0.copyMemory(from: plaintext) }
    return secret
  }

  /// Calls the body with the plaintext of `encString`, in the cipher's own secret memory.
  ///
  /// For work on very many values one after the other: no `Secret` is made (some ten microseconds each). The
  /// body must not use this cipher; the bytes are wiped when it returns.
  package func withPlaintext<R>(
    of encString: String, _ body: (UnsafeRawBufferPointer) throws(CryptoError) -> R
  ) throws(CryptoError) -> R {
    let plaintext = try encString.utf8.span.withUnsafeBufferPointer { (text) throws(CryptoError) in
      try decrypt(text)
    }
    defer { wipe(UnsafeMutableRawBufferPointer(mutating: plaintext)) }
    return try body(plaintext)
  }

  /// The plaintext of `encString` as text, for names, which are shown; bytes that are not UTF-8 are an error.
  package func openText(_ encString: String) throws(CryptoError) -> String {
    try encString.utf8.span.withUnsafeBufferPointer { (text) throws(CryptoError) in
      try openText(utf8: text)
    }
  }

  /// The plaintext, as text, of an EncString in a buffer.
  package func openText(utf8 text: UnsafeBufferPointer<UInt8>) throws(CryptoError) -> String {
    let plaintext = try decrypt(text).assumingMemoryBound(to: UInt8.self)
    guard let valid = try? UTF8Span(validating: plaintext.span) else { throw .notText }
    return String(copying: valid)
  }

  /// Decrypts `text` in the buffer once its MAC is found right, in constant time; the bytes live until the next
  /// call.
  private func decrypt(_ text: UnsafeBufferPointer<UInt8>) throws(CryptoError) -> UnsafeRawBufferPointer {
    guard let shape = EncStringShape(text) else { throw EncStringShape.fault }
    let count = shape.ciphertextCount
    try reserve(count)
    return try buffer.withOctets { (parts) throws(CryptoError) in
      guard shape.decode(to: parts) else { throw EncStringShape.fault }
      let given = parts + 16 + count
      authenticate(parts, count, to: given + 32)
      guard CRYPTO_memcmp(given, given + 32, 32) == 0 else { throw .authentication }
      // The vector goes in as the first block: in CBC a block is decrypted with the one before it, whatever
      // the context did last, and what comes out for the vector is dropped. Setting it costs 100 ns more.
      try decryption().update(parts, count: 16 + count, to: parts)
      let plaintext = UnsafeRawBufferPointer(start: parts + 16, count: count)
      return UnsafeRawBufferPointer(rebasing: plaintext.prefix(try unpaddedCount(plaintext)))
    }
  }

  /// The count without PKCS#7 padding: 1 to 16 bytes that all say how many they are.
  private func unpaddedCount(_ plaintext: UnsafeRawBufferPointer) throws(CryptoError) -> Int {
    guard let last = plaintext.last, (1...16).contains(last) else { throw .authentication }
    for byte in plaintext.suffix(Int(last)) where byte != last { throw .authentication }
    return plaintext.count - Int(last)
  }
}
