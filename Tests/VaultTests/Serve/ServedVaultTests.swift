import Base
import Crypto
import Support
import Testing
import Vault

/// A vault without keys: what it writes is what one with keys finds.
@Suite struct ServedVaultTests {
  let world: ServeFixture
  private var ada: VaultSession { world.ada }

  init() throws { world = try ServeFixture() }

  /// No key is within reach of what a server holds, however deep one looks.
  @Test func itHoldsNoKey() throws {
    _ = try world.asAccount { (served, caller) throws(VaultError) in
      try served.reveal(world.secrets[0].id, caller)
    }
    var seen: [String] = []
    func look(_ value: Any, _ depth: Int) {
      let name = String(describing: type(of: value))
      seen.append(name)
      if depth > 6 { return }
      for child in Mirror(reflecting: value).children { look(child.value, depth + 1) }
    }
    look(world.served, 0)
    #expect(seen.contains("ServedVault") && seen.contains("OrganizationRow"))
    for key in ["VaultKeys", "SymmetricKey", "EncStringCipher", "NameDigest", "VaultSession"] {
      #expect(!seen.contains { $0.contains(key) }, "\(key)")
    }
    // A type that only names it, as that of a function does, holds none.
    #expect(!seen.contains("Secret"))
  }

  /// K28: what one request records has one id, and that of the next is another.
  @Test func aRequestIsARun() throws {
    let last = try ada.events(EventQuery()).map(\.number).max() ?? 0
    for _ in 0..<2 {
      try world.asAccount { (served, caller) throws(VaultError) in
        for secret in world.secrets.prefix(2) { _ = try served.reveal(secret.id, caller) }
      }
    }
    let rows = try world.vault.service.store.rows(EventQuery([Condition(.number, .greater, .int(last))]))
    let runs = rows.filter { $0.type == EventCode.secretRetrieved.number }.map(\.runID)
    #expect(runs.count == 4 && !runs.contains(nil))
    #expect(runs[0] == runs[1] && runs[2] == runs[3] && runs[1] != runs[2])
  }

  @Test func whatAClientSealedIsFoundByNameAndVerifies() throws {
    let made = try world.asAccount {
      [content = try world.content("DB_URL", "postgres://", "a note")]
      (
        served, caller
      ) throws(VaultError) in
      try served.createSecret(content, in: world.projects[0].id, caller)
    }
    #expect(made.row.name.digest == nil && made.isWritable && made.project?.id == world.projects[0].id)
    let ref = try ada.resolve("web/DB_URL", among: [.secret])
    #expect(ref.id == made.row.id)
    let opened = try ada.reveal([ref.id])[0]
    #expect(try opened.value.text() == "postgres://" && opened.note.text() == "a note")
    #expect(try ada.verify().findings == [])
  }

  /// Values that served clients write are unknown, and edits with keys go on after them.
  @Test func editsOfBothKindsAddUp() throws {
    let id = world.secrets[0].id
    func serve(_ value: String, keeps: Bool) throws {
      let content = try world.content("K", value)
      _ = try world.asAccount { (served, caller) throws(VaultError) in
        try served.editSecret(id, content, to: nil, keepsVersion: keeps, caller)
      }
      #expect(try ada.verify().findings == [], "\(value)")
    }
    func edit(_ value: String) throws {
      _ = try ada.editSecret(id, SecretEdits(value: Secret(utf8: value)))
      #expect(try ada.verify().findings == [], "\(value)")
    }
    try serve("one", keeps: true)
    try serve("two", keeps: false)
    try edit("three")
    try edit("three")
    try serve("four", keeps: true)
    try edit("four")
    try edit("five")
    _ = try ada.rekey()
    #expect(try ada.verify().findings == [])
    try edit("six")
    let values = try ada.versions(of: id).map { try ada.revealVersion($0.id, of: id).text() }
    #expect(values == ["five", "four", "three", "two", "v-web"])
    for number in 0..<12 { try serve("s\(number)", keeps: true) }
    #expect(try ada.versions(of: id).count == 10)
  }

  /// A value that no event explains is still found beside one that a client wrote.
  @Test func aForgedValueIsFoundWhereItsDigestIsKnown() throws {
    let store = world.vault.service.store
    let content = try world.content("K", "served")
    _ = try world.asAccount { (served, caller) throws(VaultError) in
      try served.editSecret(world.secrets[0].id, content, to: nil, keepsVersion: true, caller)
    }
    let version = try #require(try store.first(Query<SecretVersionRow>()))
    try store.update(
      SecretVersionRow.self, number: version.number, set: [(.value, .text(try world.seal("forged")))])
    #expect(try ada.verify().findings.contains { $0.area == .history })
    _ = try store.delete(Query<SecretVersionRow>())
    #expect(try ada.verify().findings.contains { $0.area == .history })
  }

  @Test func versionsAreRestoredAndDeleted() throws {
    let id = world.secrets[0].id
    for value in ["one", "two", "three"] {
      let content = try world.content("K", value)
      _ = try world.asAccount { (served, caller) throws(VaultError) in
        try served.editSecret(id, content, to: nil, keepsVersion: true, caller)
      }
    }
    let versions = try world.asAccount { (served, caller) throws(VaultError) in
      try served.versions(of: id, caller)
    }
    #expect(versions.count == 3)
    let oldest = versions[2].row.id
    let restored = try world.asAccount { (served, caller) throws(VaultError) in
      try served.restore(version: oldest, of: id, caller)
    }
    #expect(restored.row.value == versions[2].row.value)
    #expect(try ada.reveal([id])[0].value.text() == "v-web")
    try world.asAccount { (served, caller) throws(VaultError) in
      try served.delete(versions: [oldest, versions[0].row.id], caller)
    }
    let left = try ada.versions(of: id).map { try ada.revealVersion($0.id, of: id).text() }
    #expect(left == ["three", "one"])
    #expect(try ada.verify().findings == [])
    _ = try ada.editSecret(id, SecretEdits(value: Secret(utf8: "later")))
    #expect(try ada.verify().findings == [])
  }

  @Test func projectsAndMovesAndDeletionsAddUp() throws {
    let name = try world.seal("made by a machine")
    let project = try world.asAccount { (served, caller) throws(VaultError) in
      try served.createProject(name: name, caller)
    }
    #expect(project.isWritable)
    #expect(try ada.resolve("made by a machine", among: [.project]).id == project.row.id)
    let content = try world.content("K", "moved")
    let other = try world.seal("renamed")
    try world.asAccount { (served, caller) throws(VaultError) in
      _ = try served.editSecret(
        world.secrets[0].id, content, to: project.row.id, keepsVersion: true, caller)
      _ = try served.renameProject(project.row.id, to: other, caller)
    }
    #expect(try ada.secret(world.secrets[0].id).project?.name == "renamed")
    #expect(try ada.verify().findings == [])
    let deleted = try world.asAccount { (served, caller) throws(VaultError) in
      try (
        served.deleteSecrets([world.secrets[0].id, world.secrets[1].id], caller),
        served.deleteProjects([world.projects[1].id, project.row.id], caller)
      )
    }
    #expect(deleted.0.map(\.isDeleted) == [true, false] && deleted.1.map(\.isDeleted) == [false, true])
    #expect(try ada.trash().map(\.id) == [world.secrets[0].id])
    #expect(try ada.verify().findings == [])
    _ = try ada.restoreSecrets([world.secrets[0].id])
    #expect(try ada.secret(world.secrets[0].id).project == nil)
  }

  @Test func aFreePlanHasThreeProjects() throws {
    var change = SubscriptionChange()
    change.plan = .free
    _ = try ada.setSubscription(change)
    let name = try world.seal("one too many")
    #expect(throws: VaultError.self) {
      try world.asAccount { (served, caller) throws(VaultError) in
        try served.createProject(name: name, caller)
      }
    }
    #expect(try ada.countProjects() == 3 && ada.verify().findings == [])
  }

  /// Events name the machine account, its token, the address and the kind of client.
  @Test func eventsSayWhoFromWhere() throws {
    let before = try world.vault.service.store.highest(EventRow.self)
    _ = try world.asAccount { (served, caller) throws(VaultError) in
      try served.reveal([world.secrets[0].id, world.secrets[1].id], caller)
    }
    let events = try world.vault.service.store.rows(
      EventQuery([Condition(.number, .greater, .int(before))]))
    #expect(events.map(\.type) == [2100, 2100])
    #expect(events.map(\.secret) == [world.secrets[0].id, world.secrets[1].id])
    #expect(events.map(\.project) == [world.projects[0].id, world.projects[1].id])
    for event in events {
      #expect(event.actorAccount == world.account.id && event.token == world.token.item.id)
      #expect(event.ip == "192.0.2.7" && event.device == 21 && event.actorPerson == nil)
    }
  }

  /// What a request did is taken back alone, with its events.
  @Test func aPlaceIsTakenBackAlone() throws {
    let served = world.served
    let before = try world.vault.service.store.highest(EventRow.self)
    try served.begin(writing: true)
    let caller = try served.caller(token: world.token.item.id, account: world.account.id, peer: "::1")
    try served.savepoint()
    _ = try served.reveal(world.secrets[0].id, caller)
    try served.release()
    try served.savepoint()
    _ = try served.showProject(world.projects[0].id, caller)
    try served.rollbackToSavepoint()
    try served.savepoint()
    _ = try served.reveal(world.secrets[1].id, caller)
    try served.release()
    try served.commit()
    #expect(try world.types(after: before) == [2100, 2100])
    #expect(try ada.verify().findings == [])
  }
}
