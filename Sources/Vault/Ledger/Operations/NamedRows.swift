import Base

/// The outcome of a renaming.
struct Renamed {
  /// The row before it.
  let before: SealedRef
  /// Whether the name is another one.
  let isChanged: Bool
}

/// Rows with sealed names, which the ledger compares by their digests.
extension Scope {
  /// The rows whose names have the digest of this one, seen or not.
  func rows<Row: NamedRow>(
    _ type: Row.Type, named name: SealedName, _ more: [Condition<Row>] = []
  ) throws(VaultError) -> [Row] {
    guard let digest = name.digest else { return [] }
    let query = Query<Row>(more + [.equal(Row.Column.nameDigest, .bytes(digest))]).light
    return try store.rows(query)
  }

  /// Refuses a name that another row has; runs under the writer's lock, so no other writer takes it meanwhile.
  ///
  /// All rows count, also those that the principal may not see: anyone with the key can read all names in the
  /// file. A name without a digest, of a client of the server, equals none.
  func refuseTwin<Row: NamedRow>(
    _ type: Row.Type, _ name: SealedName, except own: Int64? = nil, _ more: [Condition<Row>] = []
  ) throws(VaultError) {
    if let other = try rows(Row.self, named: name, more).first(where: { $0.number != own }) {
      throw .exists(kind: Row.kind, text: other.id.text)
    }
  }

  /// Gives a row another name, unless it has it already; one that another row has only to a `twin`.
  func rename<Row: NamedRow>(
    _ row: Row, to name: SealedName, twin: Bool, record: () throws(VaultError) -> Void
  ) throws(VaultError) -> Renamed {
    if let digest = name.digest, row.name.digest == digest {
      return Renamed(before: SealedRef(row), isChanged: false)
    }
    if !twin { try refuseTwin(Row.self, name, except: row.number) }
    try update(
      Row.self, number: row.number,
      set: [
        (Row.Column.name, .text(name.text)), (Row.Column.nameDigest, .bytes(or: name.digest)),
        (Row.Column.keyVersion, .int(name.keyVersion)), (Row.Column.revised, .int(now)),
        (Row.Column.version, .int(row.stamp.nextVersion)),
      ])
    try record()
    return Renamed(before: SealedRef(row), isChanged: true)
  }
}
