extension VaultSession {
  /// Begins a transaction of several operations (`batch`); inside one it marks a place.
  package func begin() throws(VaultError) {
    guard !isReadOnly else { throw .readOnly }
    pendingReads.settle()
    if depth == 0 { try store.begin(.write) } else { try store.savepoint() }
    pendingMarks.append((pending, log?.count ?? 0))
    depth += 1
    if depth == 1 { whenHolding?(true) }
  }

  /// Ends the innermost transaction or place; the outermost makes the changes last.
  package func commit() throws(VaultError) {
    guard depth > 0 else { throw .transaction(problem: .noneOpen) }
    if depth > 1 {
      try store.releaseSavepoint()
    } else {
      do { try store.commit() } catch {
        abandon()
        throw error
      }
      committed += pending
      pending = 0
      tally?.commit()
    }
    depth -= 1
    pendingMarks.removeLast()
    if depth == 0 { whenHolding?(false) }
    if depth == 0, mustErase {
      mustErase = false
      hasTraces = !store.eraseTraces()
    }
  }

  /// Takes back what happened since the innermost `begin`.
  package func rollback() {
    guard depth > 0 else { return }
    pendingReads.settle()
    if depth == 1 { return abandon() }
    store.rollbackToSavepoint()
    depth -= 1
    let mark = pendingMarks.removeLast()
    pending = mark.changes
    tally?.rollBack(to: mark.changes)
    forgetEvents(since: mark.log)
    forgetNames()
  }

  /// Whether a transaction is open.
  package var isInTransaction: Bool { depth > 0 }

  private func abandon() {
    store.rollback()
    forgetEvents(since: pendingMarks.first?.log ?? 0)
    depth = 0
    pending = 0
    tally?.rollBack(to: 0)
    pendingMarks = []
    mustErase = false
    forgetNames()
    whenHolding?(false)
  }

  /// One operation that changes something: reads again what it changes, and writes its rows and
  /// events in one transaction or, inside a batch, between two places of it.
  func write<T>(
    _ operation: VaultOperation, _ body: (Writer) throws(VaultError) -> T
  ) throws(VaultError) -> T {
    try require(operation)
    return try change { () throws(VaultError) in
      try Writer(self, operation)
    } body: { (writer) throws(VaultError) in
      try body(writer)
    }
  }

  /// One change of this writer, all or nothing.
  func change<T>(
    _ makeWriter: () throws(VaultError) -> Writer, body: (Writer) throws(VaultError) -> T
  ) throws(VaultError) -> T {
    let outer = pinned
    defer { pinned = outer }
    try begin()
    do {
      let writer = try makeWriter()
      let result = try body(writer)
      try writer.finish()
      pinned = outer
      try commit()
      return result
    } catch {
      rollback()
      throw error
    }
  }

  /// One operation that reads several tables as they are at one moment.
  func read<T>(
    _ operation: VaultOperation, _ body: () throws(VaultError) -> T
  ) throws(VaultError) -> T {
    try require(operation)
    guard depth == 0 else { return try body() }
    try store.begin(.read)
    defer { pinned = nil }
    do {
      pinned = try accessView()
      let result = try body()
      try store.commit()
      return result
    } catch {
      store.rollback()
      throw error
    }
  }
}
