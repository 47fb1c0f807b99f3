import Crypto

extension VaultSession {
  /// Gives a row another name, unless it has it already; one that another row has only to a `twin`.
  func rename<Row: NamedRow>(
    _ row: Row, to name: String, twin: Bool, _ writer: Writer,
    record: (Writer) throws(VaultError) -> Void
  ) throws(VaultError) -> Change {
    let before = keys.name(row.name.text)
    let subject = EntityRef(kind: Row.kind, id: row.id, name: name)
    if before.isReadable, Texts.areSame(before.text, name) {
      return Change(.unchanged, subject, before: name, after: name)
    }
    if !twin { try refuseTwin(Row.self, name, except: row.number) }
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

  /// Keeps the sealed name of something that goes, so that its events can still be read; one that does not open
  /// names nothing and goes with it.
  func bury<Row: NamedRow>(_ row: Row, _ writer: Writer) throws(VaultError) {
    if keys.name(row.name.text).isReadable { try store.bury(row, writer.stamp()) }
  }

  /// Moves the watermark of machine accounts: their clients fetch again.
  func touch(accounts numbers: some Sequence<Int64>, _ writer: Writer) throws(VaultError) {
    try store.touch(accounts: numbers, now: writer.now)
  }

  /// Moves the watermark of the machine accounts that can reach a secret, through its project or by itself.
  func touchAccounts(reaching secret: SecretRow, _ writer: Writer) throws(VaultError) {
    try store.touchAccounts(reaching: secret, now: writer.now)
  }

  /// Moves the watermark of the machine accounts that have a grant on a project.
  func touchAccounts(reading project: ProjectRow, _ writer: Writer) throws(VaultError) {
    try store.touchAccounts(reading: project.number, now: writer.now)
  }
}
