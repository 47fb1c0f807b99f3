import Base

/// The signatures of the chain of events: who has the organization key can forge rows, events and seals, and is found by
/// the signatures of others.
///
/// Each credential, access token and server signs the end of the chain with each change, and how many events of its own
/// there are then. Its public key stands in the event that made it, which another key signed, and so back to event 1.
struct Signatures {
  /// A signer, as the events tell.
  struct Signer {
    /// The public key as of the last event.
    var key: [UInt8]?
    /// The key before, which has to sign the change to this one; nil: nothing has to be signed by it.
    var former: [UInt8]?
    /// Whether an event has written its row.
    var isMade = false
    /// The person or machine account whose it is, by the event that made it; nil: an earlier release made it.
    var owner: UUID128?
    /// The run that ended it; nil: it goes on.
    var ended: UUID128??
    /// The signer's last event.
    var last: Int64 = 0
    /// How many events it has had since it has a key.
    var events: Int64 = 0
    /// The newest of the signer's checkpoints that are right, and the number of own events in it.
    var signed: Int64 = 0
    var signedEvents: Int64 = 0
  }

  let vault: UUID128
  private let isInTransaction: Bool
  /// Whose the credentials and access tokens are that are there.
  private var owners: [UUID128: UUID128] = [:]
  /// The files of events and products that were imported.
  private var imports: Set<UUID128> = []
  var signers: [UUID128: Signer] = [:]
  /// The checkpoints by the event that they name.
  private var checkpoints: [Int64: [CheckpointRow]] = [:]
  /// The checkpoints that were kept outside the vault, by the event that they name.
  private var anchors: [Int64: [CheckpointRow]] = [:]
  /// The anchors that name other events than those that are there.
  private var unfit: [CheckpointRow] = []
  /// The restores: their events with dates and actors, and the last event that they replaced.
  private var restores: [(event: Int64, date: Int64, by: UUID128, replaced: Int64)] = []
  /// The run of the last restore.
  private var restoring: UUID128?
  /// The last event of a checkpoint that is right.
  private(set) var signed: Int64 = 0
  /// The last event.
  private var last: Int64 = 0
  /// The date of the head after the last event.
  private var date = Int64.min
  /// Since which event every actor has a key; nil: none has yet.
  private var begin: Int64?
  /// The audit keys that count, and how many events of servers there are since one does.
  private var auditKeys: Set<UUID128> = []
  private var served: Int64 = 0

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
    let (store, ids) = (session.store, RowIDs(session.store))
    for row in try store.rows(Query<CredentialRow>()) { owners[row.id] = try ids.id(.person, row.person) }
    for row in try store.rows(TokenQuery()) { owners[row.id] = try ids.id(.account, row.account) }
    imports = Set(try store.rows(Query<ImportRow>()).map(\.id))
    var number: Int64 = 0
    for row in try store.rows(Query<CheckpointRow>(order: [SortKey(.number)])) {
      number = number.incremented
      if row.number != number {
        report.add(Finding(.signatures, "checkpoint \(number) is missing", mend: Finding.repair))
        number = row.number
      }
      checkpoints[row.event, default: []].append(row)
    }
  }

  /// Adds the next event.
  ///
  /// - Parameter isByOwner: whether its actor was an owner then.
  mutating func add(_ event: EventRow, isByOwner: Bool, _ report: inout Verification) {
    last = event.number
    if event.origin != .imported { date = event.date }
    let writes = event.writes ?? []
    checkOrigin(event, writes, &report)
    for write in writes where write.table == .signKey {
      introduce(write, event, isByOwner: isByOwner, &report)
    }
    note(event, writes, isByOwner: isByOwner, &report)
    for checkpoint in checkpoints.removeValue(forKey: event.number) ?? [] {
      check(checkpoint, event, &report)
    }
    for anchor in anchors.removeValue(forKey: event.number) ?? [] {
      if anchor.hash != event.hash || anchor.date != date {
        unfit.append(anchor)
      } else if anchor.publicKey != signers[anchor.signer]?.key || !anchor.isGenuine(vault: vault) {
        report.add(.anchors, "the anchor of event \(event.number) is not signed by \(anchor.signer.text)")
      }
    }
  }

  /// Only what the program writes itself has no actor, and only what a file brought is imported.
  private func checkOrigin(_ event: EventRow, _ writes: [RowWrite], _ report: inout Verification) {
    let isRight =
      switch event.origin {
      case .own: true
      case .system:
        writes.isEmpty
          && [EventCode.signInRefused.number, EventCode.tokenRefused.number].contains(event.type)
      case .imported: event.importID.map(imports.contains) ?? false
      }
    if !isRight { report.add(.signatures, "event \(event.number) is none that the program writes itself") }
  }

  // MARK: keys

  /// Takes the public key of a signer from the event that wrote it.
  private mutating func introduce(
    _ write: RowWrite, _ event: EventRow, isByOwner: Bool, _ report: inout Verification
  ) {
    var signer = signers[write.id] ?? Signer()
    guard let key = write.digest, signer.key != key else { return }
    let isRight =
      signer.key == nil
      ? isIntroduction(write, event, signer, isByOwner: isByOwner) : isChange(write, event, signer)
    if !isRight {
      report.add(.signatures, "event \(event.number) gives \(write.id.text) a signing key of another")
    }
    // The key that ends signs the change, or a recovery key of the person does, in its own name.
    if event.credential == write.id { signer.former = signer.former ?? signer.key }
    signer.key = key
    begin = begin ?? event.number
    signers[write.id] = signer
  }

  /// Whether an event may give a first key: that of a new row comes from another signer, that of an older one from its
  /// holder.
  private func isIntroduction(
    _ write: RowWrite, _ event: EventRow, _ signer: Signer, isByOwner: Bool
  ) -> Bool {
    func wrote(_ table: ProvenTable) -> Bool {
      event.write(of: RowWrite.Row(table: table, id: write.id))?.digest != nil
    }
    let code = EventCode(number: event.type)
    if code == .vaultCreated { return event.number == 1 && wrote(.credential) }
    if code == .signingKeyAdded {
      return event.credential == write.id && (wrote(.credential) || wrote(.token)) && begin != 1
    }
    if signer.isMade {
      // A recovery key sets the passphrase that an earlier release stored.
      return code == .passphraseChanged && wrote(.credential)
        && (signer.owner ?? owners[write.id]) == event.actorPerson
    }
    guard let maker = event.credential, maker != write.id, let by = signers[maker], by.key != nil else {
      return false
    }
    switch code {
    case .personInvited, .personReset: return wrote(.credential) && event.actorPerson != nil
    case .personJoined:
      return wrote(.credential) && by.owner == event.person && event.actorPerson == event.person
    case .keyCreated:
      return wrote(.credential) && event.actorPerson != nil && event.actorPerson == event.person
    case .tokenCreated: return wrote(.token) && event.actorPerson != nil && event.token == write.id
    case .auditKeyAdded: return wrote(.auditKey) && isByOwner
    default: return false
    }
  }

  /// Whether an event may give another key: only a new passphrase does, from its person or from a restore.
  private func isChange(_ write: RowWrite, _ event: EventRow, _ signer: Signer) -> Bool {
    guard event.type == EventCode.passphraseChanged.number else { return false }
    if let restoring, event.runID == restoring { return true }
    let owner = signer.owner ?? owners[write.id]
    guard owner != nil, owner == event.actorPerson, let credential = event.credential else { return false }
    return credential == write.id || signers[credential]?.key != nil
  }

  // MARK: events

  private mutating func note(
    _ event: EventRow, _ writes: [RowWrite], isByOwner: Bool, _ report: inout Verification
  ) {
    defer { end(event, writes) }
    for write in writes where [.credential, .token, .auditKey].contains(write.table) {
      var signer = signers[write.id] ?? Signer()
      if !signer.isMade { (signer.isMade, signer.owner) = (true, event.person ?? event.account) }
      signers[write.id] = signer
    }
    guard event.origin == .own else { return }
    noteAuditKeys(event, writes, isByOwner: isByOwner, &report)
    noteRestore(event, isByOwner: isByOwner)
    guard let credential = event.credential, let actor = event.actorPerson ?? event.actorAccount else {
      if begin != nil {
        report.add(
          .signatures, "event \(event.number) names no actor and credential that could have signed it")
      }
      return
    }
    checkActor(event, credential, actor, &report)
    if event.device == Principal.servedDevice, event.actorAccount != nil {
      noteServed(event, writes, &report)
    } else {
      noteSigned(event, credential, &report)
    }
  }

  private mutating func noteRestore(_ event: EventRow, isByOwner: Bool) {
    guard event.type == EventCode.vaultRestored.number else { return }
    restoring = event.runID
    guard isByOwner, let by = event.actorPerson, let replaced = EventDetail.replacedEvent(event.detail) else {
      return
    }
    restores.append((event.number, event.date, by, replaced))
  }

  /// The credential is that of the actor, and has not ended.
  private func checkActor(
    _ event: EventRow, _ credential: UUID128, _ actor: UUID128, _ report: inout Verification
  ) {
    let signer = signers[credential]
    if let owner = signer?.owner ?? owners[credential], owner != actor {
      report.add(.signatures, "event \(event.number) names another actor than that of \(credential.text)")
    }
    if let ended = signer?.ended, ended == nil || ended != event.runID {
      report.add(.signatures, "event \(event.number) was written after \(credential.text) had ended")
    }
  }

  private mutating func noteServed(_ event: EventRow, _ writes: [RowWrite], _ report: inout Verification) {
    if !Self.isServed(event, writes) {
      report.add(.signatures, "event \(event.number) is none that a server writes")
    }
    if !auditKeys.isEmpty { served += 1 }
  }

  private mutating func noteSigned(_ event: EventRow, _ credential: UUID128, _ report: inout Verification) {
    var signer = signers[credential] ?? Signer()
    signer.last = event.number
    if signer.key != nil {
      signer.events += 1
    } else if let begin, event.number > begin {
      // A credential of an earlier release signs in before the event that gives it its key.
      let isBeforeItsKey = begin != 1 && event.type == EventCode.signedIn.number
      if !isBeforeItsKey {
        report.add(.signatures, "event \(event.number) names \(credential.text), which has no signing key")
      }
    }
    signers[credential] = signer
  }

  /// Whether an event is one of those that a server writes for a machine account.
  private static func isServed(_ event: EventRow, _ writes: [RowWrite]) -> Bool {
    guard writes.allSatisfy(\.table.isServed), let code = EventCode(number: event.type) else { return false }
    switch code {
    case .secretRetrieved, .secretCreated, .secretEdited, .secretDeleted, .projectRetrieved, .projectCreated,
      .projectEdited, .projectDeleted, .signedIn, .grantCreated:
      return true
    default: return false
    }
  }

  private mutating func noteAuditKeys(
    _ event: EventRow, _ writes: [RowWrite], isByOwner: Bool, _ report: inout Verification
  ) {
    let code = EventCode(number: event.type)
    guard code == .auditKeyAdded || code == .auditKeyRevoked else { return }
    if !isByOwner { report.add(.signatures, "event \(event.number) changes an audit key, by no owner") }
    for write in writes where write.table == .auditKey {
      if code == .auditKeyAdded { auditKeys.insert(write.id) } else { auditKeys.remove(write.id) }
    }
  }

  /// Notes what an event ended: what comes after it in another run is not of that credential.
  private mutating func end(_ event: EventRow, _ writes: [RowWrite]) {
    for write in writes where write.digest == nil && (write.table == .credential || write.table == .token) {
      signers[write.id, default: Signer()].ended = .some(event.runID)
    }
    if event.origin == .own, event.type == EventCode.tokenRevoked.number, let token = event.token {
      signers[token, default: Signer()].ended = .some(event.runID)
    }
  }

  // MARK: checkpoints

  /// Compares a checkpoint with the event that it names.
  private mutating func check(_ row: CheckpointRow, _ event: EventRow, _ report: inout Verification) {
    let signer = signers[row.signer]
    guard let key = signer?.former ?? signer?.key, row.publicKey == key, row.isGenuine(vault: vault) else {
      return report.add(
        .signatures, "the checkpoint of event \(event.number) is not signed by \(row.signer.text)")
    }
    guard row.hash == event.hash, row.date == date else {
      return report.add(
        .signatures,
        "event \(event.number) is not the one that \(row.signer.text) signed: events from \(signed &+ 1) on were replaced"
      )
    }
    let isServer = auditKeys.contains(row.signer)
    if !isServer, let signer, signer.events != row.own {
      report.add(
        .signatures,
        "\(row.signer.text) signed \(row.own) events up to \(event.number), and \(signer.events) bear that name"
      )
    }
    signers[row.signer]?.signed = event.number
    signers[row.signer]?.signedEvents = row.own
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
    where signer.key != nil && signer.events > 0 && signer.last > signer.signed {
      report.add(
        .signatures, "event \(signer.last) is the last of \(id.text), who has not signed it")
    }
    let servers = Set(try store.rows(Query<AuditKeyRow>()).map(\.id))
    let count = signers.filter { servers.contains($0.key) }.values.reduce(0) { $0 &+ $1.signedEvents }
    if count < served {
      report.add(
        .servers,
        "\(served - count) of \(served) events of servers are signed by none: a server has no audit key, or they were made up"
      )
    }
    report.unsigned = last - signed
  }

  /// Says which anchors name events that are not there any more: a restore is told as one.
  private func compareAnchors(_ report: inout Verification) {
    let all = unfit + anchors.values.joined()
    for row in all.sorted(by: { $0.event < $1.event }) {
      if !row.isGenuine(vault: vault) {
        report.add(.anchors, "the anchor of event \(row.event) is not signed by \(row.signer.text)")
      } else if let restore = restores.last(where: { $0.replaced >= row.event && $0.date >= row.date }) {
        report.notes.append(
          "event \(row.event) of the anchor was replaced by the restore of event \(restore.event), by \(restore.by.text)"
        )
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
