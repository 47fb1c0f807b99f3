import Base

/// Mends what `verify` names and no backup has to be restored for; the rest of the vault was found right before.
struct RepairVault: Operation {
  static let name = "vault.repair"
  static let rule = VaultOperation.vaultRestore
  /// Whether events are dated by the clock again, though the last one is dated ahead of it.
  let setsClock: Bool
  /// The names of deleted things that do not open, which go.
  let tombstones: [UUID128]
  /// Whether the checkpoints that are left get numbers without gaps.
  let renumbersCheckpoints: Bool

  func perform(in scope: Scope) throws(VaultError) {
    for id in tombstones {
      guard let row = try scope.store.first(Query<TombstoneRow>([.equal(.id, .id(id))])) else { continue }
      try scope.delete(row)
    }
    if renumbersCheckpoints { try renumber(scope.store) }
    let ahead = setsClock ? try scope.transaction.setBack() : 0
    try scope.record(.vaultRepaired) {
      $0.detail = EventDetail.repaired(
        ahead: ahead, tombstones: tombstones.count, checkpoints: renumbersCheckpoints)
    }
  }

  private func renumber(_ store: any VaultStore) throws(VaultError) {
    var next: Int64 = 1
    for row in try store.rows(Query<CheckpointRow>(order: [SortKey(.number)])) {
      if row.number != next {
        try store.update(CheckpointRow.self, number: row.number, set: [(.number, .int(next))])
      }
      next += 1
    }
  }
}
