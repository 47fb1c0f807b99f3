import Base
import Crypto
import Support
import Synchronization
import Testing
import Vault

/// What a refused sign-in leaves behind, and that it says nothing.
@Suite struct RefusedSignInTests {
  /// What a service waited for, on a clock that only the refusals move.
  private final class Pace: Sendable {
    let time = Mutex<Int64>(0)
    let waited = Mutex<[Int64]>([])

    var pace: RefusalPace {
      RefusalPace(
        duration: 1000,
        now: { self.time.withLock { $0 } },
        wait: { rest in
          self.waited.withLock { $0.append(rest) }
          self.time.withLock { $0 += rest }
        })
    }
  }

  private func isRefused(_ body: () throws(VaultError) -> VaultSession) -> Bool {
    do throws(VaultError) {
      _ = try body()
      return false
    } catch { return error == .wrongCredential }
  }

  private func refusals(_ session: VaultSession) throws -> [Event] {
    try session.events(EventQuery([.equal(.type, .int(9002))], order: [SortKey(.number)]))
  }

  private func passphrase(
    _ service: VaultService, _ email: String = VaultFixture.email, isReadOnly: Bool = false
  ) -> Bool {
    isRefused { () throws(VaultError) in
      try service.unlock(email: email, passphrase: Secret(utf8: "not the passphrase"), isReadOnly: isReadOnly)
    }
  }

  @Test func aKnownPersonIsRecordedOnceAMinute() throws {
    let vault = try VaultFixture()
    for _ in 0..<5 { #expect(passphrase(vault.service)) }
    let first = try refusals(vault.session)
    #expect(first.count == 1)
    let row = try #require(first.first).row
    let credential = try #require(vault.session.actor.credential?.id)
    #expect(row.person == vault.session.person.id && row.credential == credential)
    #expect(row.actorPerson == nil && row.detail == nil && row.origin == .system)
    #expect(first[0].message == "Refused to sign user \(row.person?.text.prefix(8) ?? "") in")
    vault.clock.time += 61_000_000
    #expect(passphrase(vault.service))
    #expect(try refusals(vault.session).count == 2)
    #expect(try vault.session.verify().findings == [])
    // The chain goes on behind it, also in a session that was open before.
    _ = try vault.session.createProject(name: "web")
    #expect(try vault.session.verify().findings == [])
  }

  @Test func whoIsUnknownLeavesNothing() throws {
    let vault = try VaultFixture()
    let store = vault.service.store
    let before = try StoreDump(store)
    #expect(passphrase(vault.service, "eve@acme.example"))
    #expect(passphrase(vault.service, ""))
    for text in ["", "sms-key.1.", "sms-key.1.6e259761-8d90-4832-8bd8-a207cbb2c077.AAAA", "no key"] {
      #expect(isRefused { () throws(VaultError) in try vault.service.unlock(key: Secret(utf8: text)) })
    }
    #expect(try StoreDump(store) == before)
  }

  @Test func readOnlySessionsLeaveNothing() throws {
    let vault = try VaultFixture()
    let before = try StoreDump(vault.service.store)
    #expect(passphrase(vault.service, isReadOnly: true))
    #expect(try StoreDump(vault.service.store) == before)
  }

  @Test func everyKindOfRefusalIsRecordedForItsPerson() throws {
    var people = try PeopleFixture([("bob", .user)])
    try people.add("eve", .user)
    let service = people.vault.service
    let session = people["ada"]
    let end = people.vault.clock.time + 3_600_000_000
    let key = try people["bob"].createKey(expires: end)
    let other = try people["bob"].createKey(expires: end)
    // The seed of another key behind the id of this one.
    let id = key.text.withBytes { String(decoding: $0, as: UTF8.self).split(separator: ".")[2] }
    let seed = other.text.withBytes { String(decoding: $0, as: UTF8.self).split(separator: ".")[3] }
    let mixed = Secret(utf8: "sms-key.1.\(id).\(seed)")
    #expect(isRefused { () throws(VaultError) in try service.unlock(key: mixed) })
    #expect(try refusals(session).map(\.person) == [people["bob"].person.id])
    #expect(try refusals(session)[0].row.credential == key.id)
    // Suspended, with the right passphrase.
    var change = PersonChange()
    change.isSuspended = true
    _ = try session.setPerson(people["eve"].person.id, change)
    #expect(
      isRefused { () throws(VaultError) in
        try service.unlock(email: "eve@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
      })
    #expect(try refusals(session).map(\.person) == [people["bob"].person.id, people["eve"].person.id])
    // Expired.
    people.vault.clock.time += 7_200_000_000
    #expect(isRefused { () throws(VaultError) in try service.unlock(key: key.text) })
    #expect(try refusals(session).count == 3)
    // Invited, without a passphrase yet.
    _ = try session.invitePerson(
      email: "new@acme.example", role: .user, expires: people.vault.clock.time + 3_600_000_000)
    #expect(passphrase(service, "new@acme.example"))
    #expect(try refusals(session).last?.row.credential == nil)
    #expect(try refusals(session).count == 4)
    #expect(try session.verify().findings == [])
  }

  /// Not timed: each refusal waits for the rest of the same time.
  @Test func allRefusalsTakeTheSameTime() throws {
    let vault = try VaultFixture()
    let pace = Pace()
    vault.service.environment.refusals = pace.pace
    #expect(passphrase(vault.service))
    #expect(passphrase(vault.service))
    #expect(passphrase(vault.service, "eve@acme.example"))
    #expect(passphrase(vault.service, isReadOnly: true))
    #expect(isRefused { () throws(VaultError) in try vault.service.unlock(key: Secret(utf8: "no key")) })
    #expect(pace.waited.withLock { $0 } == [1000, 1000, 1000, 1000, 1000])
    #expect(pace.time.withLock { $0 } == 5000)
    _ = try vault.service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    #expect(pace.time.withLock { $0 } == 5000)
  }

  @Test func aFailingStoreChangesNothingAboutTheRefusal() throws {
    let vault = try VaultFixture()
    let base = try #require(vault.service.store as? StoreInMemory)
    let before = try StoreDump(base)
    for call in 1... {
      let store = base.copy()
      let failing = StoreFailing(store)
      let service = try VaultService(store: failing, environment: vault.service.environment)
      // Reading the organization, the person and the credential comes first, and fails as reading does.
      failing.fail(atCall: call + 3)
      #expect(passphrase(service), "call \(call)")
      if !failing.hasFailed {
        #expect(call > 4)
        break
      }
      #expect(try StoreDump(store) == before, "call \(call)")
    }
    // A transaction that is open is left alone.
    try vault.session.begin()
    _ = try vault.session.createProject(name: "web")
    #expect(passphrase(vault.service))
    try vault.session.commit()
    #expect(try refusals(vault.session).isEmpty && vault.session.projects().count == 1)
    #expect(try vault.session.verify().findings == [])
  }
}
