/// That a person is in a group.
package struct GroupMemberRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number
    case group = "person_group"
    case person
    case created

    /// Nothing may be absent.
    package var isNullable: Bool { false }
  }

  /// The table.
  package static var table: String { "group_member" }

  /// The creation number.
  package var number: Int64 = 0
  /// The number of the group.
  package var group: Int64
  /// The number of the person.
  package var person: Int64
  /// When the person was added, in µs.
  package var created: Int64

  /// A row.
  package init(group: Int64, person: Int64, created: Int64) {
    self.group = group
    self.person = person
    self.created = created
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    number = try reader.int()
    group = try reader.int()
    person = try reader.int()
    created = try reader.int()
  }

  /// The fields of the row.
  package var fields: [Field] { [.int(number), .int(group), .int(person), .int(created)] }
}
