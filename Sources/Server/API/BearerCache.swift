import Crypto

/// Bearers whose signatures were verified, by their digests, so that each signature is computed once.
///
/// What can end while the bearer stays the same is checked at each request: the key and the times here, token,
/// machine account and grants by their rows.
struct BearerCache {
  /// The most cached bearers; with more clients at once, some signatures are computed again.
  private static let most = 4096

  private var found: [[UInt8]: (bearer: Bearer, term: Bearer.Term)] = [:]

  /// The claims of a bearer, if one of the keys signed it and it has not expired.
  mutating func bearer(_ text: Substring, _ keys: SigningKeys, issuer: String, now: Int64) -> Bearer? {
    var text = text
    let digest = text.withUTF8 { sha256(UnsafeRawBufferPointer($0)) }
    if let (bearer, term) = found[digest] {
      if term.holds(keys, now: now) { return bearer }
      found[digest] = nil
      return nil
    }
    guard let read = Bearer.read(text, keys, issuer: issuer, now: now) else { return nil }
    if found.count >= Self.most { found = [:] }
    found[digest] = read
    return read.bearer
  }
}
