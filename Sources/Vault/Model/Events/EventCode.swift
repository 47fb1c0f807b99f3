internal import Base

/// The types of events by number: a case and its `line`.
///
/// 2100 to 2305 are the product's; 2306 and 2307 and all from 9000 on are ours, for what the
/// original does not record.
package enum EventCode: Int64, CaseIterable, Sendable {
  case secretRetrieved = 2100
  case secretCreated = 2101
  case secretEdited = 2102
  case secretDeleted = 2103
  case secretPurged = 2104
  case secretRestored = 2105
  case projectRetrieved = 2200
  case projectCreated = 2201
  case projectEdited = 2202
  case projectDeleted = 2203
  case accountUserAdded = 2300
  case accountUserRemoved = 2301
  case accountGroupAdded = 2302
  case accountGroupRemoved = 2303
  case accountCreated = 2304
  case accountDeleted = 2305
  case tokenCreated = 2306
  case tokenRevoked = 2307
  case vaultCreated = 9000
  case signedIn = 9001
  case signInRefused = 9002
  case tokenRefused = 9003
  case loginsCleared = 9004
  case accountRenamed = 9010
  case accountDescribed = 9011
  case grantCreated = 9020
  case grantChanged = 9021
  case grantRemoved = 9022
  case imported = 9030
  case projectImported = 9031
  case secretImported = 9032
  case eventsImported = 9033
  case secretExpired = 9040
  case eventsExported = 9041
  case exported = 9042
  case vaultSet = 9043
  case subscriptionChanged = 9044
  case subscriptionGrown = 9045
  case vaultRekeyed = 9046
  case vaultBackedUp = 9047
  case vaultRestored = 9048
  case textCarried = 9049
  case vaultSealed = 9050
  case signingKeyAdded = 9051
  case auditKeyAdded = 9052
  case auditKeyRevoked = 9053
  case vaultRepaired = 9054
  case secretGrantCreated = 9120
  case secretGrantChanged = 9121
  case secretGrantRemoved = 9122
  case projectUserAdded = 9123
  case projectUserChanged = 9124
  case projectUserRemoved = 9125
  case projectGroupAdded = 9126
  case projectGroupChanged = 9127
  case projectGroupRemoved = 9128
  case secretUserAdded = 9129
  case secretUserChanged = 9130
  case secretUserRemoved = 9131
  case secretGroupAdded = 9132
  case secretGroupChanged = 9133
  case secretGroupRemoved = 9134
  case personInvited = 9140
  case personJoined = 9141
  case personChanged = 9142
  case personRemoved = 9143
  case personReset = 9144
  case inviteExpired = 9145
  case keyCreated = 9146
  case keyRevoked = 9147
  case passphraseChanged = 9148
  case groupCreated = 9150
  case groupRenamed = 9151
  case groupDeleted = 9152
  case groupUserAdded = 9153
  case groupUserRemoved = 9154

  /// The name, and the message with placeholders.
  private var line: (name: String, template: String) {
    switch self {
    case .secretRetrieved: ("secret.retrieved", "Accessed secret %s")
    case .secretCreated: ("secret.created", "Created secret %s")
    case .secretEdited: ("secret.edited", "Edited secret %s")
    case .secretDeleted: ("secret.deleted", "Deleted secret %s")
    case .secretPurged: ("secret.purged", "Permanently deleted secret %s")
    case .secretRestored: ("secret.restored", "Restored secret %s")
    case .projectRetrieved: ("project.retrieved", "Accessed project %p")
    case .projectCreated: ("project.created", "Created project %p")
    case .projectEdited: ("project.edited", "Edited project %p")
    case .projectDeleted: ("project.deleted", "Deleted project %p")
    case .accountUserAdded: ("account.user-added", "Added user %u to machine account %a")
    case .accountUserRemoved: ("account.user-removed", "Removed user %u from machine account %a")
    case .accountGroupAdded: ("account.group-added", "Added group %g to machine account %a")
    case .accountGroupRemoved: ("account.group-removed", "Removed group %g from machine account %a")
    case .accountCreated: ("account.created", "Created machine account %a")
    case .accountDeleted: ("account.deleted", "Deleted machine account %a")
    case .tokenCreated: ("token.created", "Created access token %t of machine account %a")
    case .tokenRevoked: ("token.revoked", "Revoked access token %t of machine account %a")
    case .vaultCreated: ("vault.created", "Created the vault")
    case .signedIn: ("person.signed-in", "Signed in")
    case .signInRefused: ("person.sign-in-refused", "Refused to sign user %u in")
    case .tokenRefused:
      ("token.sign-in-refused", "Refused a sign-in with access token %t of machine account %a")
    case .loginsCleared:
      ("token.failures-cleared", "Cleared the failed sign-ins with access token %t of machine account %a")
    case .accountRenamed: ("account.renamed", "Renamed machine account %a")
    case .accountDescribed: ("account.described", "Changed the description of machine account %a")
    case .grantCreated: ("grant.created", "Granted project %p to machine account %a")
    case .grantChanged: ("grant.changed", "Changed the grant of project %p to machine account %a")
    case .grantRemoved: ("grant.removed", "Removed the grant of project %p from machine account %a")
    case .imported: ("vault.imported", "Imported a file")
    case .projectImported: ("project.imported", "Imported project %p")
    case .secretImported: ("secret.imported", "Imported secret %s")
    case .eventsImported: ("events.imported", "Imported events")
    case .secretExpired: ("secret.expired", "Permanently deleted secret %s, which was 30 days in the trash")
    case .eventsExported: ("events.exported", "Exported events")
    case .exported: ("vault.exported", "Exported the projects and secrets")
    case .vaultSet: ("vault.set", "Changed a setting of the vault")
    case .subscriptionChanged: ("subscription.changed", "Changed the subscription")
    case .subscriptionGrown: ("subscription.grown", "The subscription grew with what is used")
    case .vaultRekeyed: ("vault.rekeyed", "Rekeyed the vault: everything is sealed under a new key")
    case .vaultBackedUp: ("vault.backed-up", "Backed up the vault")
    case .vaultRestored: ("vault.restored", "Restored the vault from a backup")
    case .textCarried: ("vault.text-carried", "Left a text as it was in a rekey: it opens under no key")
    case .vaultSealed: ("vault.sealed", "Sealed the rows of an earlier release, which were taken on trust")
    case .signingKeyAdded:
      ("signing-key.added", "Added the signing key of a credential that an earlier release made")
    case .auditKeyAdded: ("audit-key.added", "Added the audit key of a server")
    case .auditKeyRevoked: ("audit-key.revoked", "Revoked the audit key of a server")
    case .vaultRepaired: ("vault.repaired", "Repaired the vault")
    case .secretGrantCreated: ("grant.secret-created", "Granted secret %s to machine account %a")
    case .secretGrantChanged: ("grant.secret-changed", "Changed the grant of secret %s to machine account %a")
    case .secretGrantRemoved:
      ("grant.secret-removed", "Removed the grant of secret %s from machine account %a")
    case .projectUserAdded: ("project.user-added", "Added user %u to project %p")
    case .projectUserChanged: ("project.user-changed", "Changed the access of user %u to project %p")
    case .projectUserRemoved: ("project.user-removed", "Removed user %u from project %p")
    case .projectGroupAdded: ("project.group-added", "Added group %g to project %p")
    case .projectGroupChanged: ("project.group-changed", "Changed the access of group %g to project %p")
    case .projectGroupRemoved: ("project.group-removed", "Removed group %g from project %p")
    case .secretUserAdded: ("secret.user-added", "Added user %u to secret %s")
    case .secretUserChanged: ("secret.user-changed", "Changed the access of user %u to secret %s")
    case .secretUserRemoved: ("secret.user-removed", "Removed user %u from secret %s")
    case .secretGroupAdded: ("secret.group-added", "Added group %g to secret %s")
    case .secretGroupChanged: ("secret.group-changed", "Changed the access of group %g to secret %s")
    case .secretGroupRemoved: ("secret.group-removed", "Removed group %g from secret %s")
    case .personInvited: ("person.invited", "Invited user %u")
    case .personJoined: ("person.joined", "User %u joined")
    case .personChanged: ("person.changed", "Changed user %u")
    case .personRemoved: ("person.removed", "Removed user %u")
    case .personReset: ("person.reset", "Reset user %u with a new invite")
    case .inviteExpired: ("person.invite-expired", "The invite of user %u expired")
    case .keyCreated: ("person.key-created", "Created a key of user %u")
    case .keyRevoked: ("person.key-revoked", "Revoked a key of user %u")
    case .passphraseChanged: ("person.passphrase-changed", "User %u changed the passphrase")
    case .groupCreated: ("group.created", "Created group %g")
    case .groupRenamed: ("group.renamed", "Renamed group %g")
    case .groupDeleted: ("group.deleted", "Deleted group %g")
    case .groupUserAdded: ("group.user-added", "Added user %u to group %g")
    case .groupUserRemoved: ("group.user-removed", "Removed user %u from group %g")
    }
  }

  /// The number that is stored.
  package var number: Int64 { rawValue }
  /// The dotted name, such as `secret.retrieved`.
  package var name: String { line.name }
  /// The message with placeholders.
  ///
  /// `%s %p %a %u %g %t` stand for the short id of the secret, project, machine account, person, group and token.
  package var template: String { line.template }

  /// The name in the product's own exports, and ours made in its way: `ServiceAccount_UserAdded`.
  package var exportName: String {
    if self == .secretPurged { return "Secret_Permanently_Deleted" }
    let parts = name.split(separator: ".", maxSplits: 1)
    guard parts.count == 2 else { return name }
    let noun =
      switch parts[0] {
      case "account": "ServiceAccount"
      case "token": "AccessToken"
      default: Self.capitalized(parts[0])
      }
    return noun + "_" + parts[1].split(separator: "-").map(Self.capitalized).joined()
  }

  private static func capitalized(_ word: Substring) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }

  /// The type of a number.
  package init?(number: Int64) { self.init(rawValue: number) }

  /// The type of a dotted name.
  package init?(name: String) {
    guard let code = Self.allCases.first(where: { sameBytes($0.name, name) }) else {
      return nil
    }
    self = code
  }
}
