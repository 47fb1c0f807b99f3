/// A backup of the vault that was verified.
package struct VerifiedBackup {
  /// The last event that it holds.
  package let head: HeadRow
  /// What was looked at and found.
  package let verification: Verification
}

extension VaultSession {
  /// Verifies a copy of this vault as `verify` does the vault itself.
  package func verify(copy store: any VaultStore) throws(VaultError) -> VerifiedBackup {
    try require(.vaultBackup)
    guard let head = try store.row(HeadRow.self, number: 1) else {
      throw .damaged("the head of the events is missing")
    }
    return VerifiedBackup(head: head, verification: try copy(on: store, isReadOnly: true).verify())
  }

  /// Records that a backup was made, before its file takes its place.
  package func recordBackup(of head: HeadRow) throws(VaultError) {
    if isInTransaction { throw .transaction(problem: .careInside(what: "backed up")) }
    try write(.vaultBackup) { (scope) throws(VaultError) in
      try scope.record(.vaultBackedUp) { $0.detail = EventDetail.backedUp(head) }
    }
  }
}
