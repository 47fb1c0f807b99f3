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
      ChangeMembers(group: world.group.id, people: [world.person.id], areMembers: false),
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
