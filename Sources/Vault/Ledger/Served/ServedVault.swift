package import Base
package import Crypto

/// A vault as a server has it: without any key.
///
/// It hands out and takes ciphertext only, and asks the same rules as a session does. Everything between `begin`
/// and `commit` is one transaction; each request of it can be taken back alone, to its savepoint.
///
/// Requests throw `wrongToken` after the caller's access has ended, `notFound` for what the caller may not see,
/// `notAllowed` and `grantMissing` for what they may see only, `disabled`, `limitReached`, and the errors of the store.
package final class ServedVault {
  private let ledger: Ledger
  /// The rows that requests read and write.
  package var store: any VaultStore { ledger.store }
  /// The clock, the random bytes and other dependencies.
  package var environment: VaultEnvironment {
    get { ledger.environment }
    set { ledger.environment = newValue }
  }
  /// The row of the organization, read at the beginning of each transaction.
  package internal(set) var organization: OrganizationRow

  private var transaction: Transaction?
  /// What signs the events that it writes; nil: the next change of a person does.
  private var signer: CheckpointSigner?
  /// How many events requests have recorded since the start, also those that were taken back.
  package private(set) var recordedEvents = 0
  /// Failures that leave nothing in the vault: of ids that no token has.
  var strangers = StrangerFailures()
  /// Rows and rights that this transaction has read and not changed since; there is no other writer meanwhile.
  var seen = Seen()

  /// Cached rows and rights of one transaction.
  struct Seen {
    var callers: [UUID128: (token: TokenRow, account: AccountRow)] = [:]
    var views: [Int64: AccessView] = [:]
    /// Whether the request wrote more than that it read.
    var isStale = false
  }

  /// The vault that a store holds.
  package init(
    store: any VaultStore, environment: VaultEnvironment = VaultEnvironment()
  ) throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .unfinished(path: try store.facts().path)
    }
    organization = row
    ledger = Ledger(store: store, environment: environment, organization: row)
  }

  /// Signs what it writes with a server's audit key, as long as the vault has its public half.
  package func sign(with key: SigningKey?) {
    signer = key.map {
      CheckpointSigner(AuditKeyRow.id(of: $0.publicKey), .auditKey, vault: ledger.vault, $0)
    }
  }

  /// Whether the vault has the public half of an audit key.
  package func knows(_ key: SigningKey) throws(VaultError) -> Bool {
    try store.first(
      Query<AuditKeyRow>([.equal(.id, .id(AuditKeyRow.id(of: key.publicKey))), .isNull(.revoked)])) != nil
  }

  /// The moment of this transaction, in µs.
  package var now: Int64 { transaction?.now ?? environment.clock.now() }
  /// The moment by which it is decided what has ended, in µs.
  var clock: Int64 { transaction?.clock ?? environment.clock.now() }

  // MARK: transactions

  /// Begins the transaction of some requests; one that may write takes the writer's lock now.
  package func begin(writing: Bool) throws(VaultError) {
    let opened = try Transaction(
      ledger, writing ? .write : .read, clock: environment.clock.now(), signer: signer)
    do throws(VaultError) {
      organization = try ledger.organizationRow()
      opened.organization = organization
    } catch {
      opened.rollback()
      throw error
    }
    transaction = opened
    ledger.runID = nil
    seen = Seen()
  }

  /// Sets a savepoint before a request; one that only records what it read `appendsOnly`.
  package func savepoint(appendsOnly: Bool = false) throws(VaultError) {
    ledger.runID = nil
    try open().savepoint(appendsOnly: appendsOnly)
  }

  /// Releases the savepoint and keeps its changes.
  package func release() throws(VaultError) {
    try open().release()
    if seen.isStale { seen = Seen() }
  }

  /// Rolls back to the savepoint; throws where that needs the whole transaction.
  package func rollbackToSavepoint() throws(VaultError) {
    try open().rollbackToSavepoint()
    if seen.isStale { seen = Seen() }
  }

  /// Makes everything last, events and all, or nothing.
  ///
  /// Throws `sinkRefused` where everything did last, and the vault's sink did not take the events: no value may leave.
  package func commit() throws(VaultError) {
    defer { forget() }
    let ended = try open()
    try ended.commit()
    try ledger.deliver(ended)
  }

  /// Takes everything back.
  package func rollback() {
    transaction?.rollback()
    forget()
  }

  private func forget() {
    transaction = nil
    seen = Seen()
  }

  private func open() throws(VaultError) -> Transaction {
    guard let transaction else { throw .transaction(problem: .noneOpen) }
    return transaction
  }

  // MARK: operations

  /// Performs an operation of a caller, as a part of the open transaction.
  func perform<O: Operation>(_ operation: O, _ caller: ServedCaller) throws(VaultError) -> O.Result {
    try view(caller).require(O.rule)
    return try operation.perform(in: scope(of: O.rule, caller))
  }

  /// The scope of what a caller does.
  func scope(of operation: VaultOperation, _ caller: ServedCaller) throws(VaultError) -> Scope {
    Scope(ledger, try open(), caller.principal, operation, try view(caller), observer: self)
  }

  /// Appends an event of the system, which has no actor.
  func recordSystem(
    _ code: EventCode, peer: String, _ fill: (inout EventRow) -> Void
  ) throws(VaultError) {
    let transaction = try open()
    var event = transaction.tail.event(code, id: ledger.newID(now), organization: organization.id)
    event.origin = .system
    event.runID = ledger.run(now)
    event.ip = peer
    event.device = Principal.servedDevice
    fill(&event)
    try transaction.append(&event)
    recorded(event)
  }

  // MARK: rights

  /// The caller's access, with what this transaction wrote so far.
  func view(_ caller: ServedCaller) throws(VaultError) -> AccessView {
    let number = caller.account.number
    if let view = seen.views[number] { return view }
    let state = SignInState(number, caller.account, caller.token, organization, now: clock)
    let view = try AccessView(
      state, environment.rules, organization, store, hash: open().tail.head.hash, now: clock,
      isServed: true)
    seen.views[number] = view
    return view
  }

  /// The decision of the rules on an operation of the caller.
  func isAllowed(
    _ operation: VaultOperation, on resource: Resource? = nil, _ caller: ServedCaller
  ) throws(VaultError) -> Bool {
    try view(caller).allows(operation, on: resource)
  }

  static func missing(_ kind: EntityKind, _ id: UUID128) -> VaultError {
    .notFound(kind: kind, text: id.text, near: [])
  }
}

extension ServedVault: OperationObserver {
  /// Drops cached rows and rights: any event but the read of a secret may change them; sign-in updates the cached
  /// token itself.
  func recorded(_ event: EventRow) {
    recordedEvents += 1
    if event.type == EventCode.secretRetrieved.number { return }
    seen.isStale = true
    seen.views = [:]
  }

  func countChange(_ code: EventCode) throws(VaultError) {}

  var follower: (any WorkFollower)? { nil }
}

/// A machine account that asks, with the rows as they are in this transaction.
package struct ServedCaller {
  /// The machine account.
  package let account: AccountRow
  /// The access token that it signed in with.
  package let token: TokenRow
  /// The address of the client.
  package let peer: String

  var principal: Principal {
    .served(
      number: account.number, id: account.id,
      token: Principal.TokenReference(number: token.number, id: token.id), peer: peer)
  }
}

extension ServedVault {
  /// Finds the caller that a bearer names.
  ///
  /// Token and machine account must still exist, and be usable from the address `peer`; otherwise it throws
  /// `wrongToken`.
  package func caller(token: UUID128, account: UUID128, peer: String) throws(VaultError) -> ServedCaller {
    guard let (row, owner) = try callerRows(token), owner.id == account,
      SignInState(owner.number, owner, row, organization, now: clock).refusal == nil, Self.mayCome(row, peer)
    else { throw .wrongToken }
    return ServedCaller(account: owner, token: row, peer: peer)
  }

  /// The rows of a token and its machine account, read once in a transaction as long as it changes nothing.
  private func callerRows(
    _ token: UUID128
  ) throws(VaultError) -> (token: TokenRow, account: AccountRow)? {
    if let rows = seen.callers[token] { return rows }
    guard let row = try store.first(TokenQuery([.equal(.id, .id(token))])),
      let owner = try store.row(AccountRow.self, number: row.account)
    else { return nil }
    seen.callers[token] = (row, owner)
    return (row, owner)
  }

  /// Whether a token may be used from an address; a range that cannot be parsed admits no address.
  static func mayCome(_ row: TokenRow, _ peer: String) -> Bool {
    row.fromCIDR.map { NetworkRange($0)?.contains(peer) ?? false } ?? true
  }
}
