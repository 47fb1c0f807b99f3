package import Vault

/// Everything that a store holds, to compare two moments or two stores.
package struct StoreDump: Equatable {
  package var tables: [String: [[Field]]]

  /// Reads all rows of all tables.
  package init(_ store: any VaultStore) throws(VaultError) {
    var tables: [String: [[Field]]] = [:]
    func read<Row: StoredRow>(_ type: Row.Type) throws(VaultError) {
      tables[Row.table] = try store.rows(Query<Row>()).map(\.fields)
    }
    try read(OrganizationRow.self)
    try read(PersonRow.self)
    try read(GroupRow.self)
    try read(GroupMemberRow.self)
    try read(CredentialRow.self)
    try read(AccountRow.self)
    try read(ProjectRow.self)
    try read(SecretRow.self)
    try read(SecretVersionRow.self)
    try read(TokenRow.self)
    try read(PolicyRow.self)
    try read(EventRow.self)
    try read(HeadRow.self)
    try read(ImportRow.self)
    try read(TombstoneRow.self)
    try read(AuditKeyRow.self)
    try read(CheckpointRow.self)
    self.tables = tables
  }
}
