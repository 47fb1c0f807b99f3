/// A file that was imported: its digest and what came of it.
package struct ImportRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = ImportRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case digest = "file_digest"
    case projects
    case secrets
  }

  package static let table = "import"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .digest, .projects, .secrets])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.importedFile

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The SHA-256 of the file.
  package var digest: [UInt8]?
  /// The projects, or how many.
  package var projects: Int64 = 0
  /// The secrets, or how many.
  package var secrets: Int64 = 0

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, digest: [UInt8]? = nil, projects: Int64, secrets: Int64
  ) {
    self.stamp = stamp
    self.digest = digest
    self.projects = projects
    self.secrets = secrets
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&digest)
    try visitor.visit(&projects)
    try visitor.visit(&secrets)
  }
}
