import Base
import Crypto
import StoreSQLite
import Support
import Testing
import Vault

@testable import Server

/// Requests that come together share one commit, and nothing leaves before it.
@Suite struct APIBatchTests {
  let fixture: APIFixture

  init() throws { fixture = try APIFixture() }

  @Test func oneRefusalSpoilsNothing() throws {
    let bearer = try fixture.bearer()
    let before = try fixture.lastEvent()
    let paths = [
      "/secrets/\(fixture.secrets[0].id.text)", "/secrets/\(fixture.secrets[2].id.text)", "/secrets/x",
      "/secrets/\(fixture.secrets[1].id.text)", "/nothing",
    ]
    let answers = fixture.api.respond(paths.map { fixture.request("GET", $0, bearer: bearer) })
    #expect(answers.map(\.status) == [200, 404, 400, 200, 404])
    #expect(try fixture.types(after: before) == [2100, 2100])
    #expect(fixture.api.respond([]).isEmpty)
    #expect(try fixture.ada.verify().findings == [])
  }

  /// What an earlier request of the same batch wrote holds for the later ones.
  @Test func laterRequestsSeeEarlierOnes() throws {
    let bearer = try fixture.bearer()
    let path = "/secrets/\(fixture.secrets[0].id.text)"
    let answers = fixture.api.respond([
      fixture.request("POST", "/projects/delete", "[\"\(fixture.projects[0].id.text)\"]", bearer: bearer),
      fixture.request("GET", path, bearer: bearer),
    ])
    #expect(answers.map(\.status) == [200, 404])
  }

  /// The n-th step of the store fails: no answer holds a value whose event is not in the vault, and each request
  /// that was answered well is there.
  @Test func noValueLeavesWithoutItsEvent() throws {
    let bearer = try fixture.bearer()
    let requests = fixture.secrets[..<2].map {
      fixture.request("GET", "/secrets/\($0.id.text)", bearer: bearer)
    }
    for number in 1... {
      let store = try SQLiteStores().open(at: fixture.path)
      let failing = StoreFailing(store)
      let api = try fixture.another(OneStore(store: failing))
      let before = try fixture.lastEvent()
      failing.fail(atWrite: number)
      let answers = api.respond(Array(requests))
      let committed = try fixture.types(after: before)
      let values = answers.count { $0.text.contains("\"value\"") }
      #expect(values == committed.count, "write \(number)")
      #expect(answers.allSatisfy { $0.status == 200 || $0.status == 500 })
      if !failing.hasFailed {
        #expect(values == 2 && number > 4)
        break
      }
    }
    #expect(try fixture.ada.verify().findings == [])
  }

  /// Each cause has a status, a line and a count of its own; what needs no write is answered all the same.
  @Test(arguments: [
    (VaultError.storageFull, 507, "disk-full"), (.readOnlyStorage, 503, "read-only"), (.busy, 503, "busy"),
    (.inputOutput(code: 1), 500, "storage"),
  ])
  func aStoreThatFailsIsToldByItsCause(error: VaultError, status: Int, cause: String) throws {
    let bearer = try fixture.bearer()
    let failing = StoreFailing(try SQLiteStores().open(at: fixture.path))
    failing.error = error
    let faults = ServerFaults(log: ServerLog())
    let api = try fixture.another(OneStore(store: failing), faults: faults)
    let requests = [
      fixture.request("GET", "/secrets/\(fixture.secrets[0].id.text)", bearer: bearer),
      fixture.request("GET", "/organizations/\(fixture.organization)/secrets", bearer: bearer),
      fixture.request("GET", "/projects/\(fixture.projects[0].id.text)/secrets", bearer: bearer),
    ]
    failing.failsEveryWrite = true
    #expect(api.respond(requests).map(\.status) == [status, 200, 200])
    #expect(faults.text().contains("sms_faults_total{cause=\"\(cause)\"} 1\n"))
    #expect(faults.text().contains("sms_alarm{cause=\"\(cause)\"} 1\n"))
    failing.failsEveryWrite = false
    #expect(api.respond(requests).map(\.status) == [200, 200, 200])
  }

  /// A token that does too much waits, others do not; what one large request took beyond is waited for.
  ///
  /// The server is told the rate, or the vault is.
  @Test(arguments: [true, false]) func aTokenHasARate(isOfVault: Bool) throws {
    if isOfVault { _ = try fixture.ada.set(.tokenRate, to: "2") }
    fixture.vault.clock.step = 0
    let other = try fixture.ada.createToken(account: fixture.account.id, name: "o", expires: nil)
    let api = try fixture.another(rate: isOfVault ? nil : 2)
    let (bearer, calm) = (try fixture.bearer(nil, api), try fixture.bearer(other, api))
    let path = "/secrets/\(fixture.secrets[0].id.text)"
    func get(_ bearer: String) -> ServerResponse {
      api.respond([fixture.request("GET", path, bearer: bearer)])[0]
    }
    let before = try fixture.lastEvent()
    let answers = (0..<30).map { _ in get(bearer) }
    #expect(answers.map(\.status) == [Int](repeating: 200, count: 19) + [Int](repeating: 429, count: 11))
    #expect(answers[29].header("Retry-After") == "1")
    #expect(try fixture.types(after: before).count == 19)
    #expect(get(calm).status == 200)
    // A sign-in is an event, too, and leaves none where it is refused.
    let signIn = api.respond([try fixture.signIn(fixture.token)])[0]
    #expect(signIn.status == 429 && signIn.header("Retry-After") != nil)
    #expect(try fixture.types(after: before).count == 20)
    fixture.vault.clock.time += 1_000_000
    #expect([get(bearer).status, get(bearer).status, get(bearer).status] == [200, 200, 429])
  }

  /// The same of sign-ins: each that succeeded is a use, and no other.
  @Test func noSignInSucceedsWithoutItsUse() throws {
    let token = try fixture.ada.createToken(
      account: fixture.account.id, name: "u", expires: nil, limits: TokenLimits(uses: 1000))
    var accepted: Int64 = 0
    for number in 1... {
      let failing = StoreFailing(try SQLiteStores().open(at: fixture.path))
      let api = try fixture.another(OneStore(store: failing))
      failing.fail(atCall: number)
      let answers = api.respond([try fixture.signIn(token), try fixture.signIn(token)])
      accepted += Int64(answers.count { $0.status == 200 })
      let row = try fixture.vault.service.store.first(TokenQuery([.equal(.id, .id(token.item.id))]))
      #expect(row?.uses == accepted, "call \(number)")
      if !failing.hasFailed { break }
    }
    #expect(try fixture.ada.verify().findings == [])
  }

  /// A sink that takes everything.
  private final class OpenSink: EventSinks, EventSink {
    let end: SinkEnd? = nil
    let isNew = false

    func open(_ settings: SinkSettings, vault: UUID128, seconds: Double) throws(SinkFailure) -> any EventSink
    {
      self
    }
    func accept(_ events: [EventRow]) -> (count: Int, failure: SinkFailure?) { (events.count, nil) }
    func close() {}
  }

  /// What was committed before its delivery failed is not done again for each request.
  @Test(arguments: SinkMode.allCases) func aFailedDeliveryDoesNothingTwice(mode: SinkMode) throws {
    fixture.vault.service.environment.sinks = OpenSink()
    _ = try fixture.ada.set(.eventSinkMode, to: mode.rawValue)
    _ = try fixture.ada.set(.eventSink, to: "syslog")
    let bearer = try fixture.bearer()
    let get = fixture.request("GET", "/secrets/\(fixture.secrets[0].id.text)", bearer: bearer)
    for number in 1... {
      let failing = StoreFailing(try SQLiteStores().open(at: fixture.path))
      failing.error = .busy
      let api = try fixture.another(OneStore(store: failing))
      let before = try fixture.lastEvent()
      failing.fail(atCall: number)
      let answered = api.respond([get, get]).count { $0.status == 200 }
      failing.callsUntilFailure = nil
      let reads = try fixture.types(after: before).count
      #expect(reads <= 2 && answered <= reads, "call \(number): \(answered) answers, \(reads) events")
      if !failing.hasFailed { break }
    }
  }

  /// While another connection writes, lists are answered, and a request that records an event gets 503.
  @Test func whoeverWritesIsWaitedForByWritersOnly() throws {
    let bearer = try fixture.bearer()
    var options = SQLiteOptions()
    options.busyMilliseconds = 1
    let api = try fixture.another(SQLiteStores(options: options))
    try fixture.ada.begin()
    let answers = api.respond([
      fixture.request("GET", "/secrets/\(fixture.secrets[0].id.text)", bearer: bearer),
      fixture.request("GET", "/organizations/\(fixture.organization)/secrets", bearer: bearer),
    ])
    fixture.ada.rollback()
    #expect(answers.map(\.status) == [503, 200])
    let again = fixture.request("GET", "/secrets/\(fixture.secrets[0].id.text)", bearer: bearer)
    #expect(api.respond([again])[0].status == 200)
  }

  /// A request that only reads has no place to go back to and needs none: what is refused leaves no event.
  @Test func refusedReadsLeaveNothingBesideReads() throws {
    let bearer = try fixture.bearer()
    let path = "/secrets/\(fixture.secrets[0].id.text)"
    let (seen, hidden) = (fixture.secrets[0].id.text, fixture.secrets[2].id.text)
    let before = try fixture.lastEvent()
    let answers = fixture.api.respond([
      fixture.request("GET", path, bearer: bearer),
      fixture.request("POST", "/secrets/get-by-ids", "{\"ids\":[\"\(seen)\",\"\(hidden)\"]}", bearer: bearer),
      fixture.request("GET", "/secrets/\(hidden)", bearer: bearer),
      fixture.request("PUT", path, try fixture.body("K", "new"), bearer: bearer),
      fixture.request("GET", path, bearer: bearer),
    ])
    #expect(answers.map(\.status) == [200, 404, 404, 200, 200])
    #expect(try fixture.types(after: before) == [2100, 2102, 2100])
    // Behind the change of the same batch the new value is read.
    #expect(WireJSON(answers[4].body)?["value"]?.text == WireJSON(answers[3].body)?["value"]?.text)
    #expect(try fixture.ada.verify().findings == [])
  }

  /// After a rekey old bearers end, and a new sign-in brings the new key.
  @Test func theVaultMayBeRekeyedUnderIt() throws {
    let bearer = try fixture.bearer()
    let path = "/secrets/\(fixture.secrets[0].id.text)"
    _ = try fixture.ada.rekey()
    #expect(fixture.api.respond([fixture.request("GET", path, bearer: bearer)])[0].status == 401)
    let answer = WireJSON(fixture.api.respond([try fixture.signIn(fixture.token)])[0].body)
    let key = try AccessToken(parsing: fixture.token.text).key()
    let opened = try AccessToken.organizationKey(
      fromPayload: answer?["encrypted_payload"]?.text ?? "", key: key)
    let cipher = try EncStringCipher(opened)
    let fresh = answer?["access_token"]?.text ?? ""
    let secret = WireJSON(fixture.api.respond([fixture.request("GET", path, bearer: fresh)])[0].body)
    #expect(try cipher.openText(secret?["value"]?.text ?? "") == "v-web")
    var random = SystemRandomBytes()
    let sealed = try cipher.seal(text: "new", random: &random)
    let body = "{\"key\":\"\(sealed)\",\"value\":\"\(sealed)\",\"note\":\"\(sealed)\"}"
    #expect(fixture.api.respond([fixture.request("PUT", path, body, bearer: fresh)])[0].status == 200)
    #expect(try fixture.ada.reveal([fixture.secrets[0].id])[0].value.text() == "new")
    #expect(try fixture.ada.verify().findings == [])
  }
}
