package import Crypto

/// An earlier value of a secret.
package struct SecretVersionRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case secret
    case keyVersion = "key_version"
    case value
    case editorPerson = "editor_person"
    case editorAccount = "editor_account"

    /// The value may be long.
    package var isContent: Bool { self == .value }

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .editorPerson, .editorAccount: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "secret_version" }

  /// What every row carries; it was made when the value was replaced.
  package var stamp: Stamp
  /// The number of the secret.
  package var secret: Int64
  /// The version of the organization key.
  package var keyVersion: Int64
  /// The sealed value that the secret had before.
  package var value: String
  /// The person who replaced it.
  package var editorPerson: UUID128?
  /// The machine account that replaced it.
  package var editorAccount: UUID128?

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

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    secret = try reader.int()
    keyVersion = try reader.int()
    value = try reader.text()
    editorPerson = try reader.idOrNil()
    editorAccount = try reader.idOrNil()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + [
      .int(secret), .int(keyVersion), .text(value), .id(or: editorPerson), .id(or: editorAccount),
    ]
  }
}
