package import Base

/// Where an event came from.
package enum EventOrigin: Int64, Sendable, CaseIterable {
  /// Written by this vault when the thing happened.
  case own = 0
  /// Read from a file of events.
  case imported = 1
  /// Written by the vault on its own account (a purge, a migration).
  case system = 2

  /// The word that people see.
  package var word: String {
    switch self {
    case .own: "own"
    case .imported: "import"
    case .system: "system"
    }
  }

  /// The origin of a word.
  package init?(word: String) {
    guard let origin = [Self.own, .imported, .system].first(where: { Texts.areSame($0.word, word) }) else {
      return nil
    }
    self = origin
  }
}

/// An event as it is stored: with ids, not numbers, because events outlive what they describe.
package struct EventRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    package typealias Row = EventRow
    case number, id
    case organization = "organization_id"
    case date, type
    case hashVersion = "hash_version"
    case previous = "prev"
    case hash, origin
    case importID = "import_id"
    case runID = "run_id"
    case device, ip
    case actorPerson = "actor_person"
    case actorAccount = "actor_account"
    case credential = "credential_id"
    case secret, project, account, person
    case group = "group_id"
    case token, detail, rows
  }

  package static let table = "event"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()

  /// Where the machine account of an event stands: the first of these that holds one.
  package static let accountColumns: [Column] = [.account, .actorAccount]

  /// 1, 2, 3 … without gaps.
  package var number: Int64 = 0
  /// The id of 16 bytes, which never changes.
  package var id = UUID128(high: 0, low: 0)
  /// The id of the organization that the event belongs to.
  package var organization = UUID128(high: 0, low: 0)
  /// When it happened, in µs: never before the vault's own event before it, of an import as its file says.
  package var date: Int64 = 0
  /// The number of the type.
  package var type: Int64 = 0
  /// The encoding that was hashed.
  package var hashVersion: Int64 = EventChain.version
  /// The hash of the event before it.
  package var previous: [UInt8] = []
  /// The hash of this event and all before it.
  package var hash: [UInt8] = []
  /// Where it came from.
  package var origin: EventOrigin = .own
  /// The import that brought it.
  package var importID: UUID128?
  /// The run of the program that it belongs to.
  package var runID: UUID128?
  /// The kind of client, as the product numbers them.
  package var device: Int64?
  /// The address of the client.
  package var ip: String?
  /// The person who acted.
  package var actorPerson: UUID128?
  /// The machine account that acted.
  package var actorAccount: UUID128?
  /// The credential that was signed in with.
  package var credential: UUID128?
  /// The id of the secret acted upon.
  package var secret: UUID128?
  /// The id of the project acted upon.
  package var project: UUID128?
  /// The machine account.
  package var account: UUID128?
  /// The id of the person acted upon.
  package var person: UUID128?
  /// The id of the group acted upon.
  package var group: UUID128?
  /// The access token.
  package var token: UUID128?
  /// Canonical JSON: levels before and after, digests, never a name; of an import what its file says in words.
  package var detail: String?
  /// The digests of the rows that were written with it, and the ids of those that were deleted; see `RowWrite`.
  package var rows: [UInt8]?

  /// A blank row.
  package init() {}

  /// An event that still needs its place in the chain.
  package init(number: Int64, id: UUID128, organization: UUID128, date: Int64, type: Int64) {
    self.number = number
    self.id = id
    self.organization = organization
    self.date = date
    self.type = type
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&number)
    try visitor.visit(&id)
    try visitor.visit(&organization)
    try visitor.visit(&date)
    try visitor.visit(&type)
    try visitor.visit(&hashVersion)
    try visitor.visit(&previous)
    try visitor.visit(&hash)
    try visitor.visit(&origin)
    try visitor.visit(&importID)
    try visitor.visit(&runID)
    try visitor.visit(&device)
    try visitor.visit(&ip)
    try visitor.visit(&actorPerson)
    try visitor.visit(&actorAccount)
    try visitor.visit(&credential)
    try visitor.visit(&secret)
    try visitor.visit(&project)
    try visitor.visit(&account)
    try visitor.visit(&person)
    try visitor.visit(&group)
    try visitor.visit(&token)
    try visitor.visit(&detail)
    try visitor.visit(&rows)
  }
}

extension EventRow {
  /// Names a thing that it is about.
  mutating func set(_ kind: EntityKind, _ id: UUID128) {
    switch kind {
    case .secret: secret = id
    case .project: project = id
    case .account: account = id
    case .person: person = id
    case .group: group = id
    case .token: token = id
    case .grant, .event: break
    }
  }
}
