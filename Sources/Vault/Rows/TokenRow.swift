/// An access token of a machine account; a revoked row stays, without hash and keys.
package struct TokenRow: NamedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
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

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .nameDigest, .secretHash, .payload, .key, .expires, .revoked, .maxUses, .fromCIDR,
        .lastUsed, .lastIP, .replacedBy:
        true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "token" }
  /// The kind of entity.
  package static var kind: EntityKind { .token }
  /// The column of the id.
  package static var idColumn: Column { .id }
  /// The column of the name.
  package static var nameColumn: Column { .name }
  /// The column of the digest.
  package static var digestColumn: Column { .nameDigest }
  /// The column of the version of the key.
  package static var keyVersionColumn: Column { .keyVersion }
  /// The column of the revised.
  package static var revisedColumn: Column { .revised }
  /// The column of the version.
  package static var versionColumn: Column { .version }

  /// What every row carries.
  package var stamp: Stamp
  /// The name.
  package var name: SealedName
  /// The number of its machine account.
  package var account: Int64
  /// The digest of the client secret.
  package var secretHash: String?
  /// What it may be used for, as the product writes it.
  package var scope: String
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
  package var uses: Int64
  /// The network that it may be used from; nil: any.
  package var fromCIDR: String?
  /// When it was last used, in µs.
  package var lastUsed: Int64?
  /// The address that it was last used from.
  package var lastIP: String?
  /// The token that a rotation put in its place.
  package var replacedBy: Int64?

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

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    name = try SealedName(from: &reader)
    account = try reader.int()
    secretHash = try reader.textOrNil()
    scope = try reader.text()
    payload = try reader.textOrNil()
    key = try reader.textOrNil()
    expires = try reader.intOrNil()
    revoked = try reader.intOrNil()
    maxUses = try reader.intOrNil()
    uses = try reader.int()
    fromCIDR = try reader.textOrNil()
    lastUsed = try reader.intOrNil()
    lastIP = try reader.textOrNil()
    replacedBy = try reader.intOrNil()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + name.fields + [
      .int(account), .text(or: secretHash), .text(scope), .text(or: payload), .text(or: key),
      .int(or: expires), .int(or: revoked), .int(or: maxUses), .int(uses), .text(or: fromCIDR),
      .int(or: lastUsed), .text(or: lastIP), .int(or: replacedBy),
    ]
  }
}
