package import Base

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
  /// The Ed25519 public key that its holder signs with; nil: none.
  var signKey: [UInt8]? { get }
  /// The sealed name that the row is looked up by, and what it is the name of; nil: it has none.
  var sealedName: (name: SealedName, kind: EntityKind)? { get }
  /// The id that stands for the row in proofs.
  func identity(_ ids: RowIDs) throws(VaultError) -> UUID128
}

extension ProvenRow {
  /// Most rows hold none.
  package var signKey: [UInt8]? { nil }
  /// Most rows have none.
  package var sealedName: (name: SealedName, kind: EntityKind)? { nil }

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
