package import Interpreter
internal import Vault

/// The commands of the domain: one line each.
package enum DomainCommands {
  /// All of them, in the order in which help lists them.
  package static var all: [any Command.Type] {
    [
      VaultCreate.self,
      VaultStatusShow.self,
      VaultSet.self,
      VaultImport.self,
      VaultExport.self,
      VaultVerify.self,
      VaultBackup.self,
      VaultRestore.self,
      VaultRekey.self,
      WhoAmI.self,
      Unlock.self,
      Lock.self,
      VaultPassphrase.self,
      VaultRecoveryKey.self,
      SubscriptionShow.self,
      SubscriptionSet.self,
      Accounts.self,
      AccountCreate.self,
      AccountShow.self,
      AccountRename.self,
      AccountSet.self,
      AccountDelete.self,
      AccountConfigShow.self,
      Projects.self,
      ProjectCreate.self,
      ProjectShow.self,
      ProjectRename.self,
      ProjectDelete.self,
      Secrets.self,
      SecretCreate.self,
      SecretShow.self,
      SecretEdit.self,
      SecretMove.self,
      SecretDelete.self,
      SecretVersions.self,
      SecretVersionDelete.self,
      Trash.self,
      SecretRestore.self,
      SecretPurge.self,
      TrashPurge.self,
      Reveal.self,
      RunProgram.self,
      Grants.self,
      GrantAccess.self,
      Revoke.self,
      People.self,
      PersonInvite.self,
      PersonJoin.self,
      PersonSet.self,
      PersonRemove.self,
      PersonReset.self,
      PersonKeys.self,
      AuditKeyList.self, AuditKeyAdd.self, AuditKeyRevoke.self, VaultRepair.self,
      PersonKeyCreate.self,
      PersonKeyRevoke.self,
      Groups.self,
      GroupCreate.self,
      GroupRename.self,
      GroupAdd.self,
      GroupRemove.self,
      GroupDelete.self,
      Tokens.self,
      TokenCreate.self,
      TokenRevoke.self,
      Locked.self,
      LockedClear.self,
      Events.self,
      EventsExport.self, EventsAnchor.self, EventsVerify.self,
      EventsImport.self,
    ]
  }

  /// The texts about their codes of errors, and about those of the vault.
  package static var codes: [String] { [DomainCodes.text, VaultCodes.text] }

  /// The types of their parameters.
  package static let types: [ParameterType] = ParameterTypes.all

  /// The commands with a one-time result, which must not be discarded.
  ///
  /// As the last stage of a statement off a terminal they are an error before anything runs.
  package static let mustBeTaken: [String] = [
    "token create", "person invite", "person reset", "person key create",
  ]

  /// The types of events, for `help events`.
  package static let eventTypes: [(number: Int, name: String, message: String)] = EventCode.allCases.map {
    (Int($0.number), $0.name, $0.words)
  }
}
