import Base
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
    let all = folder.names.flatMap { bytes(ofFile: folder.file($0)) }
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

  private var copy: String { folder.file("copy.db") }

  private func backUp(_ stores: SQLiteStores = SQLiteStores()) throws {
    close(Glibc.open(copy, O_CREAT | O_WRONLY | O_EXCL, 0o600))
    try stores.copyVault(from: path, to: copy)
  }

  private func service(_ store: any VaultStore) throws -> VaultService {
    try VaultService(store: store, environment: VaultEnvironment(cost: .floor))
  }

  @Test func aBackupIsOneFileThatHoldsOneMoment() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    _ = try vault.session.createSecret(key: "K", value: Secret(utf8: "v"), project: nil)
    let head = try vault.service.store.row(HeadRow.self, number: 1)
    // A writer in the middle of a transaction does not hold it up, and is not in it.
    try vault.session.begin()
    _ = try vault.session.createProject(name: "later")
    try backUp()
    try vault.session.commit()
    #expect(folder.names.filter { $0.hasPrefix("copy") } == ["copy.db"])
    #expect(mode(copy) == 0o600)
    do {
      let store = try SQLiteStores().openReadOnly(at: copy)
      let backup = try vault.session.verify(copy: store)
      #expect(backup.head == head && backup.verification.findings == [])
      #expect(backup.verification.encryptedTexts > 0)
      #expect(throws: VaultError.self) {
        try store.begin(.write)
        _ = try store.delete(Query<CredentialRow>())
      }
      store.rollback()
    }
    #expect(folder.names.filter { $0.hasPrefix("copy") } == ["copy.db"])
  }

  @Test func aBackupGoesOnWhileOthersWrite() async throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    try vault.session.begin()
    for number in 0..<600 {
      let value = String(repeating: "x", count: 3000)
      _ = try vault.session.createSecret(key: "K\(number)", value: Secret(utf8: value), project: nil)
    }
    try vault.session.commit()
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        let service = try VaultService(
          store: try SQLiteStores().open(at: path), environment: VaultEnvironment(cost: .floor))
        let session = try service.unlock(
          email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
        for number in 0..<60 { _ = try session.createProject(name: "p\(number)") }
      }
      try backUp()
      try await group.waitForAll()
    }
    let backup = try vault.session.verify(copy: try SQLiteStores().openReadOnly(at: copy))
    #expect(backup.verification.findings == [])
    #expect(try vault.session.countProjects() == 60)
  }

  @Test func aDamagedCopyIsSeen() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    _ = try vault.session.createSecret(key: "K", value: Secret(utf8: "v"), project: nil)
    try backUp()
    let store = try SQLiteStores().open(at: copy)
    try store.update(SecretRow.self, number: 1, set: [(.value, .text("2.x"))])
    #expect(try vault.session.verify(copy: store).verification.findings.map(\.area).contains(.encryption))
  }

  @Test func aRestoreTakesTheVaultsPlaceInOneStep() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    _ = try vault.session.createProject(name: "then")
    try backUp()
    for number in 0..<200 { _ = try vault.session.createProject(name: "now \(number)") }
    let old = try vault.session.resolve("now 7", among: [.project]).id
    let name = try #require(try vault.service.store.first(Query<ProjectRow>([.equal(.id, .id(old))]))).name
    let stores = SQLiteStores()
    let store = try stores.open(at: copy)
    let backup = try service(store).unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    // What fails before the end leaves the vault as it was.
    let before = try StoreDump(vault.service.store)
    #expect(throws: VaultError.storageFull) {
      try stores.replaceVault(at: path, with: store) { () throws(VaultError) in throw .storageFull }
    }
    #expect(try StoreDump(vault.service.store) == before)
    var options = SQLiteOptions()
    options.busyMilliseconds = 20
    let other = try service(try SQLiteStores(options: options).open(at: path)).unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    var report = RestoreReport()
    try stores.replaceVault(at: path, with: store) { () throws(VaultError) in
      // Other connections cannot write now, and still read the old rows.
      do throws(VaultError) {
        _ = try other.createProject(name: "x")
        Issue.record("somebody wrote")
      } catch { #expect(error == .busy) }
      #expect(try other.countProjects() == 201)
      report = try backup.restore(replacing: vault.session)
    }
    #expect(report.generation == 2 && report.changes.isEmpty)
    #expect(throws: VaultError.rekeyed) { try other.projects() }
    #expect(throws: VaultError.rekeyed) { try vault.session.createProject(name: "x") }
    let again = try open()
    #expect(try again.projects().map(\.name) == ["then"])
    #expect(try again.verify().findings == [])
    #expect(bytes(ofFile: path + "-wal").isEmpty)
    #expect(!stands(Array(name.text.utf8)))
    _ = try again.createProject(name: "after")
  }

  @Test func aWriterThatDoesNotEndIsBusy() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    try backUp()
    var options = SQLiteOptions()
    options.busyMilliseconds = 20
    let stores = SQLiteStores(options: options)
    let store = try stores.open(at: copy)
    try vault.session.begin()
    _ = try vault.session.createProject(name: "web")
    #expect(throws: VaultError.busy) {
      try stores.replaceVault(at: path, with: store) { () throws(VaultError) in
        Issue.record("was prepared")
      }
    }
    try vault.session.commit()
    #expect(try vault.session.projects().map(\.name) == ["web"])
  }

  @Test func aRestoreMakesTheVaultWhereThereIsNone() throws {
    do {
      let vault = try VaultFixture(SQLiteStores(), path: path)
      _ = try vault.session.createProject(name: "web")
    }
    try backUp()
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    let stores = SQLiteStores()
    let store = try stores.open(at: copy)
    let backup = try service(store).unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    #expect(throws: VaultError.storageFull) {
      try stores.replaceVault(at: path, with: store) { () throws(VaultError) in throw .storageFull }
    }
    #expect(folder.names.filter { $0.hasPrefix("v.db") } == [])
    try stores.replaceVault(at: path, with: store) { () throws(VaultError) in
      _ = try backup.restore(replacing: nil)
    }
    #expect(mode(path) == 0o600)
    #expect(try open().projects().map(\.name) == ["web"])
    #expect(try open().verify().findings == [])
  }

  @Test func whatIsNoVaultIsNeitherBackedUpNorReplaced() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    try backUp()
    let other = folder.file("other.db")
    let text = Array("no database, but somebody's notes".utf8)
    let descriptor = Glibc.open(other, O_CREAT | O_WRONLY, 0o600)
    #expect(write(descriptor, text, text.count) == text.count)
    close(descriptor)
    let target = folder.file("target.db")
    #expect(throws: VaultError.self) { try SQLiteStores().copyVault(from: other, to: target) }
    let store = try SQLiteStores().open(at: copy)
    #expect(throws: VaultError.self) {
      try SQLiteStores().replaceVault(at: other, with: store) { () throws(VaultError) in
        Issue.record("was prepared")
      }
    }
    #expect(bytes(ofFile: other) == text)
    chmod(copy, 0o644)
    #expect(throws: VaultError.self) { try SQLiteStores().openReadOnly(at: copy) }
    #expect(try vault.session.verify().findings == [])
  }
}
