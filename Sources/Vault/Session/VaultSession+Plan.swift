/// Plans: the same person on a copy of the vault that is thrown away.
extension VaultSession {
  /// A session on a copy of the vault; nil where the store cannot be copied.
  package func snapshot() throws(VaultError) -> VaultSession? {
    guard let store = try store.snapshot() else { return nil }
    let session = try copy(on: store, isReadOnly: false)
    session.isPlan = true
    session.maxChanges = maxChanges
    session.log = []
    return session
  }

  /// Begins to keep the events that are written, for a plan inside a transaction that is rolled back.
  package func startLog() { if log == nil { log = [] } }

  /// Ends it.
  package func stopLog() { if !isPlan { log = nil } }

  /// The events that were written since it was last asked.
  package func takeLog() -> [Event] {
    defer { if log != nil { log = [] } }
    return (log ?? []).map(Event.init)
  }

  func forgetEvents(since count: Int) {
    guard let log, log.count > count else { return }
    self.log = Array(log[..<count])
  }

  /// Counts a change; refuses one more than the run may make, and one that others would wait for too long.
  func countChange(_ code: EventCode) throws(VaultError) {
    pending += 1
    tally?.add(code)
    if let isHeldTooLong, isHeldTooLong() { throw .heldTooLong }
    if let maxChanges, committed + pending > maxChanges { throw .tooManyChanges(limit: maxChanges) }
  }

  /// Refuses to hand out plaintext where its event could be taken back.
  func refuseTransaction() throws(VaultError) {
    guard !isReadOnly else { throw .readOnly }
    guard !isInTransaction, !isPlan else { throw .transaction(problem: .revealInside) }
  }
}
