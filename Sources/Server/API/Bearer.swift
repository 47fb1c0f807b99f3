import Base
import Crypto
import JSON
import Vault

/// The claims of a bearer: which account signed in to which organization, and until when.
struct Bearer {
  /// The machine account.
  let account: UUID128
  /// The access token.
  let token: UUID128
  /// The organization.
  let organization: UUID128
  /// The generation of the vault: after a rekey or a restore a client holds another key than the vault.
  let generation: Int64

  /// How long it lasts, in seconds.
  static var lifetime: Int64 { SigningKeys.lifetime / 1_000_000 }
  /// The scope that the bearer is valid for.
  static let scope = "api.secrets"
  /// How far clocks may differ, in seconds.
  private static let leeway: Int64 = 60
  private static let algorithm = "HS256"

  /// The signed text of three parts.
  func text(_ key: SigningKeys.Key, issuer: String, id: UUID128, now: Int64) -> String {
    var header = JSONWriter()
    header.object([("alg", Self.algorithm), ("kid", key.name), ("typ", "JWT")])
    let seconds = now / 1_000_000
    var claims = JSONWriter()
    claims.startObject()
    claims.member("iss", issuer)
    for (name, value) in [("nbf", seconds), ("iat", seconds), ("exp", seconds + Self.lifetime)] {
      claims.key(name)
      claims.integer(value)
    }
    claims.key("scope")
    claims.startArray()
    claims.string(Self.scope)
    claims.endArray()
    claims.member("client_id", token.text)
    claims.member("sub", account.text)
    claims.member("type", "ServiceAccount")
    claims.member("organization", organization.text)
    claims.key("generation")
    claims.integer(generation)
    claims.member("jti", id.text)
    claims.endObject()
    let signed = base64Encode(header.take(), .url) + "." + base64Encode(claims.take(), .url)
    return signed + "." + base64Encode(Self.signature(signed, key), .url)
  }

  private init?(_ claims: WireJSON) {
    guard let account = claims.id("sub"), let token = claims.id("client_id"),
      let organization = claims.id("organization"), let generation = claims["generation"]?.integer
    else { return nil }
    self.account = account
    self.token = token
    self.organization = organization
    self.generation = generation
  }

  init(account: UUID128, token: UUID128, organization: UUID128, generation: Int64) {
    self.account = account
    self.token = token
    self.organization = organization
    self.generation = generation
  }

  /// By which key it is good, and when: this is looked at for each request.
  struct Term {
    let key: String
    let start: Int64
    let end: Int64

    /// The term of claims; nil where it is none that this server gives, so that what is computed with it stays small.
    init?(_ claims: WireJSON, key: String) {
      let moments: ClosedRange<Int64> = 0...(Int64.max / 2_000_000)
      guard let start = claims["nbf"]?.integer, let end = claims["exp"]?.integer, moments.contains(start),
        moments.contains(end), (0...Bearer.lifetime).contains(end - start)
      else { return nil }
      if let made = claims["iat"], made.integer != start { return nil }
      self.key = key
      self.start = start
      self.end = end
    }

    /// Whether it is good at a moment, in µs.
    func holds(_ keys: SigningKeys, now: Int64) -> Bool {
      keys.key(named: key, now: now) != nil && now < end * 1_000_000
        && start <= now / 1_000_000 + Bearer.leeway
    }
  }

  /// Reads a bearer that one of the keys signed and that has not ended; nil for any other.
  static func read(
    _ text: Substring, _ keys: SigningKeys, issuer: String, now: Int64
  ) -> (bearer: Bearer, term: Term)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = base64Decode(parts[0], .url).flatMap({ WireJSON($0) }),
      header.isPlainHeader,
      let algorithm = header["alg"]?.text, Texts.areSame(algorithm, Self.algorithm),
      let name = header["kid"]?.text, let key = keys.key(named: name, now: now),
      let signature = base64Decode(parts[2], .url),
      constantTimeEqual(signature, self.signature(parts[0] + "." + parts[1], key)),
      let claims = base64Decode(parts[1], .url).flatMap({ WireJSON($0) }), claims.isUnique,
      let term = Term(claims, key: name), claims.names(issuer: issuer),
      claims["scope"]?.array?.contains(where: { $0.text == Self.scope }) ?? false,
      let bearer = Bearer(claims)
    else { return nil }
    return term.holds(keys, now: now) ? (bearer, term) : nil
  }

  private static func signature(_ text: some StringProtocol, _ key: SigningKeys.Key) -> [UInt8] {
    let message = Array(text.utf8)
    return key.bytes.withBytes { key in message.withUnsafeBytes { hmacSHA256(key: key, $0) } }
  }
}

extension WireJSON {
  /// Whether it is an object without two members of one name.
  fileprivate var isUnique: Bool {
    guard case .object(let members) = self else { return false }
    return Set(members.map { $0.name.lowercased() }).count == members.count
  }

  /// Whether a header asks for nothing that is unknown here.
  fileprivate var isPlainHeader: Bool {
    isUnique && !hasMember("crit") && (self["typ"].map { $0.text == "JWT" } ?? true)
  }

  /// Whether claims are this server's, and for it.
  fileprivate func names(issuer: String) -> Bool {
    guard self["iss"]?.text == issuer else { return false }
    guard hasMember("aud") else { return true }
    return self["aud"]?.text == issuer || self["aud"]?.array?.contains { $0.text == issuer } ?? false
  }

  private func hasMember(_ name: String) -> Bool {
    guard case .object(let members) = self else { return false }
    return members.contains { Self.areAlike($0.name, name) }
  }

  /// The id that a member holds.
  func id(_ name: String) -> UUID128? { self[name]?.text.flatMap { UUID128($0) } }
}

extension JSONWriter {
  /// Writes a member that is a text.
  mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  /// Writes a member that is a text or null.
  mutating func member(_ name: String, orNull text: String?) {
    key(name)
    if let text { string(text) } else { null() }
  }

  /// Writes an object of texts.
  mutating func object(_ members: [(String, String)]) {
    startObject()
    for (name, text) in members { member(name, text) }
    endObject()
  }
}
