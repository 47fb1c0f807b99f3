/// Types of events for people, groups and their grants: nothing of it has an event in the product.
extension EventCode {
  package static let secretGrantCreated = EventCode(
    9120, "grant.secret-created", "Granted secret %s to machine account %a")
  package static let secretGrantChanged = EventCode(
    9121, "grant.secret-changed", "Changed the grant of secret %s to machine account %a")
  package static let secretGrantRemoved = EventCode(
    9122, "grant.secret-removed", "Removed the grant of secret %s from machine account %a")
  package static let projectUserAdded = EventCode(
    9123, "project.user-added", "Added user %u to project %p")
  package static let projectUserChanged = EventCode(
    9124, "project.user-changed", "Changed the access of user %u to project %p")
  package static let projectUserRemoved = EventCode(
    9125, "project.user-removed", "Removed user %u from project %p")
  package static let projectGroupAdded = EventCode(
    9126, "project.group-added", "Added group %g to project %p")
  package static let projectGroupChanged = EventCode(
    9127, "project.group-changed", "Changed the access of group %g to project %p")
  package static let projectGroupRemoved = EventCode(
    9128, "project.group-removed", "Removed group %g from project %p")
  package static let secretUserAdded = EventCode(
    9129, "secret.user-added", "Added user %u to secret %s")
  package static let secretUserChanged = EventCode(
    9130, "secret.user-changed", "Changed the access of user %u to secret %s")
  package static let secretUserRemoved = EventCode(
    9131, "secret.user-removed", "Removed user %u from secret %s")
  package static let secretGroupAdded = EventCode(
    9132, "secret.group-added", "Added group %g to secret %s")
  package static let secretGroupChanged = EventCode(
    9133, "secret.group-changed", "Changed the access of group %g to secret %s")
  package static let secretGroupRemoved = EventCode(
    9134, "secret.group-removed", "Removed group %g from secret %s")
  package static let personInvited = EventCode(9140, "person.invited", "Invited user %u")
  package static let personJoined = EventCode(9141, "person.joined", "User %u joined")
  package static let personChanged = EventCode(9142, "person.changed", "Changed user %u")
  package static let personRemoved = EventCode(9143, "person.removed", "Removed user %u")
  package static let personReset = EventCode(9144, "person.reset", "Reset user %u with a new invite")
  package static let inviteExpired = EventCode(
    9145, "person.invite-expired", "The invite of user %u expired")
  package static let keyCreated = EventCode(9146, "person.key-created", "Created a key of user %u")
  package static let keyRevoked = EventCode(9147, "person.key-revoked", "Revoked a key of user %u")
  package static let passphraseChanged = EventCode(
    9148, "person.passphrase-changed", "User %u changed the passphrase")
  package static let groupCreated = EventCode(9150, "group.created", "Created group %g")
  package static let groupRenamed = EventCode(9151, "group.renamed", "Renamed group %g")
  package static let groupDeleted = EventCode(9152, "group.deleted", "Deleted group %g")
  package static let groupUserAdded = EventCode(
    9153, "group.user-added", "Added user %u to group %g")
  package static let groupUserRemoved = EventCode(
    9154, "group.user-removed", "Removed user %u from group %g")

  /// All of these, by number.
  static let peopleAndGrants: [EventCode] = [
    secretGrantCreated, secretGrantChanged, secretGrantRemoved,
    projectUserAdded, projectUserChanged, projectUserRemoved,
    projectGroupAdded, projectGroupChanged, projectGroupRemoved,
    secretUserAdded, secretUserChanged, secretUserRemoved,
    secretGroupAdded, secretGroupChanged, secretGroupRemoved,
    personInvited, personJoined, personChanged, personRemoved, personReset, inviteExpired,
    keyCreated, keyRevoked, passphraseChanged,
    groupCreated, groupRenamed, groupDeleted, groupUserAdded, groupUserRemoved,
  ]
}
