/// A group of people; its name is not encrypted.
package struct GroupRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = GroupRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case name
  }

  package static let table = "person_group"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .name])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.group

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The name in plain text.
  package var name = ""

  /// A blank row.
  package init() {}

  /// A row.
  package init(stamp: Stamp, name: String) {
    self.stamp = stamp
    self.name = name
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&name)
  }
}
