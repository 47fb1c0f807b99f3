package import Crypto

/// What every row of an entity carries first, in this order.
package struct Stamp: Sendable, Equatable {
  /// The creation number; 0 until the store has given one.
  package var number: Int64 = 0
  /// The id, random or sorted by time.
  package var id: UUID128
  /// The organization that it belongs to.
  package var organization: UUID128
  /// When it was made, in µs.
  package var created: Int64
  /// When it was last changed, in µs.
  package var revised: Int64
  /// How often the row was written.
  package var version: Int64 = 1
  /// The id of the person or machine account that made the row.
  package var createdBy: UUID128?

  /// The stamp of a row made now.
  package init(id: UUID128, organization: UUID128, now: Int64, createdBy: UUID128?) {
    self.id = id
    self.organization = organization
    self.created = now
    self.revised = now
    self.createdBy = createdBy
  }

  init(from reader: inout FieldReader) throws(VaultError) {
    number = try reader.int()
    id = try reader.id()
    organization = try reader.id()
    created = try reader.int()
    revised = try reader.int()
    version = try reader.int()
    createdBy = try reader.idOrNil()
  }

  var fields: [Field] {
    [
      .int(number), .id(id), .id(organization), .int(created), .int(revised), .int(version),
      .id(or: createdBy),
    ]
  }
}

/// A row that begins with a stamp.
package protocol StampedRow: StoredRow {
  var stamp: Stamp { get set }
}

extension StampedRow {
  /// The creation number.
  package var number: Int64 {
    get { stamp.number }
    set { stamp.number = newValue }
  }
  /// The id.
  package var id: UUID128 { stamp.id }
}

/// A text that the store keeps only as ciphertext, with a digest of its bytes to look it up.
package struct SealedName: Sendable, Equatable {
  /// The version of the organization key.
  package var keyVersion: Int64 = 1
  /// The EncString.
  package var text: String
  /// HMAC of kind, organization and exact bytes; nil where a served client wrote the row.
  package var digest: [UInt8]?

  /// A sealed name.
  package init(text: String, digest: [UInt8]?) {
    self.text = text
    self.digest = digest
  }

  init(from reader: inout FieldReader) throws(VaultError) {
    keyVersion = try reader.int()
    text = try reader.text()
    digest = try reader.bytesOrNil()
  }

  var fields: [Field] { [.int(keyVersion), .text(text), .bytes(or: digest)] }
}

/// A row whose name is sealed.
package protocol NamedRow: StampedRow {
  var name: SealedName { get set }
  static var kind: EntityKind { get }
  static var idColumn: Column { get }
  static var nameColumn: Column { get }
  static var digestColumn: Column { get }
  static var keyVersionColumn: Column { get }
  static var revisedColumn: Column { get }
  static var versionColumn: Column { get }
}
