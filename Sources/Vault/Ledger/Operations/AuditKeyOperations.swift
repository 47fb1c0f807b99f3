import Base
import Crypto

/// Adds the public key of a server: from then on its signatures count.
///
/// One that was revoked signs again.
struct AddAuditKey: Operation {
  static let name = "audit-key.add"
  static let rule = VaultOperation.vaultSet
  /// The Ed25519 public key.
  let publicKey: [UInt8]

  /// Whether it was not there before.
  func perform(in scope: Scope) throws(VaultError) -> Bool {
    guard publicKey.count == SigningKey.publicKeyCount else {
      throw .invalid(what: "the audit key", why: "has not \(SigningKey.publicKeyCount) bytes")
    }
    let id = AuditKeyRow.id(of: publicKey)
    if let row = try scope.store.first(Query<AuditKeyRow>([.equal(.id, .id(id))])) {
      guard row.revoked != nil else { return false }
      try scope.update(AuditKeyRow.self, number: row.number, set: scope.setting(.null, row))
    } else {
      _ = try scope.insert(AuditKeyRow(stamp: scope.stamp(id), publicKey: publicKey))
    }
    try scope.record(.auditKeyAdded) { $0.detail = EventDetail.auditKey(id) }
    return true
  }
}

/// Revokes the public key of a server: what it signed before counts still.
struct RevokeAuditKey: Operation {
  static let name = "audit-key.revoke"
  static let rule = VaultOperation.auditKeyRevoke
  /// Which one.
  let id: UUID128

  /// Whether it was not revoked before.
  func perform(in scope: Scope) throws(VaultError) -> Bool {
    guard let row = try scope.store.first(Query<AuditKeyRow>([.equal(.id, .id(id))])) else {
      throw .notFound(kind: nil, text: id.text, near: [])
    }
    if row.revoked != nil { return false }
    try scope.update(AuditKeyRow.self, number: row.number, set: scope.setting(.int(scope.now), row))
    try scope.record(.auditKeyRevoked) { $0.detail = EventDetail.auditKey(id) }
    return true
  }
}

extension Scope {
  fileprivate func setting(
    _ revoked: Field, _ row: AuditKeyRow
  ) -> [(column: AuditKeyRow.Column, value: Field)] {
    [(.revoked, revoked), (.revised, .int(now)), (.version, .int(row.stamp.nextVersion))]
  }
}
