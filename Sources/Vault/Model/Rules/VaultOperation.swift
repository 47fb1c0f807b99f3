/// The operations of a vault; each one is checked against the rules before it runs.
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
  case accountDescribe = "describe a machine account"
  case accountDelete = "delete a machine account"
  case accountActAs = "act as a machine account"
  case secretList = "list secrets"
  case secretShow = "see a secret"
  case secretCreate = "create secrets"
  case secretCreateAlone = "create secrets without a project"
  case secretReveal = "reveal a secret"
  case secretEdit = "edit a secret"
  case secretMove = "move a secret"
  case secretDelete = "delete a secret"
  case secretVersions = "see the versions of a secret"
  case versionDelete = "delete the versions of a secret"
  case trashList = "see the trash"
  case trashRestore = "restore secrets"
  case trashPurge = "purge secrets"
  case grantList = "list grants"
  case grantChange = "change grants"
  case grantRevoke = "revoke grants"
  case grantToAccount = "grant something to a machine account"
  case tokenList = "list access tokens"
  case tokenCreate = "create access tokens"
  case tokenRevoke = "revoke access tokens"
  case loginClear = "forget failed sign-ins"
  case personList = "list people"
  case personInvite = "invite people"
  case personSet = "change people"
  case personRemove = "remove people"
  case personReset = "reset people"
  case groupList = "list groups"
  case groupChange = "change groups"
  case groupShrink = "delete groups or remove people from them"
  case keyCreate = "create keys"
  case keyRevoke = "revoke keys"
  case passphraseChange = "change the passphrase"
  case eventList = "read events"
  case eventExport = "export events"
  case eventImport = "import events"
  case importData = "import"
  case exportData = "export"
  case vaultSet = "change the settings of the vault"
  case auditKeyRevoke = "revoke audit keys"
  case vaultStatus = "see the vault's status"
  case vaultVerify = "verify the vault"
  case subscriptionShow = "see the subscription"
  case subscriptionSet = "change the subscription"
  case vaultBackup = "back up the vault"
  case vaultRestore = "restore the vault"
  case vaultRekey = "rekey the vault"
  case recoveryCreate = "create recovery keys"

  /// The kinds of things that it is about, one at a time; none: about nothing in particular.
  ///
  /// A list is about each thing that might be in it, a new secret about its project, tokens and
  /// events about their machine account, a grant about its object.
  package var subjects: [EntityKind] {
    switch self {
    case .projectList, .projectShow, .projectRename, .projectDelete, .secretCreate: [.project]
    case .accountList, .accountShow, .accountRename, .accountDescribe, .accountDelete, .accountActAs,
      .tokenList,
      .tokenCreate, .tokenRevoke, .loginClear, .grantToAccount, .eventList, .eventExport:
      [.account]
    case .secretList, .secretShow, .secretReveal, .secretEdit, .secretMove, .secretDelete, .secretVersions,
      .versionDelete:
      [.secret]
    case .grantList, .grantChange, .grantRevoke: [.account, .project, .secret]
    default: []
    }
  }

  /// What it does: ceilings of keys, `--read-only`, plans, batches and help all read this.
  package var effect: CredentialEffects {
    switch self {
    case .projectList, .projectShow, .accountList, .accountShow, .secretList, .secretShow, .secretVersions,
      .trashList, .grantList, .tokenList, .personList, .groupList, .eventList, .vaultStatus, .vaultVerify,
      .subscriptionShow:
      .read
    case .secretReveal, .exportData, .accountActAs: .reveal
    case .projectDelete, .accountDelete, .secretDelete, .versionDelete, .trashPurge, .tokenRevoke,
      .grantRevoke,
      .groupShrink, .personRemove, .personReset, .keyRevoke, .auditKeyRevoke:
      .destroy
    case .vaultRekey, .vaultRestore: [.write, .destroy]
    default: .write
    }
  }

  /// What a credential with a ceiling must be allowed for it: what it does, and what can be done with what it gives.
  package var needed: CredentialEffects {
    switch self {
    // A token's holder can read secrets: a credential that may not reveal must not be able to make a token.
    case .tokenCreate: [effect, .reveal]
    // Who may be what, and what holds for all.
    case .personSet, .personRemove, .keyRevoke, .vaultSet, .auditKeyRevoke, .subscriptionSet, .vaultRekey:
      [effect, .manage]
    // What a restore brings back are credentials, too.
    case .vaultRestore, .personInvite, .personReset, .keyCreate, .recoveryCreate, .passphraseChange:
      [effect, .credentials]
    default: effect
    }
  }
}

/// The effects that a credential may have, as a set of bits.
package struct CredentialEffects: OptionSet, Sendable, Hashable {
  /// The bits as they are stored.
  package let rawValue: Int64

  /// The effects of some bits.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// Listing and showing.
  package static let read = CredentialEffects(rawValue: 1)
  /// Creating and changing.
  package static let write = CredentialEffects(rawValue: 2)
  /// Opening the values of secrets.
  package static let reveal = CredentialEffects(rawValue: 4)
  /// Deleting and revoking.
  package static let destroy = CredentialEffects(rawValue: 8)
  /// Making other credentials: no ceiling allows it, or a key could make one without a ceiling.
  package static let credentials = CredentialEffects(rawValue: 16)
  /// Changing people and their roles, keys and settings: a key of a release that did not know it does not have it.
  package static let manage = CredentialEffects(rawValue: 32)

  /// Those that a ceiling may name, with their words.
  package static let words: [(word: String, effect: CredentialEffects)] = [
    ("read", .read), ("write", .write), ("reveal", .reveal), ("destroy", .destroy),
    ("manage", .manage),
  ]

  /// The words of the set.
  package var words: [String] { Self.words.filter { contains($0.effect) }.map(\.word) }
}
