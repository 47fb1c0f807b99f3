import Crypto
import StoreSQLite
import Support
import Testing
import Vault

@Suite struct BulkTests {
  @Test func tenThousandGrantsAreOneTransaction() throws {
    let folder = try TemporaryFolder()
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let session = vault.session
    try session.begin()
    let accounts = try (0..<100).map { try session.createAccount(name: "ci-\($0)").account.id }
    let projects = try (0..<100).map { try session.createProject(name: "p-\($0)").id }
    try session.commit()
    let requests = accounts.flatMap { account in
      projects.map { GrantRequest(account: account, project: $0, level: .read) }
    }
    let before = try session.status().events
    // A debug build takes about two seconds, a release build 0.3.
    let time = ContinuousClock().measure {
      #expect(throws: Never.self) { _ = try session.grant(requests) }
    }
    #expect(time < .seconds(20))
    #expect(try session.status().events == before + 10_000)
    #expect(try session.countGrants() == 10_200)
    #expect(try session.grant(requests).allSatisfy { $0.action == .unchanged })
    #expect(try session.status().events == before + 10_000)
    let counts = try session.counts(of: session.accounts())
    #expect(counts.allSatisfy { $0.projects == 100 })
  }

  @Test func resultCodesBecomeTheErrorsThatPeopleMeet() throws {
    func error(_ code: Int32, errno: Int32 = 0) -> VaultError {
      ResultProbe.error(code, errno: errno)
    }
    #expect(error(5) == .busy && error(6) == .busy && error(517) == .busy)
    #expect(error(8) == .readOnlyStorage && error(10, errno: 30) == .readOnlyStorage)
    #expect(error(14, errno: 30) == .readOnlyStorage)
    #expect(error(13) == .storageFull && error(10, errno: 28) == .storageFull)
    #expect(error(11).errorClass == .damaged && error(26).errorClass == .damaged)
    #expect(error(19) == .constraint(table: "secret"))
    #expect(error(10) == .inputOutput(code: 10) && error(7) == .storeFailed(code: 7))
  }
}
