package import Vault

/// The person of a session that a test signed a person in with.
extension VaultSession {
  /// The person; for a machine account a person who is in no vault.
  package var person: Person { actor.person ?? Person(number: -1, role: .user, status: .revoked) }
}
