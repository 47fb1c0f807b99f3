package import Base

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
  /// The proof of the row.
  package var proof = RowProof()

  /// The stamp of a row made now.
  package init(id: UUID128, organization: UUID128, now: Int64, createdBy: UUID128?) {
    self.id = id
    self.organization = organization
    self.created = now
    self.revised = now
    self.createdBy = createdBy
  }

  /// A blank stamp.
  init() {
    self.init(id: UUID128(high: 0, low: 0), organization: UUID128(high: 0, low: 0), now: 0, createdBy: nil)
  }

  /// The version after the next change.
  var nextVersion: Int64 { version.incremented }

  mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&number)
    try visitor.visit(&id)
    try visitor.visit(&organization)
    try visitor.visit(&created)
    try visitor.visit(&revised)
    try visitor.visit(&version)
    try visitor.visit(&createdBy)
    try proof.visit(&visitor)
  }
}

/// A row that begins with a stamp.
package protocol StampedRow: ProvenRow {
  /// The columns that every such row begins with.
  var stamp: Stamp { get set }
}

extension StampedRow {
  /// The creation number.
  package var number: Int64 {
    get { stamp.number }
    set { stamp.number = newValue }
  }
  /// The id of 16 bytes, which never changes.
  package var id: UUID128 { stamp.id }
  /// The proof of the row.
  package var proof: RowProof {
    get { stamp.proof }
    set { stamp.proof = newValue }
  }

  /// The id, which stands for the row in proofs.
  package func identity(_ ids: RowIDs) -> UUID128 { id }
}

/// A text that the store keeps only as ciphertext, with a digest of its bytes to look it up.
package struct SealedName: Sendable, Equatable, Codable {
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

  /// A blank name.
  init() { self.init(text: "", digest: nil) }

  mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&keyVersion)
    try visitor.visit(&text)
    try visitor.visit(&digest)
  }
}

/// The columns that every row with a sealed name has.
package protocol NamedColumn: ProvenColumn {
  /// The id of the row.
  static var id: Self { get }
  /// When the row was last changed, in µs.
  static var revised: Self { get }
  /// The version of the row, which each change raises by 1.
  static var version: Self { get }
  /// The version of the key that sealed the texts.
  static var keyVersion: Self { get }
  static var name: Self { get }
  /// The keyed digest of the name, by which equal names are found.
  static var nameDigest: Self { get }
}

/// A row whose name is sealed.
package protocol NamedRow: StampedRow where Column: NamedColumn {
  /// The sealed name with its digest.
  var name: SealedName { get set }
  /// The kind of entity that the rows hold.
  static var kind: EntityKind { get }
  /// The resource whose policies say who may see the row: itself, and of a token its machine account.
  var accessResource: Resource { get }
}

extension NamedRow {
  /// The sealed name and the kind of the row.
  package var sealedName: (name: SealedName, kind: EntityKind)? { (name, Self.kind) }
}
