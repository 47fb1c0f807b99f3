import Base
import Crypto

/// What seals rows and checks seals: it has the key, the ledger has not.
protocol RowSealer: AnyObject {
  /// The seal of a row's message.
  func seal(_ message: [UInt8]) -> [UInt8]
  /// Whether a seal is that of a row's message.
  func isGenuine(_ seal: [UInt8], _ message: [UInt8]) -> Bool
  /// The digest that a name of a served client lacks; nil: it has one, or does not open.
  func digest(missingOf name: SealedName, _ kind: EntityKind) -> [UInt8]?
}

/// Writes of proven rows: each gets its seal, and its digest goes into the event that the operation records next.
extension Scope {
  /// Adds a row and returns its number.
  func insert<Row: ProvenRow>(_ row: Row) throws(VaultError) -> Int64 {
    try begin()
    var row = row
    row.proof = try proof(of: row, sealer)
    let digest = row.missingDigest(sealer)
    return try store.insert(digest.isEmpty ? row : row.setting(digest))
  }

  /// Sets columns of a row.
  func update<Row: ProvenRow>(
    _ type: Row.Type, number: Int64, set: [(column: Row.Column, value: Field)]
  ) throws(VaultError) {
    try begin()
    guard let found = try store.row(Row.self, number: number) else {
      throw .damaged("row \(number) of \(Row.table) is gone")
    }
    try store.update(Row.self, number: number, set: set + prove(found.setting(set), sealer))
  }

  /// Deletes the rows of a query and returns how many.
  @discardableResult
  func delete<Row: ProvenRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    let rows = try store.rows(query.light)
    for row in rows { try delete(row) }
    return rows.count
  }

  /// Deletes a row.
  func delete<Row: ProvenRow>(_ row: Row) throws(VaultError) {
    try begin()
    transaction.add(RowWrite(Row.proven, try row.identity(transaction.ids), digest: nil))
    _ = try store.delete(Query<Row>([.equal(.number, .int(row.number))]))
  }

  /// The columns that prove a row as it is now; where a served client wrote its name, with the digest of that.
  func prove<Row: ProvenRow>(
    _ row: Row, _ sealer: (any RowSealer)?
  ) throws(VaultError) -> [(column: Row.Column, value: Field)] {
    let proof = try proof(of: row, sealer)
    return [(.seal, .bytes(or: proof.seal)), (.event, .int(proof.event))] + row.missingDigest(sealer)
  }

  /// The proof of a row as it is now; the next event holds its digest.
  private func proof<Row: ProvenRow>(
    of row: Row, _ sealer: (any RowSealer)?
  ) throws(VaultError) -> RowProof {
    let (message, id) = try RowMessage.of(row, vault: ledger.vault, transaction.ids)
    transaction.add(RowWrite(Row.proven, id, digest: sha256(message)))
    // The event keeps the key when the row is gone.
    if let key = row.signKey { transaction.add(RowWrite(.signKey, id, digest: key)) }
    return RowProof(seal: sealer?.seal(message), event: transaction.tail.head.event + 1)
  }
}

extension ProvenRow {
  /// The column of the digest of its name, where it lacks one and the name opens.
  func missingDigest(_ sealer: (any RowSealer)?) -> [(column: Column, value: Field)] {
    guard let sealer, let (name, kind) = sealedName, let found = sealer.digest(missingOf: name, kind),
      let column = Column(rawValue: "name_digest")
    else { return [] }
    return [(column, .bytes(found))]
  }

  /// The row with other values in some columns.
  func setting(_ columns: [(column: Column, value: Field)]) throws(VaultError) -> Self {
    var fields = fields
    let all = Array(Column.allCases)
    for (column, value) in columns {
      if let place = all.firstIndex(of: column) { fields[place] = value }
    }
    var reader = FieldReader(fields, table: Self.table)
    return try Self(from: &reader)
  }
}
