import Base
import Crypto
import Support
import Testing
import Vault

/// What a restore brings back, ends again and says.
@Suite struct RestoreTests {
  /// A vault with people and things, and a copy of it as it was before the changes of a test.
  private struct Old {
    let people: PeopleFixture
    let project: Project
    let account: MachineAccount
    let group: Group
    let token: NewToken
    let key: NewKey
    let copy: StoreInMemory

    var ada: VaultSession { people["ada"] }
    var bob: Person { people["bob"].person }
    var eve: Person { people["eve"].person }

    init() throws {
      people = try PeopleFixture([("bob", .admin), ("eve", .user)])
      let session = people["ada"]
      project = try session.createProject(name: "web")
      account = try session.createAccount(name: "ci").account
      group = try session.createGroup(name: "ops")
      _ = try session.addToGroup(group.id, [people["eve"].person.id])
      _ = try session.grant([
        GrantRequest(account: account.id, project: project.id, level: .readWrite),
        GrantRequest(
          GrantSide(.group, group.id), on: GrantSide(.project, project.id), level: .read),
      ])
      token = try session.createToken(account: account.id, name: "t", expires: nil)
      key = try people["bob"].createKey(expires: people.vault.clock.time + 90 * 86_400_000_000)
      guard let store = session.service.store as? StoreInMemory else { throw VaultError.missing(path: "") }
      copy = store.copy()
    }

    /// The owner, signed in to the copy.
    func backup() throws -> VaultSession {
      let service = try VaultService(store: copy, environment: people.vault.service.environment)
      return try service.unlock(
        email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    }
  }

  private func words(_ report: RestoreReport) -> [String] {
    report.changes.map { change in
      let object = change.object.map { " on \($0.name)" } ?? ""
      return "\(change.action.rawValue) \(change.subject.name)\(object): \(change.before ?? "-")"
        + " to \(change.after ?? "-")"
    }
  }

  @Test func whatHadEndedEndsAgain() throws {
    let old = try Old()
    let session = old.ada
    _ = try session.revokeTokens([old.token.item.id])
    _ = try session.revokeKey(old.key.id)
    _ = try session.removeFromGroup(old.group.id, [old.eve.id])
    _ = try session.revoke([
      RevokeRequest(GrantSide(.group, old.group.id), on: GrantSide(.project, old.project.id))
    ])
    _ = try session.grant(
      [GrantRequest(account: old.account.id, project: old.project.id, level: .read)], exact: true)
    var change = PersonChange()
    change.role = .user
    _ = try session.setPerson(old.bob.id, change)
    let head = try #require(try session.service.store.row(HeadRow.self, number: 1))
    let backup = try old.backup()
    let report = try backup.restore(replacing: session)
    #expect(
      Set(words(report)) == [
        "ended bob@acme.example: admin to user", "ended eve@acme.example on ops: member to -",
        "ended t on ci: access token to -", "ended ops on web: read to -",
        "ended ci on web: read-write to read",
        "ended bob@acme.example: key file \(old.key.id.text) to -",
      ])
    #expect(report.generation == 2 && !report.wasRekeyedSince)
    #expect(try backup.verify().findings == [])
    #expect(try backup.countTokens() == 0 && backup.members(ofGroups: [old.group.number]) == [[]])
    #expect(try backup.people().first { $0.id == old.bob.id }?.role == .user)
    #expect(throws: VaultError.wrongCredential) { try backup.service.unlock(key: old.key.text) }
    let event = try #require(
      try backup.service.store.first(EventQuery([.equal(.type, .int(9048))])))
    #expect(event.detail?.contains("\"event\":\(head.event),\"generation\":2") == true)
    #expect(event.detail?.contains("\"hash\":\"\(hexEncode(head.hash))\",\"kept\":false") == true)
    #expect(try backup.createProject(name: "after").name == "after")
  }

  @Test func removedPeopleAccountsAndGroupsGoAgain() throws {
    let old = try Old()
    let session = old.ada
    _ = try session.removePerson(old.bob.id)
    _ = try session.deleteAccounts([old.account.id])
    _ = try session.deleteGroup(old.group.id)
    let backup = try old.backup()
    let report = try backup.restore(replacing: session)
    #expect(
      Set(words(report)) == [
        "ended bob@acme.example: admin to -", "ended ops: group to -", "ended ci: machine account to -",
      ])
    #expect(try backup.people().map(\.email) == ["ada@acme.example", "eve@acme.example"])
    #expect(try backup.accounts().isEmpty && backup.groups().isEmpty && backup.projects().count == 1)
    #expect(try backup.verify().findings == [])
    #expect(throws: VaultError.wrongCredential) {
      try backup.service.unlock(
        email: "bob@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
    }
  }

  @Test func whoKeepsIsToldWhatLives() throws {
    let old = try Old()
    _ = try old.ada.revokeTokens([old.token.item.id])
    _ = try old.ada.removePerson(old.bob.id)
    let backup = try old.backup()
    let report = try backup.restore(replacing: old.ada, keeping: true)
    #expect(
      Set(words(report)) == ["kept bob@acme.example: admin to -", "kept t on ci: access token to -"])
    #expect(try backup.countTokens() == 1 && backup.people().count == 3)
    #expect(try backup.service.unlock(key: old.key.text).person.email == "bob@acme.example")
    #expect(try backup.verify().findings == [])
  }

  @Test func aPassphraseThatWasChangedStaysTheNewerOne() throws {
    for isRekeyed in [false, true] {
      let old = try Old()
      let word = Secret(utf8: "the passphrase of now")
      try old.people["eve"].changePassphrase(to: word)
      if isRekeyed { _ = try old.ada.rekey() }
      let backup = try old.backup()
      let report = try backup.restore(replacing: old.ada)
      #expect(words(report) == ["ended eve@acme.example: passphrase of then to passphrase of now"])
      #expect(report.wasRekeyedSince == isRekeyed && report.generation == (isRekeyed ? 3 : 2))
      #expect(throws: VaultError.wrongCredential) {
        try backup.service.unlock(
          email: "eve@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
      }
      let eve = try backup.service.unlock(email: "eve@acme.example", passphrase: word)
      #expect(try eve.projects().map(\.name) == ["web"])
      #expect(try backup.verify().findings == [])
      #expect(try backup.rekey().keyVersion == 2)
      #expect(try backup.verify().findings == [])
    }
  }

  @Test func aForgedPassphraseOfNowIsNotTaken() throws {
    let old = try Old()
    let other = try SealingKeyPair(seed: Secret(utf8: "a seed of somebody, of 32 bytes."))
    let store = old.ada.service.store
    let row = try #require(try store.first(Query<CredentialRow>([.equal(.person, .int(old.eve.number))])))
    try store.update(CredentialRow.self, number: row.number, set: [(.publicKey, .bytes(other.publicKey))])
    let backup = try old.backup()
    let before = try StoreDump(old.copy)
    #expect(
      throws: VaultError.forgedCredential(id: row.id, kind: "passphrase", person: "eve@acme.example")
    ) { try backup.restore(replacing: old.ada) }
    #expect(try StoreDump(old.copy) == before && !backup.isInTransaction)
    #expect(try backup.projects().count == 1)
  }

  @Test func whatWasDeletedAsDataComesBackWithItsGrants() throws {
    let old = try Old()
    _ = try old.ada.deleteProjects([old.project.id])
    let backup = try old.backup()
    #expect(try backup.restore(replacing: old.ada).changes.isEmpty)
    #expect(try backup.projects().count == 1 && backup.countGrants() >= 2)
    #expect(try backup.verify().findings == [])
  }

  @Test func onlyOwnersRestoreAndNotWithALimitedKey() throws {
    let old = try Old()
    let service = try VaultService(store: old.copy, environment: old.people.vault.service.environment)
    let bob = try service.unlock(
      email: "bob@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
    #expect(throws: VaultError.notAllowed(operation: "restore the vault")) {
      try bob.restore(replacing: nil)
    }
    let key = try old.backup().createKey(
      expires: old.people.vault.clock.time + 86_400_000_000, ceiling: [.read, .write, .destroy, .reveal])
    let timer = try service.unlock(key: key.text)
    #expect(throws: VaultError.self) { try timer.restore(replacing: nil) }
    #expect(try timer.status().people == 3)
    let backup = try old.backup()
    try backup.begin()
    #expect(throws: VaultError.transaction(problem: .careInside(what: "restored"))) {
      try backup.restore(replacing: nil)
    }
    backup.rollback()
  }

  @Test func otherSessionsHaveToSignInAgain() throws {
    let old = try Old()
    let backup = try old.backup()
    let other = try backup.copy(isReadOnly: false)
    #expect(try other.projects().count == 1)
    _ = try backup.restore(replacing: nil)
    #expect(throws: VaultError.rekeyed) { try other.projects() }
    #expect(throws: VaultError.rekeyed) { try other.createProject(name: "x") }
  }
}

/// The key for the owner who forgot the passphrase.
@Suite struct RecoveryTests {
  private let clock = VaultTestClock()

  private func make() throws -> (service: VaultService, key: RecoveryKey) {
    var random = AnyRandomBytes(SeededRandomBytes(seed: 5))
    let key = RecoveryKey(using: &random)
    let service = try VaultService.create(
      StoresInMemory(), path: "v", organization: "Acme", email: VaultFixture.email,
      passphrase: Secret(utf8: VaultFixture.passphrase), recovery: key,
      environment: VaultEnvironment(clock: clock, random: SeededRandomBytes(seed: 6), cost: .floor))
    return (service, key)
  }

  @Test func itSetsAnotherPassphrase() throws {
    let (service, key) = try make()
    #expect(try key.text.text().hasPrefix("sms-recovery.1."))
    let session = try service.unlock(key: key.text)
    #expect(session.person.role == .owner && session.actor.credential?.kind == .recovery)
    let word = Secret(utf8: "a passphrase to remember")
    try session.changePassphrase(to: word)
    #expect(throws: VaultError.wrongCredential) {
      try service.unlock(email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    }
    #expect(try service.unlock(email: VaultFixture.email, passphrase: word).verify().findings == [])
    // It goes on, also after a rekey, until it is revoked.
    let again = try service.unlock(key: key.text)
    _ = try again.rekey()
    let third = try service.unlock(key: key.text)
    let listed = try third.personKeys()
    #expect(listed.map(\.kind) == [.recovery] && listed[0].expires == nil)
    _ = try third.revokeKey(listed[0].id)
    #expect(throws: VaultError.wrongCredential) { try service.unlock(key: key.text) }
    #expect(try service.unlock(email: VaultFixture.email, passphrase: word).verify().findings == [])
  }

  @Test func onlyItsWholeTextOpens() throws {
    let (service, key) = try make()
    let text = try key.text.text()
    for wrong in [
      "sms-key.1." + text.dropFirst("sms-recovery.1.".count), String(text.dropLast()), text + "=",
      text.replacing("sms-recovery.1.", with: "sms-recovery.2."), "",
    ] {
      #expect(throws: VaultError.wrongCredential) { try service.unlock(key: Secret(utf8: wrong)) }
    }
    #expect(throws: VaultError.wrongInvite) {
      try service.join(code: key.text, passphrase: Secret(utf8: VaultFixture.passphrase))
    }
    #expect(try service.unlock(key: key.text).person.email == VaultFixture.email)
    let stored = try service.store.rows(Query<CredentialRow>())
    #expect(stored.count == 2 && stored.map(\.kind) == [.passphrase, .recovery])
  }

  @Test func keysOfTimersStillSetNone() throws {
    let (service, _) = try make()
    let session = try service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    let key = try session.createKey(expires: clock.time + 86_400_000_000)
    #expect(throws: VaultError.self) {
      try service.unlock(key: key.text).changePassphrase(to: Secret(utf8: "another passphrase"))
    }
  }

  @Test func statusCountsEventsAndSaysWhenTheKeyChanged() throws {
    let (service, _) = try make()
    let session = try service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    for number in 0..<8 { _ = try session.createProject(name: "p\(number)") }
    // The making of the vault, each project with its grant to the owner, the sign-in.
    let count = Double(try session.countEvents(EventQuery()))
    let first = try session.status()
    #expect(first.eventsPerDay == count && first.rekeyed == nil)
    #expect(first.organization.generation == 1 && first.organization.keyVersion == 1)
    clock.time += 10 * 86_400_000_000
    #expect(abs(try session.status().eventsPerDay - count / 10) < 0.01)
    _ = try session.rekey()
    let second = try session.status()
    #expect(second.rekeyed == second.lastEvent && second.organization.keyVersion == 2)
    clock.time += 40 * 86_400_000_000
    #expect(try session.status().eventsPerDay == 0)
  }
}
