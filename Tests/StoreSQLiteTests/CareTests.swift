import Crypto
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// What care for the vault does to its file.
@Suite struct CareTests {
  let folder: TemporaryFolder
  var path: String { folder.file("v.db") }

  init() throws { folder = try TemporaryFolder() }

  private func open(_ email: String = VaultFixture.email, _ word: String = VaultFixture.passphrase) throws
    -> VaultSession
  {
    let service = try VaultService(
      store: try SQLiteStores().open(at: path), environment: VaultEnvironment(cost: .floor))
    return try service.unlock(email: email, passphrase: Secret(utf8: word))
  }

  private func stands(_ wanted: [UInt8]) -> Bool {
    let all = TemporaryFolder.names(folder.path).flatMap { bytes(ofFile: folder.file($0)) }
    return all.indices.dropLast(wanted.count - 1).contains { start in
      all[start] == wanted[0] && all[start..<start + wanted.count].elementsEqual(wanted)
    }
  }

  @Test func nothingOfTheOldKeyIsInAnyFileAfterARekey() throws {
    let people = try PeopleFixture([("bob", .user)], stores: SQLiteStores(), path: path)
    let session = people["ada"]
    let account = try session.createAccount(name: "ci").account
    _ = try session.createToken(account: account.id, name: "t", expires: nil)
    _ = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: nil)
    let store = session.service.store
    let secret = try #require(try store.first(SecretQuery()))
    let token = try #require(try store.first(TokenQuery()))
    let sealed = try store.rows(Query<CredentialRow>()).map(\.sealedKey)
    var traces =
      sealed
      + [secret.value, secret.note, secret.name.text, token.payload, token.key]
      .compactMap { $0.map { Array($0.utf8) } }
    traces += [secret.name.digest, token.name.digest].compactMap { $0 }
    for trace in traces { #expect(stands(trace)) }
    let report = try session.rekey()
    #expect(report.isErased)
    for trace in traces { #expect(!stands(trace)) }
    #expect(bytes(ofFile: path + "-wal").isEmpty)
    #expect(try open().verify().findings == [])
    #expect(try open("bob@acme.example", PeopleFixture.passphrase).person.role == .user)
  }

  @Test func numbersThatWereUsedAreNotUsedAgainAfterwards() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    for name in ["a", "b", "c"] { _ = try vault.session.createProject(name: name) }
    let last = try vault.session.projects()[2]
    _ = try vault.session.deleteProjects([last.id])
    let before = try StoreDump(vault.service.store).tables.mapValues { $0.map(\.first) }
    _ = try vault.session.rekey()
    var after = try StoreDump(vault.service.store).tables.mapValues { $0.map(\.first) }
    #expect(after["event"]?.popLast() == .int(Int64(before["event"]?.count ?? 0) + 1))
    #expect(before == after)
    #expect(try vault.session.createProject(name: "d").number > last.number)
  }

  @Test func aReaderKeepsItsMomentAndTheRekeySaysThatTracesStayed() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    _ = try vault.session.createProject(name: "web")
    var options = SQLiteOptions()
    options.busyMilliseconds = 20
    let writer = try VaultService(
      store: try SQLiteStores(options: options).open(at: path), environment: VaultEnvironment(cost: .floor)
    ).unlock(email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    let reader = vault.service.store
    try reader.begin(.read)
    let seen = try reader.rows(ProjectQuery())
    #expect(try !writer.rekey().isErased)
    #expect(try reader.rows(ProjectQuery()) == seen)
    try reader.commit()
    #expect(throws: VaultError.rekeyed) { try vault.session.projects() }
    #expect(try writer.projects().map(\.name) == ["web"])
    #expect(try writer.verify().findings == [])
  }

  @Test func aRekeyThatFailsAnywhereLeavesSQLiteAsItWas() throws {
    let world = try VaultOperations(SQLiteInMemory())
    let store = world.fixture.service.store
    let before = try StoreDump(store)
    for call in 1... {
      let failing = StoreFailing(store)
      let session = try world.fixture.session.copy(on: failing, isReadOnly: false)
      failing.fail(atCall: call)
      do throws(VaultError) { _ = try session.rekey() } catch {
        #expect(error == .inputOutput(code: 4242))
      }
      if !failing.hasFailed {
        failing.callsUntilFailure = nil
        #expect(try session.verify().findings == [])
        break
      }
      #expect(try StoreDump(store) == before, "call \(call)")
    }
  }
}
