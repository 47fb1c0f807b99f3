import Crypto
package import Vault

/// A vault with people of all roles, who have joined with passphrases of their own.
package struct PeopleFixture {
  package let vault: VaultFixture
  /// Everybody's session by the part of the address before the @; `ada` is the first owner.
  package private(set) var sessions: [String: VaultSession] = [:]

  package static let passphrase = "a passphrase of one's own"

  /// A vault with these people beside the owner ada.
  package init(
    _ people: [(name: String, role: Role)] = [("bob", .user)], stores: any StoreProvider = StoresInMemory(),
    path: String = "vault"
  ) throws {
    vault = try VaultFixture(stores, path: path)
    sessions["ada"] = vault.session
    for (name, role) in people { try add(name, role) }
  }

  /// Invites a person, lets them join and signs them in.
  package mutating func add(
    _ name: String, _ role: Role, permissions: Permissions = [], hasAccess: Bool = true
  ) throws {
    let invite = try vault.session.invitePerson(
      email: name + "@acme.example", role: role, permissions: permissions, hasAccess: hasAccess,
      expires: vault.clock.time + 86_400_000_000)
    _ = try vault.service.join(code: invite.code, passphrase: Secret(utf8: Self.passphrase))
    sessions[name] = try vault.service.unlock(
      email: name + "@acme.example", passphrase: Secret(utf8: Self.passphrase))
  }

  /// The session of a person.
  package subscript(_ name: String) -> VaultSession { sessions[name] ?? vault.session }
}
