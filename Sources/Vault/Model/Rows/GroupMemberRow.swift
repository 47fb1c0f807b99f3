package import Base
import Crypto

/// That a person is in a group.
package struct GroupMemberRow: ProvenRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = GroupMemberRow
    case number
    case group = "person_group"
    case person
    case created
    case seal, event
  }

  package static let table = "group_member"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields([], references: [.group: .group, .person: .person])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.member

  /// The creation number.
  package var number: Int64 = 0
  /// The number of the group.
  package var group: Int64 = 0
  /// The number of the person.
  package var person: Int64 = 0
  /// When the person was added, in µs.
  package var created: Int64 = 0
  /// The proof of the row.
  package var proof = RowProof()

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
    try proof.visit(&visitor)
  }

  /// An id made of those of both sides: the row has none of its own.
  package func identity(_ ids: RowIDs) throws(VaultError) -> UUID128 {
    let sides = (try ids.id(.group, group)?.bytes ?? []) + (try ids.id(.person, person)?.bytes ?? [])
    return UUID128(bytes: Array(sha256(sides).prefix(16))) ?? UUID128(high: 0, low: 0)
  }
}
