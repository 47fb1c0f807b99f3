import Base
import Crypto
import Glibc
import StoreSQLite
import Support
import Synchronization
import Testing
import Vault

@Suite struct ConcurrencyTests {
  let folder: TemporaryFolder
  var path: String { folder.file("v.db") }

  init() throws { folder = try TemporaryFolder() }

  private static func session(_ path: String, _ options: SQLiteOptions = SQLiteOptions()) throws
    -> VaultSession
  {
    let service = try VaultService(
      store: try SQLiteStores(options: options).open(at: path), environment: VaultEnvironment(cost: .floor))
    return try service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
  }

  @Test func writersOnTheirOwnConnectionsWaitForEachOther() async throws {
    _ = try VaultFixture(SQLiteStores(), path: path)
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let session = try Self.session(path)
          for index in 0..<15 {
            _ = try session.createAccount(name: "a\(index)", ifMissing: true)
            _ = try session.createProject(name: "p\(writer)-\(index)")
          }
        }
      }
      try await group.waitForAll()
    }
    let session = try Self.session(path)
    #expect(try session.countAccounts() == 15 && session.countProjects() == 60)
    #expect(try session.verify().findings == [])
  }

  @Test func aLockThatIsNotReleasedIsBusy() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    var options = SQLiteOptions()
    options.busyMilliseconds = 20
    let other = try Self.session(path, options)
    try vault.session.begin()
    _ = try vault.session.createProject(name: "web")
    #expect(throws: VaultError.busy) { try other.createProject(name: "api") }
    #expect(VaultError.busy.errorClass == .busy)
    // Readers do not wait, and do not see what is not committed.
    #expect(try other.projects().isEmpty)
    try vault.session.commit()
    #expect(try other.createProject(name: "api").name == "api")
    #expect(try other.verify().findings == [])
  }

  /// Waiting would take a day: a refusal does not wait for the writer, and there is no event then.
  @Test func aRefusalDoesNotWaitForAWriter() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    var options = SQLiteOptions()
    options.busyMilliseconds = 86_400_000
    let service = try VaultService(
      store: try SQLiteStores(options: options).open(at: path), environment: vault.service.environment)
    func refuse() {
      #expect(throws: VaultError.wrongCredential) {
        try service.unlock(email: VaultFixture.email, passphrase: Secret(utf8: "not the passphrase"))
      }
    }
    func refusals() throws -> Int {
      try vault.session.countEvents(EventQuery([.equal(.type, .int(9002))]))
    }
    try vault.session.begin()
    _ = try vault.session.createProject(name: "web")
    refuse()
    try vault.session.commit()
    #expect(try refusals() == 0)
    refuse()
    #expect(try refusals() == 1)
    #expect(try vault.session.verify().findings == [])
  }

  @Test func aProcessThatDiesInATransactionLeavesNothing() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    _ = try vault.session.createProject(name: "web")
    // What a killed process leaves: the files as they are in the middle of its transaction.
    try vault.session.begin()
    _ = try vault.session.createProject(name: "api")
    let copy = folder.file("copy.db")
    for suffix in ["", "-wal"] {
      let descriptor = open(copy + suffix, O_CREAT | O_WRONLY, 0o600)
      let content = bytes(ofFile: path + suffix)
      #expect(write(descriptor, content, content.count) == content.count)
      close(descriptor)
    }
    vault.session.rollback()
    let session = try Self.session(copy)
    #expect(try session.projects().map(\.name) == ["web"])
    #expect(try session.verify().findings == [])
  }
}
