/// That a person is in a group.
package struct GroupMemberRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    package typealias Row = GroupMemberRow
    case number
    case group = "person_group"
    case person
    case created
  }

  package static let table = "group_member"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()

  /// The creation number.
  package var number: Int64 = 0
  /// The number of the group.
  package var group: Int64 = 0
  /// The number of the person.
  package var person: Int64 = 0
  /// When the person was added, in µs.
  package var created: Int64 = 0

  /// A blank row.
  package init() {}

  /// A row.
  package init(group: Int64, person: Int64, created: Int64) {
    self.group = group
    self.person = person
    self.created = created
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&number)
    try visitor.visit(&group)
    try visitor.visit(&person)
    try visitor.visit(&created)
  }
}
