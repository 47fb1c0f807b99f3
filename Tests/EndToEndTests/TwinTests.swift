import StoreSQLite
import Support
import Testing
import Vault

/// K22: of processes that take a name at the same time one gets it.
@Suite struct TwinTests {
  @Test func oneOfManyGetsTheName() throws {
    let home = try E2EHome()
    try home.write(VaultFixture.passphrase + "\n", to: "passphrase")
    _ = try VaultFixture(SQLiteStores(), path: home.vault)
    for command in ["account create same", "project create same"] {
      let runs = try (0..<6).map { _ in try home.start(["-c", command]) }
      let results = try runs.map { try $0.wait() }
      #expect(results.count { $0.status == 0 } == 1, "\(results)")
      #expect(results.count { $0.status == 1 && $0.errors.contains("V0203") } == 5, "\(results)")
    }
    #expect(try home.run("-c", "accounts | length | to json; projects | length | to json").output == "1\n1\n")
    #expect(try home.run("vault", "verify").status == 0)
  }
}
