import Base
import Crypto
import Support
import Vault

/// Small worlds made real: people sign in with keys of their own, machine accounts with tokens.
struct SmallWorldSessions {
  private let base: StoreInMemory
  private let vault: VaultFixture
  private let keys: [Secret]
  private let tokens: [Secret]
  let projects: [UUID128]
  let accounts: [UUID128]
  let secrets: [UUID128]
  let groups: [UUID128]
  let people: [UUID128]

  /// The things that all worlds share, made by an owner who stands outside them.
  init() throws {
    let fixture = try PeopleFixture([("p0", .user), ("p1", .user), ("p2", .user)])
    vault = fixture.vault
    let session = vault.session
    let end = vault.clock.time + 365 * 86_400_000_000
    keys = try (0..<3).map { try fixture["p\($0)"].createKey(expires: end).text }
    people = (0..<3).map { fixture["p\($0)"].person.id }
    projects = try (0..<3).map { try session.createProject(name: "project \($0)").id }
    accounts = try (0..<3).map { try session.createAccount(name: "account \($0)").account.id }
    tokens = try accounts.map { try session.createToken(account: $0, name: "t", expires: nil).text }
    groups = try (0..<2).map { try session.createGroup(name: "group \($0)").id }
    secrets = try (0..<3).map {
      try session.createSecret(key: "secret \($0)", value: Secret(utf8: "v"), project: nil).id
    }
    guard let store = vault.service.store as? StoreInMemory else { throw VaultError.missing(path: "") }
    base = store
    // Worlds are written into it without events.
    try base.forgetProofs()
  }

  /// What the vaults of all worlds need.
  var environment: VaultEnvironment { vault.service.environment }

  /// The id of a side.
  func id(_ side: SmallWorld.Side) -> UUID128 {
    switch side.kind {
    case .person: people[side.place]
    case .group: groups[side.place]
    case .account: accounts[side.place]
    case .project: projects[side.place]
    default: secrets[side.place]
    }
  }

  /// The number of a side; the owner outside is person 1.
  private func number(_ side: SmallWorld.Side) -> Int64 {
    Int64(side.place + (side.kind == .person ? 2 : 1))
  }

  /// A store that holds a world.
  func store(_ world: SmallWorld) throws -> StoreInMemory {
    let store = base.copy()
    try store.update(
      OrganizationRow.self, number: 1,
      set: [
        (.enabled, .bool(world.isEnabled)), (.usesSecretsManager, .bool(world.usesSecretsManager)),
        (.machineProjects, .text(world.machineProjects.rawValue)),
      ])
    for place in 0..<3 {
      let person = world.person(place)
      try store.update(
        PersonRow.self, number: Int64(place + 2),
        set: [
          (.role, .int(person.role.rawValue)), (.permissions, .int(person.permissions.rawValue)),
          (.status, .int(person.status.rawValue)), (.hasAccess, .bool(person.hasAccess)),
        ])
      if let home = world.homes[place] {
        try store.update(
          SecretRow.self, number: Int64(place + 1), set: [(.project, .int(Int64(home + 1)))])
      }
    }
    for (group, members) in world.groups.enumerated() {
      for person in members {
        _ = try store.insert(
          GroupMemberRow(group: Int64(group + 1), person: Int64(person + 2), created: 1))
      }
    }
    for grant in world.grants {
      let id = UUID128.random(using: &vault.service.environment.random)
      let stamp = Stamp(id: id, organization: vault.service.organization.id, now: 1, createdBy: nil)
      _ = try store.insert(
        PolicyRow(
          stamp: stamp, subjectKind: grant.subject.kind, subject: number(grant.subject),
          objectKind: grant.object.kind, object: number(grant.object),
          level: grant.level == 1 ? .read : .readWrite, expires: grant.isExpired ? 2 : nil))
    }
    return store
  }

  /// The session of a person or machine account; nil for who cannot sign in.
  func session(_ caller: SmallWorld.Side, on store: StoreInMemory) throws -> VaultSession? {
    let service = try VaultService(store: store, environment: vault.service.environment)
    do throws(VaultError) {
      if caller.kind == .account { return try service.unlock(token: tokens[caller.place]) }
      return try service.unlock(key: keys[caller.place])
    } catch {
      guard error == .wrongCredential else { throw error }
      return nil
    }
  }

  /// One operation on one thing.
  struct Action: Sendable {
    let operation: VaultOperation
    let run: @Sendable (VaultSession, UUID128) throws(VaultError) -> Void
  }

  /// Every operation that is about one thing.
  static let actions: [Action] = [
    Action(operation: .projectList) { (session, id) throws(VaultError) in _ = try session.project(id) },
    Action(operation: .projectShow) { (session, id) throws(VaultError) in _ = try session.showProject(id) },
    Action(operation: .projectRename) { (session, id) throws(VaultError) in
      _ = try session.renameProject(id, to: "new")
    },
    Action(operation: .projectDelete) { (session, id) throws(VaultError) in
      _ = try session.deleteProjects([id])
    },
    Action(operation: .accountShow) { (session, id) throws(VaultError) in _ = try session.account(id) },
    Action(operation: .accountShow) { (session, id) throws(VaultError) in _ = try session.accountConfig(id) },
    Action(operation: .accountRename) { (session, id) throws(VaultError) in
      _ = try session.renameAccount(id, to: "new")
    },
    Action(operation: .accountDescribe) { (session, id) throws(VaultError) in
      _ = try session.describeAccount(id, as: "described")
    },
    Action(operation: .accountDelete) { (session, id) throws(VaultError) in
      _ = try session.deleteAccounts([id])
    },
    Action(operation: .accountActAs) { (session, id) throws(VaultError) in
      _ = try session.secretsToRun(account: id)
    },
    Action(operation: .accountActAs) { (session, id) throws(VaultError) in
      _ = try session.revealToRun([], account: id)
    },
    Action(operation: .tokenCreate) { (session, id) throws(VaultError) in
      _ = try session.createToken(account: id, name: "t", expires: nil, twin: true)
    },
    Action(operation: .tokenRevoke) { (session, id) throws(VaultError) in
      let store = session.service.store
      let account = try store.first(AccountQuery([.equal(.id, .id(id))]))
      let token = try store.first(TokenQuery([.equal(.account, .int(account?.number ?? 0))]))
      _ = try session.revokeTokens([token?.id ?? id])
    },
    Action(operation: .loginClear) { (session, id) throws(VaultError) in
      let store = session.service.store
      let account = try store.first(AccountQuery([.equal(.id, .id(id))]))
      let token = try store.first(TokenQuery([.equal(.account, .int(account?.number ?? 0))]))
      _ = try session.clearLogins([token?.id ?? id])
    },
    Action(operation: .secretCreate) { (session, id) throws(VaultError) in
      _ = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: id)
    },
    Action(operation: .secretShow) { (session, id) throws(VaultError) in _ = try session.secret(id) },
    Action(operation: .secretReveal) { (session, id) throws(VaultError) in _ = try session.reveal([id]) },
    Action(operation: .secretVersions) { (session, id) throws(VaultError) in _ = try session.versions(of: id)
    },
    Action(operation: .versionDelete) { (session, id) throws(VaultError) in
      let store = session.service.store
      let secret = try store.first(SecretQuery([.equal(.id, .id(id))]))
      let version = UUID128(high: 7, low: UInt64(secret?.number ?? 0))
      let stamp = Stamp(id: version, organization: session.service.organization.id, now: 1, createdBy: nil)
      _ = try store.insert(
        SecretVersionRow(stamp: stamp, secret: secret?.number ?? 0, keyVersion: 1, value: "2.x"))
      do throws(VaultError) { _ = try session.deleteVersions([version]) } catch {
        // Of a secret that may not be seen, its versions are not there either.
        guard case .invalid = error else { throw error }
        throw .notFound(kind: .secret, text: id.text, near: [])
      }
    },
    Action(operation: .secretEdit) { (session, id) throws(VaultError) in
      _ = try session.editSecret(id, SecretEdits(value: Secret(utf8: "other")))
    },
    Action(operation: .secretDelete) { (session, id) throws(VaultError) in
      _ = try session.deleteSecrets([id])
    },
  ]

  /// Every operation that is about nothing in particular.
  static let others: [Action] = [
    Action(operation: .projectCreate) { (session, _) throws(VaultError) in
      _ = try session.createProject(name: "n")
    },
    Action(operation: .accountCreate) { (session, _) throws(VaultError) in
      _ = try session.createAccount(name: "n")
    },
    Action(operation: .secretCreateAlone) { (session, _) throws(VaultError) in
      _ = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: nil)
    },
    Action(operation: .trashList) { (session, _) throws(VaultError) in _ = try session.trash() },
    Action(operation: .personList) { (session, _) throws(VaultError) in _ = try session.people() },
    Action(operation: .personInvite) { (session, _) throws(VaultError) in
      _ = try session.invitePerson(
        email: "x@acme.example", role: .user, expires: session.service.now() + 86_400_000_000)
    },
    Action(operation: .groupList) { (session, _) throws(VaultError) in _ = try session.groups() },
    Action(operation: .groupChange) { (session, _) throws(VaultError) in
      _ = try session.createGroup(name: "n")
    },
    Action(operation: .groupShrink) { (session, id) throws(VaultError) in
      do throws(VaultError) { _ = try session.deleteGroup(id) } catch {
        // There is none of this id: those who may are told so.
        guard case .notFound(.group?, _, _) = error else { throw error }
      }
    },
    Action(operation: .keyCreate) { (session, _) throws(VaultError) in
      _ = try session.createKey(expires: session.service.now() + 86_400_000_000)
    },
    Action(operation: .importData) { (session, _) throws(VaultError) in
      _ = try session.importProduct(projects: [], secrets: [])
    },
    Action(operation: .subscriptionShow) { (session, _) throws(VaultError) in _ = try session.subscription()
    },
    Action(operation: .subscriptionSet) { (session, _) throws(VaultError) in
      var change = SubscriptionChange()
      change.plan = .teams
      _ = try session.setSubscription(change)
    },
    Action(operation: .vaultSet) { (session, _) throws(VaultError) in
      _ = try session.set(.machineProjects, to: "any")
    },
    Action(operation: .auditKeyRevoke) { (session, id) throws(VaultError) in
      do throws(VaultError) { _ = try session.revokeAuditKey(id) } catch {
        // There is none of this id: those who may are told so.
        guard case .notFound(nil, _, _) = error else { throw error }
      }
    },
    Action(operation: .vaultStatus) { (session, _) throws(VaultError) in _ = try session.status() },
    Action(operation: .vaultVerify) { (session, _) throws(VaultError) in _ = try session.verify() },
  ]

  /// The rest of what there is: nothing of it is for machine accounts.
  static let forPeople: [Action] = [
    Action(operation: .accountList) { (session, _) throws(VaultError) in _ = try session.accounts() },
    Action(operation: .trashRestore) { (session, id) throws(VaultError) in
      _ = try session.restoreSecrets([id])
    },
    Action(operation: .trashPurge) { (session, id) throws(VaultError) in _ = try session.purgeSecrets([id]) },
    Action(operation: .trashPurge) { (session, _) throws(VaultError) in
      _ = try session.purgeExpiredSecrets()
    },
    Action(operation: .grantList) { (session, _) throws(VaultError) in _ = try session.grants() },
    Action(operation: .tokenList) { (session, _) throws(VaultError) in _ = try session.tokens() },
    Action(operation: .personRemove) { (session, id) throws(VaultError) in _ = try session.removePerson(id) },
    Action(operation: .personReset) { (session, id) throws(VaultError) in
      _ = try session.resetPerson(id, expires: session.service.now() + 86_400_000_000)
    },
    Action(operation: .personList) { (session, _) throws(VaultError) in _ = try session.personKeys() },
    Action(operation: .keyRevoke) { (session, id) throws(VaultError) in _ = try session.revokeKey(id) },
    Action(operation: .passphraseChange) { (session, _) throws(VaultError) in
      try session.changePassphrase(to: Secret(utf8: "a passphrase of a machine"))
    },
    Action(operation: .eventList) { (session, _) throws(VaultError) in
      _ = try session.events(EventFilter().query)
    },
    Action(operation: .eventList) { (session, _) throws(VaultError) in
      _ = try session.countEvents(EventQuery())
    },
    Action(operation: .eventExport) { (session, id) throws(VaultError) in
      _ = try session.exportEvents(EventRange(from: 0, to: 1, account: id))
    },
    Action(operation: .exportData) { (session, _) throws(VaultError) in _ = try session.exportProduct() },
    Action(operation: .eventImport) { (session, _) throws(VaultError) in
      _ = try session.importEvents(digest: [1])
    },
    Action(operation: .vaultBackup) { (session, _) throws(VaultError) in
      try session.recordBackup(of: HeadRow(event: 1, hash: [], date: 0))
    },
    Action(operation: .vaultRestore) { (session, _) throws(VaultError) in
      _ = try session.restore(replacing: nil)
    },
    Action(operation: .vaultRekey) { (session, _) throws(VaultError) in _ = try session.rekey() },
    Action(operation: .recoveryCreate) { (session, _) throws(VaultError) in
      var random = AnyRandomBytes(SystemRandomBytes())
      try session.createRecoveryKey(RecoveryKey(using: &random))
    },
    Action(operation: .vaultSet) { (session, _) throws(VaultError) in
      _ = try session.set(.machineProjects, to: "any")
    },
  ]
}
