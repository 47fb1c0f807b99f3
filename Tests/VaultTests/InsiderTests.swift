import Base
import Crypto
import Support
import Testing

@testable import Vault

/// Insiders: bob has the organization key, as every person and every holder of an access token has.
///
/// He can write the file, too. What he makes fits in hashes, digests and seals; only the signatures of others he cannot
/// make.
@Suite struct InsiderTests {
  private let people: PeopleFixture
  private var ada: VaultSession { people["ada"] }
  private var bob: VaultSession { people["bob"] }
  private let forger: Forger
  private let secret: SecretItem
  private let account: MachineAccount

  init() throws {
    people = try PeopleFixture()
    let ada = people["ada"]
    let home = try ada.createProject(name: "web")
    account = try ada.createAccount(name: "ci").account
    secret = try ada.createSecret(key: "A", value: Secret(utf8: "v"), project: home.id)
    _ = try ada.reveal([secret.id])
    _ = try ada.createAccount(name: "cd")
    forger = try Forger(people["bob"])
    #expect(try ada.verify().findings == [])
  }

  private func findings() throws -> [Finding] { try ada.verify().findings }

  /// Whether the one thing that is wrong is what was signed.
  private func expectSignatures(_ words: String, _ place: SourceLocation = #_sourceLocation) throws {
    let found = try findings()
    #expect(found.contains { $0.message.contains(words) }, "\(found)", sourceLocation: place)
    #expect(found.allSatisfy { $0.area == .signatures }, "\(found)", sourceLocation: place)
  }

  private var adaKey: UUID128 {
    get throws { try #require(ada.actor.credential).id }
  }

  @Test func aRevealTakenOut() throws {
    var events = try forger.events()
    let place = try #require(events.firstIndex { $0.type == EventCode.secretRetrieved.number })
    events.remove(at: place)
    try forger.replace(events)
    try expectSignatures("and the last one that is there is \(events.count)")
  }

  @Test func aRevealByAnother() throws {
    var events = try forger.events()
    let place = try #require(events.firstIndex { $0.type == EventCode.secretRetrieved.number })
    events[place].actorPerson = bob.actor.id
    events[place].credential = bob.actor.credential?.id
    try forger.replace(events)
    try expectSignatures(
      "event \(events.count) is not the one that \(adaKey.text) signed: events from")
    // Bob signs the whole: his own signature says nothing of what ada did.
    try forger.sign(as: try #require(bob.signer), own: 1)
    try expectSignatures("signed: events from")
    // Without ada's checkpoints nothing of hers is signed.
    try forger.removeCheckpoints(of: adaKey)
    try expectSignatures("\(adaKey.text), who has not signed it")
  }

  @Test func aRenamingInTheNameOfAda() throws {
    let store = ada.service.store
    let row = try #require(try store.first(AccountQuery([.equal(.id, .id(account.id))])))
    let last = try #require(try store.row(HeadRow.self, number: 1))
    let name = try bob.keys.seal(name: "deploy", .account, random: &bob.service.environment.random)
    var event = EventRow(
      number: last.event + 1, id: bob.service.newID(), organization: ada.organization.id, date: last.date,
      type: EventCode.accountRenamed.number)
    event.actorPerson = ada.actor.id
    event.credential = try adaKey
    event.account = account.id
    event.rows = RowWrite.joined([
      try forger.change(
        row,
        [
          (.name, .text(name.text)), (.nameDigest, .bytes(or: name.digest)), (.version, .int(2)),
          (.revised, .int(last.date)),
        ], event: event.number)
    ])
    try forger.replace(try forger.events() + [event])
    // The last change is one of the head's columns.
    try store.update(HeadRow.self, number: 1, set: [(.changed, .int(event.number))])
    try expectSignatures("event \(event.number) is the last of \(adaKey.text), who has not signed it")
    try forger.sign(as: try #require(bob.signer))
    try expectSignatures("event \(event.number) is the last of \(adaKey.text), who has not signed it")
  }

  @Test func aSigningKeyOfOnesOwnForAda() throws {
    let store = ada.service.store
    let row = try #require(try store.first(Query<CredentialRow>([.equal(.id, .id(adaKey))])))
    let last = try #require(try store.row(HeadRow.self, number: 1))
    let own = try SigningKey(seed: Secret(utf8: "a seed that bob has made himself"))
    for actor in [ada.actor, bob.actor] {
      var event = EventRow(
        number: last.event + 1, id: bob.service.newID(), organization: ada.organization.id, date: last.date,
        type: EventCode.passphraseChanged.number)
      event.actorPerson = actor.id
      event.credential = actor.credential?.id
      event.person = ada.actor.id
      let write = try forger.change(row, [(.signKey, .bytes(own.publicKey))], event: event.number)
      event.rows = RowWrite.joined([write, RowWrite(.signKey, row.id, digest: own.publicKey)])
      try forger.replace(try forger.events().prefix(Int(last.event)) + [event])
      try store.update(HeadRow.self, number: 1, set: [(.changed, .int(event.number))])
      try forger.sign(as: CheckpointSigner(row.id, .credential, vault: ada.service.ledger.vault, own))
      let found = try findings()
      let words = actor.id == ada.actor.id ? "is not signed by" : "a signing key of another"
      #expect(found.contains { $0.area == .signatures && $0.message.contains(words) }, "\(found)")
    }
  }

  /// Adds an event behind the last one.
  private func append(
    _ code: EventCode, by actor: UUID128?, with credential: UUID128?,
    _ fill: (inout EventRow) throws -> Void = { _ in }
  ) throws {
    let store = ada.service.store
    let last = try #require(try store.row(HeadRow.self, number: 1))
    var event = EventRow(
      number: last.event + 1, id: bob.service.newID(), organization: ada.organization.id, date: last.date,
      type: code.number)
    (event.actorPerson, event.credential, event.person) = (actor, credential, ada.actor.id)
    event.runID = bob.service.newID()
    try fill(&event)
    try forger.replace(try forger.events() + [event])
    if code != .secretRetrieved {
      try store.update(HeadRow.self, number: 1, set: [(.changed, .int(event.number))])
    }
  }

  @Test func whatNobodyCouldHaveSigned() throws {
    let reveal: (inout EventRow) -> Void = { $0.secret = secret.id }
    let attempts: [(EventCode, UUID128?, UUID128?, (inout EventRow) -> Void)] = [
      (.secretRetrieved, ada.actor.id, nil, reveal),
      (.secretRetrieved, ada.actor.id, bob.service.newID(), reveal),
      (
        .secretRetrieved, ada.actor.id, try adaKey,
        {
          $0.secret = secret.id; $0.origin = .system
        }
      ),
      (
        .secretRetrieved, ada.actor.id, try adaKey,
        {
          $0.secret = secret.id; $0.origin = .imported
        }
      ),
      (.secretRetrieved, nil, nil, reveal),
      (.signedIn, ada.actor.id, try #require(bob.actor.credential).id, { _ in }),
      (.signedIn, ada.actor.id, bob.service.newID(), { _ in }),
    ]
    let events = try forger.events()
    for (code, actor, credential, fill) in attempts {
      try append(code, by: actor, with: credential, fill)
      #expect(try findings().contains { $0.area == .signatures }, "\(code)")
      try forger.replace(events)
    }
  }

  @Test func anEventInTheNameOfAdaThatSheSignsBehind() throws {
    try append(.secretRetrieved, by: ada.actor.id, with: try adaKey) { $0.secret = secret.id }
    _ = try ada.createAccount(name: "behind")
    #expect(try findings().contains { $0.message.contains("bear that name") })
  }

  @Test func aKeyOfAdasThatIntroducesItself() throws {
    let own = try SigningKey(seed: Secret(utf8: "a seed that bob has made himself"))
    let id = bob.service.randomID()
    for maker in [id, try #require(bob.actor.credential).id] {
      let events = try forger.events()
      try append(.keyCreated, by: maker == id ? ada.actor.id : bob.actor.id, with: maker) {
        $0.rows = RowWrite.joined([
          RowWrite(.credential, id, digest: [UInt8](repeating: 1, count: 32)),
          RowWrite(.signKey, id, digest: own.publicKey),
        ])
      }
      #expect(try findings().contains { $0.message.contains("a signing key of another") })
      try forger.replace(events)
    }
  }

  @Test func aPersonWhoWasRemoved() throws {
    let signer = try #require(bob.signer?.copy())
    _ = try ada.removePerson(bob.actor.id)
    try append(.secretRetrieved, by: bob.actor.id, with: try #require(bob.actor.credential).id) {
      $0.secret = secret.id
    }
    try forger.sign(as: signer, own: 1)
    #expect(try findings().contains { $0.message.contains("had ended") })
  }

  @Test func aRestoreThatNoOwnerMade() throws {
    let anchor = try ada.anchor()
    let older = Array(try forger.events().dropLast(2))
    for (actor, credential) in [
      (nil, nil), (ada.actor.id, nil), (bob.actor.id, bob.actor.credential?.id), (ada.actor.id, try adaKey),
    ] as [(UUID128?, UUID128?)] {
      try forger.replace(older)
      try append(.vaultRestored, by: actor, with: credential) {
        $0.detail = "{\"event\":9223372036854775807,\"generation\":2,\"hash\":\"00\",\"kept\":false}"
      }
      try forger.sign(as: try #require(bob.signer))
      let seen = anchor.checkpoint
      let place = try ada.place(ofEvent: seen.event, hash: seen.hash, date: seen.date)
      #expect(place == .missing(last: Int64(older.count) + 1))
      #expect(try ada.verify(against: [anchor]).isDamaged)
    }
  }

  @Test func theEndCutOff() throws {
    let events = try forger.events()
    try forger.replace(Array(events.dropLast(2)))
    #expect(try findings().contains { $0.area == .signatures })
    try forger.removeCheckpoints(of: adaKey)
    let id = try adaKey
    #expect(try findings().contains { $0.message.contains("\(id.text), who has not signed it") })
  }

  @Test func checkpointsChanged() throws {
    let store = ada.service.store
    let rows = try store.rows(Query<CheckpointRow>())
    // Of ada, and of the invite that bob joined with.
    #expect(rows.count == 2)
    for row in rows {
      for (column, value) in [
        (.event, .int(row.event - 1)), (.hash, .bytes([UInt8](repeating: 1, count: 32))),
        (.date, .int(row.date + 1)),
        (.signature, .bytes([UInt8](repeating: 2, count: 64))), (.signer, .id(bob.service.newID())),
      ] as [(CheckpointRow.Column, Field)] {
        let index = try #require(CheckpointRow.Column.allCases.firstIndex(of: column))
        try store.update(CheckpointRow.self, number: row.number, set: [(column, value)])
        #expect(try findings().contains { $0.area == .signatures }, "\(row.number) \(column)")
        try store.update(CheckpointRow.self, number: row.number, set: [(column, row.fields[index])])
      }
      _ = try store.delete(Query<CheckpointRow>([.equal(.number, .int(row.number))]))
      #expect(try findings().contains { $0.area == .signatures }, "\(row.number) taken out")
      _ = try store.insert(row)
    }
    #expect(try findings() == [])
  }
}

/// Who signs what, and that all that is done by the rules verifies clean.
@Suite struct CheckpointTests {
  @Test func eachChangeIsSignedByWhoMadeIt() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let store = people.vault.service.store
    for (place, name) in ["ada", "bob", "ada"].enumerated() {
      _ = try people[name].createAccount(name: "ci-\(place)")
      let head = try #require(try store.row(HeadRow.self, number: 1))
      let id = try #require(people[name].actor.credential).id
      let own = try store.rows(Query<CheckpointRow>([.equal(.signer, .id(id))]))
      #expect(own.last?.event == head.event && own.last?.hash == head.hash)
    }
    #expect(try people["ada"].verify().findings == [])
    #expect(try people["ada"].verify().unsigned == 0)
  }

  @Test func oneIsKeptOfEachThousandEvents() throws {
    let vault = try VaultFixture()
    for number in 0..<700 {
      _ = try vault.session.createAccount(name: "a\(number)")
    }
    for number in 0..<700 {
      _ = try vault.session.createProject(name: "p\(number)")
    }
    let rows = try vault.service.store.rows(Query<CheckpointRow>())
    #expect(rows.count == 3 && rows.map { $0.event / 1000 } == [0, 1, 2], "\(rows.map(\.event))")
    #expect(try vault.session.verify().findings == [])
  }

  @Test func aPassphraseThatIsChangedGoesOn() throws {
    let vault = try VaultFixture()
    let other = try vault.service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    try vault.session.changePassphrase(to: Secret(utf8: "another passphrase"))
    _ = try vault.session.createAccount(name: "one")
    // What was signed in with the old one does not know the new key.
    #expect(throws: VaultError.wrongCredential) { try other.createAccount(name: "two") }
    let again = try vault.service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: "another passphrase"))
    _ = try again.createAccount(name: "two")
    try vault.session.begin()
    try vault.session.changePassphrase(to: Secret(utf8: "a third passphrase"))
    vault.session.rollback()
    _ = try vault.session.createAccount(name: "three")
    #expect(try vault.session.verify().findings == [])
  }

  @Test func aRestoreKeepsTheKeyOfTheNewerPassphrase() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let (ada, bob) = (people["ada"], people["bob"])
    let store = try #require(ada.service.store as? StoreInMemory)
    let backup = store.copy()
    try bob.changePassphrase(to: Secret(utf8: "the newer one of bob"))
    try ada.changePassphrase(to: Secret(utf8: "the newer one of ada"))
    // Restored is with the passphrase of the backup.
    let service = try VaultService(store: backup, environment: people.vault.service.environment)
    let old = try service.unlock(email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    _ = try old.restore(replacing: ada)
    for (email, word) in [(VaultFixture.email, "ada"), ("bob@acme.example", "bob")] {
      let session = try service.unlock(email: email, passphrase: Secret(utf8: "the newer one of \(word)"))
      _ = try session.createAccount(name: word)
      let findings = try session.verify().findings
      #expect(findings == [], "\(findings)")
    }
  }

  @Test func accountsSignWithTheirTokens() throws {
    let machine = try MachineFixture(try VaultFixture())
    let shell = try machine.vault.service.unlock(token: machine.token.text)
    _ = try shell.reveal([machine.secrets[0].id])
    let store = machine.vault.service.store
    #expect(try store.count(Query<CheckpointRow>([.equal(.signer, .id(machine.token.item.id))])) == 1)
    #expect(try machine.vault.session.verify().findings == [])
    _ = try machine.vault.session.revokeTokens([machine.token.item.id])
    #expect(try machine.vault.session.verify().findings == [])
    _ = try machine.vault.session.deleteAccounts([machine.account.id])
    #expect(try machine.vault.session.verify().findings == [])
  }

  @Test func keysOfAnEarlierReleaseGetTheirSigningKey() throws {
    let vault = try VaultFixture()
    let machine = try MachineFixture(vault)
    let store = try #require(vault.service.store as? StoreInMemory)
    try store.forgetProofs()
    let forger = try Forger(vault.session)
    try forger.replace(
      try forger.events().map { event in
        var event = event
        event.hashVersion = 1
        return event
      })
    store.isOpenToEdits = false
    let owner = try vault.service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    _ = try owner.createAccount(name: "first")
    _ = try owner.createAccount(name: "second")
    let shell = try vault.service.unlock(token: machine.token.text)
    for _ in 0..<2 { _ = try shell.reveal([machine.secrets[0].id]) }
    let added = try owner.events(EventQuery([.equal(.type, .int(EventCode.signingKeyAdded.number))]))
    #expect(added.count == 2)
    // A store in memory gives no number twice.
    try forger.removeCheckpoints(of: vault.service.randomID())
    let findings = try owner.verify().findings
    #expect(findings == [], "\(findings)")
    #expect(try store.count(Query<CheckpointRow>()) == 2)
  }
}
