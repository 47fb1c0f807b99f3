package import Base

/// An earlier value of a secret.
package struct SecretVersionRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = SecretVersionRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case secret
    case keyVersion = "key_version"
    case value
    case editorPerson = "editor_person"
    case editorAccount = "editor_account"

    /// The value may be long.
    package var isContent: Bool { self == .value }
  }

  package static let table = "secret_version"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .keyVersion, .value, .editorPerson, .editorAccount],
    references: [.secret: .secret])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.version

  /// The columns that every row has; the row was created when the value was replaced.
  package var stamp = Stamp()
  /// The number of the secret.
  package var secret: Int64 = 0
  /// The version of the organization key.
  package var keyVersion: Int64 = 0
  /// The sealed value that the secret had before.
  package var value = ""
  /// The person who replaced it.
  package var editorPerson: UUID128?
  /// The machine account that replaced it.
  package var editorAccount: UUID128?

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, secret: Int64, keyVersion: Int64, value: String, editorPerson: UUID128? = nil,
    editorAccount: UUID128? = nil
  ) {
    self.stamp = stamp
    self.secret = secret
    self.keyVersion = keyVersion
    self.value = value
    self.editorPerson = editorPerson
    self.editorAccount = editorAccount
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&secret)
    try visitor.visit(&keyVersion)
    try visitor.visit(&value)
    try visitor.visit(&editorPerson)
    try visitor.visit(&editorAccount)
  }
}
