/// A secret; its name is the key.
package struct SecretRow: NamedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case keyVersion = "key_version"
    case name
    case nameDigest = "name_digest"
    case project
    case deleted
    case value
    case note

    /// Value and note may be long.
    package var isContent: Bool { self == .value || self == .note }

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .nameDigest, .project, .deleted: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "secret" }
  /// The kind of entity.
  package static var kind: EntityKind { .secret }
  /// The column of the id.
  package static var idColumn: Column { .id }
  /// The column of the name.
  package static var nameColumn: Column { .name }
  /// The column of the digest.
  package static var digestColumn: Column { .nameDigest }
  /// The column of the version of the key.
  package static var keyVersionColumn: Column { .keyVersion }
  /// The column of the revised.
  package static var revisedColumn: Column { .revised }
  /// The column of the version.
  package static var versionColumn: Column { .version }

  /// What every row carries.
  package var stamp: Stamp
  /// The name.
  package var name: SealedName
  /// The number of its project; nil: it is in none.
  package var project: Int64?
  /// When it went to the trash; nil: it is live.
  package var deleted: Int64?
  /// The sealed value.
  package var value: String
  /// The sealed note, of the empty text if there is none.
  package var note: String

  /// A row.
  package init(
    stamp: Stamp, name: SealedName, project: Int64? = nil, deleted: Int64? = nil, value: String, note: String
  ) {
    self.stamp = stamp
    self.name = name
    self.project = project
    self.deleted = deleted
    self.value = value
    self.note = note
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    name = try SealedName(from: &reader)
    project = try reader.intOrNil()
    deleted = try reader.intOrNil()
    value = try reader.text()
    note = try reader.text()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + name.fields + [
      .int(or: project), .int(or: deleted), .text(value), .text(note),
    ]
  }
}
