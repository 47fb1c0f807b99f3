package import Crypto

/// An earlier value of a secret, sealed.
package struct ServedVersion {
  /// The row.
  package let row: SecretVersionRow
  /// The id of the secret.
  package let secret: UUID128
}

extension ServedVault {
  /// The earlier values of a secret, the last replaced one first: an event for each.
  package func versions(of id: UUID128, _ caller: ServedCaller) throws(VaultError) -> [ServedVersion] {
    let secret = try secretRow(id, .secretVersions, caller)
    try require(.secretReveal, on: secret, caller)
    return try reveal(store.rows(VaultSession.versions(secret)), of: secret, caller)
  }

  /// Earlier values by their ids, all or nothing: an event for each.
  package func versions(_ ids: [UUID128], _ caller: ServedCaller) throws(VaultError) -> [ServedVersion] {
    var found: [ServedVersion] = []
    for id in ids {
      let (row, secret) = try version(id, .secretVersions, caller)
      try require(.secretReveal, on: secret, caller)
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
    let before = try secretRow(secret, .secretEdit, caller)
    let (version, owner) = try version(id, .secretVersions, caller)
    guard owner.number == before.number else { throw Self.missing(.secret, id) }
    var row = before
    row.value = version.value
    let home = try homeID(of: row)
    if !Texts.areSame(before.value, row.value) {
      try write(row, before, from: home, to: home, keepsVersion: true, caller)
      row.stamp.revised = now
    }
    try recordReveal(of: row, home, caller)
    return try served(row, caller)
  }

  /// Deletes earlier values, all or nothing.
  package func delete(versions ids: [UUID128], _ caller: ServedCaller) throws(VaultError) {
    for id in ids {
      let (row, secret) = try version(id, .secretEdit, caller)
      let kept = try store.rows(VaultSession.light(versions: secret)).reversed().map(\.number)
      guard let place = kept.firstIndex(of: row.number) else { throw Self.missing(.secret, id) }
      _ = try store.delete(Query<SecretVersionRow>([.equal(.number, .int(row.number))]))
      eraseAfterwards()
      let home = try homeID(of: secret)
      try record(.secretEdited, caller) {
        $0.secret = secret.id
        $0.project = home
        $0.detail = EventDetail.versionDeleted(id, place: place)
      }
    }
  }

  private func reveal(
    _ rows: [SecretVersionRow], of secret: SecretRow, _ caller: ServedCaller
  ) throws(VaultError) -> [ServedVersion] {
    let home = try homeID(of: secret)
    for row in rows { try recordReveal(of: secret, home, version: row.id, caller) }
    return rows.map { ServedVersion(row: $0, secret: secret.id) }
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
    try require(operation, on: secret, caller)
    return (row, secret)
  }
}

extension VaultSession {
  /// The versions of a secret without their values, the last replaced one first.
  static func light(versions secret: SecretRow) -> Query<SecretVersionRow> {
    var query = versions(secret)
    query.leavesOutContent = true
    return query
  }
}
