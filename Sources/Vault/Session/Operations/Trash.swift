package import Base

extension VaultSession {
  /// Puts secrets into the trash, all or nothing.
  ///
  /// They keep project, grants and versions, and are absent everywhere else until they are restored.
  package func deleteSecrets(_ ids: [UUID128]) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "secrets") }
    return open(try perform(DeleteSecrets(secrets: ids)))
  }

  /// Takes secrets out of the trash, all or nothing; where the project is gone they come back without one.
  package func restoreSecrets(_ ids: [UUID128]) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "secrets") }
    return open(try perform(RestoreSecrets(secrets: ids)))
  }

  /// Deletes secrets of the trash permanently, with their versions and the grants on them, all or nothing.
  package func purgeSecrets(_ ids: [UUID128]) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "secrets") }
    let outcomes = try perform { () throws(VaultError) in
      PurgeSecrets(secrets: try ids.map { (id) throws(VaultError) in try deletion(SecretRow.self, id) })
    }
    return open(outcomes)
  }

  /// Permanently deletes the secrets that were in the trash for its full time.
  ///
  /// With `through` only those that were deleted until then, in µs.
  package func purgeExpiredSecrets(through: Int64? = nil) throws(VaultError) -> [Change] {
    let outcomes = try write(.trashPurge) { (scope) throws(VaultError) in
      var query = Self.expired(at: scope.clock)
      if let through { query.conditions.append(Condition(.deleted, .lessOrEqual, .int(through))) }
      let rows = try store.rows(limited(query).light)
      let nameless = nameless(rows)
      let secrets = rows.map { Deletion($0.id, nameless: nameless.contains($0.id) ? [$0.id] : []) }
      return try PurgeExpiredSecrets(secrets: secrets).perform(in: scope)
    }
    return open(outcomes)
  }

  /// The secrets that were in the trash for its full time.
  package func expiredSecrets() throws(VaultError) -> [TrashedSecret] {
    try trash(Self.expired(at: service.now()))
  }

  /// The secrets of a query that are in the trash.
  package func trash(_ query: SecretQuery = SecretQuery()) throws(VaultError) -> [TrashedSecret] {
    try require(.trashList)
    let rows = try store.rows(limited(query.and(.isNotNull(.deleted))).light)
    var trashed: [TrashedSecret] = []
    for (row, item) in zip(rows, try items(rows)) {
      trashed.append(
        TrashedSecret(
          number: row.number, id: row.id, key: item.key, project: item.project,
          deleted: row.deleted ?? 0))
    }
    return trashed
  }

  /// How many secrets in the trash fulfil a query.
  package func countTrash(_ query: SecretQuery = SecretQuery()) throws(VaultError) -> Int {
    try require(.trashList)
    return try store.count(limited(query.and(.isNotNull(.deleted))))
  }

  /// The one secret in the trash that a text names: by its key, `PROJECT/KEY` or id.
  package func resolveTrashed(_ text: String) throws(VaultError) -> EntityRef {
    try require(.trashList)
    let prefix = EntityKind.secret.word + ":"
    let bare = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    let found: [SecretRow]
    if let id = UUID128(bare) {
      found = try row(SecretRow.self, id).map { $0.deleted == nil ? [] : [$0] } ?? []
    } else {
      found = try secrets(named: bare, .isNotNull(.deleted))
    }
    guard let row = found.first else { throw .notInTrash(text: bare) }
    if found.count > 1 {
      throw .ambiguous(kind: .secret, text: bare, matches: try labels(of: found.map(ref)))
    }
    return ref(row)
  }

  private static func expired(at now: Int64) -> SecretQuery {
    SecretQuery([
      .isNotNull(.deleted), Condition(.deleted, .lessOrEqual, .int(now - TrashedSecret.time)),
    ])
  }
}
