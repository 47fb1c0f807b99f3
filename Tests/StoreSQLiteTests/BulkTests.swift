import Base
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
    #expect(try session.grant(requests).allSatisfy { $0.action == .granted })
    #expect(try session.status().events == before + 10_000)
    #expect(try session.countGrants() == 10_200)
    #expect(try session.grant(requests).allSatisfy { $0.action == .unchanged })
    #expect(try session.status().events == before + 10_000)
    let counts = try session.counts(of: session.accounts())
    #expect(counts.allSatisfy { $0.projects == 100 })
  }

  @Test func anExportOfEventsMissesNoneAndGivesNoneTwice() throws {
    let vault = try VaultFixture(SQLiteInMemory())
    let session = vault.session
    let secrets = (0..<4500).map { number in
      ImportedSecret(
        key: "K\(number)", value: Secret(utf8: "v"), note: Secret(count: 0), projectIDs: [])
    }
    // Thousands of one moment, then days with few, then many again.
    _ = try session.importProduct(projects: [], secrets: secrets)
    for number in 0..<40 {
      vault.clock.time += 5 * 86_400_000_000
      _ = try session.createProject(name: "p\(number)")
    }
    _ = try session.importProduct(projects: [], secrets: Array(secrets.prefix(1500)))
    let all = try session.countEvents(EventQuery())
    let now = vault.clock.time
    let export = try session.exportEvents(EventRange(from: now - EventRange.longest, to: now))
    var numbers: [Int64] = []
    while true {
      let count = try export.next { (row) throws(VaultError) in numbers.append(try row.int(1)) }
      if count == 0 { break }
      #expect(count <= EventExport.pageSize)
    }
    #expect(numbers == (1...Int64(all)).reversed())
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
