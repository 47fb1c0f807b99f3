package import Vault

extension StoreInMemory {
  /// Makes it a vault of a release before proofs: what tests write into it behind its events
  /// does not stop a sign-in.
  package func forgetProofs() throws(VaultError) {
    for type in ProvenTable.rows { try forget(type) }
    isOpenToEdits = true
    defer { isOpenToEdits = false }
    for event in try rows(EventQuery()) {
      try update(EventRow.self, number: event.number, set: [(.rows, .null)])
    }
    try update(HeadRow.self, number: 1, set: [(.sealed, .int(0)), (.changed, .int(0))])
    for row in try rows(Query<CredentialRow>()) {
      try update(CredentialRow.self, number: row.number, set: [(.signKey, .null)])
    }
    for row in try rows(TokenQuery()) {
      try update(TokenRow.self, number: row.number, set: [(.signKey, .null)])
    }
    _ = try delete(Query<CheckpointRow>())
  }

  private func forget<Row: ProvenRow>(_ type: Row.Type) throws(VaultError) {
    for row in try rows(Query<Row>()) {
      try update(Row.self, number: row.number, set: [(.seal, .null), (.event, .int(0))])
    }
  }
}
