/// What somebody may want to do with a vault; every operation asks for one of them first.
package enum VaultOperation: String, Sendable, CaseIterable {
  case projectList = "list projects"
  case projectShow = "see a project"
  case projectCreate = "create projects"
  case projectRename = "rename a project"
  case projectDelete = "delete a project"
  case accountList = "list machine accounts"
  case accountShow = "see a machine account"
  case accountCreate = "create machine accounts"
  case accountRename = "rename a machine account"
  case accountDelete = "delete a machine account"
  case secretList = "list secrets"
  case secretShow = "see a secret"
  case secretCreate = "create secrets"
  case secretReveal = "reveal a secret"
  case grantList = "list grants"
  case grantChange = "change grants"
  case tokenList = "list access tokens"
  case tokenCreate = "create access tokens"
  case personList = "list people"
  case eventList = "read events"
  case importData = "import"
  case vaultStatus = "see the vault's status"
  case vaultVerify = "verify the vault"
  case secretEdit = "edit a secret"
  case secretMove = "move a secret"
  case secretDelete = "delete a secret"
  case secretVersions = "see the versions of a secret"
  case trashList = "see the trash"
  case trashRestore = "restore secrets"
  case trashPurge = "purge secrets"
  case tokenRevoke = "revoke access tokens"
  case eventExport = "export events"
  case exportData = "export"
  case vaultSet = "change the settings of the vault"
}

/// Who may do what, as data: a test can flip each entry.
///
/// The rules of other roles, and the part of them that looks at grants, are not written yet; until
/// they are, an owner may do everything and everybody else nothing.
package struct RuleTable: Sendable {
  private var allowed: [Role: Set<VaultOperation>]

  /// The rules of the house.
  package static let standard = RuleTable(allowed: [.owner: Set(VaultOperation.allCases)])

  /// Rules.
  package init(allowed: [Role: Set<VaultOperation>]) { self.allowed = allowed }

  /// The same rules with one entry flipped.
  package func flipping(_ role: Role, _ operation: VaultOperation) -> RuleTable {
    var copy = self
    let changed = copy.allowed[role, default: []].symmetricDifference([operation])
    copy.allowed[role] = changed
    return copy
  }

  /// Whether the person may do it.
  package func allows(_ person: Person, _ operation: VaultOperation) -> Bool {
    person.status == .confirmed && allowed[person.role, default: []].contains(operation)
  }

  /// The numbers of the rows of a kind that the person may read: nil for all.
  ///
  /// The one function that knows: the store filters by its answer and holds no rules itself.
  package func readable(_ kind: EntityKind, by person: Person) -> [Int64]? {
    person.status == .confirmed && person.role == .owner ? nil : []
  }
}
