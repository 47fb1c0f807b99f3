import Base
import Crypto
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

@Suite struct FileTests {
  let folder: TemporaryFolder
  var path: String { folder.file("v.db") }

  init() throws { folder = try TemporaryFolder() }

  private func error(_ options: SQLiteOptions = SQLiteOptions(), at path: String? = nil) -> VaultError? {
    do throws(VaultError) {
      _ = try SQLiteStores(options: options).open(at: path ?? self.path)
      return nil
    } catch { return error }
  }

  private func create() throws {
    _ = try VaultFixture(SQLiteStores(), path: path)
  }

  /// Opening fails with this error and changes no byte of the file and adds none beside it.
  private func expectUntouched(_ wanted: VaultError, _ options: SQLiteOptions = SQLiteOptions()) {
    let before = bytes(ofFile: path)
    let names = folder.names
    #expect(error(options) == wanted)
    #expect(bytes(ofFile: path) == before)
    #expect(folder.names == names)
  }

  /// M05: what was checked is what is opened: another file in its place by then is refused.
  @Test func aFileThatTakesItsPlaceMeanwhileIsNotOpened() throws {
    try create()
    let other = folder.file("other.db")
    _ = try VaultFixture(SQLiteStores(), path: other, seed: 2)
    let path = path
    var options = SQLiteOptions()
    // It is asked between the two looks at the file.
    options.fileSystem = { _ in
      rename(other, path)
      return FileSystemKind(magic: 0xEF53)
    }
    #expect(
      error(options) == .cannotOpen(path: realPath(path), reason: "it was replaced while it was opened"))
    // Once it is there it is a vault as any other.
    options.fileSystem = { _ in FileSystemKind(magic: 0xEF53) }
    #expect(error(options) == nil)
  }

  private func realPath(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  @Test func filesAndFoldersArePrivateFromCreation() throws {
    let before = umask(0)
    defer { umask(before) }
    let path = folder.file("a/b/v.db")
    let vault = try VaultFixture(SQLiteStores(), path: path)
    _ = try vault.session.createProject(name: "web")
    #expect(mode(folder.file("a")) == 0o700 && mode(folder.file("a/b")) == 0o700)
    #expect(TemporaryFolder.names(folder.file("a/b")).contains("v.db-wal"))
    for name in TemporaryFolder.names(folder.file("a/b")) {
      #expect(mode(folder.file("a/b/" + name)) == 0o600)
    }
  }

  @Test func aVaultOpensAgainWithWhatWasWritten() throws {
    do {
      let vault = try VaultFixture(SQLiteStores(), path: path)
      _ = try vault.session.createProject(name: "web")
    }
    let service = try VaultService(
      store: try SQLiteStores().open(at: path), environment: VaultEnvironment(cost: .floor))
    let session = try service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    #expect(try session.projects().map(\.name) == ["web"])
    #expect(try session.verify().findings == [])
    let facts = try session.status().store
    #expect(facts.path.hasSuffix("/v.db") && facts.schemaVersion == Migration.all.count && facts.bytes > 4096)
  }

  @Test func whatIsThereIsNeverOverwritten() throws {
    try create()
    let before = bytes(ofFile: path)
    #expect(throws: VaultError.self) { try create() }
    #expect(bytes(ofFile: path) == before)
    symlink(path, folder.file("link"))
    #expect(throws: VaultError.alreadyThere(path: folder.file("link"))) {
      try SQLiteStores().create(at: folder.file("link"))
    }
  }

  @Test func aCreationThatFailsRemovesItsFile() throws {
    let environment = VaultEnvironment(cost: PassphraseCost(memoryKiB: 8, passes: 1))
    #expect(throws: VaultError.self) {
      try VaultService.create(
        SQLiteStores(), path: path, organization: "Acme", email: "a@b",
        passphrase: Secret(utf8: VaultFixture.passphrase), environment: environment)
    }
    #expect(folder.names == [])
  }

  @Test func missingEmptyAndForeignFilesAreToldApart() throws {
    #expect(error() == .missing(path: path))
    #expect(error(at: folder.file("no/such/v.db")) == .missing(path: folder.file("no/such/v.db")))
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    expectUntouched(.unfinished(path: path))
    overwrite(
      path, at: 0,
      with: Array("not a database, but a text of more than a hundred bytes".utf8)
        + [UInt8](repeating: 10, count: 100))
    expectUntouched(.notAVault(path: path))
    overwrite(path, at: 0, with: Array("SQLite format 3\0".utf8))
    expectUntouched(.notAVault(path: path))
    mkdir(folder.file("d"), 0o700)
    #expect(error(at: folder.file("d")) == .notAFile(path: folder.file("d")))
    mkfifo(folder.file("p"), 0o600)
    #expect(error(at: folder.file("p")) == .notAFile(path: folder.file("p")))
  }

  @Test func aNewerSchemaIsLeftAlone() throws {
    try create()
    overwrite(path, at: 60, with: [0, 0, 0, 9])
    expectUntouched(.newerSchema(path: path, found: 9, known: Migration.all.count))
  }

  @Test func linksOtherOwnersAndOpenModesAreRefused() throws {
    try create()
    symlink("v.db", folder.file("link"))
    #expect(error(at: folder.file("link")) == .symlink(path: folder.file("link")))
    var options = SQLiteOptions()
    options.owner = geteuid() + 1
    expectUntouched(.otherOwner(path: path), options)
    chmod(path, 0o640)
    expectUntouched(.openToOthers(path: path))
  }

  /// T04: a log that another user puts beside the file would be replayed.
  @Test func whatOthersCouldPutBesideAVaultIsRefused() throws {
    try create()
    for mode: mode_t in [0o777, 0o770, 0o702] {
      chmod(folder.path, mode)
      expectUntouched(.folderOpenToOthers(path: folder.path))
      let other = folder.file("new.db")
      #expect(throws: VaultError.folderOpenToOthers(path: folder.path)) {
        try SQLiteStores().create(at: other)
      }
    }
    // As in /tmp: others can neither remove nor rename the file.
    chmod(folder.path, 0o1777)
    #expect(error() == nil)
    chmod(folder.path, 0o700)
    link(path, folder.file("second"))
    expectUntouched(.hardLinked(path: path))
    unlink(folder.file("second"))
    for suffix in ["-wal", "-shm", "-journal"] {
      let beside = path + suffix
      close(open(beside, O_CREAT | O_WRONLY, 0o600))
      chmod(beside, 0o640)
      expectUntouched(.openToOthers(path: beside))
      unlink(beside)
      symlink("/dev/null", beside)
      expectUntouched(.symlink(path: beside))
      unlink(beside)
    }
    #expect(error() == nil)
  }

  @Test func networkFileSystemsAreRefused() throws {
    try create()
    var options = SQLiteOptions()
    options.fileSystem = { _ in FileSystemKind(magic: 0x6969) }
    expectUntouched(.networkFileSystem(path: path, name: "NFS"), options)
    let other = folder.file("new.db")
    #expect(throws: VaultError.networkFileSystem(path: other, name: "NFS")) {
      try SQLiteStores(options: options).create(at: other)
    }
    #expect(folder.names == ["v.db"])
    // CIFS is sign-extended by the kernel's type on some machines.
    #expect(FileSystemKind(magic: 0xFFFF_FFFF_FF53_4D42) == .network("CIFS"))
    #expect(FileSystemKind(magic: 0xEF53) == .local)
    #expect(FileSystemKind.of(folder.path) == .local)
  }

  @Test func aFullDiskChangesNothing() throws {
    var options = SQLiteOptions()
    options.maximumPages = 90
    let vault = try VaultFixture(SQLiteStores(options: options), path: path)
    let session = vault.session
    let project = try session.createProject(name: "web")
    let before = try StoreDump(vault.service.store)
    let value = String(repeating: "v", count: 20_000)
    let secrets = (0..<40).map {
      ImportedSecret(key: "K\($0)", value: Secret(utf8: value), note: Secret(count: 0), projectIDs: [])
    }
    #expect(throws: VaultError.storageFull) { try session.importProduct(projects: [], secrets: secrets) }
    #expect(try StoreDump(vault.service.store) == before)
    #expect(try session.renameProject(project.id, to: "x").action == .renamed)
    #expect(try session.verify().findings == [])
  }

  @Test func aDamagedPageIsSaid() throws {
    do {
      let vault = try VaultFixture(SQLiteStores(), path: path)
      for index in 0..<300 { _ = try vault.session.createProject(name: "project \(index)") }
    }
    let size = bytes(ofFile: path).count
    for page in 2..<(size / 4096) {
      overwrite(path, at: page * 4096, with: [UInt8](repeating: 0x5A, count: 4096))
    }
    var errors: [VaultError] = []
    do throws(VaultError) {
      let service = try VaultService(
        store: try SQLiteStores().open(at: path), environment: VaultEnvironment(cost: .floor))
      let session = try service.unlock(
        email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
      _ = try session.verify()
    } catch { errors.append(error) }
    #expect(errors.map(\.errorClass) == [.damaged], "\(errors)")
  }

  @Test func oneDamagedPageIsAFindingOfVerify() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    _ = try vault.session.createProject(name: "web")
    let connection = try SQLiteStores().open(at: path)
    connection.purgeDeleted()
    // An index that lost its rows: the table is whole, the check of pages sees the difference.
    let root = try #require(try rootPage(of: "project_digest"))
    overwrite(path, at: (root - 1) * 4096 + 3, with: [0, 0])
    let other = try vault.session.copy(on: try SQLiteStores().open(at: path), isReadOnly: true)
    let areas = try other.verify().findings.map(\.area)
    #expect(areas.contains(.pages), "\(areas)")
  }

  /// The first page of an index, from the schema table that fills the file's first page or more.
  private func rootPage(of index: String) throws -> Int? {
    let store = try SQLiteStores().open(at: path)
    return try SchemaProbe.rootPage(of: index, in: store)
  }
}
