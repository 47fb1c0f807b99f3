package import Crypto

/// An earlier value of a secret; the value itself leaves only through `revealVersion`.
package struct SecretVersion: Sendable, Equatable {
  /// The id.
  package let id: UUID128
  /// When it was replaced, in µs.
  package let replaced: Int64
  /// The principal who replaced it.
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

extension VaultSession {
  /// Deletes earlier values for good, by their ids, all or nothing: one that no key opens, or that must not be kept.
  package func deleteVersions(_ ids: [UUID128]) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "earlier values") }
    return try write(.secretEdit) { (writer) throws(VaultError) in
      writer.eraseAfterwards()
      return try ids.map { (id) throws(VaultError) in try deleteVersion(id, writer) }
    }
  }

  private static func noVersion(_ id: UUID128) -> VaultError {
    .invalid(what: "the earlier value \(id.text)", why: "is not there")
  }

  private func deleteVersion(_ id: UUID128, _ writer: Writer) throws(VaultError) -> Change {
    let found = try store.first(Query<SecretVersionRow>([.equal(.id, .id(id))]))
    let owner = try found.flatMap { (row) throws(VaultError) in
      try store.row(SecretRow.self, number: row.secret)
    }
    guard let found, let owner else { throw Self.noVersion(id) }
    let secret: SecretRow
    do { secret = try writer.targetSecret(owner.id) } catch {
      // Of a secret that may not be seen nothing is said, not even its id.
      if case .notFound = error { throw Self.noVersion(id) }
      throw error
    }
    let kept = try store.rows(Self.light(versions: secret)).reversed().map(\.number)
    guard let place = kept.firstIndex(of: found.number) else {
      throw Self.noVersion(id)
    }
    _ = try store.delete(Query<SecretVersionRow>([.equal(.number, .int(found.number))]))
    let home = try home(of: secret)
    try writer.record(.secretEdited) {
      $0.secret = secret.id
      $0.project = home?.id
      $0.detail = EventDetail.versionDeleted(id, place: place)
    }
    return Change(.deleted, ref(secret), object: home, before: id.text)
  }
}
