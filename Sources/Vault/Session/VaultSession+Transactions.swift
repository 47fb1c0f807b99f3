extension VaultSession {
  /// Begins a transaction of several operations (`batch`); inside one it marks a savepoint.
  package func begin() throws(VaultError) {
    guard !isReadOnly else { throw .readOnly }
    pendingReads.settle()
    if let transaction {
      try transaction.savepoint()
    } else {
      // What is thrown away needs no signature.
      transaction = try Transaction(
        service.ledger, .write, signer: isPlan || log != nil ? nil : signer)
    }
    pendingMarks.append((pending, log?.count ?? 0))
    if pendingMarks.count == 1 { whenHolding?(true) }
  }

  /// Ends the innermost transaction or savepoint; the outermost makes the changes last.
  package func commit() throws(VaultError) {
    guard let transaction else { throw .transaction(problem: .noneOpen) }
    if transaction.depth > 0 {
      try transaction.release()
      pendingMarks.removeLast()
      return
    }
    let traces: Bool?
    do { traces = try transaction.commit() } catch {
      forgetTransaction()
      throw error
    }
    committed += pending
    pending = 0
    tally?.commit()
    self.transaction = nil
    signer?.settle()
    pendingMarks = []
    whenHolding?(false)
    if let traces { hasTraces = traces }
    if sendsEvents, !isPlan, log == nil { try service.ledger.deliver(transaction) }
  }

  /// Takes back what happened since the innermost `begin`.
  package func rollback() {
    guard let transaction else { return }
    pendingReads.settle()
    // Each savepoint of a session is one of the store, too: taking it back does not fail.
    guard transaction.depth > 0, (try? transaction.rollbackToSavepoint()) != nil else {
      transaction.rollback()
      return forgetTransaction()
    }
    let mark = pendingMarks.removeLast()
    pending = mark.changes
    tally?.rollBack(to: mark.changes)
    forgetEvents(since: mark.log)
    forgetNames()
  }

  /// Whether a transaction is open.
  package var isInTransaction: Bool { transaction != nil }

  private func forgetTransaction() {
    transaction = nil
    signer?.settle()
    forgetEvents(since: pendingMarks.first?.log ?? 0)
    pending = 0
    tally?.rollBack(to: 0)
    pendingMarks = []
    forgetNames()
    whenHolding?(false)
  }

  /// The scope of an operation that begins: the actor and the end of the chain as they are now, under the writer's
  /// lock.
  func scope(of operation: VaultOperation) throws(VaultError) -> Scope {
    let transaction = try current()
    let view = try makeView(transaction.tail.head.hash)
    pinned = view
    try view.require(operation)
    return Scope(
      service.ledger, transaction, actor.principal, operation, view, signIn: signIn, sealer: keys,
      observer: self)
  }

  /// The scope of a person who is joining: the invite authorizes it, no rule is checked.
  ///
  /// Signing in begins with the passphrase: the event records none.
  func scopeOfJoining() throws(VaultError) -> Scope {
    try requireOpen()
    let transaction = try current()
    let view = try makeView(transaction.tail.head.hash)
    return Scope(
      service.ledger, transaction, actor.principal, .passphraseChange, view, sealer: keys, observer: self)
  }

  /// The transaction that an operation writes in, at the moment of the operation.
  private func current() throws(VaultError) -> Transaction {
    try checkGeneration()
    guard let transaction else { throw .transaction(problem: .noneOpen) }
    transaction.advance(to: service.now())
    return transaction
  }

  /// The end of the chain, with what an open transaction appended.
  func head() throws(VaultError) -> HeadRow? {
    if let transaction { return transaction.tail.head }
    return try store.row(HeadRow.self, number: 1)
  }

  /// One operation that changes something: reads again what it changes, and writes its rows and events in one
  /// transaction, or after a savepoint of the one that is open.
  func write<T>(
    _ operation: VaultOperation, _ body: (Scope) throws(VaultError) -> T
  ) throws(VaultError) -> T {
    try require(operation)
    return try change { () throws(VaultError) in
      let scope = try scope(of: operation)
      try sealOlderRows(in: scope)
      try addSigningKey(in: scope)
      return scope
    } body: { (scope) throws(VaultError) in
      try body(scope)
    }
  }

  /// One operation in this scope, all or nothing.
  func change<T>(
    _ makeScope: () throws(VaultError) -> Scope, body: (Scope) throws(VaultError) -> T
  ) throws(VaultError) -> T {
    let outer = pinned
    defer { pinned = outer }
    try begin()
    do {
      let scope = try makeScope()
      let result = try body(scope)
      forgetNames()
      try scope.finish()
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
    guard transaction == nil else { return try body() }
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

extension VaultSession: OperationObserver {
  func recorded(_ event: EventRow) { log?.append(event) }
}
