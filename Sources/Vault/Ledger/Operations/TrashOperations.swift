import Base

/// Puts secrets into the trash: they keep project, grants and versions, and are absent everywhere else until they are
/// restored.
struct DeleteSecrets: Operation {
  static let name = "secret.delete"
  static let rule = VaultOperation.secretDelete
  /// Which ones.
  let secrets: [UUID128]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    try scope.each(secrets, "secrets") { (id) throws(VaultError) in
      let row = try scope.targetSecret(id)
      try scope.update(row, [(.deleted, .int(scope.now))])
      try scope.store.touchAccounts(reaching: row, now: scope.now)
      return try scope.recordTrash(.secretDeleted, .deleted, row, scope.view.home(of: row))
    }
  }
}

/// Takes secrets out of the trash; where the project is gone they come back without one.
struct RestoreSecrets: Operation {
  static let name = "trash.restore"
  static let rule = VaultOperation.trashRestore
  /// Which ones.
  let secrets: [UUID128]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    try scope.each(secrets, "secrets") { (id) throws(VaultError) in
      let row = try scope.trashedRow(id)
      try scope.update(row, [(.deleted, .null)])
      try scope.store.touchAccounts(reaching: row, now: scope.now)
      return try scope.recordTrash(.secretRestored, .restored, row, scope.view.home(of: row))
    }
  }
}

/// Deletes secrets of the trash permanently, with their versions and the grants on them.
struct PurgeSecrets: Operation {
  static let name = "trash.purge"
  static let rule = VaultOperation.trashPurge
  /// Which ones.
  let secrets: [Deletion]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    scope.eraseAfterwards()
    return try scope.each(secrets, "secrets") { (secret) throws(VaultError) in
      let row = try scope.trashedRow(secret.id)
      // Before the grants go that tell which accounts reach it.
      try scope.store.touchAccounts(reaching: row, now: scope.now)
      let home = try scope.view.home(of: row)
      try scope.purge(row, secret)
      return try scope.recordTrash(.secretPurged, .purged, row, home)
    }
  }
}

/// Permanently deletes secrets that were in the trash for its full time.
///
/// As in the product the watermark of machine accounts stays, because for them nothing changes.
struct PurgeExpiredSecrets: Operation {
  static let name = "trash.expire"
  static let rule = VaultOperation.trashPurge
  /// Which ones; one that has not expired is refused.
  let secrets: [Deletion]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    scope.eraseAfterwards()
    return try scope.each(secrets, "secrets") { (secret) throws(VaultError) in
      let row = try scope.trashedRow(secret.id)
      guard let deleted = row.deleted, deleted <= scope.clock - TrashedSecret.time else {
        throw .notInTrash(text: secret.id.text)
      }
      // No proof covers the date: what was put into the trash lately must not be destroyed.
      guard try scope.wasDeleted(row, at: deleted) else {
        throw .damaged("the secret \(row.id.text) was deleted at another time than its event says")
      }
      let home = try scope.view.home(of: row)
      try scope.purge(row, secret)
      try scope.record(.secretExpired) {
        $0.secret = row.id
        $0.project = home?.id
      }
      return Outcome(.purged, SealedRef(row), object: home)
    }
  }
}

extension Scope {
  fileprivate func trashedRow(_ id: UUID128) throws(VaultError) -> SecretRow {
    guard let row = try view.row(SecretRow.self, id), row.deleted != nil else {
      throw .notInTrash(text: id.text)
    }
    return row
  }

  /// Whether the last event that put a secret into the trash is of this date.
  fileprivate func wasDeleted(_ row: SecretRow, at date: Int64) throws(VaultError) -> Bool {
    let event = try store.first(
      EventQuery(
        [.equal(.secret, .id(row.id)), .equal(.type, .int(EventCode.secretDeleted.number))],
        order: [SortKey(.number, descending: true)]))
    return event?.date == date
  }

  fileprivate func recordTrash(
    _ code: EventCode, _ action: ChangeAction, _ row: SecretRow, _ home: SealedRef?
  ) throws(VaultError) -> Outcome {
    try record(code) {
      $0.secret = row.id
      $0.project = home?.id
    }
    return Outcome(action, SealedRef(row), object: home)
  }

  /// Deletes the row and what hangs on it.
  fileprivate func purge(_ row: SecretRow, _ deletion: Deletion) throws(VaultError) {
    try delete(Query<SecretVersionRow>([.equal(.secret, .int(row.number))]))
    try delete(
      Query<PolicyRow>([
        .equal(.objectKind, .int(EntityKind.secret.rawValue)), .equal(.object, .int(row.number)),
      ]))
    if !deletion.nameless.contains(row.id) { try leaveTombstone(row) }
    try delete(row)
  }
}
