import Base
import Crypto
import Support
import Testing
import Vault

/// M04: every moment at which something begins or ends, one microsecond before it, at it and after it.
///
/// The clock stands: what is said of a moment is said of exactly that one.
@Suite struct BoundaryTests {
  private let world: ServeFixture
  private var ada: VaultSession { world.ada }
  private var clock: VaultTestClock { world.vault.clock }
  private var service: VaultService { world.vault.service }

  init() throws {
    world = try ServeFixture()
    world.vault.clock.step = 0
    // Behind everything that was done so far: an event is never dated before the last one.
    world.vault.clock.time += 1_000_000
  }

  private func works(_ body: () throws -> Void) -> Bool {
    do { try body() } catch { return false }
    return true
  }

  /// What works just before a moment, at it, and just after it; for a moment there is one of them, for time goes on.
  private func around(_ moment: Int64, _ body: () throws -> Void) -> [Bool] {
    ([-1, 0, 1] as [Int64]).map { offset in
      clock.time = moment + offset
      return works(body)
    }
  }

  private static let endsAtTheMoment = [true, false, false]
  private static let beginsAtTheMoment = [false, true, true]

  /// A moment that is still to come.
  private var soon: Int64 { clock.time + 1000 }

  @Test func aKeyEndsAtItsExpiry() throws {
    for use in [
      { (service, key, _) in _ = try service.unlock(key: key.text) },
      { (_, _, session) in _ = try session.projects() },
      { (_, _, session) in _ = try session.createProject(name: "p\(session.service.now())") },
    ] as [(VaultService, NewKey, VaultSession) throws -> Void] {
      let end = soon
      let key = try ada.createKey(expires: end)
      let session = try service.unlock(key: key.text)
      #expect(around(end) { try use(service, key, session) } == Self.endsAtTheMoment)
    }
    let end = soon
    #expect(around(end) { _ = try ada.createKey(expires: end) } == Self.endsAtTheMoment)
  }

  @Test func anInviteEndsAtItsExpiry() throws {
    let end = clock.time + 1000
    for (offset, isIn) in [(Int64(-1), true), (0, false)] {
      clock.time = end - 10
      let invite = try ada.invitePerson(email: "p\(offset)@acme.example", role: .user, expires: end)
      clock.time = end + offset
      #expect(
        works { _ = try service.join(code: invite.code, passphrase: Secret(utf8: "a passphrase of p")) }
          == isIn,
        "\(offset)")
      clock.time = end
    }
  }

  @Test func aTokenEndsAtItsExpiry() throws {
    let uses: [(NewToken, VaultSession) throws -> Void] = [
      { (token, _) in _ = try service.unlock(token: token.text) },
      { (_, session) in _ = try session.secrets() },
      { (token, _) in if try world.signIn(token) != "in" { throw VaultError.wrongToken } },
      { (token, _) in
        try world.served.begin(writing: false)
        defer { world.served.rollback() }
        _ = try world.served.caller(token: token.item.id, account: world.account.id, peer: "192.0.2.7")
      },
    ]
    for (index, use) in uses.enumerated() {
      let end = soon
      let token = try ada.createToken(account: world.account.id, name: "t\(index)", expires: end)
      let session = try service.unlock(token: token.text)
      #expect(around(end) { try use(token, session) } == Self.endsAtTheMoment, "\(index)")
    }
    let end = soon
    #expect(
      around(end) { _ = try ada.createToken(account: world.account.id, name: "n\(clock.time)", expires: end) }
        == Self.endsAtTheMoment)
  }

  @Test func aGrantEndsAtItsExpiry() throws {
    let row = try #require(
      try service.store.first(
        Query<PolicyRow>([
          .equal(.subjectKind, .int(EntityKind.account.rawValue)),
          .equal(.objectKind, .int(EntityKind.project.rawValue)),
        ])))
    let uses: [(VaultSession) throws -> Void] = [
      { session in _ = try session.secret(world.secrets[0].id) },
      { session in if try session.projects().count < 2 { throw VaultError.readOnly } },
      { _ in
        try world.served.begin(writing: true)
        defer { world.served.rollback() }
        let caller = try world.served.caller(
          token: world.token.item.id, account: world.account.id, peer: "192.0.2.7")
        _ = try world.served.reveal(world.secrets[0].id, caller)
      },
    ]
    for (index, use) in uses.enumerated() {
      let end = soon
      try service.store.update(PolicyRow.self, number: row.number, set: [(.expires, .int(end))])
      let session = try service.unlock(token: world.token.text)
      #expect(around(end) { try use(session) } == Self.endsAtTheMoment, "\(index)")
    }
  }

  @Test func theTrashIsPurgedAtThirtyDays() throws {
    let id = world.secrets[2].id
    _ = try ada.deleteSecrets([id])
    let deleted = try #require(try ada.trash().first).deleted
    let end = deleted + 30 * 86_400_000_000
    #expect(try ada.trash().first?.purgedOn == end)
    #expect(
      around(end) { if try ada.expiredSecrets().isEmpty { throw VaultError.readOnly } }
        == Self.beginsAtTheMoment)
    clock.time = end - 1
    #expect(try ada.purgeExpiredSecrets().isEmpty)
    clock.time = end
    // With a limit only what was deleted until then.
    #expect(try ada.purgeExpiredSecrets(through: deleted - 1).isEmpty)
    #expect(try ada.purgeExpiredSecrets(through: deleted).map(\.action) == [.purged])
    #expect(try ada.trash().isEmpty)
  }

  /// A client that names the moment of the last change has not seen what came at that moment.
  @Test func aSyncAtAnEqualDateBringsEverything() throws {
    let revised = try #require(
      try service.store.first(AccountQuery([.equal(.id, .id(world.account.id))]))
    ).stamp.revised
    func isChanged(_ date: Int64) throws -> Bool {
      try world.asAccount { (served, caller) throws(VaultError) in
        try served.changes(since: date, caller) != nil
      }
    }
    #expect(try ([-1, 0, 1] as [Int64]).map { try isChanged(revised + $0) } == [true, true, false])
  }

  /// A row of the failures of a day counts until exactly then, and a delay ends to the microsecond.
  @Test func delaysEndAtTheirMoment() throws {
    for _ in 0..<5 { #expect(try world.signIn(world.token, "wrong") == "refused") }
    let failed = clock.time
    let end = failed + 5_000_000
    clock.time = end - 1
    #expect(try world.signIn(world.token, "wrong") == "1")
    clock.time = end
    #expect(try world.signIn(world.token, "wrong") == "refused")
  }

  /// What is counted by the day is counted anew at midnight.
  @Test func aSignInOfTheDayIsRecordedAtMidnight() throws {
    let midnight = (clock.time / 86_400_000_000 + 1) * 86_400_000_000
    func signIns() throws -> Int {
      try ada.countEvents(EventQuery([.equal(.type, .int(EventCode.signedIn.number)), .isNotNull(.person)]))
    }
    clock.time = midnight - 1
    _ = try ada.createProject(name: "before")
    let before = try signIns()
    _ = try ada.createProject(name: "before too")
    #expect(try signIns() == before)
    clock.time = midnight
    _ = try ada.createProject(name: "at")
    #expect(try signIns() == before + 1)
  }
}
