package import Base
package import Crypto

extension VaultSession {
  /// The earlier values of a secret, the last replaced one first, without their texts.
  package func versions(of id: UUID128) throws(VaultError) -> [SecretVersion] {
    try read(.secretVersions) { () throws(VaultError) in
      let secret = try existingSecret(id)
      var versions: [SecretVersion] = []
      for row in try store.rows(SecretVersionRow.light(of: secret)) {
        versions.append(
          SecretVersion(id: row.id, replaced: row.stamp.created, editor: try editor(of: row)))
      }
      return versions
    }
  }

  /// Hands out an earlier value: as for every value one event 2100 is committed first.
  package func revealVersion(_ version: UUID128, of id: UUID128) throws(VaultError) -> Secret {
    try refuseTransaction()
    let found = try perform(RevealVersion(secret: id, version: version))
    do { return try keys.open(found.value) } catch {
      throw VaultError.unreadable(kind: .secret, id: id)
    }
  }

  private func editor(of row: SecretVersionRow) throws(VaultError) -> EntityRef? {
    let side: (kind: EntityKind, id: UUID128)? =
      row.editorPerson.map { (.person, $0) } ?? row.editorAccount.map { (.account, $0) }
    guard let side else { return nil }
    return EntityRef(kind: side.kind, id: side.id, name: try name(side.kind, side.id) ?? side.id.text)
  }
}

extension VaultSession {
  /// Deletes earlier values permanently, by their ids, all or nothing: one that no key opens, or that must not be kept.
  package func deleteVersions(_ ids: [UUID128]) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "earlier values") }
    return open(try perform(DeleteVersions(versions: ids)))
  }
}
