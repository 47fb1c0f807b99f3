package import Base

/// The audit key of a server, as owners and admins see it.
package struct AuditKey: Sendable, Equatable {
  /// The id: the first half of the SHA-256 of the public key.
  package let id: UUID128
  /// The text: `sms-audit.1.BASE64`.
  package let text: String
  /// When it was added, in µs.
  package let added: Int64
  /// The e-mail of who added it, or their id after they left.
  package let addedBy: String
  /// When it was revoked, in µs; nil: it signs.
  package let revoked: Int64?
  /// The last event that it signed; nil: none.
  package let signed: Int64?
  /// The date of that event, in µs.
  package let signedDate: Int64?
}

extension VaultSession {
  /// The audit keys of servers, revoked ones included, in the order in which they were added.
  package func auditKeys() throws(VaultError) -> [AuditKey] {
    try require(.vaultStatus)
    return try store.rows(Query<AuditKeyRow>()).map { (row) throws(VaultError) in
      let last = try store.rows(
        Query<CheckpointRow>(
          [.equal(.signer, .id(row.id))], order: [SortKey(.number, descending: true)], limit: 1)
      ).first
      let person = try row.stamp.createdBy.flatMap { (id) throws(VaultError) in
        try personRow(id)?.email ?? id.text
      }
      return AuditKey(
        id: row.id, text: AuditKeyText.write(row.publicKey), added: row.stamp.created,
        addedBy: person ?? "", revoked: row.revoked, signed: last?.event, signedDate: last?.date)
    }
  }

  /// Adds the public key of a server; false: it was there.
  ///
  /// Throws `invalid` for a text that is no audit key.
  package func addAuditKey(_ text: String) throws(VaultError) -> (id: UUID128, isNew: Bool) {
    guard let publicKey = AuditKeyText.read(text) else {
      throw .invalid(what: "the audit key", why: "is not the text that `sms serve keys audit` prints")
    }
    return (AuditKeyRow.id(of: publicKey), try perform(AddAuditKey(publicKey: publicKey)))
  }

  /// Revokes the audit key of an id; false: it was revoked.
  package func revokeAuditKey(_ id: UUID128) throws(VaultError) -> Bool {
    try perform(RevokeAuditKey(id: id))
  }
}
