/// Every operation that can be written down, by its name.
///
/// Names and the fields of operations are a format: files and other programs hold them.
package enum OperationTable {
  /// All of them.
  package static let all: [any Operation.Type] = [
    CreateAccount.self, RenameAccount.self, DescribeAccount.self, DeleteAccounts.self,
    CreateProject.self, RenameProject.self, DeleteProjects.self, ShowProject.self,
    CreateSecret.self, EditSecret.self, MoveSecrets.self, RevealSecrets.self, RevealToRun.self,
    DeleteSecrets.self, RestoreSecrets.self, PurgeSecrets.self, PurgeExpiredSecrets.self,
    RevealVersion.self, DeleteVersions.self,
    GrantAccess.self, RevokeAccess.self,
    CreateToken.self, RevokeTokens.self, ClearLogins.self,
    InvitePerson.self, ResetPerson.self, SetPerson.self, RemovePerson.self, JoinOrganization.self,
    SealCredentials.self, CreateKey.self, CreateRecoveryKey.self, RevokeKey.self, ChangePassphrase.self,
    CreateGroup.self, RenameGroup.self, AddMembers.self, RemoveMembers.self, DeleteGroup.self,
    SetSetting.self, AddAuditKey.self, RevokeAuditKey.self, RepairVault.self, SetSubscription.self,
    ImportProduct.self,
  ]

  /// The operation of a name; nil if there is none.
  package static func type(named name: String) -> (any Operation.Type)? {
    all.first { $0.name == name }
  }
}
