package import Crypto

/// The name of something deleted, so that old events can still be read.
package struct TombstoneRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case kind
    case subject = "subject_id"
    case keyVersion = "key_version"
    case name
    case digest = "name_digest"

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .digest: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "tombstone" }

  /// What every row carries.
  package var stamp: Stamp
  /// The kind.
  package var kind: EntityKind
  /// The id that it had.
  package var subject: UUID128
  /// The version of the organization key.
  package var keyVersion: Int64
  /// The sealed name.
  package var name: String
  /// A digest to find it by.
  package var digest: [UInt8]?

  /// A row.
  package init(
    stamp: Stamp, kind: EntityKind, subject: UUID128, keyVersion: Int64, name: String, digest: [UInt8]? = nil
  ) {
    self.stamp = stamp
    self.kind = kind
    self.subject = subject
    self.keyVersion = keyVersion
    self.name = name
    self.digest = digest
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    kind = try reader.choice(EntityKind.self)
    subject = try reader.id()
    keyVersion = try reader.int()
    name = try reader.text()
    digest = try reader.bytesOrNil()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + [
      .int(kind.rawValue), .id(subject), .int(keyVersion), .text(name), .bytes(or: digest),
    ]
  }
}
