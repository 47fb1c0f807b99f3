package import Base
import Crypto

/// The public key of a server, which signs the chain of events without being able to open anything.
package struct AuditKeyRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = AuditKeyRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case publicKey = "public_key"
    case revoked
  }

  package static let table = "audit_key"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields([.organization, .createdBy, .publicKey, .revoked])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.auditKey

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The Ed25519 public key.
  package var publicKey: [UInt8] = []
  /// When it was revoked, in µs; nil: it signs.
  package var revoked: Int64?

  /// A blank row.
  package init() {}

  /// A row.
  package init(stamp: Stamp, publicKey: [UInt8]) {
    self.stamp = stamp
    self.publicKey = publicKey
  }

  /// The key that it signs with.
  package var signKey: [UInt8]? { publicKey }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&publicKey)
    try visitor.visit(&revoked)
  }

  /// The id of a public key: the first 16 bytes of its SHA-256.
  package static func id(of publicKey: [UInt8]) -> UUID128 {
    UUID128(bytes: Array(sha256(publicKey).prefix(16))) ?? UUID128(high: 0, low: 0)
  }
}
