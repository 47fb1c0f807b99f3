import Crypto

extension VaultSession {
  /// Gives a row another name, unless it has it already.
  func rename<Row: NamedRow>(
    _ row: Row, to name: String, _ writer: Writer,
    record: (Writer) throws(VaultError) -> Void
  ) throws(VaultError) -> Change {
    let before = keys.name(row.name.text)
    let subject = EntityRef(kind: Row.kind, id: row.id, name: name)
    if before.isReadable, Texts.areSame(before.text, name) {
      return Change(.unchanged, subject, before: name, after: name)
    }
    let sealed = try writer.seal(name: name, Row.kind)
    try store.update(
      Row.self, number: row.number,
      set: [
        (Row.nameColumn, .text(sealed.text)), (Row.digestColumn, .bytes(or: sealed.digest)),
        (Row.revisedColumn, .int(writer.now)), (Row.versionColumn, .int(row.stamp.version + 1)),
      ])
    try record(writer)
    return Change(.renamed, subject, before: before.text, after: name)
  }

  /// Keeps the sealed name of something that goes, so that its events can still be read.
  func bury<Row: NamedRow>(_ row: Row, _ writer: Writer) throws(VaultError) {
    _ = try store.insert(
      TombstoneRow(
        stamp: writer.stamp(), kind: Row.kind, subject: row.id, keyVersion: row.name.keyVersion,
        name: row.name.text, digest: row.name.digest))
  }

  /// Moves the watermark of machine accounts: their clients fetch again.
  func touch(accounts numbers: some Sequence<Int64>, _ writer: Writer) throws(VaultError) {
    for number in numbers {
      try store.update(AccountRow.self, number: number, set: [(.revised, .int(writer.now))])
    }
  }

  /// Moves the watermark of the machine accounts that can reach a secret, through its project or by itself.
  func touchAccounts(reaching secret: SecretRow, _ writer: Writer) throws(VaultError) {
    let direct = try store.rows(
      Query<PolicyRow>([
        .equal(.objectKind, .int(EntityKind.secret.rawValue)),
        .equal(.object, .int(secret.number)),
        .equal(.subjectKind, .int(EntityKind.account.rawValue)),
      ]))
    try touch(accounts: direct.map(\.subject), writer)
    if let number = secret.project, let project = try store.row(ProjectRow.self, number: number) {
      try touchAccounts(reading: project, writer)
    }
  }

  /// Moves the watermark of the machine accounts that have a grant on a project.
  func touchAccounts(reading project: ProjectRow, _ writer: Writer) throws(VaultError) {
    let policies = try store.rows(
      Query<PolicyRow>([
        .equal(.objectKind, .int(EntityKind.project.rawValue)),
        .equal(.object, .int(project.number)),
        .equal(.subjectKind, .int(EntityKind.account.rawValue)),
      ]))
    try touch(accounts: policies.map(\.subject), writer)
  }
}
