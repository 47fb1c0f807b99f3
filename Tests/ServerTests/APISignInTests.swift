import Base
import Crypto
import Support
import Testing
import Vault

@testable import Server

/// The sign-in of machine accounts as the protocol has it, and the bearers that it gives.
@Suite struct APISignInTests {
  let fixture: APIFixture

  init() throws { fixture = try APIFixture() }

  private func send(_ form: String, path: String = "/identity/connect/token") -> ServerResponse {
    fixture.api.respond([ServerRequest(method: "POST", path: path, body: Array(form.utf8))])[0]
  }

  private func part(_ text: String, _ place: Int) -> WireJSON? {
    var bytes = Array(text.split(separator: ".")[place].utf8).map { byte -> UInt8 in
      byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
    }
    while bytes.count & 3 != 0 { bytes.append(UInt8(ascii: "=")) }
    return base64Decode(String(decoding: bytes, as: UTF8.self)).flatMap { WireJSON($0) }
  }

  @Test func theAnswerHoldsWhatAClientNeeds() throws {
    let answer = fixture.api.respond([try fixture.signIn(fixture.token)])[0]
    let body = try #require(WireJSON(answer.body))
    #expect(answer.status == 200 && answer.header("Content-Type") == "application/json; charset=utf-8")
    #expect(body.names == ["access_token", "expires_in", "token_type", "scope", "encrypted_payload"])
    #expect(body["expires_in"]?.integer == 3600 && body["token_type"]?.text == "Bearer")
    #expect(body["scope"]?.text == "api.secrets")
    let key = try AccessToken(parsing: fixture.token.text).key()
    let payload = try #require(body["encrypted_payload"]?.text)
    let opened = try AccessToken.organizationKey(fromPayload: payload, key: key)
    #expect(opened.secret.isEqual(to: fixture.ada.keys.organizationKey.secret))
    let bearer = try #require(body["access_token"]?.text)
    #expect(part(bearer, 0)?["alg"]?.text == "HS256" && part(bearer, 0)?["kid"]?.text != nil)
    let claims = try #require(part(bearer, 1))
    let start = try #require(claims["iat"]?.integer)
    #expect(claims["exp"]?.integer == start + 3600 && claims["nbf"]?.integer == start)
    #expect(claims["sub"]?.text == fixture.account.id.text && claims["type"]?.text == "ServiceAccount")
    #expect(claims["client_id"]?.text == fixture.token.item.id.text)
    #expect(claims["organization"]?.text == fixture.organization)
    #expect(claims["scope"]?.array?.map(\.text) == ["api.secrets"])
    #expect(claims["iss"]?.text == "sms" && claims["jti"]?.text != nil)
  }

  /// M02: a bearer that was looked at before its hour is over is remembered, and ends all the same.
  @Test func aBearerThatIsRememberedEndsWithItsHour() throws {
    let clock = fixture.vault.clock
    clock.step = 0
    clock.time = clock.time / 1_000_000 * 1_000_000
    let start = clock.time
    let bearer = try fixture.bearer()
    func status(_ time: Int64) -> Int {
      clock.time = time
      return fixture.api.respond([
        fixture.request("GET", "/api/organizations/\(fixture.organization)/projects", bearer: bearer)
      ])[0].status
    }
    let end = start + Bearer.lifetime * 1_000_000
    #expect(status(start) == 200)
    #expect(status(end - 1) == 200)
    #expect(status(end) == 401)
    #expect(status(end + 1) == 401)
    // It is not remembered as ended either: the signature was right, and the clock may be set back.
    #expect(status(end - 1) == 200)
  }

  @Test func pathsAndFormsDiffer() throws {
    let parsed = try AccessToken(parsing: fixture.token.text)
    let secret = try parsed.clientSecret.text()
    let id = parsed.id.text
    let bare = String(id.filter { $0 != "-" }).uppercased()
    for path in ["/identity/connect/token", "/connect/token", "//identity//connect/token", "/connect/token/"]
    {
      let form = "grant_type=client_credentials&client_secret=\(secret)&client_id=\(bare)&scope=api%2Esecrets"
      #expect(send(form, path: path).status == 200, "\(path)")
    }
    let escaped = secret.utf8.map { "%" + String($0, radix: 16) }.joined()
    #expect(
      send("grant_type=client_credentials&scope=api.secrets&client_id=\(id)&client_secret=\(escaped)").status
        == 200)
  }

  @Test func whateverIsWrongIsToldAlike() throws {
    let parsed = try AccessToken(parsing: fixture.token.text)
    let secret = try parsed.clientSecret.text()
    let good = "grant_type=client_credentials&scope=api.secrets"
    let ada = fixture.ada
    let revoked = try ada.createToken(account: fixture.account.id, name: "r", expires: nil)
    let expired = try ada.createToken(
      account: fixture.account.id, name: "e", expires: fixture.vault.clock.time + 60_000_000)
    let usedUp = try ada.createToken(
      account: fixture.account.id, name: "u", expires: nil, limits: TokenLimits(uses: 1))
    let other = try ada.createAccount(name: "gone").account
    let orphan = try ada.createToken(account: other.id, name: "o", expires: nil)
    let network = try ada.createToken(
      account: fixture.account.id, name: "n", expires: nil, limits: TokenLimits(from: "10.0.0.0/8"))
    #expect(fixture.api.respond([try fixture.signIn(usedUp)])[0].status == 200)
    _ = try ada.revokeTokens([revoked.item.id])
    _ = try ada.deleteAccounts([other.id])
    fixture.vault.clock.time += 3_600_000_000
    var answers = [
      send("\(good)&client_id=\(UUID128(high: 1, low: 1).text)&client_secret=\(secret)"),
      send("\(good)&client_id=nothing&client_secret=\(secret)"),
      send("\(good)&client_secret=\(secret)"), send("\(good)&client_id=\(parsed.id.text)"),
      send("\(good)&client_id=\(parsed.id.text)&client_secret=x"),
      send("\(good)&client_id=\(parsed.id.text)&client_secret=\(secret)%20"),
    ]
    for token in [revoked, expired, usedUp, orphan, network] {
      answers.append(fixture.api.respond([try fixture.signIn(token)])[0])
    }
    for setting in [VaultSetting.enabled, .secretsManager] {
      _ = try ada.set(setting, to: "off")
      answers.append(fixture.api.respond([try fixture.signIn(fixture.token)])[0])
      _ = try ada.set(setting, to: "on")
    }
    for answer in answers {
      #expect(answer.status == 400 && answer.text == "{\"error\":\"invalid_client\"}")
      #expect(answer.headers.map(\.name) == answers[0].headers.map(\.name))
    }
    #expect(fixture.api.respond([try fixture.signIn(fixture.token)])[0].status == 200)
    #expect(
      send("scope=api.secrets&client_id=x&client_secret=y&grant_type=password").text
        == "{\"error\":\"unsupported_grant_type\"}")
    #expect(
      send("scope=api&client_id=x&client_secret=y&grant_type=client_credentials").text
        == "{\"error\":\"invalid_scope\"}")
    #expect(send("grant_type=%zz").text == "{\"error\":\"invalid_request\"}")
    #expect(try ada.verify().findings == [])
  }

  @Test func wrongSecretsAreDelayed() throws {
    for _ in 0..<5 {
      #expect(fixture.api.respond([try fixture.signIn(fixture.token, secret: "x")])[0].status == 400)
    }
    let answer = fixture.api.respond([try fixture.signIn(fixture.token, secret: "x")])[0]
    #expect(answer.status == 429 && answer.header("Retry-After") == "5")
    #expect(fixture.api.respond([try fixture.signIn(fixture.token)])[0].status == 200)
  }

  /// T11: a server whose clock is far ahead dates an event; what has ended is decided by the clock of who asks.
  @Test func oneWrongClockDecidesForNobody() throws {
    let (clock, days) = (fixture.vault.clock, Int64(86_400_000_000))
    let before = try fixture.ada.createToken(
      account: fixture.account.id, name: "b", expires: clock.time + 30 * days)
    clock.time += 400 * days
    for _ in 0..<5 {
      #expect(fixture.api.respond([try fixture.signIn(fixture.token, secret: "x")])[0].status == 400)
    }
    clock.time -= 400 * days
    let after = try fixture.ada.createToken(
      account: fixture.account.id, name: "a", expires: clock.time + 30 * days)
    _ = try fixture.ada.createKey(expires: clock.time + 30 * days)
    for token in [before, after] {
      let bearer = try fixture.bearer(token)
      #expect(list(bearer).status == 200)
    }
    // A wrong secret waits for as long as its failures say, and not for 400 days.
    let delayed = fixture.api.respond([try fixture.signIn(fixture.token, secret: "x")])[0]
    #expect(delayed.status == 429 && delayed.header("Retry-After") == "5")
    #expect(fixture.api.respond([try fixture.signIn(fixture.token)])[0].status == 200)
    let report = try fixture.ada.verify()
    #expect(report.findings.map(\.area) == [.clock] && !report.isDamaged)
    #expect(report.findings[0].message.contains(" is dated 39"))
    clock.time += 31 * days
    let ended = fixture.api.respond([try fixture.signIn(before), try fixture.signIn(after)])
    #expect(ended.map(\.status) == [400, 400])
    #expect(throws: VaultError.expiryPassed) {
      _ = try fixture.ada.createToken(account: fixture.account.id, name: "p", expires: clock.time - 1)
    }
  }

  /// Two processes serve one vault: of more sign-ins than a token has uses exactly its uses succeed.
  @Test func usesAreCountedExactly() throws {
    let token = try fixture.ada.createToken(
      account: fixture.account.id, name: "u", expires: nil, limits: TokenLimits(uses: 100))
    let handlers = [fixture.api, try fixture.another()]
    var accepted = 0
    for round in 0..<20 {
      let requests = try (0..<8).map { _ in try fixture.signIn(token, peer: "192.0.2.\(round)") }
      accepted += handlers[round % 2].respond(requests).count { $0.status == 200 }
    }
    #expect(accepted == 100)
    let row = try fixture.vault.service.store.first(TokenQuery([.equal(.id, .id(token.item.id))]))
    #expect(row?.uses == 100)
    #expect(try fixture.ada.verify().findings == [])
  }

  // MARK: bearers

  /// An answer without a body that asks for a bearer.
  private func expectUnauthorized(_ answer: ServerResponse, _ what: String) {
    #expect(answer.status == 401 && answer.body.isEmpty, "\(what)")
    #expect(answer.header("WWW-Authenticate") == "Bearer", "\(what)")
  }

  private func list(_ bearer: String, _ api: MachineAPI? = nil) -> ServerResponse {
    (api ?? fixture.api).respond([
      fixture.request("GET", "/api/organizations/\(fixture.organization)/projects", bearer: bearer)
    ])[0]
  }

  private func signed(
    _ keys: SigningKeys, organization: UUID128? = nil, generation: Int64 = 1, token: UUID128? = nil,
    account: UUID128? = nil, now: Int64? = nil
  ) -> String {
    Bearer(
      account: account ?? fixture.account.id, token: token ?? fixture.token.item.id,
      organization: organization ?? fixture.vault.service.organization.id, generation: generation
    ).text(keys.current, issuer: "sms", id: UUID128(high: 0, low: 1), now: now ?? fixture.vault.clock.time)
  }

  @Test func onlyWhatWasSignedIsTaken() throws {
    let keys = fixture.api.keys
    let good = signed(keys)
    #expect(list(good).status == 200)
    for place in good.indices {
      var text = good
      text.replaceSubrange(place...place, with: good[place] == "A" ? "B" : "A")
      if list(text).status != 401 { Issue.record("changed at \(place)") }
    }
    let parts = good.split(separator: ".")
    var random = AnyRandomBytes(SystemRandomBytes())
    let foreign = try SigningKeys(path: fixture.folder.path + "/sms-serve.keys", now: 0, random: &random)
    let other = UUID128(high: 9, low: 9)
    let cases = [
      "", "x", "a.b.c", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])",
      // {"alg":"none"} with and without the signature.
      "eyJhbGciOiJub25lIn0.\(parts[1]).", "eyJhbGciOiJub25lIn0.\(parts[1]).\(parts[2])",
      signed(foreign), signed(keys, organization: other), signed(keys, generation: 2),
      signed(keys, token: other), signed(keys, account: other),
      signed(keys, now: fixture.vault.clock.time - 3_600_000_000),
      signed(keys, now: fixture.vault.clock.time + 3_600_000_000),
    ]
    for text in cases { expectUnauthorized(list(text), text) }
    expectUnauthorized(
      fixture.api.respond([ServerRequest(method: "GET", path: "/api/projects/x")])[0], "no header")
    let basic = ServerRequest(
      method: "GET", path: "/projects/x", headers: [("Authorization", "Basic \(good)")])
    expectUnauthorized(fixture.api.respond([basic])[0], "basic")
  }

  /// Claims and headers that one of the keys signed, and that are none of this server's all the same.
  @Test func whatIsSignedIsCheckedWhole() throws {
    let key = fixture.api.keys.current
    let now = fixture.vault.clock.time / 1_000_000
    let ids =
      #""client_id":"\#(fixture.token.item.id.text)","sub":"\#(fixture.account.id.text)""#
      + #","organization":"\#(fixture.organization)","generation":1"#
    func claims(
      start: String? = nil, end: String? = nil, issuer: String = #""sms""#,
      scope: String = #"["api.secrets"]"#,
      more: String = ""
    ) -> String {
      let times = #""nbf":\#(start ?? "\(now)"),"exp":\#(end ?? "\(now + 3600)")"#
      return #"{"iss":\#(issuer),"scope":\#(scope),\#(times),\#(ids)\#(more)}"#
    }
    func text(_ claims: String, header: String? = nil) -> String {
      let header = header ?? #"{"alg":"HS256","kid":"\#(key.name)","typ":"JWT"}"#
      let signed = base64Encode(Array(header.utf8), .url) + "." + base64Encode(Array(claims.utf8), .url)
      let bytes = Array(signed.utf8)
      let signature = key.bytes.withBytes { key in bytes.withUnsafeBytes { hmacSHA256(key: key, $0) } }
      return signed + "." + base64Encode(signature, .url)
    }
    #expect(list(text(claims())).status == 200)
    #expect(list(text(claims(more: #","iat":\#(now),"aud":"sms""#))).status == 200)
    #expect(list(text(claims(more: #","aud":["x","sms"]"#))).status == 200)
    let wrong = [
      claims(end: "4611686018427387904"), claims(end: "9223372036854775807"), claims(end: "1e300"),
      claims(end: "-9223372036854775808"), claims(end: "\(now)"), claims(end: "\(now + 3601)"),
      claims(end: "null"),
      claims(end: #""\#(now + 3600)""#), claims(end: "\(now + 3600).5"),
      claims(start: "-9223372036854775808"), claims(start: "9223372036854775807"),
      claims(start: "\(now + 61)"),
      claims(start: "null"), claims(issuer: "null"), claims(issuer: #""other""#), claims(issuer: #"["sms"]"#),
      claims(scope: #""api.secrets""#), claims(scope: "[]"), claims(more: #","aud":"other""#),
      claims(more: #","aud":[]"#), claims(more: #","aud":null"#), claims(more: #","iat":\#(now + 1)"#),
      claims(more: #","exp":\#(now + 10)"#), claims(more: #","EXP":\#(now + 10)"#), "[]", "null",
    ]
    for claims in wrong { expectUnauthorized(list(text(claims)), claims) }
    let kid = #""kid":"\#(key.name)""#
    for header in [
      #"{"alg":"HS256",\#(kid),"crit":["exp"],"exp":1}"#, #"{"alg":"HS256",\#(kid),"crit":null}"#,
      #"{"alg":"HS256",\#(kid),"Crit":[]}"#, #"{"alg":"HS256",\#(kid),"typ":"JWE"}"#,
      #"{"alg":"none","alg":"HS256",\#(kid)}"#, #"{"alg":"hs256",\#(kid)}"#, #"{\#(kid)}"#,
    ] { expectUnauthorized(list(text(claims(), header: header)), header) }
  }

  /// What ends a token, and whether it also ends what was signed before.
  private static let ends: [(what: String, end: @Sendable (APIFixture) throws -> Void)] = [
    ("revoked", { _ = try $0.ada.revokeTokens([$0.token.item.id]) }),
    ("deleted account", { _ = try $0.ada.deleteAccounts([$0.account.id]) }),
    ("organization off", { _ = try $0.ada.set(.enabled, to: "off") }),
    ("secrets manager off", { _ = try $0.ada.set(.secretsManager, to: "off") }),
    ("rekeyed", { _ = try $0.ada.rekey() }),
    (
      "expired",
      {
        try $0.vault.service.store.update(
          TokenRow.self, number: $0.token.item.number, set: [(.expires, .int($0.vault.clock.time))])
      }
    ),
  ]

  @Test(arguments: ends.indices)
  func whatEndsATokenEndsItsBearersAtOnce(_ index: Int) throws {
    let other = try fixture.another()
    let bearers = [try fixture.bearer(), try fixture.bearer(nil, other)]
    for bearer in bearers { for api in [fixture.api, other] { #expect(list(bearer, api).status == 200) } }
    try Self.ends[index].end(fixture)
    for bearer in bearers {
      for api in [fixture.api, other] { expectUnauthorized(list(bearer, api), Self.ends[index].what) }
    }
  }

  @Test func aBearerIsGoodFromTheNetworkOfItsTokenOnly() throws {
    let token = try fixture.ada.createToken(
      account: fixture.account.id, name: "n", expires: nil, limits: TokenLimits(from: "192.0.2.0/24"))
    let bearer = try fixture.bearer(token)
    let path = "/organizations/\(fixture.organization)/secrets"
    let answers = fixture.api.respond([
      fixture.request("GET", path, bearer: bearer),
      fixture.request("GET", path, bearer: bearer, peer: "198.51.100.1"),
    ])
    #expect(answers.map(\.status) == [200, 401])
  }

  // MARK: signing keys

  @Test func aNewKeyLeavesTheLastOneForAnHour() throws {
    let file = fixture.folder.path + "/keys"
    let before = try fixture.bearer()
    let firstKey = fixture.api.keys.current.name
    var random = AnyRandomBytes(SystemRandomBytes())
    try SigningKeys.rotate(path: file, now: fixture.vault.clock.time, random: &random)
    let after = try fixture.bearer()
    #expect(fixture.api.keys.current.name != firstKey)
    #expect(list(before).status == 200 && list(after).status == 200)
    #expect(list(after, try fixture.another()).status == 200)
    #expect(
      fixture.api.keys.key(named: firstKey, now: fixture.vault.clock.time + 3_600_000_000) == nil)
    try SigningKeys.rotate(path: file, now: fixture.vault.clock.time, random: &random)
    expectUnauthorized(list(before), "two keys ago")
    #expect(list(after).status == 200)
  }

  @Test func theKeysAreForTheServerAlone() throws {
    let file = fixture.folder.path + "/keys"
    var random = AnyRandomBytes(SystemRandomBytes())
    #expect(Files.mode(file) == 0o600)
    Files.setMode(file, 0o640)
    #expect(throws: VaultError.openToOthers(path: file)) {
      try SigningKeys(path: file, now: 0, random: &random)
    }
    // What the service manager hands out is guarded by it.
    #expect(try SigningKeys(path: file, isGuarded: true, now: 0, random: &random).keys.count == 1)
    Files.setMode(file, 0o600)
    Files.write(file, "sms-serve-keys 1\nnonsense\n")
    #expect(throws: VaultError.self) { try SigningKeys(path: file, now: 0, random: &random) }
    // A server that runs goes on with those it has.
    #expect(list(signed(fixture.api.keys)).status == 200)
  }

  @Test func theFileOfTheKeysIsFound() throws {
    var settings = MachineAPISettings(credentials: fixture.folder.path)
    #expect(settings.keyFile(of: "/v.db").path == "/v.db.keys")
    Files.write(fixture.folder.path + "/sms-serve.keys", "")
    #expect(settings.keyFile(of: "/v.db") == (fixture.folder.path + "/sms-serve.keys", true))
    settings.keys = "/k"
    #expect(settings.keyFile(of: "/v.db") == ("/k", false))
  }
}
