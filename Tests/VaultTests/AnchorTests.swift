import Base
import Crypto
import Support
import Testing

@testable import Vault

/// Anchors: an older copy of the vault does not fit what was kept outside it; a restored one is told as restored.
@Suite struct AnchorTests {
  private let folder: TemporaryFolder
  private let stores = StoresInMemory()
  private let vault: VaultFixture
  private var ada: VaultSession { vault.session }
  private var store: StoreInMemory

  init() throws {
    folder = try TemporaryFolder()
    vault = try VaultFixture(stores)
    store = try #require(vault.service.store as? StoreInMemory)
    _ = try vault.session.createAccount(name: "ci")
  }

  private func verify(
    _ store: any VaultStore, _ anchors: [Anchor], as session: VaultSession? = nil
  ) throws -> Verification {
    try (session ?? ada).copy(on: store, isReadOnly: true).verify(against: anchors)
  }

  private func last(_ store: any VaultStore) throws -> Int64 {
    try #require(try store.row(HeadRow.self, number: 1)).event
  }

  @Test func anAnchorIsALine() throws {
    let anchor = try ada.anchor()
    #expect(Anchor(line: anchor.text) == anchor)
    #expect(Anchor(line: "Nov 30 20:00:00 host sms[7]: " + anchor.text) == anchor)
    for wrong in ["", "sms-anchor.1", anchor.text + " x", String(anchor.text.dropFirst(1))] {
      #expect(Anchor(line: wrong) == nil, "\(wrong)")
    }
  }

  @Test func anOlderCopyIsNamed() throws {
    let older = store.copy()
    _ = try ada.createAccount(name: "cd")
    let anchor = try ada.anchor()
    _ = try ada.createAccount(name: "ce")
    #expect(try ada.verify(against: [anchor]).findings == [])
    let findings = try verify(older, [anchor]).findings
    let words = "event \(anchor.checkpoint.event), and the last one that is there is \(try last(older))"
    #expect(findings.map(\.area) == [.anchors] && findings[0].message.contains(words), "\(findings)")
    // Another history behind the same place.
    let fork = try ada.copy(on: older, isReadOnly: false)
    for name in ["x", "y"] { _ = try fork.createAccount(name: name) }
    #expect(try verify(older, [anchor]).findings.map(\.area) == [.anchors])
    #expect(try verify(older, []).findings == [])
    let seen = anchor.checkpoint
    #expect(
      try fork.place(ofEvent: seen.event, hash: seen.hash, date: seen.date) == .missing(last: last(older)))
    #expect(try ada.place(ofEvent: seen.event, hash: seen.hash, date: seen.date) == .same)
  }

  @Test func aRestoreIsNoRollback() throws {
    let older = store.copy()
    _ = try ada.createAccount(name: "cd")
    let anchor = try ada.anchor()
    let restored = try ada.copy(on: older, isReadOnly: false)
    _ = try restored.restore(replacing: ada)
    let report = try restored.verify(against: [anchor])
    #expect(report.findings == [] && report.notes.count == 1, "\(report)")
    let seen = anchor.checkpoint
    guard case .restored = try restored.place(ofEvent: seen.event, hash: seen.hash, date: seen.date) else {
      Issue.record("not told as restored")
      return
    }
    // An older copy of the restored vault is no restore.
    let again = try #require(restored.service.store as? StoreInMemory).copy()
    _ = try restored.createAccount(name: "ce")
    _ = try restored.createAccount(name: "cf")
    let later = try restored.anchor()
    #expect(try verify(again, [later], as: restored).findings.map(\.area) == [.anchors])
  }

  @Test func whatIsNoAnchorOfTheVault() throws {
    let anchor = try ada.anchor()
    let other = try VaultFixture(seed: 2).session.anchor()
    #expect(try ada.verify(against: [other]).findings.map(\.area) == [.anchors])
    var row = anchor.checkpoint
    row.signature[3] ^= 1
    #expect(try ada.verify(against: [Anchor(vault: anchor.vault, row)]).findings.map(\.area) == [.anchors])
    (row.publicKey, row.signature) = (other.checkpoint.publicKey, other.checkpoint.signature)
    #expect(try ada.verify(against: [Anchor(vault: anchor.vault, row)]).findings.map(\.area) == [.anchors])
  }

  @Test func anExportIsProven() throws {
    let export = try ada.exportEvents(EventRange(from: 1_772_000_000_000_000, to: 1_772_409_600_000_000))
    #expect(throws: VaultError.invalid(what: "the range of events", why: "is longer than 367 days")) {
      try ada.exportEvents(EventRange(from: 0, to: 1_972_409_600_000_000))
    }
    while try export.next({ _ in }) > 0 {}
    try export.record()
    let proof = try #require(try export.proof(file: sha256(Array("file".utf8))))
    #expect(EventProof(text: proof.text) == proof && proof.isGenuine)
    #expect(keyFingerprint(proof.signature.publicKey) == (try ada.fingerprint()))
    let lines = proof.text.split(separator: "\n", omittingEmptySubsequences: false)
    for place in 1..<8 {
      var changed = Array(proof.text.utf8)
      let start = lines[..<place].reduce(0) { $0 + $1.utf8.count + 1 }
      changed[start + lines[place].utf8.count / 2] ^= 1
      let read = EventProof(text: String(decoding: changed, as: UTF8.self))
      #expect(read.map(\.isGenuine) != true, "line \(place)")
    }
    #expect(EventProof(text: proof.text + "x\n") == nil && EventProof(text: "") == nil)
  }
}
