import Base

/// What follows the operations of a ledger: counts them, limits them, shows how far they have come.
protocol OperationObserver: AnyObject {
  /// An event was appended.
  func recorded(_ event: EventRow)
  /// A change was made; an error takes it back.
  func countChange(_ code: EventCode) throws(VaultError)
  /// Who follows long operations.
  var follower: (any WorkFollower)? { get }
}

/// One operation in the making: its principal, what they may do, and the transaction that its events join.
///
/// Lives from the begin of a transaction, or from a savepoint in it, to the end of the operation.
package final class Scope {
  let ledger: Ledger
  let transaction: Transaction
  let principal: Principal
  /// The rule of the operation.
  let rule: VaultOperation
  /// What the principal may do, as of the beginning of the operation.
  let view: AccessView
  private let observer: (any OperationObserver)?
  /// What seals rows; nil: there is no key here.
  let sealer: (any RowSealer)?
  /// The use of an access token that this session has recorded; see `SignInRecord`.
  private var signIn: SignInRecord?
  private let start: Int64

  /// Begins an operation, which the rules allow the principal at all.
  ///
  /// - Parameters:
  ///   - signIn: how the first event of the principal records that they signed in; nil: it does not.
  ///   - sealer: what seals the rows that are written; nil: they stay without seals.
  init(
    _ ledger: Ledger, _ transaction: Transaction, _ principal: Principal, _ rule: VaultOperation,
    _ view: AccessView, signIn: SignInRecord? = nil, sealer: (any RowSealer)? = nil,
    observer: (any OperationObserver)? = nil
  ) {
    self.ledger = ledger
    self.transaction = transaction
    self.principal = principal
    self.rule = rule
    self.view = view
    self.signIn = signIn
    self.sealer = sealer
    self.observer = observer
    start = transaction.tail.head.event
  }

  var store: any VaultStore { ledger.store }

  /// The moment of the change: the clock, but never before the last event.
  var now: Int64 { transaction.now }
  /// The moment by which it is decided what has ended, in µs: one wrong clock must not decide for all others.
  var clock: Int64 { transaction.clock }

  /// A new id that sorts by time.
  func newID() -> UUID128 { ledger.newID(now) }

  /// A new random id, for what tells no date.
  func randomID() -> UUID128 { UUID128.random(using: &ledger.environment.random) }

  /// The stamp of a new row.
  func stamp(_ id: UUID128? = nil) -> Stamp {
    Stamp(id: id ?? newID(), organization: ledger.organization, now: now, createdBy: principal.id)
  }

  /// The same scope with other rights.
  func with(_ view: AccessView) -> Scope {
    Scope(ledger, transaction, principal, rule, view, signIn: signIn, sealer: sealer, observer: observer)
  }

  // MARK: what it is about

  /// The row of an id, if the principal may do to it what this operation does.
  func target<Row: ResourceRow>(_ type: Row.Type, _ id: UUID128) throws(VaultError) -> Row {
    let row = try view.existing(Row.self, id)
    try view.require(rule, on: row)
    return row
  }

  /// The live secret of an id, if the principal may do to it what this operation does.
  func targetSecret(_ id: UUID128) throws(VaultError) -> SecretRow {
    let row = try view.existingSecret(id)
    try view.require(rule, on: row)
    return row
  }

  /// Changes each of many things in steps that the observer's follower counts.
  func each<Item, T>(
    _ items: [Item], _ unit: String, _ body: (Item) throws(VaultError) -> T
  ) throws(VaultError) -> [T] {
    let follower = observer?.follower
    return try follower.following(unit, of: items.count, changes: true) { () throws(VaultError) in
      var results: [T] = []
      results.reserveCapacity(items.count)
      for item in items {
        results.append(try body(item))
        try follower?.advance(1)
      }
      return results
    }
  }

  // MARK: events

  /// Appends an event; `fill` names what it is about.
  func record(
    _ code: EventCode, counts: Bool = true, _ fill: (inout EventRow) -> Void = { _ in }
  ) throws(VaultError) {
    try begin()
    var event = transaction.tail.event(code, id: newID(), organization: ledger.organization)
    event.runID = ledger.run(now)
    principal.sign(&event)
    fill(&event)
    try append(&event)
    if counts { try observer?.countChange(code) }
  }

  /// Records first what must come before the first event of this operation.
  func begin() throws(VaultError) {
    guard let signIn else { return }
    self.signIn = nil
    try signIn.record(in: self)
  }

  /// Appends an event of another vault, which neither counts as a change nor dates the chain.
  func append(imported event: inout EventRow) throws(VaultError) {
    try append(&event, dates: false)
  }

  private func append(_ event: inout EventRow, dates: Bool = true) throws(VaultError) {
    try transaction.append(&event, dates: dates)
    observer?.recorded(event)
  }

  /// Ends what has expired beside an operation that recorded something.
  func finish() throws(VaultError) {
    if transaction.tail.head.event != start { try endInvites() }
  }

  /// Deletes expired invites, in the transaction of any change.
  private func endInvites() throws(VaultError) {
    let expired = try store.rows(
      Query<CredentialRow>([
        .equal(.kind, .int(CredentialKind.invite.rawValue)), .isNotNull(.expires),
        Condition(.expires, .lessOrEqual, .int(clock)),
      ]))
    for row in expired {
      guard let person = try store.row(PersonRow.self, number: row.person) else { continue }
      try delete(row)
      try record(.inviteExpired, counts: false) { $0.person = person.id }
      eraseAfterwards()
    }
  }

  /// Removes from log and free pages what this operation deletes, once it is committed.
  func eraseAfterwards() { transaction.eraseAfterwards() }
}
