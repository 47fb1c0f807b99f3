package import Base

/// An event of a file, with ids as far as it has them.
package struct ImportedEvent: Sendable {
  /// When it happened, in µs.
  package var date: Int64
  /// Its type.
  package var code: EventCode
  /// The person or machine account that acted.
  package var actor: (kind: EntityKind, id: UUID128)?
  /// The machine account acted upon.
  package var account: UUID128?
  /// The project acted upon.
  package var project: UUID128?
  /// The secret acted upon.
  package var secret: UUID128?
  /// The person acted upon.
  package var person: UUID128?
  /// The group acted upon.
  package var group: UUID128?
  /// The access token.
  package var token: UUID128?
  /// The address of the client.
  package var ip: String?
  /// The kind of client, as the product numbers them.
  package var device: Int64?
  /// What the file said beside.
  package var words = ImportedWords()

  /// An event of a date and a type.
  package init(date: Int64, code: EventCode) {
    self.date = date
    self.code = code
  }

  /// The event as it would be stored.
  package var event: Event { Event(row(UUID128(high: 0, low: 0), organization: UUID128(high: 0, low: 0))) }

  func row(_ id: UUID128, organization: UUID128) -> EventRow {
    var row = EventRow(number: 0, id: id, organization: organization, date: date, type: code.number)
    row.origin = .imported
    switch actor?.kind {
    case .person: row.actorPerson = actor?.id
    case .account: row.actorAccount = actor?.id
    default: break
    }
    row.device = device
    row.ip = ip
    row.secret = secret
    row.project = project
    row.account = account
    row.person = person
    row.group = group
    row.token = token
    row.detail = words.detail
    return row
  }
}

/// A running import of events, in one transaction: all of the file or nothing.
///
/// Takes the events one by one, in the order of their numbers, and keeps none in memory. From now on the chain
/// proves what was imported, not that it happened. Imported events change no rights and no dates: the vault's
/// own events continue from the last own one.
package final class EventImport {
  /// The most characters of an address, as the product has it.
  package static let addressLength = 50

  private let session: VaultSession
  private let scope: Scope
  private let outer: AccessView?
  private let file: ImportRow
  /// The id of the next event, one after the other: random ones would land all over the store's index.
  private var id: UUID128
  private var isOpen = true
  /// How many events were taken.
  package private(set) var count = 0

  private init(_ session: VaultSession, _ scope: Scope, _ file: ImportRow, _ outer: AccessView?) {
    self.session = session
    self.scope = scope
    self.file = file
    self.outer = outer
    id = scope.newID()
  }

  /// Begins the transaction.
  static func begin(
    _ session: VaultSession, digest: [UInt8], count: Int
  ) throws(VaultError) -> EventImport {
    let outer = session.pinned
    try session.begin()
    do {
      try session.checkGeneration()
      let scope = try session.scope(of: .eventImport)
      try refuseTwice(session, digest)
      let file = ImportRow(stamp: scope.stamp(), digest: digest, projects: 0, secrets: 0)
      try scope.begin()
      try session.store.beginLoad(EventRow.self, count: count)
      return EventImport(session, scope, file, outer)
    } catch {
      session.rollback()
      session.pinned = outer
      throw error
    }
  }

  deinit { cancel() }

  static func refuseTwice(_ session: VaultSession, _ digest: [UInt8]) throws(VaultError) {
    let earlier = try session.store.first(Query<ImportRow>([.equal(.digest, .bytes(digest))]))
    if let earlier { throw .importedAlready(id: earlier.id, date: earlier.stamp.created) }
  }

  /// Takes the next event.
  package func add(_ event: ImportedEvent) throws(VaultError) {
    var row = event.row(nextID(), organization: session.organization.id)
    row.importID = file.id
    row.runID = session.service.runID
    try scope.append(imported: &row)
    count += 1
  }

  private func nextID() -> UUID128 {
    id = UUID128(high: id.high, low: id.low & 0xc000_0000_0000_0000 | (id.low &+ 1) & 0x3fff_ffff_ffff_ffff)
    return id
  }

  /// Records the import and makes it last.
  ///
  /// Its own event is one of the load, and its id the next one: in pages that lie in the log already it would let the
  /// store write the sums of all that follows anew.
  package func finish() throws(VaultError) {
    let detail = EventDetail.imported(events: count, digest: file.digest ?? [])
    let last = nextID()
    do {
      _ = try scope.insert(file)
      try scope.record(.eventsImported) {
        $0.id = last
        $0.importID = file.id
        $0.detail = detail
      }
      try session.store.endLoad()
      try scope.finish()
      session.pinned = outer
      try session.commit()
      isOpen = false
    } catch {
      cancel()
      throw error
    }
  }

  /// Takes everything back, unless it is finished.
  package func cancel() {
    guard isOpen else { return }
    isOpen = false
    session.rollback()
    session.pinned = outer
  }
}

extension VaultSession {
  /// Checks that the caller may import events and that this file was not imported before.
  package func checkEventImport(digest: [UInt8]) throws(VaultError) {
    try require(.eventImport)
    if isReadOnly { throw .readOnly }
    try EventImport.refuseTwice(self, digest)
  }

  /// Begins an import of events from the file with this SHA-256; `count` estimates how many it holds.
  package func importEvents(digest: [UInt8], count: Int = 0) throws(VaultError) -> EventImport {
    try require(.eventImport)
    return try EventImport.begin(self, digest: digest, count: count)
  }

  /// All ids of a kind that this vault knows, deleted ones included.
  package func knownIDs(_ kind: EntityKind) throws(VaultError) -> [UUID128] {
    try require(.eventImport)
    let gone = try store.rows(Query<TombstoneRow>([.equal(.kind, .int(kind.rawValue))])).map(\.subject)
    let there: [UUID128] =
      switch kind {
      case .person: try store.rows(Query<PersonRow>()).map(\.id)
      case .group: try store.rows(Query<GroupRow>()).map(\.id)
      case .account: try store.rows(AccountQuery()).map(\.id)
      case .project: try store.rows(ProjectQuery()).map(\.id)
      case .secret: try store.rows(SecretQuery().light).map(\.id)
      case .token: try store.rows(TokenQuery()).map(\.id)
      case .grant, .event: []
      }
    return gone + there
  }
}
