package import Vault

extension StoreInMemory {
  /// Makes it a vault of a release before proofs: what tests write into it behind its events
  /// does not stop a sign-in.
  package func forgetProofs() throws(VaultError) {
    try forget(OrganizationRow.self)
    try forget(PersonRow.self)
    try forget(GroupRow.self)
    try forget(GroupMemberRow.self)
    try forget(CredentialRow.self)
    try forget(ProjectRow.self)
    try forget(AccountRow.self)
    try forget(SecretRow.self)
    try forget(SecretVersionRow.self)
    try forget(TokenRow.self)
    try forget(PolicyRow.self)
    try forget(ImportRow.self)
    try forget(TombstoneRow.self)
    isOpenToEdits = true
    defer { isOpenToEdits = false }
    for event in try rows(EventQuery()) {
      try update(EventRow.self, number: event.number, set: [(.rows, .null)])
    }
    try update(HeadRow.self, number: 1, set: [(.sealed, .int(0)), (.changed, .int(0))])
  }

  private func forget<Row: ProvenRow>(_ type: Row.Type) throws(VaultError) {
    for row in try rows(Query<Row>()) {
      try update(Row.self, number: row.number, set: [(.seal, .null), (.event, .int(0))])
    }
  }
}
