internal import Base

/// The types of events, in one table: number, name and message.
///
/// 2100 to 2305 are the product's; 2306 and 2307 and all from 9000 on are ours, for what the
/// original does not record.
package struct EventCode: Sendable, Hashable {
  /// The number that is stored.
  package let number: Int64
  /// The dotted name, such as `secret.retrieved`.
  package let name: String
  /// The message with placeholders.
  ///
  /// `%s %p %a %u %g %t` stand for the short id of the secret, project, machine account, person, group and token.
  package let template: String

  init(_ number: Int64, _ name: String, _ template: String) {
    self.number = number
    self.name = name
    self.template = template
  }

  package static let secretRetrieved = EventCode(2100, "secret.retrieved", "Accessed secret %s")
  package static let secretCreated = EventCode(2101, "secret.created", "Created secret %s")
  package static let secretEdited = EventCode(2102, "secret.edited", "Edited secret %s")
  package static let secretDeleted = EventCode(2103, "secret.deleted", "Deleted secret %s")
  package static let secretPurged = EventCode(2104, "secret.purged", "Permanently deleted secret %s")
  package static let secretRestored = EventCode(2105, "secret.restored", "Restored secret %s")
  package static let projectRetrieved = EventCode(2200, "project.retrieved", "Accessed project %p")
  package static let projectCreated = EventCode(2201, "project.created", "Created project %p")
  package static let projectEdited = EventCode(2202, "project.edited", "Edited project %p")
  package static let projectDeleted = EventCode(2203, "project.deleted", "Deleted project %p")
  package static let accountUserAdded = EventCode(
    2300, "account.user-added", "Added user %u to machine account %a")
  package static let accountUserRemoved = EventCode(
    2301, "account.user-removed", "Removed user %u from machine account %a")
  package static let accountGroupAdded = EventCode(
    2302, "account.group-added", "Added group %g to machine account %a")
  package static let accountGroupRemoved = EventCode(
    2303, "account.group-removed", "Removed group %g from machine account %a")
  package static let accountCreated = EventCode(
    2304, "account.created", "Created machine account %a")
  package static let accountDeleted = EventCode(
    2305, "account.deleted", "Deleted machine account %a")
  package static let tokenCreated = EventCode(
    2306, "token.created", "Created access token %t of machine account %a")
  package static let tokenRevoked = EventCode(
    2307, "token.revoked", "Revoked access token %t of machine account %a")
  package static let vaultCreated = EventCode(9000, "vault.created", "Created the vault")
  package static let signedIn = EventCode(9001, "person.signed-in", "Signed in")
  package static let signInRefused = EventCode(
    9002, "person.sign-in-refused", "Refused to sign user %u in")
  package static let tokenRefused = EventCode(
    9003, "token.sign-in-refused", "Refused a sign-in with access token %t of machine account %a")
  package static let loginsCleared = EventCode(
    9004, "token.failures-cleared",
    "Cleared the failed sign-ins with access token %t of machine account %a")
  package static let accountRenamed = EventCode(
    9010, "account.renamed", "Renamed machine account %a")
  package static let accountDescribed = EventCode(
    9011, "account.described", "Changed the description of machine account %a")
  package static let grantCreated = EventCode(
    9020, "grant.created", "Granted project %p to machine account %a")
  package static let grantChanged = EventCode(
    9021, "grant.changed", "Changed the grant of project %p to machine account %a")
  package static let grantRemoved = EventCode(
    9022, "grant.removed", "Removed the grant of project %p from machine account %a")
  package static let imported = EventCode(9030, "vault.imported", "Imported a file")
  package static let projectImported = EventCode(9031, "project.imported", "Imported project %p")
  package static let secretImported = EventCode(9032, "secret.imported", "Imported secret %s")
  package static let eventsImported = EventCode(9033, "events.imported", "Imported events")
  package static let secretExpired = EventCode(
    9040, "secret.expired", "Permanently deleted secret %s, which was 30 days in the trash")
  package static let eventsExported = EventCode(9041, "events.exported", "Exported events")
  package static let exported = EventCode(
    9042, "vault.exported", "Exported the projects and secrets")
  package static let vaultSet = EventCode(9043, "vault.set", "Changed a setting of the vault")
  package static let subscriptionChanged = EventCode(
    9044, "subscription.changed", "Changed the subscription")
  package static let subscriptionGrown = EventCode(
    9045, "subscription.grown", "The subscription grew with what is used")
  package static let vaultRekeyed = EventCode(
    9046, "vault.rekeyed", "Rekeyed the vault: everything is sealed under a new key")
  package static let vaultBackedUp = EventCode(9047, "vault.backed-up", "Backed up the vault")
  package static let vaultRestored = EventCode(9048, "vault.restored", "Restored the vault from a backup")
  package static let textCarried = EventCode(
    9049, "vault.text-carried", "Left a text as it was in a rekey: it opens under no key")
  package static let vaultSealed = EventCode(
    9050, "vault.sealed", "Sealed the rows of an earlier release, which were taken on trust")

  /// All of them, by number.
  package static let all: [EventCode] =
    [
      secretRetrieved, secretCreated, secretEdited, secretDeleted, secretPurged, secretRestored,
      projectRetrieved, projectCreated, projectEdited, projectDeleted,
      accountUserAdded, accountUserRemoved, accountGroupAdded, accountGroupRemoved,
      accountCreated, accountDeleted, tokenCreated, tokenRevoked,
      vaultCreated, signedIn, signInRefused, tokenRefused, loginsCleared, accountRenamed, accountDescribed,
      grantCreated, grantChanged, grantRemoved,
      imported, projectImported, secretImported, eventsImported, secretExpired, eventsExported, exported,
      vaultSet, subscriptionChanged, subscriptionGrown,
      vaultRekeyed, vaultBackedUp, vaultRestored, textCarried, vaultSealed,
    ] + peopleAndGrants

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

  private static let byNumber = all.sorted { $0.number < $1.number }

  /// The type of a number.
  package init?(number: Int64) {
    let sorted = Self.byNumber
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].number < number { low = middle + 1 } else { high = middle }
    }
    guard low < sorted.count, sorted[low].number == number else { return nil }
    self = sorted[low]
  }

  /// The type of a dotted name.
  package init?(name: String) {
    guard let code = Self.all.first(where: { sameBytes($0.name, name) }) else {
      return nil
    }
    self = code
  }
}
