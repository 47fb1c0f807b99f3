import Crypto

/// One operation of a session in the making: its moment and its events.
///
/// Lives from the begin of one write transaction, or from a savepoint in it, to its end.
final class Writer {
  let session: VaultSession
  private let operation: VaultOperation
  private let transaction: Transaction
  /// The last event before it.
  private let start: Int64
  private var hasCheckedSignIn = false

  /// The moment of the change: the clock, but never before the last event.
  var now: Int64 { transaction.now }

  /// Reads the actor and the end of the chain as they are now, under the writer's lock.
  init(_ session: VaultSession, _ operation: VaultOperation) throws(VaultError) {
    self.session = session
    try session.checkGeneration()
    transaction = try session.open()
    start = transaction.tail.head.event
    self.operation = operation
    let view = try session.makeView(transaction.tail.head.hash)
    session.pinned = view
    try session.require(operation, view)
  }

  /// A change by a person who is joining: the invite authorizes it, no rule is checked.
  init(joining session: VaultSession) throws(VaultError) {
    try session.requireOpen()
    self.session = session
    try session.checkGeneration()
    transaction = try session.open()
    start = transaction.tail.head.event
    operation = .passphraseChange
    // Signing in begins with the passphrase.
    hasCheckedSignIn = true
  }

  /// The row of an id, if the person may do to it what this change does.
  func target<Row: ThingRow>(_ type: Row.Type, _ id: UUID128) throws(VaultError) -> Row {
    let row = try session.existing(Row.self, id)
    try session.require(operation, on: row)
    return row
  }

  /// The live secret of an id, if the person may do to it what this change does.
  func targetSecret(_ id: UUID128) throws(VaultError) -> SecretRow {
    let row = try session.existingSecret(id)
    try session.require(operation, on: row)
    return row
  }

  var store: any VaultStore { session.store }

  /// The stamp of a new row.
  func stamp(_ id: UUID128? = nil) -> Stamp {
    Stamp(
      id: id ?? newID(), organization: session.organization.id, now: now,
      createdBy: session.actor.id)
  }

  func newID() -> UUID128 {
    UUID128(milliseconds: now / 1000, using: &session.service.environment.random)
  }

  /// Seals a name.
  func seal(name: String, _ kind: EntityKind) throws(VaultError) -> SealedName {
    try session.keys.seal(name: name, kind, random: &session.service.environment.random)
  }

  /// Seals secret bytes.
  func seal(_ secret: Secret) throws(VaultError) -> String {
    session.whenSealing?(secret)
    return try session.keys.seal(secret: secret, random: &session.service.environment.random)
  }

  /// Appends an event; `fill` names what it is about.
  func record(
    _ code: EventCode, counts: Bool = true, _ fill: (inout EventRow) -> Void = { _ in }
  ) throws(VaultError) {
    try begin()
    var event = transaction.tail.event(code, id: newID(), organization: session.organization.id)
    event.runID = session.service.runID
    session.actor.sign(&event)
    fill(&event)
    try append(&event)
    if counts { try session.countChange(code) }
  }

  /// Records first what must come before the first event of this change.
  func begin() throws(VaultError) {
    if hasCheckedSignIn { return }
    hasCheckedSignIn = true
    try recordSignIn()
  }

  /// Appends an event of another vault, which neither counts as a change nor dates the chain.
  func append(imported event: inout EventRow) throws(VaultError) {
    try append(&event, dates: false)
  }

  private func append(_ event: inout EventRow, dates: Bool = true) throws(VaultError) {
    try transaction.append(&event, dates: dates)
    session.log?.append(event)
  }

  /// Ends what has expired beside a change that recorded something.
  func finish() throws(VaultError) {
    session.forgetNames()
    if transaction.tail.head.event != start { try endInvites() }
  }

  /// Deletes expired invites, in the transaction of any change.
  private func endInvites() throws(VaultError) {
    let expired = try store.rows(
      Query<CredentialRow>([
        .equal(.kind, .int(CredentialKind.invite.rawValue)), .isNotNull(.expires),
        Condition(.expires, .lessOrEqual, .int(now)),
      ]))
    for row in expired {
      guard let person = try store.row(PersonRow.self, number: row.person) else { continue }
      _ = try store.delete(Query<CredentialRow>([.equal(.number, .int(row.number))]))
      try record(.inviteExpired, counts: false) { $0.person = person.id }
      eraseAfterwards()
    }
  }

  /// Removes from log and free pages what this change deletes, once it is committed.
  func eraseAfterwards() { transaction.eraseAfterwards() }

  private func recordSignIn() throws(VaultError) {
    switch session.actor {
    case .person(let person, let credential): try recordSignIn(person, credential)
    case .account(let account, let token): try recordUse(account, token)
    }
  }

  /// The first change or reveal of a session is one use of its access token.
  ///
  /// The recorded event may have been rolled back since: only its presence proves that it was not.
  private func recordUse(_ account: MachineAccount, _ token: TokenItem) throws(VaultError) {
    if let use = session.use, try store.row(EventRow.self, number: use.event)?.hash == use.hash { return }
    guard let stored = try store.row(TokenRow.self, number: token.number), !stored.isUsedUp else {
      throw .wrongToken
    }
    try store.update(
      TokenRow.self, number: stored.number, set: [(.uses, .int(stored.uses + 1)), (.lastUsed, .int(now))])
    try record(.signedIn, counts: false) { $0.account = account.id }
    session.use = (transaction.tail.head.event, transaction.tail.head.hash)
  }

  /// The first change or reveal of a day records that the credential's person signed in.
  private func recordSignIn(_ person: Person, _ credential: CredentialRow) throws(VaultError) {
    guard let stored = try store.row(CredentialRow.self, number: credential.number) else {
      throw .wrongCredential
    }
    let today = now - now % 86_400_000_000
    if let last = stored.lastUsed, last >= today { return }
    try store.update(CredentialRow.self, number: stored.number, set: [(.lastUsed, .int(today))])
    try store.update(
      PersonRow.self, number: person.number, set: [(.lastSeen, .int(today))])
    try record(.signedIn, counts: false) { $0.person = person.id }
  }
}
