/// A project.
package struct ProjectRow: NamedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, NamedColumn {
    package typealias Row = ProjectRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case keyVersion = "key_version"
    case name
    case nameDigest = "name_digest"
  }

  package static let table = "project"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .keyVersion, .name])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.project
  /// The kind of entity.
  package static let kind = EntityKind.project

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The sealed name with its digest.
  package var name = SealedName()

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
  }
}
