import Base

/// A vault as its changes need it: the store, the rules, the clock, and no key.
///
/// Sessions of people and machine accounts and the server share it: rules are checked here, and events are
/// appended here, wherever an operation comes from.
package final class Ledger {
  /// The rows that the ledger reads and writes.
  package let store: any VaultStore
  /// The clock, the random bytes and other dependencies.
  package var environment: VaultEnvironment
  /// The organization.
  let organization: UUID128
  /// The id of the vault, which its copies keep.
  let vault: UUID128
  /// One id for all events of a command or a request; nil: made with its first event.
  var runID: UUID128?
  /// The row of the organization that was last seen to be as its event wrote it.
  private var knownOrganization: OrganizationRow?

  /// The ledger of a store that holds a vault.
  init(
    store: any VaultStore, environment: VaultEnvironment, organization: OrganizationRow, runID: UUID128? = nil
  ) {
    self.store = store
    self.environment = environment
    self.organization = organization.id
    vault = organization.vaultID
    self.runID = runID
  }

  /// Now, in µs.
  func now() -> Int64 { environment.clock.now() }

  /// A new id that sorts by time.
  func newID(_ moment: Int64) -> UUID128 {
    UUID128(milliseconds: moment / 1000, using: &environment.random)
  }

  /// The id of the run that an event belongs to.
  func run(_ moment: Int64) -> UUID128 {
    let run = runID ?? newID(moment)
    runID = run
    return run
  }

  /// The row of the organization, as it is now.
  func organizationRow() throws(VaultError) -> OrganizationRow { try store.organizationRow() }

  /// The settings of the vault's sink as a transaction leaves them; nil: it has none.
  ///
  /// Refuses a row of the organization that is not as its event wrote it, and a head that does not fit it: a hand on the file
  /// could keep events from the sink.
  ///
  /// - Parameter read: the row, where this transaction has read it already.
  func sink(_ head: HeadRow, _ read: OrganizationRow? = nil) throws(VaultError) -> SinkSettings? {
    let row = if let read { read } else { try organizationRow() }
    if head.sealed > 0, row != knownOrganization {
      try ProofCheck(store, vault: vault).checkWritten(row)
      knownOrganization = row
    }
    let settings = SinkSettings(row)
    let isFitting = settings == nil ? head.sinkNext == 0 : (1...head.event).contains(head.sinkNext)
    guard isFitting, (settings == nil) == (row.eventSink == nil) else {
      throw .damaged("the head of the events says that the sink lacks the events from \(head.sinkNext) on")
    }
    return settings
  }

  /// Sends what the vault's sink lacks, once the transaction that wrote it is committed.
  func deliver(_ ended: Transaction) throws(VaultError) {
    guard let sink = ended.sink else { return }
    var delivery = EventDelivery(self, sink, ended.tail.head)
    try delivery.run()
  }

  /// Tells the user something about the sink.
  func tell(_ notice: SinkNotice) { environment.sinkNotice(notice) }
}

extension VaultStore {
  /// The row of the organization, as it is now.
  func organizationRow() throws(VaultError) -> OrganizationRow {
    guard let row = try first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
    return row
  }
}
