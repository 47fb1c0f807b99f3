package import Base

/// The tables whose rows are proven; the numbers are a format.
package enum ProvenTable: UInt8, Sendable, CaseIterable {
  /// The one row of the organization.
  case organization = 1
  /// The people.
  case person = 2
  /// The groups of people.
  case group = 3
  /// Who is in which group.
  case member = 4
  /// The passphrases, keys and invites.
  case credential = 5
  /// The projects.
  case project = 6
  /// The machine accounts.
  case account = 7
  /// The secrets.
  case secret = 8
  /// The earlier values of secrets.
  case version = 9
  /// The access tokens.
  case token = 10
  /// The grants.
  case policy = 11
  /// The files that were imported.
  case importedFile = 12
  /// The names of what was deleted.
  case tombstone = 13

  /// The words as people read them.
  package var phrase: String {
    switch self {
    case .organization: "organization"
    case .person: "person"
    case .group: "group"
    case .member: "member of a group"
    case .credential: "credential"
    case .project: "project"
    case .account: "machine account"
    case .secret: "secret"
    case .version: "earlier value"
    case .token: "access token"
    case .policy: "grant"
    case .importedFile: "import"
    case .tombstone: "tombstone"
    }
  }

  /// Whether a server writes such rows, for which it has no key to seal them.
  package var isServed: Bool {
    switch self {
    case .project, .secret, .version, .policy, .tombstone: true
    default: false
    }
  }
}

/// The proof of a row against who can write the file: a seal, and the event that wrote the row last.
package struct RowProof: Sendable, Equatable {
  /// The MAC of the row's message under a key derived from the organization key; nil: a server without keys wrote the row.
  package var seal: [UInt8]?
  /// The number of the event that wrote the row last and holds its digest; 0: a release before proofs wrote it.
  package var event: Int64 = 0

  /// A proof; by default that of no row.
  package init(seal: [UInt8]? = nil, event: Int64 = 0) {
    self.seal = seal
    self.event = event
  }

  mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&seal)
    try visitor.visit(&event)
  }
}

/// The columns of a proven row.
package protocol ProvenColumn: StoredColumn {
  /// The MAC of the row's message.
  static var seal: Self { get }
  /// The number of the event that wrote the row last.
  static var event: Self { get }
}

/// The part of a column in the message that a proof is made of.
package enum DecidedField: Sendable {
  /// None: events tell it, or keys do.
  case none
  /// The field as it is.
  case value
  /// The SHA-256 of its long text.
  case content
  /// The id of the row that its number refers to.
  case reference(EntityKind)
  /// The same, of the kind that the column before it names.
  case side
}

/// A row whose decided columns are proven: it can be neither changed, swapped, put back nor left out unseen.
///
/// Decided is what people and machine accounts set: sealed texts, references, levels, roles, statuses, limits, settings. Not decided are
/// numbers, dates, versions and counts, which `verify` computes from the events, and digests of names, which it computes
/// with the key.
package protocol ProvenRow: StoredRow where Column: ProvenColumn {
  /// The table, as proofs name it.
  static var proven: ProvenTable { get }
  /// The part that each column has in the proof of a row.
  static var decided: [DecidedField] { get }
  /// The proof of the row.
  var proof: RowProof { get set }
  /// The id that stands for the row in proofs.
  func identity(_ ids: RowIDs) throws(VaultError) -> UUID128
}

extension ProvenRow {
  /// The parts of the columns: these by their values, references by ids, and those named `sides` by the kind before them.
  static func decidedFields(
    _ values: Set<Column>, references: [Column: EntityKind] = [:], sides: Set<Column> = []
  ) -> [DecidedField] {
    Column.allCases.map { column in
      if let kind = references[column] { return .reference(kind) }
      if sides.contains(column) { return .side }
      guard values.contains(column) else { return .none }
      return column.isContent ? .content : .value
    }
  }
}
