/// A group of people; its name is not encrypted.
package struct GroupRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    package typealias Row = GroupRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case name

    /// Whether a row may lack a value here.
    package var isNullable: Bool { self == .createdBy }
  }

  package static let table = "person_group"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()

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
