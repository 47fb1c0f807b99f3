/// A file that was imported: its digest and what came of it.
package struct ImportRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case digest = "file_digest"
    case projects
    case secrets

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .digest: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "import" }

  /// What every row carries.
  package var stamp: Stamp
  /// The SHA-256 of the file.
  package var digest: [UInt8]?
  /// The projects, or how many.
  package var projects: Int64
  /// The secrets, or how many.
  package var secrets: Int64

  /// A row.
  package init(
    stamp: Stamp, digest: [UInt8]? = nil, projects: Int64, secrets: Int64
  ) {
    self.stamp = stamp
    self.digest = digest
    self.projects = projects
    self.secrets = secrets
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    digest = try reader.bytesOrNil()
    projects = try reader.int()
    secrets = try reader.int()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + [
      .bytes(or: digest), .int(projects), .int(secrets),
    ]
  }
}
