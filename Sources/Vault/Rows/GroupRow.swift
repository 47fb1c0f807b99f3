/// A group of people; its name is not encrypted.
package struct GroupRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case name

    /// Whether a row may lack a value here.
    package var isNullable: Bool { self == .createdBy }
  }

  /// The table.
  package static var table: String { "person_group" }

  /// What every row carries.
  package var stamp: Stamp
  /// The name.
  package var name: String

  /// A row.
  package init(stamp: Stamp, name: String) {
    self.stamp = stamp
    self.name = name
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    name = try reader.text()
  }

  /// The fields of the row.
  package var fields: [Field] { stamp.fields + [.text(name)] }
}
