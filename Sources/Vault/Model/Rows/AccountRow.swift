/// A machine account.
package struct AccountRow: NamedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, NamedColumn {
    package typealias Row = AccountRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case keyVersion = "key_version"
    case name
    case nameDigest = "name_digest"
    case description
  }

  package static let table = "account"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .keyVersion, .name, .description])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.account
  /// The kind of entity.
  package static let kind = EntityKind.account

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The sealed name with its digest.
  package var name = SealedName()
  /// What it is for, sealed.
  package var description: String?

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, name: SealedName
  ) {
    self.stamp = stamp
    self.name = name
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try name.visit(&visitor)
    try visitor.visit(&description)
  }
}
