package import Crypto

extension ServedVault {
  /// Makes a secret in a project.
  package func createSecret(
    _ content: SealedSecret, in project: UUID128, _ caller: ServedCaller
  ) throws(VaultError) -> ServedSecret {
    let home = try projectRow(project, .secretCreate, caller)
    var row = SecretRow(
      stamp: stamp(caller), name: sealed(content.key), project: home.number, value: content.value,
      note: content.note)
    row.number = try store.insert(row)
    try record(.secretCreated, caller) {
      $0.secret = row.id
      $0.project = home.id
      $0.detail = EventDetail.served(content, hasValue: true)
    }
    try store.touchAccounts(reading: home.number, now: now)
    return try served(row, caller)
  }

  /// Changes a secret; with `keepsVersion` the value is a new one and the previous one is kept as a version.
  ///
  /// The server cannot tell whether a value changed, only whether its ciphertext did.
  package func editSecret(
    _ id: UUID128, _ content: SealedSecret, to project: UUID128?, keepsVersion: Bool, _ caller: ServedCaller
  ) throws(VaultError) -> ServedSecret {
    let before = try secretRow(id, .secretEdit, caller)
    var row = before
    let home = try row.project.flatMap { (number) throws(VaultError) in
      try store.row(ProjectRow.self, number: number)
    }
    var target = home
    if let project, project != home?.id {
      target = try projectRow(project, .secretCreate, caller)
      row.project = target?.number
    }
    row.name = sealed(content.key)
    row.value = content.value
    row.note = content.note
    try write(
      row, before, from: home?.id, to: target?.id,
      keepsVersion: keepsVersion && !Texts.areSame(before.value, row.value), caller)
    row.stamp.revised = now
    return try served(row, caller)
  }

  /// Writes a changed secret and its event.
  func write(
    _ row: SecretRow, _ before: SecretRow, from home: UUID128?, to target: UUID128?, keepsVersion: Bool,
    _ caller: ServedCaller
  ) throws(VaultError) {
    // Accounts that could reach it and those that can now: both have something to fetch.
    try store.touchAccounts(reaching: before, now: now)
    let hasValue = !Texts.areSame(before.value, row.value)
    let kept = keepsVersion ? try keepVersion(of: before, caller) : nil
    try store.update(
      before,
      Self.columns(of: row) + [
        (.project, .int(or: row.project)), (.value, .text(row.value)), (.note, .text(row.note)),
      ], now: now)
    try record(.secretEdited, caller) {
      $0.secret = row.id
      $0.project = target
      $0.detail = EventDetail.served(
        SealedSecret(key: row.name.text, value: row.value, note: row.note),
        moved: row.project == before.project ? nil : .some(home), hasValue: hasValue, kept: kept)
    }
    if let number = row.project, number != before.project {
      try store.touchAccounts(reading: number, now: now)
    }
  }

  private func keepVersion(of row: SecretRow, _ caller: ServedCaller) throws(VaultError) -> UUID128 {
    let version = SecretVersionRow(
      stamp: stamp(caller), secret: row.number, keyVersion: row.name.keyVersion, value: row.value,
      editorAccount: caller.account.id)
    if try store.keepVersion(of: row, version) { eraseAfterwards() }
    return version.id
  }

  /// Puts those of these secrets into the trash that the caller may write.
  ///
  /// The answer says of each whether it is gone; one that is unknown refuses all.
  package func deleteSecrets(
    _ ids: [UUID128], _ caller: ServedCaller
  ) throws(VaultError) -> [(id: UUID128, isDeleted: Bool)] {
    var rows: [SecretRow] = []
    for id in ids { rows.append(try secretRow(id, .secretList, caller)) }
    var report: [(id: UUID128, isDeleted: Bool)] = []
    for row in rows {
      let mayGo = try isAllowed(.secretDelete, on: row.thing, caller)
      if mayGo {
        let home = try homeID(of: row)
        try store.update(row, [(.deleted, .int(now))], now: now)
        try record(.secretDeleted, caller) {
          $0.secret = row.id
          $0.project = home
        }
        try store.touchAccounts(reaching: row, now: now)
      }
      report.append((row.id, mayGo))
    }
    return report
  }

  func homeID(of row: SecretRow) throws(VaultError) -> UUID128? {
    guard let number = row.project else { return nil }
    return try store.row(ProjectRow.self, number: number)?.id
  }
}
