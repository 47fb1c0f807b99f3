import Base
import Crypto
import Support
import Testing
import Vault

/// What happens to secrets after they were made: edits, versions, moves, the trash.
@Suite struct SecretTests {
  let vault: VaultFixture
  let project: Project
  let secret: SecretItem
  var session: VaultSession { vault.session }

  init() throws {
    vault = try VaultFixture()
    project = try vault.session.createProject(name: "web")
    secret = try vault.session.createSecret(
      key: "K", value: Secret(utf8: "v0"), note: Secret(utf8: "n"), project: project.id)
  }

  private func events(_ type: Int64) throws -> [Event] {
    try session.events(EventQuery([.equal(.type, .int(type))], order: [SortKey(.number)]))
  }

  private func value(_ id: UUID128) throws -> [String] {
    let revealed = try session.reveal([id])
    return try revealed.flatMap { [try $0.value.text(), try $0.note.text()] }
  }

  /// The accounts whose watermark moves with something.
  private func touched(_ body: () throws -> Void) throws -> [String] {
    let before = try session.accounts().map(\.revised)
    try body()
    return try zip(before, session.accounts()).filter { $0 != $1.revised }.map(\.1.name)
  }

  @Test func editsChangeWhatTheyNameAndNothingElse() throws {
    let change = try session.editSecret(secret.id, SecretEdits(key: " TOKEN "))
    #expect(change.action == .changed && change.before == "K" && change.after == "TOKEN")
    #expect(change.subject.name == "TOKEN" && change.object?.name == "web")
    #expect(try value(secret.id) == ["v0", "n"])
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: " v1\n")))
    #expect(try value(secret.id) == [" v1\n", "n"])
    _ = try session.editSecret(secret.id, SecretEdits(note: Secret(utf8: " m ")))
    #expect(try value(secret.id) == [" v1\n", "m"])
    _ = try session.editSecret(secret.id, SecretEdits(note: Secret(count: 0)))
    #expect(try value(secret.id) == [" v1\n", ""])
    let edited = try events(2102)
    #expect(edited.count == 4)
    #expect(edited.allSatisfy { $0.secret == secret.id && $0.project == project.id })
    #expect(
      edited.map { $0.detail?.split(separator: "\"").dropFirst().first } == [
        "name_digest", "digest_before", "note_digest", "note_digest",
      ])
    #expect(try session.resolve("web/TOKEN", among: [.secret]).id == secret.id)
    #expect(try session.matches("K", among: [.secret]).isEmpty)
    #expect(try session.verify().findings == [])
  }

  @Test func nothingToEditLeavesNoEventButAGuessedValueDoes() throws {
    #expect(try session.editSecret(secret.id, SecretEdits(key: "K")).action == .unchanged)
    #expect(try session.editSecret(secret.id, SecretEdits()).action == .unchanged)
    #expect(try events(2102).isEmpty)
    #expect(try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "v0"))).action == .changed)
    #expect(try events(2102).count == 1)
    #expect(try session.versions(of: secret.id).isEmpty)
    #expect(try session.verify().findings == [])
  }

  @Test func badEditsChangeNothing() throws {
    let edits = [
      SecretEdits(key: " "), SecretEdits(key: String(repeating: "k", count: 501)),
      SecretEdits(value: Secret(count: 0)), SecretEdits(note: Secret(utf8: " \n")),
      SecretEdits(key: "GOOD", note: Secret(utf8: String(repeating: "n", count: 7001))),
      SecretEdits(value: Secret(copying: [0xff, 0xfe])),
    ]
    let before = try StoreDump(session.service.store)
    for edit in edits {
      #expect(throws: VaultError.self) { try session.editSecret(secret.id, edit) }
    }
    #expect(try StoreDump(session.service.store) == before)
  }

  @Test func theLastTenValuesBeforeAreKept() throws {
    for number in 1...13 {
      _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "v\(number)")))
    }
    let versions = try session.versions(of: secret.id)
    #expect(versions.count == SecretVersion.limit)
    let texts = try versions.map { try session.revealVersion($0.id, of: secret.id).text() }
    #expect(texts == (3...12).reversed().map { "v\($0)" })
    #expect(versions.map(\.replaced) == versions.map(\.replaced).sorted(by: >))
    #expect(versions.allSatisfy { $0.editor?.name == VaultFixture.email })
    #expect(try value(secret.id)[0] == "v13")
    // Ten versions and one value were opened.
    #expect(try events(2100).count == 11)
    #expect(try session.verify().findings == [])
  }

  @Test func versionsOpenOnlyThroughTheirSecretAndOutsideTransactions() throws {
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "v1")))
    let version = try session.versions(of: secret.id)[0]
    let other = try session.createSecret(key: "O", value: Secret(utf8: "o"), project: nil)
    #expect(throws: VaultError.self) { try session.revealVersion(version.id, of: other.id) }
    try session.begin()
    #expect(throws: VaultError.transaction(problem: .revealInside)) {
      try session.revealVersion(version.id, of: secret.id)
    }
    session.rollback()
    #expect(throws: VaultError.readOnly) {
      try session.copy(isReadOnly: true).revealVersion(version.id, of: secret.id)
    }
    #expect(try events(2100).isEmpty)
  }

  @Test func movesNameTheProjectThatTheSecretIsInAfterwards() throws {
    let api = try session.createProject(name: "api")
    let change = try session.moveSecrets([secret.id], to: api.id)[0]
    #expect(change.action == .moved && change.before == "web" && change.after == "api")
    #expect(try session.moveSecrets([secret.id], to: api.id).map(\.action) == [.unchanged])
    #expect(try session.moveSecrets([secret.id], to: nil)[0].after == nil)
    #expect(try session.secret(secret.id).project == nil)
    let moves = try events(2102)
    #expect(moves.map(\.project) == [api.id, nil])
    #expect(moves.map(\.detail) == [project, api].map { "{\"project_before\":\"\($0.id.text)\"}" })
    #expect(throws: VaultError.self) { try session.moveSecrets([secret.id, project.id], to: api.id) }
    #expect(try session.secret(secret.id).project == nil)
    #expect(try session.verify().findings == [])
  }

  @Test func whatIsInTheTrashIsAbsentEverywhereElse() throws {
    let account = try session.createAccount(name: "ci").account
    _ = try session.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
    #expect(try session.deleteSecrets([secret.id]).map(\.action) == [.deleted])
    #expect(try session.secrets().isEmpty && session.countSecrets() == 0)
    #expect(try session.status().secrets == 0)
    #expect(try session.counts(of: [project]) == [ProjectCounts(secrets: 0, accounts: 1, people: 1)])
    #expect(try session.counts(of: [account])[0].secrets == 0)
    #expect(try session.secretNumbers(readableBy: account.id).isEmpty)
    #expect(try session.matches("web/K", among: [.secret]).isEmpty)
    #expect(try session.ref(.secret, id: secret.id) == nil)
    #expect(throws: VaultError.self) { try session.secret(secret.id) }
    #expect(throws: VaultError.self) { try session.reveal([secret.id]) }
    #expect(throws: VaultError.self) { try session.editSecret(secret.id, SecretEdits(key: "X")) }
    #expect(throws: VaultError.self) { try session.moveSecrets([secret.id], to: nil) }
    #expect(throws: VaultError.self) { try session.deleteSecrets([secret.id]) }
    #expect(throws: VaultError.self) { try session.versions(of: secret.id) }
    let trashed = try session.trash()
    #expect(trashed.map(\.key) == ["K"] && trashed[0].project?.name == "web")
    #expect(trashed[0].purgedOn - trashed[0].deleted == 30 * 86_400_000_000)
    #expect(try session.countTrash() == 1)
    // Its events can still be read and found by its name.
    #expect(try session.name(.secret, secret.id) == "K")
    #expect(try session.buried(.secret, named: "K") == [secret.id])
    #expect(try session.verify().findings == [])
  }

  @Test func restoringBringsAllBack() throws {
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "v1")))
    _ = try session.deleteSecrets([secret.id])
    #expect(throws: VaultError.notInTrash(text: project.id.text)) {
      try session.restoreSecrets([secret.id, project.id])
    }
    #expect(try session.resolveTrashed("web/K").id == secret.id)
    #expect(try session.resolveTrashed("secret:\(secret.id.text)").id == secret.id)
    #expect(throws: VaultError.notInTrash(text: "J")) { try session.resolveTrashed("J") }
    let change = try session.restoreSecrets([secret.id])[0]
    #expect(change.action == .restored && change.object?.name == "web")
    #expect(try value(secret.id) == ["v1", "n"])
    #expect(try session.versions(of: secret.id).count == 1)
    #expect(throws: VaultError.self) { try session.restoreSecrets([secret.id]) }
    #expect(try events(2103).map(\.secret) == [secret.id])
    #expect(try events(2105).map(\.secret) == [secret.id])
    _ = try session.deleteSecrets([secret.id])
    _ = try session.deleteProjects([project.id])
    #expect(try session.restoreSecrets([secret.id])[0].object == nil)
    #expect(try session.secret(secret.id).project == nil)
    #expect(try session.verify().findings == [])
  }

  @Test func purgingLeavesNothingButTheEventsAndTheName() throws {
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "v1")))
    #expect(throws: VaultError.self) { try session.purgeSecrets([secret.id]) }
    _ = try session.deleteSecrets([secret.id])
    #expect(try session.purgeSecrets([secret.id]).map(\.action) == [.purged])
    #expect(try session.trash().isEmpty)
    #expect(try session.service.store.count(Query<SecretVersionRow>()) == 0)
    #expect(try session.service.store.count(SecretQuery()) == 0)
    #expect(try events(2104).map(\.secret) == [secret.id])
    #expect(try session.name(.secret, secret.id) == "K")
    #expect(throws: VaultError.self) { try session.restoreSecrets([secret.id]) }
    #expect(try session.verify().findings == [])
  }

  @Test func onlyWhatIsExpiredIsPurgedByTime() throws {
    let second = try session.createSecret(key: "L", value: Secret(utf8: "v"), project: project.id)
    _ = try session.deleteSecrets([secret.id])
    vault.clock.time += 20 * 86_400_000_000
    _ = try session.deleteSecrets([second.id])
    #expect(try session.expiredSecrets().isEmpty && session.purgeExpiredSecrets().isEmpty)
    vault.clock.time += 10 * 86_400_000_000
    #expect(try session.expiredSecrets().map(\.id) == [secret.id])
    #expect(try session.purgeExpiredSecrets(through: 0).isEmpty)
    #expect(try session.purgeExpiredSecrets().map(\.subject.id) == [secret.id])
    #expect(try session.trash().map(\.id) == [second.id])
    #expect(try events(9040).map(\.secret) == [secret.id] && events(2104).isEmpty)
    #expect(try session.verify().findings == [])
  }

  @Test func watermarksMoveForThoseWhoCanReachTheSecret() throws {
    let accounts = try ["reader", "stranger"].map { name in try session.createAccount(name: name).account }
    let api = try session.createProject(name: "api")
    _ = try session.grant([
      GrantRequest(account: accounts[0].id, project: project.id, level: .read),
      GrantRequest(account: accounts[1].id, project: api.id, level: .read),
    ])
    let id = secret.id
    func all(_ body: () throws -> Void) throws -> [String] { try touched(body) }
    #expect(
      try all { _ = try session.editSecret(id, SecretEdits(value: Secret(utf8: "x"))) } == ["reader"])
    #expect(try all { _ = try session.deleteSecrets([id]) } == ["reader"])
    #expect(try all { _ = try session.restoreSecrets([id]) } == ["reader"])
    #expect(try all { _ = try session.moveSecrets([id], to: api.id) } == ["reader", "stranger"])
    #expect(try all { _ = try session.deleteSecrets([id]) } == ["stranger"])
    #expect(try all { _ = try session.purgeSecrets([id]) } == ["stranger"])
    let last = try session.createSecret(key: "L", value: Secret(utf8: "v"), project: project.id)
    _ = try session.deleteSecrets([last.id])
    vault.clock.time += TrashedSecret.time
    #expect(try all { _ = try session.purgeExpiredSecrets() } == [])
  }

  @Test func whatIsChangedBehindTheEventsIsFound() throws {
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "v1")))
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "v2")))
    let store = try #require(session.service.store as? StoreInMemory)
    func findings(_ change: (StoreInMemory) throws -> Void) throws -> [String] {
      let copy = store.copy()
      try change(copy)
      return try session.copy(on: copy, isReadOnly: true).verify().findings.map(\.message)
    }
    let row = try #require(try store.first(SecretQuery()))
    let versions = try store.rows(Query<SecretVersionRow>())
    let id = secret.id.text
    #expect(
      try findings { try $0.update(SecretRow.self, number: row.number, set: [(.deleted, .int(5))]) }
        .contains("the secret \(id) is in the trash without an event"))
    let others = "the secret \(id) had other values before than its events say"
    #expect(
      try findings {
        try $0.update(
          SecretVersionRow.self, number: versions[0].number, set: [(.value, .text(versions[1].value))])
      }.contains(others))
    #expect(
      try findings {
        _ = try $0.delete(Query<SecretVersionRow>([.equal(.number, .int(versions[0].number))]))
      }.contains(others))
    #expect(
      try findings { try $0.update(SecretRow.self, number: row.number, set: [(.project, .null)]) }
        .contains("the secret \(id) lies in another project than its events say"))
  }
}
