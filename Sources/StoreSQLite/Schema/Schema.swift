/// The tables of the vault, one file each.
enum Schema {
  /// All tables of the first migration, in an order that suits their references.
  static let firstTables = [
    organizationTable,
    personTable,
    personGroupTable,
    groupMemberTable,
    credentialTable,
    projectTable,
    accountTable,
    secretTable,
    secretVersionTable,
    tokenTable,
    policyTable,
    eventTable,
    headTable,
    checkpointTable,
    auditKeyTable,
    importTable,
    tombstoneTable,
    rotationTable,
    loginFailureTable,
  ]
}
