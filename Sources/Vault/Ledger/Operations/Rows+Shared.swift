import Base

/// The watermark of machine accounts: no part of their proofs.
extension VaultStore {
  /// Moves the watermark of machine accounts: their clients fetch again.
  func touch(accounts numbers: some Sequence<Int64>, now: Int64) throws(VaultError) {
    for number in numbers {
      try update(AccountRow.self, number: number, set: [(.revised, .int(now))])
    }
  }

  /// Moves the watermark of the machine accounts that can reach a secret, through its project or by itself.
  func touchAccounts(reaching secret: SecretRow, now: Int64) throws(VaultError) {
    try touch(accounts: accounts(with: Resource(.secret, secret.number)), now: now)
    if let project = secret.project { try touchAccounts(reading: project, now: now) }
  }

  /// Moves the watermark of the machine accounts that have a grant on the project of a number.
  func touchAccounts(reading project: Int64, now: Int64) throws(VaultError) {
    try touch(accounts: accounts(with: Resource(.project, project)), now: now)
  }

  private func accounts(with resource: Resource) throws(VaultError) -> [Int64] {
    try rows(
      Query<PolicyRow>([
        .equal(.objectKind, .int(resource.kind.rawValue)), .equal(.object, .int(resource.number)),
        .equal(.subjectKind, .int(EntityKind.account.rawValue)),
      ])
    ).map(\.subject)
  }
}

/// Steps of row changes that operations share.
extension Scope {
  /// Leaves a tombstone with the sealed name of a deleted row, so that its events can still be read.
  func leaveTombstone<Row: NamedRow>(_ row: Row) throws(VaultError) {
    try leaveTombstone(Row.kind, row.id, row.name)
  }

  /// Sets columns of a secret together with what says that it was changed.
  func update(
    _ row: SecretRow, _ columns: [(column: SecretRow.Column, value: Field)]
  ) throws(VaultError) {
    try update(
      SecretRow.self, number: row.number,
      set: columns + [(.revised, .int(now)), (.version, .int(row.stamp.nextVersion))])
  }

  /// Keeps the value that a secret has now as a version, and of all versions the newest; says whether one went.
  func keep(_ version: SecretVersionRow, of row: SecretRow) throws(VaultError) -> Bool {
    var old = SecretVersionRow.light(of: row)
    old.offset = SecretVersion.limit - 1
    let ended = try store.rows(old)
    for version in ended { try delete(version) }
    _ = try insert(version)
    return !ended.isEmpty
  }

  /// Deletes the row of a project, after its tombstone was left, and the grants on it; its secrets stay without
  /// a project.
  func remove(_ row: ProjectRow) throws(VaultError) -> (secrets: [SecretRow], grants: Int) {
    try store.touchAccounts(reading: row.number, now: now)
    let secrets = try store.rows(SecretQuery([.equal(.project, .int(row.number))]).light)
    for secret in secrets { try update(secret, [(.project, .null)]) }
    let grants = try delete(
      Query<PolicyRow>([
        .equal(.objectKind, .int(EntityKind.project.rawValue)), .equal(.object, .int(row.number)),
      ]))
    try delete(row)
    return (secrets, grants)
  }
}
