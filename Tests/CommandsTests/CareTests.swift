import Base
import Commands
import Crypto
import Glibc
import Interpreter
import StoreSQLite
import Support
import Testing
import Vault

/// `vault rekey`, as a script meets it.
@Suite struct CareTests {
  @Test func aRekeyAsksFirstAndSaysWhatItDid() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.fault("vault rekey")?.code == "E0840")
    #expect(fixture.fault("vault rekey")?.report.status == 5)
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = ["n"]
    #expect(fixture.fault("vault rekey --revoke-tokens")?.code == "E0841")
    fixture.run.host.lines = ["y"]
    let given = fixture.text("let r = (vault rekey); [$r.key_version $r.tokens $r.revoked $r.secrets]")
    #expect(given == "[2, 2, 0, 3]")
    #expect(fixture.text("secrets | length") == "3")
    #expect(fixture.text("reveal web/DB_URL") == "\"postgres://web:pw@db/web\"")
    #expect(fixture.text("events --type vault.rekeyed | length") == "1")
    #expect(fixture.text("vault verify") == "[]")
    #expect(fixture.text("(vault rekey --revoke-tokens --yes).revoked") == "2")
    #expect(fixture.text("tokens | length") == "0")
    #expect(fixture.text("vault verify") == "[]")
  }

  @Test func aDialogueThatIsOpenHasToSignInAgain() throws {
    let fixture = try CommandsFixture()
    let store = try fixture.access.open().service.store
    let first = try CommandsFixture(StoreGiven(store))
    let second = try CommandsFixture(StoreGiven(store))
    #expect(first.text("projects | length") == "3" && second.text("projects | length") == "3")
    #expect(first.text("(vault rekey --yes).key_version") == "2")
    for code in ["projects | length", "project create x", "reveal web/DB_URL", "vault verify"] {
      let fault = second.fault(code)
      #expect(fault?.code == "V0110" && fault?.report.status == 4, "\(code)")
      #expect(fault?.report.help?.contains("sign in again") == true)
    }
    let third = try CommandsFixture(StoreGiven(store))
    #expect(third.text("reveal web/DB_URL") == "\"postgres://web:pw@db/web\"")
  }

  @Test func whoeverRemovesSomebodyIsToldOfTheRekey() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.text("person remove bob@acme.example --yes | length") == "1")
    #expect(fixture.run.host.errors.contains("`vault rekey`"))
  }
}

/// `vault backup`, `vault restore` and the recovery key, with files.
@Suite struct BackupTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fixture(
    file: PassphraseFile = PassphraseFile(),
    isReadOnly: Bool = false
  ) throws -> CommandsFixture {
    try CommandsFixture(SQLiteStores(), path: folder.path + "/v.db", isReadOnly: isReadOnly, file: file)
  }

  private func make() throws {
    let vault = try VaultFixture(SQLiteStores(), path: folder.path + "/v.db")
    try CommandsFixture.fill(vault.session)
  }

  @Test func aBackupIsVerifiedRecordedAndReplacesNothing() throws {
    try make()
    let run = try fixture()
    let path = folder.path + "/b.db"
    #expect(run.text("(vault backup \"\(path)\").sealed_texts > 10") == "true")
    #expect(folder.names == ["b.db", "v.db", "v.db-shm", "v.db-wal"] && folder.mode("b.db") == 0o600)
    #expect(run.text("events --type vault.backed-up | length") == "1")
    #expect(run.fault("vault backup \"\(path)\"")?.code == "E0860")
    #expect(run.text("events --type vault.backed-up | length") == "1")
    #expect(run.text("(vault backup --force \"\(path)\").events") == run.text("(vault status).events - 1"))
    #expect(run.fault("vault backup \"\(folder.path)\"")?.code == "E0860")
    let session = try run.access.open()
    try session.begin()
    #expect(run.fault("vault backup \"\(folder.path)/c.db\"")?.code == "V0502")
    #expect(run.fault("vault restore \"\(path)\" --yes")?.code == "V0502")
    session.rollback()
    let reader = try fixture(isReadOnly: true)
    #expect(reader.fault("vault backup \"\(folder.path)/c.db\"")?.code == "E0501")
    #expect(folder.names == ["b.db", "v.db", "v.db-shm", "v.db-wal"])
    #expect(run.text("vault verify") == "[]")
  }

  @Test func aBackupOfADamagedVaultIsRemovedAgain() throws {
    try make()
    let run = try fixture()
    let store = try run.access.open().service.store
    try store.update(SecretRow.self, number: 1, set: [(.value, .text("2.x"))])
    let fault = run.fault("vault backup \"\(folder.path)/b.db\"")
    #expect(fault?.code == "E0831" && fault?.report.status == 7)
    #expect(run.run.host.output.contains("does not decrypt"))
    #expect(folder.names == ["v.db", "v.db-shm", "v.db-wal"])
    #expect(run.text("events --type vault.backed-up | length") == "0")
  }

  @Test func aRestoreListsWhatComesBackAndEndsIt() throws {
    try make()
    let path = folder.path + "/b.db"
    let run = try fixture()
    #expect(run.text("(vault backup \"\(path)\").file") == "\"\(path)\"")
    #expect(run.text("tokens | where .name == \"pipeline\" | token revoke --yes | length") == "1")
    #expect(run.text("project create later | get action") == "[\"created\"]")
    #expect(run.fault("vault restore \"\(path)\"")?.code == "E0840")
    #expect(
      run.text("vault restore \"\(path)\" --yes | select action before | first")
        == "{action: \"ended\", before: \"access token\"}")
    // The run goes on with the vault as it is now.
    #expect(run.text("projects | length") == "3")
    #expect(run.text("tokens | get name") == "[\"nightly\"]")
    #expect(run.text("(vault status).generation") == "2")
    #expect(run.text("events --type vault.restored | length") == "1")
    #expect(run.text("vault verify") == "[]")
    #expect(run.text("vault restore \"\(path)\" --keep --yes | get action") == "[\"kept\"]")
    #expect(run.text("tokens | length") == "2")
    #expect(run.text("vault verify") == "[]")
    #expect(folder.names.filter { $0.contains("restore") } == [])
  }

  @Test func anotherPassphraseOfThenIsAskedFor() throws {
    try make()
    let path = folder.path + "/b.db"
    let now = PassphraseFile("the passphrase of now\n")
    let run = try fixture()
    #expect(run.text("(vault backup \"\(path)\").file") == "\"\(path)\"")
    #expect(run.text("vault passphrase --new-file \"\(now.path)\" | length") == "1")
    let later = try fixture(file: now)
    let fault = later.fault("vault restore \"\(path)\" --yes")
    #expect(fault?.code == "E0802" && fault?.report.help?.contains("--backup-passphrase-file") == true)
    let then = PassphraseFile()
    #expect(
      later.text("vault restore \"\(path)\" --yes --backup-passphrase-file \"\(then.path)\" | get after")
        == "[\"passphrase of now\"]")
    #expect(later.text("projects | length") == "3")
    later.run.host.inputIsTerminal = true
    later.run.host.lines = ["wrong passphrase"]
    #expect(later.fault("vault restore \"\(path)\" --yes")?.code == "V0101")
    later.run.host.lines = [VaultFixture.passphrase, "y"]
    #expect(later.text("vault restore \"\(path)\" | length") == "1")
    #expect(later.text("vault verify") == "[]")
  }

  @Test func aBackupOfAnotherVaultNeedsAWord() throws {
    try make()
    let run = try fixture()
    let path = folder.path + "/other.db"
    do { _ = try VaultFixture(SQLiteStores(), path: path, seed: 9) }
    #expect(run.fault("vault restore \"\(path)\" --yes")?.code == "V0617")
    #expect(run.text("projects | length") == "3")
    #expect(run.text("vault restore \"\(path)\" --other --yes") == "[]")
    #expect(run.run.host.errors.contains("nothing to compare with"))
    #expect(run.text("projects | length") == "0")
    #expect(run.text("vault verify") == "[]")
  }

  @Test func aDamagedVaultIsMovedAwayFirst() throws {
    try make()
    let path = folder.path + "/b.db"
    do {
      let run = try fixture()
      #expect(run.text("(vault backup \"\(path)\").file") == "\"\(path)\"")
    }
    for suffix in ["-wal", "-shm"] { unlink(folder.path + "/v.db" + suffix) }
    let descriptor = open(folder.path + "/v.db", O_WRONLY)
    #expect(pwrite(descriptor, [UInt8](repeating: 7, count: 100), 100, 0) == 100)
    close(descriptor)
    let run = try fixture()
    let fault = run.fault("vault restore \"\(path)\" --yes")
    #expect(fault?.code == "V0604" && fault?.report.help?.contains("away") == true)
    unlink(folder.path + "/v.db")
    #expect(run.text("vault restore \"\(path)\" --yes") == "[]")
    #expect(run.text("projects | length") == "3")
    #expect(run.text("vault verify") == "[]")
  }

  @Test func aKeyOfLaterDoesNotOpenTheBackup() throws {
    try make()
    let run = try fixture()
    let path = folder.path + "/b.db"
    #expect(run.text("(vault backup \"\(path)\").file") == "\"\(path)\"")
    let key = PassphraseFile(try run.access.open().createKey(expires: 4_000_000_000_000_000).text.text())
    var options = VaultOptions(path: folder.path + "/v.db")
    options.flags.key = key.path
    run.run.context.session = VaultAccess(
      options: options, stores: SQLiteStores(), environment: VaultEnvironment(cost: .floor),
      host: run.run.host)
    let fault = run.fault("vault restore \"\(path)\" --yes")
    #expect(fault?.message == "the backup does not open with this key")
    #expect(run.text("projects | length") == "3")
  }

  @Test func aRekeySinceTheBackupIsSaid() throws {
    try make()
    let run = try fixture()
    let path = folder.path + "/b.db"
    #expect(run.text("(vault backup \"\(path)\").file") == "\"\(path)\"")
    #expect(run.text("(vault rekey --yes).key_version") == "2")
    #expect(run.text("vault restore \"\(path)\" --yes | length") == "0")
    #expect(run.run.host.errors.contains("`vault rekey` makes another"))
    #expect(run.text("let s = (vault status); [$s.generation $s.key_version]") == "[3, 1]")
    #expect(run.text("(vault rekey --yes).key_version") == "2")
    #expect(run.text("vault verify") == "[]")
  }

  @Test func whatIsNoBackupLeavesTheVault() throws {
    try make()
    let run = try fixture()
    let file = PassphraseFile("no database at all\n")
    for path in [file.path, folder.path + "/none.db", folder.path] {
      #expect(run.fault("vault restore \"\(path)\" --yes")?.report.status == 1, "\(path)")
    }
    #expect(run.text("projects | length") == "3")
    #expect(folder.names == ["v.db", "v.db-shm", "v.db-wal"])
  }

  @Test func aVaultThatHasNoneGetsARecoveryKey() throws {
    try make()
    let run = try fixture()
    let file = folder.path + "/recovery.key"
    #expect(run.text("vault recovery-key \"\(file)\" | get action") == "[\"created\"]")
    #expect(folder.mode("recovery.key") == 0o600)
    #expect(run.fault("vault recovery-key \"\(file)\"")?.code == "E0860")
    #expect(run.text("person keys | get kind") == "[\"recovery key\"]")
    let text = try SecretFileReader.text(file)
    let session = try run.access.open()
    #expect(try session.service.unlock(key: Secret(utf8: text)).actor.credential?.kind == .recovery)
    #expect(run.text("person keys | person key revoke --yes | get action") == "[\"revoked\"]")
    #expect(throws: VaultError.wrongCredential) { try session.service.unlock(key: Secret(utf8: text)) }
    try session.begin()
    #expect(run.fault("vault recovery-key \"\(folder.path)/x.key\"")?.code == "V0502")
    session.rollback()
    #expect(folder.names == ["recovery.key", "v.db", "v.db-shm", "v.db-wal"])
    #expect(run.text("vault verify") == "[]")
  }

  @Test func aRecoveryKeyIsWrittenOnceAndSetsAPassphrase() throws {
    let file = folder.path + "/recovery.key"
    let run = try fixture()
    let create = "vault create --organization Acme --email ada@acme.example --recovery-key \"\(file)\""
    #expect(run.text("(\(create)).organization") == "\"Acme\"")
    #expect(folder.mode("recovery.key") == 0o600)
    #expect(run.text("person keys | select kind expires") == "[{kind: \"recovery key\", expires: null}]")
    let other = try CommandsFixture(SQLiteStores(), path: folder.path + "/w.db")
    #expect(other.fault(create)?.code == "E0860")
    #expect(!folder.names.contains("w.db"))
    // A vault that is not made leaves no key.
    let second = create.replacing("recovery.key", with: "second.key")
    #expect(run.fault(second)?.code == "V0602")
    #expect(!folder.names.contains { $0.contains("second") })
    let forgot = PassphraseFile("forgotten passphrase\n")
    let word = PassphraseFile("a passphrase to remember\n")
    var options = VaultOptions(path: folder.path + "/v.db")
    options.flags.key = file
    let rescue = try fixture(file: forgot)
    rescue.run.context.session = VaultAccess(
      options: options, stores: SQLiteStores(), environment: VaultEnvironment(cost: .floor),
      host: rescue.run.host)
    #expect(rescue.text("vault passphrase --new-file \"\(word.path)\" | length") == "1")
    // The clock of this fixture is behind that of the rescue.
    #expect(try fixture(file: word).text("vault verify | where .area != \"clock\"") == "[]")
    #expect(try fixture().fault("vault verify")?.code == "V0101")
  }
}

/// The text of a file without its newline.
private enum SecretFileReader {
  static func text(_ path: String) throws -> String {
    let bytes = try #require(readBytes(path))
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}
