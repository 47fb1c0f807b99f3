/// A grant: a subject, an object and a level; sides refer to rows by kind and number.
package struct PolicyRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case subjectKind = "subject_kind"
    case subject
    case objectKind = "object_kind"
    case object
    case level
    case lastUsed = "last_used"
    case expires

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .lastUsed, .expires: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "policy" }

  /// What every row carries.
  package var stamp: Stamp
  /// The kind of the subject.
  package var subjectKind: EntityKind
  /// The number of the subject.
  package var subject: Int64
  /// The kind of the object.
  package var objectKind: EntityKind
  /// The number of the object.
  package var object: Int64
  /// What it allows.
  package var level: AccessLevel
  /// The day it was last used, in µs.
  package var lastUsed: Int64?
  /// When it ends, in µs; nil: never.
  package var expires: Int64?

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

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    subjectKind = try reader.choice(EntityKind.self)
    subject = try reader.int()
    objectKind = try reader.choice(EntityKind.self)
    object = try reader.int()
    level = try reader.choice(AccessLevel.self)
    lastUsed = try reader.intOrNil()
    expires = try reader.intOrNil()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + [
      .int(subjectKind.rawValue), .int(subject), .int(objectKind.rawValue), .int(object),
      .int(level.rawValue), .int(or: lastUsed), .int(or: expires),
    ]
  }
}
