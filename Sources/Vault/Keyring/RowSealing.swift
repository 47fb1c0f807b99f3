import Base

/// Gives every row its proof anew, a page at a time.
///
/// A rekey does it under the new key; an owner does it once to a vault of a release before proofs.
struct RowSealing {
  private static let pageSize = 200

  private let scope: Scope
  private let keys: VaultKeys
  /// How many rows there were.
  private(set) var count = 0

  init(_ scope: Scope, _ keys: VaultKeys) {
    self.scope = scope
    self.keys = keys
  }

  /// Proves all rows; the event that is recorded next holds their digests.
  ///
  /// - Parameter onlyUnproven: whether rows that an event proves already stay as they are.
  mutating func run(onlyUnproven: Bool = false) throws(VaultError) {
    try scope.begin()
    for type in ProvenTable.rows { try seal(type, onlyUnproven) }
  }

  private mutating func seal<Row: ProvenRow>(_ type: Row.Type, _ onlyUnproven: Bool) throws(VaultError) {
    var last: Int64 = 0
    while true {
      let page = try scope.store.rows(
        Query<Row>().page(after: last, through: Int64.max, limit: Self.pageSize))
      for row in page {
        last = row.number
        if onlyUnproven, row.proof.event != 0 { continue }
        let proof = try scope.prove(row, keys)
        try scope.store.update(Row.self, number: row.number, set: proof)
        count += 1
      }
      if page.count < Self.pageSize { return }
    }
  }
}
