import Base

/// Records that an earlier value of a secret is handed out.
struct RevealVersion: Operation {
  static let name = "version.reveal"
  static let rule = VaultOperation.secretReveal
  /// The secret.
  let secret: UUID128
  /// The earlier value.
  let version: UUID128

  func perform(in scope: Scope) throws(VaultError) -> SecretVersionRow {
    let secret = try scope.view.existingSecret(secret)
    try scope.view.require(.secretReveal, on: secret)
    let row = try scope.store.first(SecretVersionRow.kept(of: secret).and(.equal(.id, .id(version))))
    guard let row else { throw .notFound(kind: .secret, text: version.text, near: []) }
    _ = try scope.reveal(secret, version: version)
    return row
  }
}

/// Deletes earlier values permanently, by their ids: one that no key opens, or that must not be kept.
struct DeleteVersions: Operation {
  static let name = "version.delete"
  static let rule = VaultOperation.versionDelete
  /// Which ones.
  let versions: [UUID128]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    scope.eraseAfterwards()
    return try versions.map { (id) throws(VaultError) in try delete(id, scope) }
  }

  private func delete(_ id: UUID128, _ scope: Scope) throws(VaultError) -> Outcome {
    let store = scope.store
    let found = try store.first(Query<SecretVersionRow>([.equal(.id, .id(id))]))
    let owner = try found.flatMap { (row) throws(VaultError) in
      try store.row(SecretRow.self, number: row.secret)
    }
    guard let found, let owner else { throw .noVersion(id) }
    let secret: SecretRow
    do { secret = try scope.targetSecret(owner.id) } catch {
      // Of a secret that may not be seen nothing is said, not even its id.
      if case .notFound = error { throw .noVersion(id) }
      throw error
    }
    let kept = try store.rows(SecretVersionRow.light(of: secret)).reversed().map(\.number)
    guard let index = kept.firstIndex(of: found.number) else { throw .noVersion(id) }
    try scope.delete(found)
    let home = try scope.view.home(of: secret)
    try scope.record(.secretEdited) {
      $0.secret = secret.id
      $0.project = home?.id
      $0.detail = EventDetail.versionDeleted(id, place: index)
    }
    return Outcome(.deleted, SealedRef(secret), object: home, before: id.text)
  }
}

extension SecretVersionRow {
  /// The versions of a secret, the last replaced one first.
  static func kept(of secret: SecretRow) -> Query<SecretVersionRow> {
    Query([.equal(.secret, .int(secret.number))], order: [SortKey(.number, descending: true)])
  }

  /// The same without their values.
  static func light(of secret: SecretRow) -> Query<SecretVersionRow> {
    kept(of: secret).light
  }
}

extension VaultError {
  static func noVersion(_ id: UUID128) -> VaultError {
    .invalid(what: "the earlier value \(id.text)", why: "is not there")
  }
}
