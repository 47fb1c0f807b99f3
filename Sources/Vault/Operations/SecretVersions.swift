package import Crypto

/// An earlier value of a secret; the value itself leaves only through `revealVersion`.
package struct SecretVersion: Sendable, Equatable {
  /// The id.
  package let id: UUID128
  /// When it was replaced, in µs.
  package let replaced: Int64
  /// Who replaced it.
  package let editor: EntityRef?

  /// How many earlier values are kept of each secret.
  package static let limit = 10
}

extension VaultSession {
  /// The earlier values of a secret, the last replaced one first, without their texts.
  package func versions(of id: UUID128) throws(VaultError) -> [SecretVersion] {
    try read(.secretVersions) { () throws(VaultError) in
      let secret = try existingSecret(id)
      var query = Self.versions(secret)
      query.leavesOutContent = true
      var versions: [SecretVersion] = []
      for row in try store.rows(query) {
        versions.append(
          SecretVersion(id: row.id, replaced: row.stamp.created, editor: try editor(of: row)))
      }
      return versions
    }
  }

  /// Hands out an earlier value: as for every value one event 2100 is committed first.
  package func revealVersion(_ version: UUID128, of id: UUID128) throws(VaultError) -> Secret {
    try refuseTransaction()
    let found = try write(.secretReveal) { (writer) throws(VaultError) in
      let secret = try existingSecret(id)
      let row = try store.first(Self.versions(secret).and(.equal(.id, .id(version))))
      guard let row else { throw VaultError.notFound(kind: .secret, text: version.text, near: []) }
      let home = try home(of: secret)
      try writer.record(.secretRetrieved, counts: false) {
        $0.secret = id
        $0.project = home?.id
        $0.detail = EventDetail.version(version)
      }
      return row
    }
    do { return try keys.open(found.value) } catch {
      throw VaultError.unreadable(kind: .secret, id: id)
    }
  }

  /// Keeps the value that a secret has now as a version, and of all versions the newest.
  func keepVersion(of row: SecretRow, _ writer: Writer) throws(VaultError) {
    var version = SecretVersionRow(
      stamp: writer.stamp(), secret: row.number, keyVersion: row.name.keyVersion, value: row.value)
    switch actor {
    case .person(let person, _): version.editorPerson = person.id
    case .account(let account, _): version.editorAccount = account.id
    }
    if try store.keepVersion(of: row, version) { writer.eraseAfterwards() }
  }

  /// The versions of a secret, the last replaced one first.
  static func versions(_ secret: SecretRow) -> Query<SecretVersionRow> {
    Query([.equal(.secret, .int(secret.number))], order: [SortKey(.number, descending: true)])
  }

  private func editor(of row: SecretVersionRow) throws(VaultError) -> EntityRef? {
    let side: (kind: EntityKind, id: UUID128)? =
      row.editorPerson.map { (.person, $0) } ?? row.editorAccount.map { (.account, $0) }
    guard let side else { return nil }
    return EntityRef(kind: side.kind, id: side.id, name: try name(side.kind, side.id) ?? side.id.text)
  }
}
