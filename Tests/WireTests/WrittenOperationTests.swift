import Base
import Crypto
import Support
import Testing

@testable import Vault
@testable import Wire

/// Operations that were written down do what they do at once.
@Suite struct WrittenOperationTests {
  private func perform(_ operation: any Operation, _ session: VaultSession) throws(VaultError) {
    func open<O: Operation>(_ operation: O) throws(VaultError) { _ = try session.perform(operation) }
    try open(operation)
  }

  /// A day's work in operations, as a session would make them from the vault.
  private func work(_ world: VaultOperations, _ session: VaultSession) throws -> [any Operation] {
    let (account, project, secret) = (world.account.id, world.project.id, world.secret.id)
    let row = try #require(try session.store.first(SecretQuery([.equal(.id, .id(secret))])))
    let machine = try #require(try session.store.first(AccountQuery([.equal(.id, .id(account))])))
    return [
      CreateProject(name: try session.seal(name: "new", .project), twin: false),
      CreateAccount(
        name: try session.seal(name: "worker", .account), description: "2.d", ifMissing: false, twin: false),
      DescribeAccount(account: account, version: machine.stamp.version, description: nil),
      GrantAccess(
        requests: [GrantRequest(account: account, project: world.other.id, level: .readWrite)], exact: true),
      CreateSecret(
        name: try session.seal(name: "K", .secret), value: "2.v", note: "2.n", project: project,
        digests: SecretDigests(name: [1], note: [2], value: [3]), twin: false),
      EditSecret(
        secret: secret, version: row.stamp.version, name: nil, value: "2.w", note: nil, keepsVersion: true,
        digests: SecretDigests(value: [4], before: [5]), twin: false),
      MoveSecrets(secrets: [world.spare.id], project: nil, twin: false),
      DeleteSecrets(secrets: [secret]), CreateGroup(name: "dev"),
      RemoveMembers(group: world.group.id, people: [world.person.id]),
      SetPerson(person: world.person.id, change: PersonChange()),
      SetSetting(setting: .apiURL, value: "https://a.example", digest: [6]),
      RevokeAccess(requests: [RevokeRequest(account: account, project: project)]),
      DeleteAccounts(accounts: [Deletion(account)]), DeleteProjects(projects: [Deletion(project)]),
    ]
  }

  @Test func theVaultIsTheSameAfterwards() throws {
    let world = try VaultOperations(StoresInMemory())
    let original = try #require(world.fixture.service.store as? StoreInMemory)
    var dumps: [StoreDump] = []
    let operations = try work(world, world.fixture.session)
    let start = world.fixture.clock.time
    for isWritten in [false, true] {
      let store = original.copy()
      let session = try world.fixture.session.copy(on: store, isReadOnly: false)
      world.fixture.clock.time = start
      for operation in operations {
        let given = isWritten ? try OperationCodec.read(OperationCodec.write(operation)) : operation
        try perform(given, session)
      }
      dumps.append(try StoreDump(store))
    }
    #expect(dumps[0] == dumps[1])
    #expect(dumps[0] != (try StoreDump(original)))
  }

  @Test func whatWasMadeFromOlderRowsIsRefused() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    let edit = EditSecret(
      secret: world.secret.id, version: 99, name: nil, value: "2.w", note: nil, keepsVersion: false,
      digests: nil, twin: false)
    #expect(throws: VaultError.stale(kind: .secret, text: world.secret.id.text)) {
      try perform(edit, session)
    }
    let describe = DescribeAccount(account: world.account.id, version: 0, description: nil)
    #expect(throws: VaultError.stale(kind: .account, text: world.account.id.text)) {
      try perform(describe, session)
    }
  }

  /// Ids of another organization name nothing here.
  @Test func anOperationOfAnotherVaultIsRefused() throws {
    let here = try VaultOperations(StoresInMemory())
    let there = try VaultOperations(StoresInMemory(), seed: 2)
    let session = here.fixture.session
    let before = try StoreDump(here.fixture.service.store)
    for operation in try work(there, there.fixture.session) {
      switch operation {
      case is CreateProject, is CreateAccount, is CreateGroup, is SetSetting: continue
      default: break
      }
      let error = #expect(throws: VaultError.self) { try perform(operation, session) }
      #expect(["V0201", "V0204"].contains(error?.code), "\(type(of: operation).name): \(error as Any)")
    }
    #expect(try StoreDump(here.fixture.service.store) == before)
  }
}

/// The ledger checks what no session has checked: an operation may come from anywhere.
@Suite struct UncheckedOperationTests {
  private func code(_ operation: any Operation, _ session: VaultSession) -> String? {
    func open<O: Operation>(_ operation: O) throws(VaultError) { _ = try session.perform(operation) }
    do throws(VaultError) {
      try open(operation)
      return nil
    } catch { return error.code }
  }

  @Test func rulesOfPlainFieldsBindEveryOperation() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    let before = try StoreDump(world.fixture.service.store)
    let name = try session.seal(name: "t", .token)
    let soon = world.fixture.clock.time + 86_400_000_000
    let (id, account) = (world.fixture.service.randomID(), world.account.id)
    func credential(_ kind: CredentialKind, expires: Int64? = nil) -> SealedCredential {
      SealedCredential(
        id: id, kind: kind, publicKey: [1], sealedKey: [2], signKey: [UInt8](repeating: 3, count: 32),
        expires: expires)
    }
    func token(uses: Int64? = nil, network: String? = nil, expires: Int64? = nil) -> CreateToken {
      CreateToken(
        id: id, account: account, name: name, secretHash: "h", payload: "2.p", key: "2.k",
        signKey: [UInt8](repeating: 3, count: 32), expires: expires,
        maxUses: uses, network: network, twin: true)
    }
    func invite(_ email: String, _ permissions: Permissions = [], _ kind: CredentialKind = .invite)
      -> InvitePerson
    {
      InvitePerson(
        email: email, role: .user, permissions: permissions, name: nil, hasAccess: true,
        invite: credential(kind, expires: soon))
    }
    let refused: [(any Operation, String)] = [
      (CreateGroup(name: " "), "V0301"), (CreateGroup(name: "a\nb"), "V0304"),
      (CreateGroup(name: String(repeating: "x", count: 101)), "V0302"),
      (RenameGroup(group: world.group.id, name: "\u{1B}[31m"), "V0304"),
      (token(uses: 0), "V0304"), (token(uses: -1), "V0304"), (token(network: "10.0.0.1/8"), "V0304"),
      (token(network: "everywhere"), "V0304"), (token(expires: 1), "V0305"),
      (invite("no address"), "V0304"), (invite("a@b.example", [.eventLogs]), "V0304"),
      (invite("a@b.example", [], .passphrase), "V0304"), (invite("a@b.example", [], .recovery), "V0304"),
      (CreateKey(credential: credential(.recovery), mac: []), "V0304"),
      (CreateKey(credential: credential(.cronKey), mac: []), "V0304"),
      (CreateRecoveryKey(credential: credential(.recovery, expires: soon), mac: []), "V0304"),
      (ChangePassphrase(credential: credential(.passphrase), mac: [], former: nil), "V0304"),
      (SetSetting(setting: .enabled, value: "perhaps", digest: []), "V0304"),
    ]
    for (operation, expected) in refused {
      #expect(code(operation, session) == expected, "\(operation)")
    }
    #expect(try StoreDump(world.fixture.service.store) == before)
  }
}
