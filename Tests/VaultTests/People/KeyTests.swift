import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct KeyTests {
  private let day: Int64 = 86_400_000_000

  private func error(_ body: () throws(VaultError) -> Void) -> VaultError? {
    do throws(VaultError) { try body() } catch { return error }
    return nil
  }

  @Test func aKeySignsItsPersonInUntilItsEnd() throws {
    let people = try PeopleFixture()
    let bob = people["bob"]
    let project = try bob.createProject(name: "web")
    let key = try bob.createKey(expires: people.vault.clock.time + day)
    #expect(try key.text.text().hasPrefix("sms-key.1.\(key.id.text)."))
    let service = people.vault.service
    let session = try service.unlock(key: key.text)
    #expect(session.person.email == "bob@acme.example" && session.actor.credential?.kind == .cronKey)
    #expect(try session.renameProject(project.id, to: "site").action == .renamed)
    people.vault.clock.time += 2 * day
    #expect(error { () throws(VaultError) in _ = try service.unlock(key: key.text) } == .wrongCredential)
    #expect(throws: VaultError.expiryPassed) { try bob.createKey(expires: people.vault.clock.time - 1) }
    #expect(throws: VaultError.self) { try bob.createKey(expires: Int64.max) }
    #expect(try people["ada"].verify().findings == [])
  }

  /// K28: keys are told apart by a name, which is sealed, under the row's MAC, and goes through a rekey.
  @Test func aKeyHasAName() throws {
    let people = try PeopleFixture()
    let ada = people["ada"]
    let end = people.vault.clock.time + day
    let key = try ada.createKey(expires: end, name: "nightly")
    _ = try ada.createKey(expires: end)
    let store = try #require(people.vault.service.store as? StoreInMemory)
    func names() throws -> [String?] { try ada.personKeys().filter { $0.kind == .cronKey }.map(\.name) }
    #expect(try names() == ["nightly", nil])
    let row = try #require(try store.first(Query<CredentialRow>([.equal(.id, .id(key.id))])))
    #expect(row.name?.hasPrefix("2.") == true)
    _ = try ada.rekey()
    #expect(try names() == ["nightly", nil] && ada.verify().findings == [])
    #expect(try people.vault.service.unlock(key: key.text).person.email == "ada@acme.example")
    for name in ["", " ", "a\u{7}b", String(repeating: "x", count: 81)] {
      #expect(error { () throws(VaultError) in _ = try ada.createKey(expires: end, name: name) } != nil)
    }
    let changed = store.copy()
    try changed.update(
      CredentialRow.self, number: row.number, set: [(.name, .null)])
    let other = try VaultService(store: changed, environment: people.vault.service.environment)
    #expect(error { () throws(VaultError) in _ = try other.unlock(key: key.text) } == .wrongCredential)
  }

  @Test func anOpenSessionEndsWithItsKey() throws {
    let people = try PeopleFixture()
    let service = people.vault.service
    let keys = try (0..<2).map { _ in try people["bob"].createKey(expires: people.vault.clock.time + day) }
    let sessions = try keys.map { try service.unlock(key: $0.text) }
    for session in sessions { #expect(try session.projects().isEmpty) }
    _ = try people["bob"].revokeKey(keys[0].id)
    #expect(error { () throws(VaultError) in _ = try sessions[0].projects() } == .wrongCredential)
    #expect(try sessions[1].projects().isEmpty)
    people.vault.clock.time += day
    #expect(error { () throws(VaultError) in _ = try sessions[1].projects() } == .wrongCredential)
    #expect(try people["bob"].projects().isEmpty)
  }

  @Test func aKeyThatWasChangedOpensNothing() throws {
    let people = try PeopleFixture()
    let key = try people["bob"].createKey(
      expires: people.vault.clock.time + day, ceiling: [.read])
    let service = people.vault.service
    let bytes = Array(try key.text.text().utf8)
    for place in stride(from: 0, to: bytes.count, by: 5) {
      var altered = bytes
      altered[place] ^= 1
      #expect(
        error { () throws(VaultError) in _ = try service.unlock(key: Secret(copying: altered)) }
          == .wrongCredential, "byte \(place)")
    }
    // The key's row holds its limits, and a MAC shows whether they were lifted.
    let row = try #require(
      try service.store.first(Query<CredentialRow>([.equal(.id, .id(key.id))])))
    for change: (CredentialRow.Column, Field) in [
      (.ceiling, .null), (.expires, .int(Int64.max)), (.person, .int(1)),
    ] {
      let store = try #require(service.store as? StoreInMemory).copy()
      try store.update(
        CredentialRow.self, number: row.number, set: [(column: change.0, value: change.1)])
      let other = try VaultService(store: store, environment: service.environment)
      #expect(error { () throws(VaultError) in _ = try other.unlock(key: key.text) } == .wrongCredential)
    }
  }

  @Test func aKeyThatMayNotRevealMakesNoToken() throws {
    let people = try PeopleFixture()
    let account = try people["bob"].createAccount(name: "ci").account
    let key = try people["bob"].createKey(
      expires: people.vault.clock.time + day, ceiling: [.read, .write])
    let session = try people.vault.service.unlock(key: key.text)
    #expect(throws: VaultError.self) { try session.createToken(account: account.id, name: "t", expires: nil) }
    _ = try session.renameAccount(account.id, to: "ci-2")
  }

  @Test func aCeilingHoldsForEveryOperation() throws {
    let world = try VaultOperations(StoresInMemory())
    let service = world.fixture.service
    let end = world.fixture.clock.time + 365 * day
    for ceiling: CredentialEffects in [
      .read, [.read, .write], [.read, .reveal], [.read, .write, .destroy],
    ] {
      let key = try world.fixture.session.createKey(expires: end, ceiling: ceiling)
      let signedIn = try service.unlock(key: key.text)
      let base = try #require(service.store as? StoreInMemory)
      let before = try StoreDump(base)
      for operation in world.all + world.reads {
        let store = base.copy()
        let session = try signedIn.copy(on: store, isReadOnly: false)
        let failure = error { () throws(VaultError) in try operation.run(session) }
        guard case .beyondKey? = failure else { continue }
        #expect(try StoreDump(store) == before, "\(operation)")
      }
      func isBeyond(_ body: (VaultSession) throws(VaultError) -> Void) throws -> Bool {
        let session = try signedIn.copy(on: base.copy(), isReadOnly: false)
        if case .beyondKey? = error({ () throws(VaultError) in try body(session) }) { return true }
        return false
      }
      #expect(try !isBeyond { (session) throws(VaultError) in _ = try session.accounts() })
      #expect(
        try isBeyond { (session) throws(VaultError) in _ = try session.createProject(name: "x") }
          != ceiling.contains(.write))
      #expect(
        try isBeyond { (session) throws(VaultError) in _ = try session.reveal([world.secret.id]) }
          != ceiling.contains(.reveal))
      #expect(
        try isBeyond { (session) throws(VaultError) in _ = try session.deleteAccounts([world.account.id]) }
          != ceiling.contains(.destroy))
      // No ceiling allows to make what has none.
      #expect(try isBeyond { (session) throws(VaultError) in _ = try session.createKey(expires: end) })
      #expect(
        try isBeyond { (session) throws(VaultError) in
          _ = try session.invitePerson(email: "x@y", role: .owner, expires: end)
        })
    }
  }

  @Test func keysAreRevokedByTheirPersonAndByWhoMayChangeThem() throws {
    let people = try PeopleFixture([("bob", .user), ("eve", .user), ("adm", .admin)])
    let end = people.vault.clock.time + day
    let first = try people["bob"].createKey(expires: end)
    let second = try people["bob"].createKey(expires: end, ceiling: [.read])
    let owners = try people["ada"].createKey(expires: end)
    #expect(try people["bob"].personKeys().map(\.id) == [first.id, second.id])
    #expect(try people["eve"].personKeys().isEmpty)
    #expect(try people["adm"].personKeys().map(\.id) == [first.id, second.id])
    #expect(error { () throws(VaultError) in _ = try people["eve"].revokeKey(first.id) } != nil)
    #expect(error { () throws(VaultError) in _ = try people["adm"].revokeKey(owners.id) } != nil)
    #expect(try people["adm"].revokeKey(first.id).action == .revoked)
    // A key may end itself.
    let session = try people.vault.service.unlock(key: second.text)
    #expect(error { () throws(VaultError) in _ = try session.revokeKey(second.id) } != nil)
    let full = try people["bob"].createKey(expires: end)
    #expect(try people.vault.service.unlock(key: full.text).revokeKey(full.id).action == .revoked)
    #expect(try people["bob"].personKeys().map(\.id) == [second.id])
    #expect(try people["ada"].verify().findings == [])
  }

  /// What the timer of scripts/maintenance has.
  @Test func aKeyThatMayDestroyPurgesTheTrash() throws {
    let world = try VaultOperations(StoresInMemory())
    let key = try world.fixture.session.createKey(
      expires: world.fixture.clock.time + day, ceiling: [.read, .destroy])
    let session = try world.fixture.service.unlock(key: key.text)
    #expect(try session.expiredSecrets().count == world.trashed.count)
    #expect(try session.purgeExpiredSecrets().count == world.trashed.count)
    #expect(try world.fixture.session.trash().isEmpty)
    #expect(error { () throws(VaultError) in _ = try session.createProject(name: "x") } != nil)
    #expect(try world.fixture.session.verify().findings == [])
  }
}
