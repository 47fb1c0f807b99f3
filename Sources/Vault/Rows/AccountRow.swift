/// A machine account.
package struct AccountRow: NamedRow, Equatable {
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

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .nameDigest: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "account" }
  /// The kind of entity.
  package static var kind: EntityKind { .account }
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

  /// A row.
  package init(
    stamp: Stamp, name: SealedName
  ) {
    self.stamp = stamp
    self.name = name
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    name = try SealedName(from: &reader)
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + name.fields
  }
}
