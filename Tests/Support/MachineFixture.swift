import Crypto
package import Vault

/// A vault with a machine account and its token, and three projects with a secret each.
package struct MachineFixture {
  package let vault: VaultFixture
  package let account: MachineAccount
  /// The account may write to the first, read the second, and knows nothing of the third.
  package let projects: [Project]
  package let secrets: [SecretItem]
  package let token: NewToken

  /// Fills a vault that is new.
  package init(_ vault: VaultFixture) throws {
    self.vault = vault
    let session = vault.session
    let owner = try session.createAccount(name: "ci").account
    let made = try ["web", "shared", "hidden"].map { name in try session.createProject(name: name) }
    account = owner
    projects = made
    secrets = try made.map {
      try session.createSecret(key: "K", value: Secret(utf8: "v-" + $0.name), project: $0.id)
    }
    _ = try session.grant([
      GrantRequest(account: owner.id, project: made[0].id, level: .readWrite),
      GrantRequest(account: owner.id, project: made[1].id, level: .read),
    ])
    token = try session.createToken(account: owner.id, name: "pipeline", expires: nil)
  }
}
