/// A transaction of a store, with the one tail of the chain that all events of it join.
///
/// What runs inside it marks savepoints: the operations of a batch, an operation inside another one, the requests
/// that share a transaction. All of them append to one tail, so that numbers and hashes follow each other.
final class Transaction {
  private struct Savepoint {
    /// The tail as it was.
    let tail: EventTail
    /// Whether the store marks it, too.
    let isStored: Bool
  }

  private let ledger: Ledger
  private let kind: TransactionKind
  private let signer: CheckpointSigner?
  /// The last event before it.
  let begin: Int64
  /// The end of the chain, with what this transaction appended.
  private(set) var tail: EventTail
  /// The ids of rows that proofs refer to.
  let ids: RowIDs
  private var savepoints: [Savepoint] = []
  private var mustErase = false
  /// Where the events go that it appended; nil before the commit, and where there is no sink or no event.
  private(set) var sink: SinkSettings?
  /// The row of the organization, where it was read at the beginning.
  var organization: OrganizationRow?
  private var store: any VaultStore { ledger.store }

  /// Begins a transaction; one that writes waits for the writer's lock.
  ///
  /// - Parameters:
  ///   - clock: the moment of all that is written; nil: each operation has its own.
  ///   - signer: what signs the end of the chain; nil: the next who can sign it.
  init(
    _ ledger: Ledger, _ kind: TransactionKind, clock: Int64? = nil, signer: CheckpointSigner? = nil
  ) throws(VaultError) {
    self.ledger = ledger
    self.kind = kind
    self.signer = signer
    ids = RowIDs(ledger.store)
    try ledger.store.begin(kind)
    do {
      tail = try EventTail(ledger.store, clock: clock)
      begin = tail.head.event
    } catch {
      ledger.store.rollback()
      throw error
    }
  }

  /// How many savepoints are open.
  var depth: Int { savepoints.count }

  /// The moment of what is written now, in µs.
  var now: Int64 { tail.now }

  /// The moment by which it is decided what has ended, in µs.
  var clock: Int64 { tail.clock }

  /// Moves on to a later moment: what is written next is dated by it.
  func advance(to clock: Int64) { tail.advance(to: clock) }

  /// Dates what is written next by the clock, though the last event is dated ahead of it; says by how much it is, in µs.
  func setBack() throws(VaultError) -> Int64 { tail.setBack() }

  /// Appends an event; one of an import does not date the chain.
  func append(_ event: inout EventRow, dates: Bool = true) throws(VaultError) {
    guard kind != .read else { throw .readOnly }
    try tail.append(&event, to: store, dates: dates)
    if signer?.isOwn(event) == true { tail.own += 1 }
  }

  /// Counts the events of the signer from here on: it gets its key with the next one.
  func beginToCount() { tail.own = 0 }

  /// Takes a row that the next event holds the digest of.
  func add(_ write: RowWrite) { tail.add(write) }

  /// Says that every row has a proof since the last event.
  func seal() { tail.seal() }

  /// Says whether the vault has a sink from the next event on.
  func beginDelivery(hasSink: Bool) { tail.beginDelivery(hasSink: hasSink) }

  /// Removes from log and free pages what this transaction deletes, once it is committed.
  func eraseAfterwards() { mustErase = true }

  // MARK: savepoints

  /// Marks a savepoint; savepoints nest.
  ///
  /// - Parameter appendsOnly: what follows appends its event last, so that it has nothing to take back: the store
  ///   is spared a savepoint, for which it would copy each page that is written.
  func savepoint(appendsOnly: Bool = false) throws(VaultError) {
    let isStored = kind != .read && !appendsOnly
    if isStored { try store.savepoint() }
    savepoints.append(Savepoint(tail: tail, isStored: isStored))
  }

  /// Forgets the last savepoint and keeps the changes since.
  func release() throws(VaultError) {
    guard let last = savepoints.last else { throw .transaction(problem: .noneOpen) }
    if last.isStored { try store.releaseSavepoint() }
    savepoints.removeLast()
  }

  /// Takes the changes since the last savepoint back and forgets it; throws where only the whole transaction can be
  /// taken back.
  func rollbackToSavepoint() throws(VaultError) {
    guard let last = savepoints.popLast() else { throw .transaction(problem: .noneOpen) }
    if last.isStored {
      store.rollbackToSavepoint()
    } else if last.tail.head.event != tail.head.event {
      throw .transaction(problem: .noneOpen)
    }
    tail = last.tail
    ids.forget()
  }

  // MARK: the end

  /// Makes everything last, the chain's new end with it.
  ///
  /// Says whether deleted data stays in the log, because another process holds it; nil: nothing had to be erased.
  @discardableResult func commit() throws(VaultError) -> Bool? {
    do throws(VaultError) {
      try tail.finish(store)
      if tail.head.event != begin {
        // What only records reads leaves the row as it was.
        sink = try ledger.sink(tail.head, tail.head.changed <= begin ? organization : nil)
        try signer?.sign(tail.head, own: tail.own, in: store)
      }
      try store.commit()
    } catch {
      store.rollback()
      throw error
    }
    return mustErase ? !store.purgeDeleted() : nil
  }

  /// Takes everything back.
  func rollback() { store.rollback() }
}
