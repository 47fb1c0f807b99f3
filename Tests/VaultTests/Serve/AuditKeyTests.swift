import Base
import Crypto
import Support
import Testing

@testable import Vault

/// A server signs what it writes with a key of its own, once an owner has added the public half.
@Suite struct AuditKeyTests {
  private let world: ServeFixture
  private var ada: VaultSession { world.ada }
  private var store: any VaultStore { world.vault.service.store }
  private let key: SigningKey

  init() throws {
    world = try ServeFixture()
    key = try SigningKey(seed: Secret(utf8: String(repeating: "s", count: 32)))
  }

  private func read() throws {
    let secret = world.secrets[0].id
    _ = try world.asAccount { (served, caller) throws(VaultError) in try served.reveal(secret, caller) }
  }

  private func expectClean(unsigned: Int64, _ place: SourceLocation = #_sourceLocation) throws {
    let report = try ada.verify()
    #expect(report.findings == [], sourceLocation: place)
    #expect(report.unsigned == unsigned, sourceLocation: place)
  }

  @Test func withoutOneTheNextPersonSigns() throws {
    try read()
    try read()
    try expectClean(unsigned: 2)
    // A server has a key, and nobody has added it.
    world.served.sign(with: key)
    try read()
    try expectClean(unsigned: 3)
    _ = try ada.createAccount(name: "x")
    try expectClean(unsigned: 0)
  }

  @Test func withOneItSigns() throws {
    let text = AuditKeyText.write(key.publicKey)
    #expect(try ada.addAuditKey(text).isNew && !ada.addAuditKey(text).isNew)
    #expect(AuditKeyText.read(text) == key.publicKey)
    world.served.sign(with: key)
    try read()
    try expectClean(unsigned: 0)
    let keys = try ada.auditKeys()
    #expect(keys.count == 1 && keys[0].text == text && keys[0].addedBy == VaultFixture.email)
    #expect(keys[0].signed == (try store.row(HeadRow.self, number: 1)?.event))
    // After a rekey it signs, too; revoked it does not.
    _ = try ada.rekey()
    try expectClean(unsigned: 0)
    #expect(try ada.revokeAuditKey(keys[0].id) && !ada.revokeAuditKey(keys[0].id))
    try read()
    try expectClean(unsigned: 1)
    #expect(try ada.addAuditKey(text).isNew)
    try read()
    try expectClean(unsigned: 0)
  }

  @Test func whatIsMadeUpBehindASignatureIsNamed() throws {
    _ = try ada.addAuditKey(AuditKeyText.write(key.publicKey))
    world.served.sign(with: key)
    try read()
    let forger = try Forger(ada)
    var events = try forger.events()
    var event = try #require(events.last)
    event.number += 1
    event.id = world.vault.service.newID()
    event.rows = nil
    try forger.replace(events + [event])
    func words() throws -> [String] { try ada.verify().findings.map { String($0.message.prefix(31)) } }
    #expect(try words() == ["1 of 2 events of servers are si"])
    #expect(try !ada.verify().isDamaged)
    // The server itself may leave out what it wrote, and nobody else.
    events.removeLast()
    try forger.replace(events)
    let other = try SigningKey(seed: Secret(utf8: String(repeating: "x", count: 32)))
    try forger.removeCheckpoints(of: AuditKeyRow.id(of: key.publicKey))
    try forger.sign(
      as: CheckpointSigner(
        AuditKeyRow.id(of: key.publicKey), .auditKey, vault: ada.service.ledger.vault, key))
    let findings = try ada.verify().findings
    #expect(findings == [], "\(findings)")
    #expect(throws: VaultError.self) {
      try forger.sign(
        as: CheckpointSigner(
          AuditKeyRow.id(of: key.publicKey), .auditKey, vault: ada.service.ledger.vault, other))
    }
  }

  @Test func whoSignsBehindSignsNotForTheServer() throws {
    _ = try ada.addAuditKey(AuditKeyText.write(key.publicKey))
    world.served.sign(with: key)
    try read()
    let forger = try Forger(ada)
    let events = try forger.events()
    var event = try #require(events.last)
    event.number += 1
    event.id = world.vault.service.newID()
    try forger.replace(events + [event])
    _ = try ada.createAccount(name: "behind")
    let report = try ada.verify()
    #expect(report.findings.map(\.area) == [.servers] && !report.isDamaged)
    // What no server writes for a machine account is none of its events.
    event.type = EventCode.personChanged.number
    try forger.replace(events + [event])
    #expect(try ada.verify().findings.contains { $0.message.contains("none that a server writes") })
  }

  @Test func onlyOwnersAddAndOnlyKeysAreAdded() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let text = AuditKeyText.write(key.publicKey)
    #expect(throws: VaultError.notAllowed(operation: "change the settings of the vault")) {
      try people["bob"].addAuditKey(text)
    }
    for wrong in [
      "", "sms-audit.1.", text + "=", String(text.dropLast(4)), "sms-audit.2" + text.dropFirst(11),
    ] {
      let problem = VaultError.invalid(
        what: "the audit key", why: "is not the text that `sms serve keys audit` prints")
      #expect(throws: problem) { try people["ada"].addAuditKey(wrong) }
    }
    #expect(try people["bob"].auditKeys() == [])
  }
}
