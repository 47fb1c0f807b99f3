package import Base

/// An earlier value of a secret, sealed.
package struct ServedVersion {
  /// The stored row with the sealed value.
  package let row: SecretVersionRow
  /// The id of the secret.
  package let secret: UUID128
}

extension ServedVault {
  /// The earlier values of a secret, the last replaced one first: an event for each.
  package func versions(of id: UUID128, _ caller: ServedCaller) throws(VaultError) -> [ServedVersion] {
    let secret = try secretRow(id, .secretVersions, caller)
    try view(caller).require(.secretReveal, on: secret)
    return try reveal(store.rows(SecretVersionRow.kept(of: secret)), of: secret, caller)
  }

  /// Earlier values by their ids, all or nothing: an event for each.
  package func versions(_ ids: [UUID128], _ caller: ServedCaller) throws(VaultError) -> [ServedVersion] {
    var found: [ServedVersion] = []
    for id in ids {
      let (row, secret) = try version(id, .secretVersions, caller)
      try view(caller).require(.secretReveal, on: secret)
      found += try reveal([row], of: secret, caller)
    }
    return found
  }

  /// Gives a secret an earlier value again; the one that it has becomes a version, if it is another text.
  ///
  /// The client has not sent the value that the answer holds: this is a reveal, too.
  package func restore(
    version id: UUID128, of secret: UUID128, _ caller: ServedCaller
  ) throws(VaultError) -> ServedSecret {
    var row = try secretRow(secret, .secretEdit, caller)
    let (version, owner) = try version(id, .secretVersions, caller)
    guard owner.number == row.number else { throw Self.missing(.secret, id) }
    if !Texts.areSame(row.value, version.value) {
      row =
        try perform(
          EditSecret(
            secret: secret, version: row.stamp.version, name: row.name, value: version.value, note: row.note,
            keepsVersion: true, digests: nil, twin: true), caller
        ).row
    }
    _ = try scope(of: .secretReveal, caller).reveal(row)
    return try served(row, caller)
  }

  /// Deletes earlier values, all or nothing.
  package func delete(versions ids: [UUID128], _ caller: ServedCaller) throws(VaultError) {
    for id in ids { _ = try version(id, .secretEdit, caller) }
    _ = try perform(DeleteVersions(versions: ids), caller)
  }

  private func reveal(
    _ rows: [SecretVersionRow], of secret: SecretRow, _ caller: ServedCaller
  ) throws(VaultError) -> [ServedVersion] {
    let scope = try scope(of: .secretReveal, caller)
    return try rows.map { (row) throws(VaultError) in
      _ = try scope.reveal(secret, version: row.id)
      return ServedVersion(row: row, secret: secret.id)
    }
  }

  /// The row of a live secret, if the caller may do this to it.
  private func secretRow(
    _ id: UUID128, _ operation: VaultOperation, _ caller: ServedCaller
  ) throws(VaultError) -> SecretRow {
    let view = try view(caller)
    let row = try view.existingSecret(id)
    try view.require(operation, on: row)
    return row
  }

  /// An earlier value of a live secret to which the caller may do this.
  private func version(
    _ id: UUID128, _ operation: VaultOperation, _ caller: ServedCaller
  ) throws(VaultError) -> (row: SecretVersionRow, secret: SecretRow) {
    let row = try store.first(Query<SecretVersionRow>([.equal(.id, .id(id))]))
    guard let row, let secret = try store.row(SecretRow.self, number: row.secret), secret.deleted == nil
    else {
      throw Self.missing(.secret, id)
    }
    try view(caller).require(operation, on: secret)
    return (row, secret)
  }
}
