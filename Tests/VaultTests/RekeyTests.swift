import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct RekeyTests {
  /// Everything sealed that a store holds, by table and number.
  private func sealed(_ store: any VaultStore) throws -> [String] {
    var texts: [String] = []
    for (_, rows) in try StoreDump(store).tables.sorted(by: { $0.key < $1.key }) {
      for row in rows {
        for case .text(let text) in row where EncStringCipher.isWellFormed(text) { texts.append(text) }
      }
    }
    return texts
  }

  private func expectAllOpens(_ session: VaultSession, but others: Int = 0) throws {
    let texts = try sealed(session.service.store)
    var closed = 0
    for text in texts where (try? session.keys.open(text)) == nil { closed += 1 }
    #expect(closed == others, "of \(texts.count)")
  }

  @Test func everythingIsSealedUnderTheNewKey() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    _ = try session.deleteProjects([world.other.id])
    let store = session.service.store
    let old = session.keys
    let before = Set(try sealed(store))
    // The payload of the one token is under the token's own key.
    try expectAllOpens(session, but: 1)
    let report = try session.rekey()
    #expect(report.keyVersion == 2 && report.tokens == 1 && report.revokedTokens == 0)
    #expect(report.secrets == 5 && report.versions == 1 && report.credentials == 3)
    #expect(!session.keys.organizationKey.secret.isEqual(to: old.organizationKey.secret))
    try expectAllOpens(session, but: 1)
    #expect(before.isDisjoint(with: try sealed(store)))
    for text in try sealed(store) { #expect((try? old.open(text)) == nil) }
    let digests = Set(try store.rows(SecretQuery()).compactMap(\.name.digest))
    #expect(digests == Set(["DB_URL", "S", "A", "B", "C"].map { session.keys.digest(.secret, $0) }))
    #expect(try store.rows(SecretQuery()).allSatisfy { $0.name.keyVersion == 2 })
    #expect(try store.rows(TokenQuery()).allSatisfy { $0.name.keyVersion == 2 })
    #expect(try session.verify().findings == [])
    #expect(try session.reveal([world.secret.id])[0].value.text() == "postgres://2")
    #expect(try session.createProject(name: "after").name == "after")
    #expect(try store.rows(ProjectQuery()).last?.name.keyVersion == 2)
    #expect(try session.resolve("DB_URL", among: [.secret]).id == world.secret.id)
  }

  /// A name that opens and is no UTF-8 stays as the client sent it, is told once a rekey, and holds up nothing.
  @Test func aNameThatIsNoTextIsCarried() throws {
    let world = try ServeFixture()
    let ada = world.ada
    let name = try ada.keys.seal(
      secret: Secret(copying: [0xFF, 0x41, 0xC0]), random: &world.vault.service.environment.random)
    let content = SealedSecret(key: name, value: try world.seal("the value"), note: try world.seal("n"))
    let made = try world.asAccount { (served, caller) throws(VaultError) in
      try served.createSecret(content, in: world.projects[0].id, caller)
    }
    let project = try world.asAccount { (served, caller) throws(VaultError) in
      try served.createProject(name: name, caller)
    }
    let row = { try ada.service.store.rows(SecretQuery([.equal(.id, .id(made.row.id))]))[0] }
    for _ in 0..<2 {
      #expect(try ada.rekey().carried == 2)
      #expect(try row().name.text == name && row().name.digest == nil)
      #expect(try ada.reveal([made.row.id])[0].value.text() == "the value")
      #expect(try ada.verify().findings.allSatisfy { $0.area == .client })
      #expect(try !ada.verify().findings.isEmpty)
    }
    let events = try ada.events(EventQuery([.equal(.type, .int(EventCode.textCarried.number))]))
    #expect(events.count == 4)
    #expect(try ada.editSecret(made.row.id, SecretEdits(key: "READABLE")).action == .changed)
    #expect(try ada.renameProject(project.row.id, to: "readable").action == .renamed)
    #expect(try ada.rekey().carried == 0)
    #expect(try ada.verify().findings.isEmpty)
  }

  @Test func passphrasesKeysInvitesAndTokensGoOn() throws {
    let people = try PeopleFixture([("bob", .admin), ("eve", .user)])
    let end = people.vault.clock.time + 30 * 86_400_000_000
    let key = try people["bob"].createKey(expires: end, ceiling: [.read])
    let invite = try people["ada"].invitePerson(email: "zoe@acme.example", role: .user, expires: end)
    let account = try people["ada"].createAccount(name: "ci").account
    let token = try people["ada"].createToken(account: account.id, name: "t", expires: end)
    _ = try people["ada"].rekey()
    let service = people.vault.service
    for name in ["ada", "bob", "eve"] {
      let word = name == "ada" ? VaultFixture.passphrase : PeopleFixture.passphrase
      let session = try service.unlock(email: name + "@acme.example", passphrase: Secret(utf8: word))
      #expect(try session.people().count == 4)
      #expect(
        session.keys.organizationKey.secret.isEqual(to: people["ada"].keys.organizationKey.secret))
    }
    let timer = try service.unlock(key: key.text)
    #expect(try timer.accounts().map(\.name) == ["ci"])
    #expect(throws: VaultError.self) { try timer.createProject(name: "x") }
    _ = try service.join(code: invite.code, passphrase: Secret(utf8: PeopleFixture.passphrase))
    let parsed = try AccessToken(parsing: token.text)
    let row = try #require(try service.store.first(TokenQuery()))
    let held = try AccessToken.organizationKey(fromPayload: row.payload ?? "", key: parsed.key())
    #expect(held.secret.isEqual(to: people["ada"].keys.organizationKey.secret))
    #expect(try people["ada"].token(withText: token.text).id == token.item.id)
    #expect(try people["ada"].verify().findings == [])
    people.vault.clock.time = end + 1
    #expect(throws: VaultError.wrongCredential) { try service.unlock(key: key.text) }
    let report = try people["ada"].rekey()
    #expect(report.endedKeys == 1 && report.revokedTokens == 1 && report.tokens == 0)
    #expect(try people["ada"].verify().findings == [])
  }

  @Test func tokensEndWhereThatIsAskedFor() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    #expect(try session.countTokens() == 1)
    let report = try session.rekey(revokingTokens: true)
    #expect(report.revokedTokens == 1 && report.tokens == 0)
    #expect(try session.countTokens() == 0)
    let row = try #require(try session.service.store.first(TokenQuery()))
    #expect(row.payload == nil && row.key == nil && row.secretHash == nil)
    #expect(try session.verify().findings == [])
  }

  @Test func otherSessionsHaveToSignInAgain() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let project = try people["ada"].createProject(name: "web")
    let secret = try people["ada"].createSecret(key: "K", value: Secret(utf8: "v"), project: project.id)
    #expect(try people["bob"].projects().map(\.name) == ["web"])
    let second = try people["ada"].copy(isReadOnly: false)
    _ = try people["ada"].rekey()
    for session in [people["bob"], second] {
      #expect(throws: VaultError.rekeyed) { try session.projects() }
      #expect(throws: VaultError.rekeyed) { try session.reveal([secret.id]) }
      #expect(throws: VaultError.rekeyed) { try session.createProject(name: "garbage") }
      #expect(throws: VaultError.rekeyed) {
        try session.changePassphrase(to: Secret(utf8: "a new passphrase"))
      }
      #expect(throws: VaultError.rekeyed) { try session.verify() }
      #expect(throws: VaultError.rekeyed) { try session.resolve("web", among: [.project]) }
      #expect(!session.isInTransaction)
    }
    #expect(VaultError.rekeyed.errorClass == .locked && VaultError.rekeyed.code == "V0110")
    #expect(try people["ada"].projects().map(\.name) == ["web"])
    let again = try people.vault.service.unlock(
      email: "bob@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
    #expect(try again.projects().map(\.name) == ["web"])
    #expect(try again.reveal([secret.id])[0].value.text() == "v")
  }

  @Test func aRekeyBetweenTheRightsAndTheReadingShowsNothing() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let session = people["ada"]
    let store = session.service.store
    let project = try session.createProject(name: "web")
    _ = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: project.id)
    let account = try session.createAccount(name: "ci").account
    _ = try session.createToken(account: account.id, name: "t", expires: nil)
    let bob = people["bob"]
    #expect(try bob.projects().count == 1)
    let head = try #require(try store.row(HeadRow.self, number: 1))
    _ = try session.rekey()
    // To bob the last event is what it was when he looked at his rights.
    try store.update(HeadRow.self, number: 1, set: [(.hash, .bytes(head.hash))])
    #expect(try bob.countProjects() == 1)
    #expect(throws: VaultError.rekeyed) { try bob.projects() }
    #expect(throws: VaultError.rekeyed) { try bob.accounts() }
    #expect(throws: VaultError.rekeyed) { try bob.secrets() }
    #expect(throws: VaultError.rekeyed) { try bob.tokens() }
  }

  @Test func verifyComparesValuesOfAllKeysWithTheirEvents() throws {
    let vault = try VaultFixture()
    let session = vault.session
    let first = try session.createSecret(key: "A", value: Secret(utf8: "1"), project: nil).id
    let second = try session.createSecret(key: "B", value: Secret(utf8: "1"), project: nil).id
    _ = try session.set(.apiURL, to: "https://a.example")
    for round in 0..<4 {
      _ = try session.editSecret(first, SecretEdits(value: Secret(utf8: "value \(round)")))
      _ = try session.rekey()
      // The same value once more makes no version, though its digest is another one now.
      _ = try session.editSecret(first, SecretEdits(value: Secret(utf8: "value \(round)")))
      _ = try session.createSecret(key: "C\(round)", value: Secret(utf8: "c"), project: nil)
      #expect(try session.verify().findings == [])
      #expect(try session.versions(of: first).count == round + 1)
    }
    // A value of another time is still seen, whether it was set before a rekey or after one.
    let store = session.service.store
    let rows = try store.rows(SecretQuery())
    let values = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.value) })
    for (id, text) in [(first, values[second]), (second, values[first])] {
      let row = try #require(rows.first { $0.id == id })
      try store.update(SecretRow.self, number: row.number, set: [(.value, .text(or: text))])
      let findings = try session.verify().findings
      #expect(findings.map(\.area).filter { $0 != .proofs } == [.history], "\(findings)")
      try store.update(SecretRow.self, number: row.number, set: [(.value, .text(row.value))])
    }
    let version = try #require(try store.first(Query<SecretVersionRow>()))
    try store.update(
      SecretVersionRow.self, number: version.number, set: [(.value, .text(or: values[first]))])
    #expect(try session.verify().findings.map(\.area).filter { $0 != .proofs } == [.history])
    try store.update(SecretVersionRow.self, number: version.number, set: [(.value, .text(version.value))])
    try store.update(OrganizationRow.self, number: 1, set: [(.apiURL, .text("https://b.example"))])
    #expect(try session.verify().findings.map(\.area).filter { $0 != .proofs } == [.history])
  }

  @Test func aForgedCredentialStopsTheRekey() throws {
    let people = try PeopleFixture([("bob", .user)])
    let session = people["ada"]
    let store = session.service.store
    let row = try #require(
      try store.first(Query<CredentialRow>([.equal(.person, .int(people["bob"].person.number))])))
    let other = try SealingKeyPair(seed: Secret(utf8: "a seed of somebody, of 32 bytes."))
    try store.update(
      CredentialRow.self, number: row.number, set: [(.publicKey, .bytes(other.publicKey))])
    let before = try StoreDump(store)
    let error = VaultError.forgedCredential(id: row.id, kind: "passphrase", person: "bob@acme.example")
    #expect(throws: error) { try session.rekey() }
    #expect(error.message.contains("bob@acme.example") && error.message.contains(row.id.text))
    #expect(try StoreDump(store) == before)
    #expect(try session.createProject(name: "goes on").name == "goes on")
  }

  @Test func aTokenWhoseKeyWasReplacedEndsInTheRekey() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    let store = session.service.store
    // An attacker who can write to the file, and knows the value of one secret, puts it in as the token's key.
    let known = SymmetricKey.generate(&world.fixture.service.environment.random)
    _ = try session.createSecret(key: "MINE", value: base64Encode(known.secret), project: nil)
    let mine = try #require(try store.rows(SecretQuery()).last)
    let token = try #require(try store.first(TokenQuery()))
    try store.update(TokenRow.self, number: token.number, set: [(.key, .text(mine.value))])
    // K05: this does not stop the rekey, and does not give the new key to who knows the key that was put in.
    let report = try session.rekey()
    #expect(report.tokens == 0 && report.revokedTokens == 1)
    let ended = try #require(try store.row(TokenRow.self, number: token.number))
    #expect(ended.revoked != nil && ended.payload == nil && ended.key == nil)
    #expect(try session.verify().isClean)
  }

  @Test func onlyOwnersRekeyAndNotInsideABatch() throws {
    let people = try PeopleFixture([("bob", .admin)])
    #expect(throws: VaultError.notAllowed(operation: "rekey the vault")) { try people["bob"].rekey() }
    try people["ada"].begin()
    #expect(throws: VaultError.transaction(problem: .careInside(what: "rekeyed"))) {
      try people["ada"].rekey()
    }
    people["ada"].rollback()
    let reader = try people["ada"].copy(isReadOnly: true)
    #expect(throws: VaultError.readOnly) { try reader.rekey() }
    let key = try people["ada"].createKey(
      expires: people.vault.clock.time + 86_400_000_000, ceiling: [.read, .write])
    let timer = try people.vault.service.unlock(key: key.text)
    #expect(throws: VaultError.self) { try timer.rekey() }
    #expect(try people["ada"].rekey().keyVersion == 2)
  }

  @Test func moreRowsThanAPageAreAllSealedAnew() throws {
    let vault = try VaultFixture()
    try vault.session.begin()
    for number in 0..<450 {
      _ = try vault.session.createSecret(key: "K\(number)", value: Secret(utf8: "v\(number)"), project: nil)
    }
    try vault.session.commit()
    #expect(try vault.session.rekey().secrets == 450)
    #expect(try vault.session.verify().findings == [])
    #expect(try vault.session.resolve("K449", among: [.secret]).name == "K449")
  }
}
