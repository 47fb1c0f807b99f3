/// A way to open the vault: a public key and the organization key sealed to it.
package struct CredentialRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = CredentialRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case person
    case kind
    case publicKey = "public_key"
    case sealedKey = "sealed_key"
    case mac
    case memoryKiB = "memory_kib"
    case passes
    case salt
    case expires
    case ceiling
    case lastUsed = "last_used"
    case name
    case signKey = "sign_key"
  }

  package static let table = "credential"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [
      .organization, .createdBy, .kind, .publicKey, .sealedKey, .memoryKiB, .passes, .salt, .expires,
      .ceiling, .name, .signKey,
    ],
    references: [.person: .person])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.credential

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The number of the person whom it signs in.
  package var person: Int64 = 0
  /// What the person signs in with.
  package var kind: CredentialKind = .passphrase
  /// The public key to which the organization key is sealed.
  package var publicKey: [UInt8] = []
  /// The organization key sealed to the public key.
  package var sealedKey: [UInt8] = []
  /// The MAC of the row under the organization key.
  package var mac: [UInt8] = []
  /// The memory of the key derivation.
  package var memoryKiB: Int64?
  /// The passes of the key derivation.
  package var passes: Int64?
  /// The salt of the key derivation.
  package var salt: [UInt8]?
  /// When it ends, in µs; nil: never.
  package var expires: Int64?
  /// The effects that it may have; nil: all.
  package var ceiling: Int64?
  /// The day it was last used, in µs.
  package var lastUsed: Int64?
  /// The name that its person gave it, sealed.
  package var name: String?
  /// The Ed25519 public key that it signs with; nil: a release before signatures made it, and it has not been used since.
  package var signKey: [UInt8]?

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, person: Int64, kind: CredentialKind, publicKey: [UInt8], sealedKey: [UInt8], mac: [UInt8],
    memoryKiB: Int64? = nil, passes: Int64? = nil, salt: [UInt8]? = nil, expires: Int64? = nil,
    ceiling: Int64? = nil, lastUsed: Int64? = nil, name: String? = nil
  ) {
    self.stamp = stamp
    self.person = person
    self.kind = kind
    self.publicKey = publicKey
    self.sealedKey = sealedKey
    self.mac = mac
    self.memoryKiB = memoryKiB
    self.passes = passes
    self.salt = salt
    self.expires = expires
    self.ceiling = ceiling
    self.lastUsed = lastUsed
    self.name = name
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&person)
    try visitor.visit(&kind)
    try visitor.visit(&publicKey)
    try visitor.visit(&sealedKey)
    try visitor.visit(&mac)
    try visitor.visit(&memoryKiB)
    try visitor.visit(&passes)
    try visitor.visit(&salt)
    try visitor.visit(&expires)
    try visitor.visit(&ceiling)
    try visitor.visit(&lastUsed)
    try visitor.visit(&name)
    try visitor.visit(&signKey)
  }
}
