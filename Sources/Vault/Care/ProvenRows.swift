import Base
import Crypto

/// The rows as the events say that they were written: what each proof must be, and when, how often and by whom.
///
/// Both ways are compared: a row that no event wrote, or another one wrote last, was made or put back by a hand that can
/// write the file; a row that an event wrote last and that is not there was taken out.
struct ProvenRows {
  /// The last write of a row, and its first.
  private struct Written {
    /// The event of the last write.
    var event: Int64
    /// Its date; nil: it gave the row a new proof only.
    var date: Int64?
    /// Whether a machine account did it.
    var isServed: Bool
    /// The digest; nil: the row was deleted.
    var digest: ArraySlice<UInt8>?
    /// How the row was made; nil: a release before proofs made it.
    var first: Made?
    /// How often it was written since.
    var count: Int64 = 1
  }

  /// How a row was made.
  private struct Made {
    let event: Int64
    let date: Int64
    let actor: UUID128?
    /// How many rows of its table had been made before the event.
    let place: Int64
  }

  private var rows: [RowWrite.Row: Written] = [:]
  /// The event since which every row has a proof; 0: there is none.
  private var sealed: Int64 = 0
  /// The last event that was more than a read, of those with proofs.
  private var changed: Int64 = 0
  /// How many rows of each table were made.
  private var made: [ProvenTable: Tally] = [:]
  /// Whether all rows that there ever were have proofs.
  private var isProvenFromBirth = false

  /// How many rows of a table were made: numbers are given in that order.
  private struct Tally {
    var count: Int64 = 0
    /// The event that made the last one, and how many there were before it.
    var event: Int64 = 0
    var before: Int64 = 0
    /// How many an event made, of those that made more than one.
    var several: [Int64: Int64] = [:]
  }

  /// Adds the next event.
  mutating func add(_ event: EventRow, _ report: inout Verification) {
    guard event.hashVersion > 1 else { return }
    if event.type != EventCode.secretRetrieved.number { changed = event.number }
    guard event.rows != nil else { return }
    let code = EventCode(number: event.type)
    guard event.origin != .imported, let writes = event.writes else {
      return report.add(.events, "event \(event.number) holds digests that no release writes")
    }
    let isProof = code == .vaultSealed || code == .vaultRekeyed
    if isProof || code == .vaultCreated { sealed = event.number }
    if code == .vaultCreated { isProvenFromBirth = true }
    for write in writes where write.table != .signKey {
      add(write, event, isProof: isProof, isRekey: code == .vaultRekeyed)
    }
  }

  /// Counts a row that an event made, and says how many there were before the event.
  private mutating func count(_ table: ProvenTable, _ event: Int64) -> Int64 {
    var tally = made[table] ?? Tally()
    if tally.event != event {
      (tally.event, tally.before) = (event, tally.count)
    } else {
      tally.several[event, default: 1] += 1
    }
    tally.count += 1
    made[table] = tally
    return tally.before
  }

  private mutating func add(_ write: RowWrite, _ event: EventRow, isProof: Bool, isRekey: Bool) {
    let row = RowWrite.Row(table: write.table, id: write.id)
    let isServed = event.actorAccount != nil
    // A rekey writes the organization and the credentials, and gives all other rows their proof.
    let counts = !isProof || isRekey && (write.table == .organization || write.table == .credential)
    let digest = write.digest.map { $0[...] }
    guard var known = rows[row], known.digest != nil else {
      var first: Made?
      if !isProof {
        first = Made(
          event: event.number, date: event.date, actor: event.actorPerson ?? event.actorAccount,
          place: count(write.table, event.number))
      }
      rows[row] = Written(
        event: event.number, date: counts ? event.date : nil, isServed: isServed, digest: digest, first: first
      )
      return
    }
    known.event = event.number
    if counts {
      known.date = event.date
      known.count += 1
    }
    known.isServed = isServed
    known.digest = digest
    rows[row] = known
  }
}

extension ProvenRows {
  /// Says where the rows differ.
  mutating func compare(with session: VaultSession, _ report: inout Verification) throws(VaultError) {
    let head = try session.head()
    if head?.sealed != sealed {
      report.add(
        .proofs, "the head says that rows have proofs since event \(head?.sealed ?? 0), events say \(sealed)")
    }
    if head?.changed != changed {
      report.add(
        .proofs, "the head says that event \(head?.changed ?? 0) was the last change, events say \(changed)")
    }
    // How far the sink is only its end can say.
    let next = head?.sinkNext ?? 0
    let hasSink = try session.organizationRow().eventSink != nil
    if hasSink ? !(1...(head?.event ?? 0).incremented).contains(next) : next != 0 {
      report.add(.proofs, "the head says that the sink lacks the events from \(next) on")
    }
    let ids = RowIDs(session.store)
    for type in ProvenTable.rows { try compare(type, session, ids, &report) }
    let gone = rows.filter { $0.value.digest != nil }
    for (row, written) in gone.sorted(by: { $0.value.event < $1.value.event }) {
      report.add(
        .proofs,
        "the \(row.table.phrase) \(row.id.text), which event \(written.event) wrote last, is not there")
    }
  }

  /// Compares the rows of a table, and takes those that were found out of what is expected.
  private mutating func compare<Row: ProvenRow>(
    _ type: Row.Type, _ session: VaultSession, _ ids: RowIDs, _ report: inout Verification
  ) throws(VaultError) {
    var last: Int64 = 0
    // By how much numbers are ahead of the rows that events made: by those of a release before proofs.
    var ahead: Int64? = isProvenFromBirth ? 0 : nil
    while true {
      let page = try session.store.rows(Query<Row>().page(after: last, through: Int64.max, limit: 200))
      for row in page {
        last = row.number
        let (message, id) = try RowMessage.of(row, vault: session.service.ledger.vault, ids)
        let what = "the \(Row.proven.phrase) \(id.text)"
        guard let written = rows.removeValue(forKey: RowWrite.Row(table: Row.proven, id: id)) else {
          if sealed > 0 || row.proof.event != 0 { report.add(.proofs, "no event wrote \(what)") }
          continue
        }
        guard let digest = written.digest else {
          report.add(.proofs, "\(what) is there, though event \(written.event) deleted it")
          continue
        }
        check(row, written, digest, message, session, what, &report)
        guard let first = written.first else { continue }
        checkStamp(row, written, first, what, &report)
        let several = made[Row.proven]?.several[first.event] ?? 1
        let place = row.number &- first.place &- 1
        if ahead == nil, several == 1 { ahead = place }
        if let ahead, !(0..<several).contains(place &- ahead) {
          report.add(
            .proofs, "\(what) has the number \(row.number), which is not in the order in which rows were made"
          )
        }
      }
      if page.count < 200 { return }
    }
  }

  private func check<Row: ProvenRow>(
    _ row: Row, _ written: Written, _ digest: ArraySlice<UInt8>, _ message: [UInt8], _ session: VaultSession,
    _ what: String, _ report: inout Verification
  ) {
    if row.proof.event != written.event {
      report.add(
        .proofs, "\(what) says that event \(row.proof.event) wrote it, but event \(written.event) did")
    }
    if sha256(message)[...] != digest {
      report.add(.proofs, "\(what) is not as event \(written.event) wrote it")
    }
    guard let seal = row.proof.seal else {
      if !(Row.proven.isServed && written.isServed) { report.add(.proofs, "\(what) has no seal") }
      return
    }
    if !session.keys.isGenuine(seal, message) {
      report.add(.proofs, "the seal of \(what) is not that of the vault")
    }
    if !written.isServed, lacksDigest(row, session.keys) {
      report.add(.proofs, "\(what) has no digest of its name")
    }
  }

  /// Whether a name that opens cannot be found by its digest.
  private func lacksDigest(_ row: some ProvenRow, _ keys: VaultKeys) -> Bool {
    guard let (name, _) = row.sealedName else { return false }
    return name.digest == nil && keys.name(name.text).isReadable
  }

  /// Compares dates, version and maker with those of the events.
  private func checkStamp<Row: ProvenRow>(
    _ row: Row, _ written: Written, _ first: Made, _ what: String, _ report: inout Verification
  ) {
    guard let stamp = (row as? any StampedRow)?.stamp else {
      if let member = row as? GroupMemberRow, member.created != first.date {
        report.add(.proofs, "\(what) has another date than its event")
      }
      return
    }
    if stamp.created != first.date || stamp.createdBy != first.actor {
      report.add(.proofs, "\(what) was made at another time, or by another one, than its events say")
    }
    if stamp.version != written.count {
      report.add(.proofs, "\(what) was written \(stamp.version) times, by \(written.count) events")
    }
    // What a machine account reaches moves its date, too.
    if Row.proven != .account, let date = written.date, stamp.revised != date {
      report.add(.proofs, "\(what) was changed at another time than its events say")
    }
  }
}
