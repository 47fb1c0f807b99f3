/// A grant: a subject, an object and a level; sides refer to rows by kind and number.
package struct PolicyRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = PolicyRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case subjectKind = "subject_kind"
    case subject
    case objectKind = "object_kind"
    case object
    case level
    case lastUsed = "last_used"
    case expires
  }

  package static let table = "policy"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .subjectKind, .objectKind, .level, .lastUsed, .expires],
    sides: [.subject, .object])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.policy

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The kind of the subject.
  package var subjectKind: EntityKind = .person
  /// The number of the subject.
  package var subject: Int64 = 0
  /// The kind of the object.
  package var objectKind: EntityKind = .person
  /// The number of the object.
  package var object: Int64 = 0
  /// The access level.
  package var level: AccessLevel = .read
  /// The day it was last used, in µs.
  package var lastUsed: Int64?
  /// When it ends, in µs; nil: never.
  package var expires: Int64?

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, subjectKind: EntityKind, subject: Int64, objectKind: EntityKind, object: Int64,
    level: AccessLevel, lastUsed: Int64? = nil, expires: Int64? = nil
  ) {
    self.stamp = stamp
    self.subjectKind = subjectKind
    self.subject = subject
    self.objectKind = objectKind
    self.object = object
    self.level = level
    self.lastUsed = lastUsed
    self.expires = expires
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&subjectKind)
    try visitor.visit(&subject)
    try visitor.visit(&objectKind)
    try visitor.visit(&object)
    try visitor.visit(&level)
    try visitor.visit(&lastUsed)
    try visitor.visit(&expires)
  }
}
