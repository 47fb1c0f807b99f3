package import Base

/// The name of something deleted, so that old events can still be read.
package struct TombstoneRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = TombstoneRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case kind
    case subject = "subject_id"
    case keyVersion = "key_version"
    case name
    case digest = "name_digest"
  }

  package static let table = "tombstone"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .kind, .subject, .keyVersion, .name])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.tombstone

  /// The columns that every row has.
  package var stamp = Stamp()
  /// What the deleted entity was.
  package var kind: EntityKind = .person
  /// The id that it had.
  package var subject = UUID128(high: 0, low: 0)
  /// The version of the organization key.
  package var keyVersion: Int64 = 0
  /// The sealed name.
  package var name = ""
  /// A digest to find it by.
  package var digest: [UInt8]?

  /// A blank row.
  package init() {}

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

  /// The name of what was deleted.
  package var sealedName: (name: SealedName, kind: EntityKind)? {
    (SealedName(text: name, digest: digest), kind)
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&kind)
    try visitor.visit(&subject)
    try visitor.visit(&keyVersion)
    try visitor.visit(&name)
    try visitor.visit(&digest)
  }
}
