import Base
import Crypto
package import Vault

/// A vault with one of everything, and every operation that changes it, to be tried one by one.
package struct VaultOperations {
  package let fixture: VaultFixture
  package let project: Project
  package let other: Project
  package let account: MachineAccount
  package let secret: SecretItem
  private let token: UUID128
  package let person: Person
  package let group: Group
  package let key: NewKey
  /// A secret that nothing needs.
  package let spare: SecretItem
  /// Secrets in the trash, for longer than they stay there.
  package let trashed: [SecretItem]

  /// Builds the vault in this kind of store.
  package init(_ stores: any StoreProvider, path: String = "vault", seed: UInt64 = 1) throws {
    fixture = try VaultFixture(stores, path: path, seed: seed)
    let session = fixture.session
    project = try session.createProject(name: "web")
    other = try session.createProject(name: "api")
    account = try session.createAccount(name: "ci", description: "builds the web").account
    secret = try session.createSecret(
      key: "DB_URL", value: Secret(utf8: "postgres://"), note: Secret(utf8: "mine"), project: project.id)
    _ = try session.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
    token = try session.createToken(account: account.id, name: "first", expires: nil).item.id
    _ = try fixture.service.store.insert(
      LoginFailureRow(date: fixture.clock.time, subject: token, ip: "192.0.2.7/32", count: 5))
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "postgres://2")))
    let home = project.id
    spare = try session.createSecret(key: "S", value: Secret(utf8: "s"), project: home)
    trashed = try ["A", "B", "C"].map { key in
      try session.createSecret(key: key, value: Secret(utf8: key), project: home)
    }
    _ = try session.deleteSecrets(trashed.map(\.id))
    fixture.clock.time += TrashedSecret.time + 86_400_000_000
    let end = fixture.clock.time + 86_400_000_000
    person = try session.invitePerson(email: "bob@acme.example", role: .user, expires: end).person
    group = try session.createGroup(name: "ops")
    key = try session.createKey(expires: end)
    _ = try session.addAuditKey(AuditKeyText.write([UInt8](repeating: 1, count: 32)))
    _ = try session.addToGroup(group.id, [person.id])
  }

  /// One operation.
  package struct Operation: CustomStringConvertible {
    package let description: String
    package let run: (VaultSession) throws(VaultError) -> Void
  }

  /// Every operation; each finds the vault as it was built, or changed by those before it.
  package var all: [Operation] {
    let (account, project, other, secret) = (account.id, project.id, other.id, secret.id)
    let token = token
    let end = fixture.clock.time + 86_400_000_000
    return secretOperations + [
      Operation(description: "set the vault") { (session) throws(VaultError) in
        _ = try session.set(.apiURL, to: "https://a.example")
      },
      Operation(description: "set the subscription") { (session) throws(VaultError) in
        var change = SubscriptionChange()
        change.plan = .teams
        change.maxMachineAccounts = .at(40)
        _ = try session.setSubscription(change)
      },
      Operation(description: "export") { (session) throws(VaultError) in
        _ = try session.exportProduct()
      },
      Operation(description: "back up") { (session) throws(VaultError) in
        if let head = try session.service.store.row(HeadRow.self, number: 1) {
          try session.recordBackup(of: head)
        }
      },
      Operation(description: "export events") { (session) throws(VaultError) in
        let now = session.service.now()
        let export = try session.exportEvents(EventRange(from: now - 86_400_000_000, to: now))
        _ = try export.next { _ in }
        try export.record()
      },
      Operation(description: "import events") { (session) throws(VaultError) in
        let importing = try session.importEvents(digest: [UInt8](repeating: 3, count: 32))
        for day in 1...3 {
          var event = ImportedEvent(date: Int64(day) * 86_400_000_000, code: .accountDeleted)
          event.account = account
          try importing.add(event)
        }
        try importing.finish()
      },
      Operation(description: "clear logins") { (session) throws(VaultError) in
        _ = try session.clearLogins([token])
      },
      Operation(description: "revoke token") { (session) throws(VaultError) in
        _ = try session.revokeTokens([token])
      },
      Operation(description: "create project") { (session) throws(VaultError) in
        _ = try session.createProject(name: "new")
      },
      Operation(description: "rename project") { (session) throws(VaultError) in
        _ = try session.renameProject(other, to: "renamed")
      },
      Operation(description: "show project") { (session) throws(VaultError) in
        _ = try session.showProject(project)
      },
      Operation(description: "create account") { (session) throws(VaultError) in
        _ = try session.createAccount(name: "worker", ifMissing: true)
      },
      Operation(description: "rename account") { (session) throws(VaultError) in
        _ = try session.renameAccount(account, to: "ci-2")
      },
      Operation(description: "describe account") { (session) throws(VaultError) in
        _ = try session.describeAccount(account, as: "builds the web site")
      },
      Operation(description: "create secret") { (session) throws(VaultError) in
        _ = try session.createSecret(key: "K", value: Secret(utf8: "v"), note: nil, project: project)
      },
      Operation(description: "reveal") { (session) throws(VaultError) in
        _ = try session.reveal([secret])
      },
      Operation(description: "reveal as a machine account") { (session) throws(VaultError) in
        _ = try session.revealToRun([secret], account: account)
      },
      Operation(description: "grant") { (session) throws(VaultError) in
        _ = try session.grant([
          GrantRequest(account: account, project: other, level: .readWrite),
          GrantRequest(account: account, project: project, level: .readWrite),
        ])
      },
      Operation(description: "revoke") { (session) throws(VaultError) in
        _ = try session.revoke([RevokeRequest(account: account, project: project)])
      },
      Operation(description: "grant to people") { (session) throws(VaultError) in
        let person = GrantSide(.person, person.id)
        _ = try session.grant([
          GrantRequest(person, on: GrantSide(.account, account), level: nil),
          GrantRequest(person, on: GrantSide(.project, project), level: .read),
          GrantRequest(GrantSide(.group, group.id), on: GrantSide(.secret, secret), level: .read),
          GrantRequest(GrantSide(.account, account), on: GrantSide(.secret, secret), level: .read),
        ])
      },
      Operation(description: "invite") { (session) throws(VaultError) in
        _ = try session.invitePerson(email: "eve@acme.example", role: .admin, expires: end)
      },
      Operation(description: "set person") { (session) throws(VaultError) in
        var change = PersonChange()
        change.role = .admin
        change.name = "Bob"
        _ = try session.setPerson(person.id, change)
      },
      Operation(description: "reset person") { (session) throws(VaultError) in
        _ = try session.resetPerson(person.id, expires: end)
      },
      Operation(description: "remove person") { (session) throws(VaultError) in
        _ = try session.removePerson(person.id)
      },
      Operation(description: "create key") { (session) throws(VaultError) in
        _ = try session.createKey(expires: end, ceiling: [.read])
      },
      Operation(description: "create recovery key") { (session) throws(VaultError) in
        try session.createRecoveryKey(RecoveryKey(using: &session.service.environment.random))
      },
      Operation(description: "revoke key") { (session) throws(VaultError) in
        _ = try session.revokeKey(key.id)
      },
      Operation(description: "change passphrase") { (session) throws(VaultError) in
        try session.changePassphrase(to: Secret(utf8: "another passphrase"))
      },
      Operation(description: "create group") { (session) throws(VaultError) in
        _ = try session.createGroup(name: "dev")
      },
      Operation(description: "rename group") { (session) throws(VaultError) in
        _ = try session.renameGroup(group.id, to: "sre")
      },
      Operation(description: "remove from group") { (session) throws(VaultError) in
        _ = try session.removeFromGroup(group.id, [person.id])
      },
      Operation(description: "delete group") { (session) throws(VaultError) in
        _ = try session.deleteGroup(group.id)
      },
      Operation(description: "create secret alone") { (session) throws(VaultError) in
        _ = try session.createSecret(key: "K", value: Secret(utf8: "v"), note: nil, project: nil)
      },
      Operation(description: "create token") { (session) throws(VaultError) in
        _ = try session.createToken(account: account, name: "t", expires: nil)
      },
      Operation(description: "import") { (session) throws(VaultError) in
        let id = "6e259761-8d90-4832-8bd8-a207cbb2c077"
        _ = try session.importProduct(
          projects: [ImportedProject(id: id, name: "imported")],
          secrets: [
            ImportedSecret(
              key: "A", value: Secret(utf8: "1"), note: Secret(count: 0), projectIDs: [id])
          ])
      },
      Operation(description: "delete project") { (session) throws(VaultError) in
        _ = try session.deleteProjects([project])
      },
      Operation(description: "delete account") { (session) throws(VaultError) in
        _ = try session.deleteAccounts([account])
      },
    ]
  }

  /// What is done to stored secrets and to those in the trash.
  private var secretOperations: [Operation] {
    let (other, secret, spare) = (other.id, secret.id, spare.id)
    let trashed = trashed.map(\.id)
    return [
      Operation(description: "edit secret") { (session) throws(VaultError) in
        _ = try session.editSecret(
          secret, SecretEdits(key: "URL", value: Secret(utf8: "x"), note: Secret(count: 0)))
      },
      Operation(description: "move secret") { (session) throws(VaultError) in
        _ = try session.moveSecrets([secret, spare], to: other)
      },
      Operation(description: "unassign secret") { (session) throws(VaultError) in
        _ = try session.moveSecrets([secret], to: nil)
      },
      Operation(description: "reveal version") { (session) throws(VaultError) in
        let query = Query<SecretVersionRow>()
        if let version = try session.service.store.first(query) {
          _ = try session.revealVersion(version.id, of: secret)
        }
      },
      Operation(description: "delete version") { (session) throws(VaultError) in
        let version = try session.service.store.first(Query<SecretVersionRow>())
        _ = try session.deleteVersions([version?.id ?? secret])
      },
      Operation(description: "add audit key") { (session) throws(VaultError) in
        _ = try session.addAuditKey(AuditKeyText.write([UInt8](repeating: 2, count: 32)))
      },
      Operation(description: "revoke audit key") { (session) throws(VaultError) in
        let key = try session.service.store.first(Query<AuditKeyRow>())
        _ = try session.revokeAuditKey(key?.id ?? secret)
      },
      Operation(description: "delete secret") { (session) throws(VaultError) in
        _ = try session.deleteSecrets([spare])
      },
      Operation(description: "restore secret") { (session) throws(VaultError) in
        _ = try session.restoreSecrets([trashed[0]])
      },
      Operation(description: "purge secret") { (session) throws(VaultError) in
        _ = try session.purgeSecrets([trashed[1]])
      },
      Operation(description: "purge the trash") { (session) throws(VaultError) in
        _ = try session.purgeExpiredSecrets()
      },
    ]
  }

  /// What gives the vault another generation: the session that does it goes on, others have ended.
  package var care: [Operation] {
    [
      Operation(description: "rekey") { (session) throws(VaultError) in _ = try session.rekey() },
      Operation(description: "restore") { (session) throws(VaultError) in
        _ = try session.restore(replacing: nil)
      },
      Operation(description: "rekey and revoke") { (session) throws(VaultError) in
        _ = try session.rekey(revokingTokens: true)
      },
    ]
  }

  /// Every operation that only reads.
  package var reads: [Operation] {
    let (account, secret) = (account.id, secret.id)
    return [
      Operation(description: "projects") { (session) throws(VaultError) in _ = try session.projects() },
      Operation(description: "accounts") { (session) throws(VaultError) in _ = try session.accounts() },
      Operation(description: "account") { (session) throws(VaultError) in _ = try session.account(account) },
      Operation(description: "config") { (session) throws(VaultError) in
        _ = try session.accountConfig(account)
      },
      Operation(description: "secrets") { (session) throws(VaultError) in _ = try session.secrets() },
      Operation(description: "secret") { (session) throws(VaultError) in _ = try session.secret(secret) },
      Operation(description: "versions") { (session) throws(VaultError) in
        _ = try session.versions(of: secret)
      },
      Operation(description: "trash") { (session) throws(VaultError) in _ = try session.trash() },
      Operation(description: "grants") { (session) throws(VaultError) in _ = try session.grants() },
      Operation(description: "locked logins") { (session) throws(VaultError) in
        _ = try session.lockedLogins()
      },
      Operation(description: "tokens") { (session) throws(VaultError) in _ = try session.tokens() },
      Operation(description: "people") { (session) throws(VaultError) in _ = try session.people() },
      Operation(description: "groups") { (session) throws(VaultError) in _ = try session.groups() },
      Operation(description: "events") { (session) throws(VaultError) in _ = try session.events(EventQuery())
      },
      Operation(description: "status") { (session) throws(VaultError) in _ = try session.status() },
      Operation(description: "subscription") { (session) throws(VaultError) in _ = try session.subscription()
      },
      Operation(description: "verify") { (session) throws(VaultError) in _ = try session.verify() },
    ]
  }
}
