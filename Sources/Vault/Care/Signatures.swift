import Base
import Crypto

/// The signatures of the chain of events: who has the organization key can forge rows, events and seals, and is found by
/// the signatures of others.
///
/// Each credential, access token and server signs the end of the chain with each change. Its public key stands in the
/// event that made it, and so do the keys of those who made it, back to event 1. Demanded is of each signer a checkpoint
/// at or behind their last event.
struct Signatures {
  /// A signer, as the events tell.
  private struct Signer {
    /// The event that gave the signer the first public key; nil: none has.
    var first: Int64?
    /// The public key as of the last event.
    var key: [UInt8]?
    /// The key before, which has to sign the change to this one; nil: nothing has to be signed by it.
    var former: [UInt8]?
    /// Whether an event has written its row.
    var isMade = false
    /// The person or machine account whose credential it is, by the event that made it; nil: an earlier release made it.
    var owner: UUID128?
    /// The signer's last event.
    var last: Int64 = 0
    /// The newest of the signer's checkpoints that are right.
    var signed: Int64 = 0
  }

  private let vault: UUID128
  private let isInTransaction: Bool
  /// Whose the credentials and access tokens are that are there.
  private var owners: [UUID128: UUID128] = [:]
  /// The tables of signers.
  private static let tables: Set<ProvenTable> = [.credential, .token, .auditKey]
  private var signers: [UUID128: Signer] = [:]
  /// The checkpoints by the event that they name.
  private var checkpoints: [Int64: [CheckpointRow]] = [:]
  /// The checkpoints that were kept outside the vault, by the event that they name.
  private var anchors: [Int64: [CheckpointRow]] = [:]
  /// The anchors that name other events than those that are there.
  private var unfit: [CheckpointRow] = []
  /// The restores: their events with dates, and the last event that they replaced.
  private var restores: [(event: Int64, date: Int64, replaced: Int64)] = []
  /// The last event of a checkpoint that is right.
  private(set) var signed: Int64 = 0
  /// The last event, and the last that a server wrote.
  private var last: Int64 = 0
  private var served: Int64 = 0
  /// The date of the head after the last event.
  private var date = Int64.min

  /// Reads the checkpoints of a vault.
  init(
    _ session: VaultSession, _ anchors: [Anchor], _ report: inout Verification
  ) throws(VaultError) {
    vault = session.service.ledger.vault
    isInTransaction = session.isInTransaction
    for anchor in anchors {
      if anchor.vault == vault {
        self.anchors[anchor.checkpoint.event, default: []].append(anchor.checkpoint)
      } else {
        report.add(.anchors, "the anchor of event \(anchor.checkpoint.event) is of another vault")
      }
    }
    let ids = RowIDs(session.store)
    for row in try session.store.rows(Query<CredentialRow>()) {
      owners[row.id] = try ids.id(.person, row.person)
    }
    for row in try session.store.rows(TokenQuery()) { owners[row.id] = try ids.id(.account, row.account) }
    var number: Int64 = 0
    for row in try session.store.rows(Query<CheckpointRow>(order: [SortKey(.number)])) {
      number += 1
      if row.number != number {
        report.add(.signatures, "checkpoint \(number) is missing")
        number = row.number
      }
      checkpoints[row.event, default: []].append(row)
    }
  }

  /// Adds the next event.
  mutating func add(_ event: EventRow, _ report: inout Verification) {
    last = event.number
    if event.origin != .imported { date = event.date }
    let writes = event.writes ?? []
    for write in writes where write.table == .signKey { introduce(write, event, &report) }
    for write in writes where Self.tables.contains(write.table) {
      var signer = signers[write.id] ?? Signer()
      if !signer.isMade { (signer.isMade, signer.owner) = (true, event.person ?? event.account) }
      signers[write.id] = signer
    }
    note(event, &report)
    for checkpoint in checkpoints.removeValue(forKey: event.number) ?? [] {
      check(checkpoint, event, &report)
    }
    if event.type == EventCode.vaultRestored.number, event.origin == .own,
      let replaced = EventDetail.replacedEvent(event.detail)
    {
      restores.append((event.number, event.date, replaced))
    }
    for anchor in anchors.removeValue(forKey: event.number) ?? [] {
      if anchor.hash != event.hash || anchor.date != date {
        unfit.append(anchor)
      } else if anchor.publicKey != signers[anchor.signer]?.key || !isGenuine(anchor) {
        report.add(.anchors, "the anchor of event \(event.number) is not signed by \(anchor.signer.text)")
      }
    }
  }

  private func isGenuine(_ row: CheckpointRow) -> Bool {
    SigningKey.isGenuine(row.signature, row.message(vault: vault), by: row.publicKey)
  }

  private mutating func note(_ event: EventRow, _ report: inout Verification) {
    guard event.origin == .own, let credential = event.credential else { return }
    let owner = signers[credential]?.owner ?? owners[credential]
    if let owner, owner != event.actorPerson ?? event.actorAccount {
      report.add(
        .signatures, "event \(event.number) names another actor than that of \(credential.text)")
    }
    if event.actorAccount != nil, event.device == Principal.servedDevice {
      served = event.number
    } else {
      signers[credential, default: Signer()].last = event.number
    }
  }

  /// Takes the public key of a signer from the event that wrote it.
  private mutating func introduce(_ write: RowWrite, _ event: EventRow, _ report: inout Verification) {
    var signer = signers[write.id] ?? Signer()
    guard let key = write.digest, signer.key != key else { return }
    // A credential is new, or gets its key from its holder, or the passphrase of its person is another one.
    let isNew = !signer.isMade
    let isOwn = signer.key == nil && event.credential == write.id
    let owner = signer.owner ?? owners[write.id]
    let isChanged =
      event.type == EventCode.passphraseChanged.number && owner != nil && owner == event.actorPerson
    if !isNew, !isOwn, !isChanged {
      report.add(.signatures, "event \(event.number) gives \(write.id.text) another signing key")
    }
    // The key that ends signs the change, or a recovery key of the person does, in its own name.
    if event.credential == write.id { signer.former = signer.former ?? signer.key }
    signer.first = signer.first ?? event.number
    signer.key = key
    signers[write.id] = signer
  }

  /// Compares a checkpoint with the event that it names.
  private mutating func check(_ row: CheckpointRow, _ event: EventRow, _ report: inout Verification) {
    let signer = signers[row.signer]
    guard let key = signer?.former ?? signer?.key, row.publicKey == key, isGenuine(row) else {
      return report.add(
        .signatures, "the checkpoint of event \(event.number) is not signed by \(row.signer.text)")
    }
    guard row.hash == event.hash, row.date == date else {
      return report.add(
        .signatures,
        "event \(event.number) is not the one that \(row.signer.text) signed: events from \(signed + 1) on were replaced"
      )
    }
    signers[row.signer]?.signed = event.number
    signers[row.signer]?.former = nil
    signed = event.number
  }

  /// Says who has not signed their last event, and which checkpoints name events that are not there.
  func finish(_ store: any VaultStore, _ report: inout Verification) throws(VaultError) {
    for row in checkpoints.values.joined().sorted(by: { $0.event < $1.event }) {
      report.add(
        .signatures, "\(row.signer.text) signed event \(row.event), and the last one that is there is \(last)"
      )
    }
    compareAnchors(&report)
    // What an open transaction wrote is signed when it ends.
    if isInTransaction { return }
    for (id, signer) in signers.sorted(by: { $0.value.last < $1.value.last })
    where signer.last > signer.signed {
      // Credentials of an earlier release have no key before they are used again.
      guard let first = signer.first, first <= signer.last else { continue }
      report.add(
        .signatures, "event \(signer.last) is the last of \(id.text), who has not signed it")
    }
    let servers = try store.count(Query<AuditKeyRow>([.isNull(.revoked)]))
    if served > signed, servers > 0 {
      report.add(.signatures, "events \(signed + 1) to \(served) are signed by no server")
    }
    report.unsigned = last - signed
  }

  /// Says which anchors name events that are not there any more: a restore is told as one.
  private func compareAnchors(_ report: inout Verification) {
    let all = unfit + anchors.values.joined()
    for row in all.sorted(by: { $0.event < $1.event }) {
      if let restore = restores.last(where: { $0.replaced >= row.event && $0.date >= row.date }) {
        report.notes.append(
          "event \(row.event) of the anchor was replaced by the restore of event \(restore.event)")
      } else if row.event > last {
        report.add(
          .anchors,
          "the anchor names event \(row.event), and the last one that is there is \(last): this is an older vault"
        )
      } else {
        report.add(.anchors, "event \(row.event) is not the one of the anchor: the vault was replaced")
      }
    }
  }
}
