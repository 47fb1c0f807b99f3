import Base
import Crypto

nonisolated(unsafe) private let cipher: EncStringCipher? = {
  var random = SeededRandomBytes(seed: 1)
  return try? EncStringCipher(SymmetricKey.generate(&random))
}()

/// A text that is no EncString does not open, and bytes that are sealed open as what they were.
func fuzzEncString(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  guard let cipher else { throw FuzzFailure(what: "there is no cipher") }
  let text = String(decoding: bytes, as: UTF8.self)
  if !EncStringCipher.isWellFormed(text) {
    try require((try? cipher.open(text)) == nil, "it opens and is not well formed")
  }
  var random = SeededRandomBytes(seed: 2)
  let sealed = try cipher.seal(UnsafeRawBufferPointer(bytes), random: &random)
  try require(EncStringCipher.isWellFormed(sealed), "what was sealed is not well formed")
  try require(
    try cipher.open(sealed).isEqual(to: Secret(copying: UnsafeRawBufferPointer(bytes))),
    "it opens as something else")
}

/// An access token that is read is written so that it is read as the same.
func fuzzToken(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  guard let token = try? AccessToken(parsing: Secret(copying: UnsafeRawBufferPointer(bytes))) else { return }
  let again = try AccessToken(parsing: token.text())
  let isSame = again.id == token.id && again.clientSecret.isEqual(to: token.clientSecret)
  try require(isSame && again.seed.isEqual(to: token.seed), "it is read as something else")
}
