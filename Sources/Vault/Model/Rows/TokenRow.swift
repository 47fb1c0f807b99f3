/// An access token of a machine account; a revoked row stays, without hash and keys.
package struct TokenRow: NamedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, NamedColumn {
    package typealias Row = TokenRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case keyVersion = "key_version"
    case name
    case nameDigest = "name_digest"
    case account
    case secretHash = "secret_hash"
    case scope
    case payload
    case key = "token_key"
    case expires
    case revoked
    case maxUses = "max_uses"
    case uses
    case fromCIDR = "from_cidr"
    case lastUsed = "last_used"
    case lastIP = "last_ip"
    case replacedBy = "replaced_by"
    case signKey = "sign_key"
  }

  package static let table = "token"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [
      .organization, .createdBy, .keyVersion, .name, .secretHash, .scope, .payload, .key, .expires, .revoked,
      .maxUses, .fromCIDR, .signKey,
    ],
    references: [.account: .account, .replacedBy: .token])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.token
  /// The kind of entity.
  package static let kind = EntityKind.token

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The sealed name with its digest.
  package var name = SealedName()
  /// The number of its machine account.
  package var account: Int64 = 0
  /// The digest of the client secret.
  package var secretHash: String?
  /// What it may be used for, as the product writes it.
  package var scope = ""
  /// The organization key, sealed under the token's own key.
  package var payload: String?
  /// The token's own key, sealed.
  package var key: String?
  /// When it ends, in µs; nil: never.
  package var expires: Int64?
  /// When it was revoked; nil: it was not.
  package var revoked: Int64?
  /// How often it may be used; nil: always.
  package var maxUses: Int64?
  /// How often it was used.
  package var uses: Int64 = 0
  /// The network that it may be used from; nil: any.
  package var fromCIDR: String?
  /// When it was last used, in µs.
  package var lastUsed: Int64?
  /// The address that it was last used from.
  package var lastIP: String?
  /// The token that a rotation put in its place.
  package var replacedBy: Int64?
  /// The Ed25519 public key that a shell signs with for it; nil: a release before signatures made it.
  package var signKey: [UInt8]?

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, name: SealedName, account: Int64, secretHash: String? = nil, scope: String,
    payload: String? = nil, key: String? = nil, expires: Int64? = nil, revoked: Int64? = nil,
    maxUses: Int64? = nil, uses: Int64, fromCIDR: String? = nil, lastUsed: Int64? = nil,
    lastIP: String? = nil, replacedBy: Int64? = nil
  ) {
    self.stamp = stamp
    self.name = name
    self.account = account
    self.secretHash = secretHash
    self.scope = scope
    self.payload = payload
    self.key = key
    self.expires = expires
    self.revoked = revoked
    self.maxUses = maxUses
    self.uses = uses
    self.fromCIDR = fromCIDR
    self.lastUsed = lastUsed
    self.lastIP = lastIP
    self.replacedBy = replacedBy
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try name.visit(&visitor)
    try visitor.visit(&account)
    try visitor.visit(&secretHash)
    try visitor.visit(&scope)
    try visitor.visit(&payload)
    try visitor.visit(&key)
    try visitor.visit(&expires)
    try visitor.visit(&revoked)
    try visitor.visit(&maxUses)
    try visitor.visit(&uses)
    try visitor.visit(&fromCIDR)
    try visitor.visit(&lastUsed)
    try visitor.visit(&lastIP)
    try visitor.visit(&replacedBy)
    try visitor.visit(&signKey)
  }
}
