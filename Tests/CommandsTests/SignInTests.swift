import Base
import Commands
import Crypto
import Glibc
import Interpreter
import Support
import Testing
import Vault

/// Counts how often a store is opened.
final class CountingStores: StoreProvider {
  let inner: any StoreProvider
  var opened = 0

  init(_ inner: any StoreProvider) { self.inner = inner }

  func create(at path: String) throws(VaultError) -> any VaultStore { try inner.create(at: path) }

  func open(at path: String) throws(VaultError) -> any VaultStore {
    opened += 1
    return try inner.open(at: path)
  }

  func discard(_ store: any VaultStore) { inner.discard(store) }
}

/// Who gets in, with what, and what is said to the others.
@Suite struct SignInTests {
  /// A vault of its own, and the provider that opens it.
  private func vault() throws -> StoresInMemory {
    let stores = StoresInMemory()
    _ = try VaultFixture(stores)
    return stores
  }

  @Test func nothingIsOpenedBeforeItIsNeeded() throws {
    let stores = CountingStores(try vault())
    let fixture = try CommandsFixture(stores)
    #expect(fixture.text("1 + 1") == "2")
    #expect(fixture.run.check("accounts | length").diagnostics.isEmpty)
    #expect(stores.opened == 0)
    #expect(fixture.text("accounts | length; projects | length") == "0")
    #expect(stores.opened == 1)
  }

  @Test func wrongPassphraseAndUnknownPersonAreToldTheSame() throws {
    let stores = try vault()
    let wrong = try CommandsFixture(stores, file: PassphraseFile("not the passphrase\n")).fault("whoami")
    let unknown = try CommandsFixture(stores, person: "eve@acme.example").fault("whoami")
    #expect(wrong?.report.status == 4)
    #expect(wrong?.code == "V0101")
    for fault in [wrong, unknown] {
      #expect(fault?.message == "the vault does not open with this e-mail and credential")
      #expect(fault?.report.status == 4)
      #expect(fault?.report.help == wrong?.report.help)
    }
  }

  @Test func whoamiNamesThePerson() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("(whoami).email", "\"ada@acme.example\""), ("(whoami).role", "\"owner\""),
        ("(whoami).organization", "\"Acme\""), ("(whoami).credential", "\"passphrase\""),
      ])
  }

  @Test func filesThatOthersCanReadAreRefused() throws {
    let file = PassphraseFile(mode: 0o640)
    let fault = try CommandsFixture(try vault(), file: file).fault("whoami")
    #expect(fault?.code == "E0804")
    #expect(fault?.report.status == 4)
    #expect(fault?.report.help == "chmod 600 \(file.path)")
  }

  @Test(arguments: ["", "\n", "\r\n"]) func oneTrailingNewlineIsCut(_ end: String) throws {
    let file = PassphraseFile(VaultFixture.passphrase + end)
    let fixture = try CommandsFixture(try vault(), file: file)
    #expect(fixture.text("(whoami).role") == "\"owner\"")
  }

  @Test func pipesAreTakenAsTheyAre() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let bytes = Array((VaultFixture.passphrase + "\n").utf8)
    _ = write(ends[1], bytes, bytes.count)
    close(ends[1])
    defer { close(ends[0]) }
    let fixture = try CommandsFixture(try vault())
    let access = access(fixture, try vault()) { $0.flags.passphrase = "/dev/fd/\(ends[0])" }
    #expect(try access.open().person.email == VaultFixture.email)
  }

  /// A way to a vault with other options.
  private func access(
    _ fixture: CommandsFixture, _ stores: any StoreProvider, _ change: (inout VaultOptions) -> Void
  ) -> VaultAccess {
    var options = VaultOptions(path: "vault", person: VaultFixture.email)
    change(&options)
    return VaultAccess(
      options: options, stores: stores,
      environment: VaultEnvironment(
        clock: VaultTestClock(), random: SeededRandomBytes(seed: 3), cost: .floor),
      host: fixture.run.host)
  }

  private func fault(_ access: VaultAccess) -> Fault? {
    do throws(Fault) { _ = try access.open() } catch { return error }
    return nil
  }

  @Test func flagsComeBeforeTheEnvironmentAndTheServicesFolder() throws {
    let fixture = try CommandsFixture()
    let good = PassphraseFile()
    let wrong = PassphraseFile("some other passphrase")
    let stores = try vault()
    #expect(
      fault(
        access(fixture, stores) {
          $0.flags.passphrase = good.path
          $0.variables.passphrase = wrong.path
        }) == nil)
    #expect(fault(access(fixture, stores) { $0.variables.passphrase = good.path }) == nil)
    #expect(fault(access(fixture, stores) { $0.variables.passphrase = wrong.path })?.code == "V0101")
  }

  @Test func theServicesFolderGuardsItsFiles() throws {
    let files = try TemporaryFolder()
    defer { withExtendedLifetime(files) {} }
    let (folder, path) = (files.path, files.file("sms.key"))
    try files.write(VaultFixture.passphrase + "\n", to: "sms.key", mode: 0o644)
    let fixture = try CommandsFixture()
    let stores = try vault()
    #expect(fault(access(fixture, stores) { $0.credentialsFolder = folder }) == nil)
    #expect(
      fault(
        access(fixture, stores) {
          $0.credentialsFolder = folder
          $0.flags.passphrase = path
        }) == nil)
    #expect(fault(access(fixture, stores) { $0.flags.passphrase = path })?.code == "E0804")
  }

  @Test func keysOfOtherKindsAreNotTakenForPassphrases() throws {
    let fixture = try CommandsFixture()
    let stores = try vault()
    let key = PassphraseFile("sms-key.1.abc.def\n")
    let passphrase = PassphraseFile()
    let token = PassphraseFile(
      "0.ec2c1d46-6a4b-4751-a310-af9601317f2d.C2IgxjjLF7qSshsbwe8JGcbM075YXw:X8vbvA0bduihIDe/qrzIQQ==\n")
    #expect(fault(access(fixture, stores) { $0.flags.key = key.path })?.code == "V0101")
    #expect(fault(access(fixture, stores) { $0.flags.token = token.path })?.code == "V0111")
    for (flag, change): (String, (inout VaultOptions) -> Void) in [
      ("passphrase", { $0.flags.key = passphrase.path }), ("token", { $0.flags.key = token.path }),
      ("key", { $0.variables.token = key.path }), ("passphrase", { $0.flags.token = passphrase.path }),
      ("key", { $0.flags.passphrase = key.path }), ("token", { $0.variables.passphrase = token.path }),
    ] {
      let fault = fault(access(fixture, stores, change))
      #expect(fault?.code == "E0806")
      #expect(fault?.report.status == 4)
      #expect(fault?.report.help?.contains("--\(flag)-file FILE (SMS_\(flag.uppercased())_FILE)") == true)
    }
  }

  @Test func offATerminalTheVaultStaysLocked() throws {
    let fixture = try CommandsFixture()
    let stores = try vault()
    let locked = fault(access(fixture, stores) { _ in })
    #expect(locked?.code == "E0802")
    #expect(locked?.report.status == 4)
    #expect(locked?.report.help?.contains("SMS_PASSPHRASE_FILE") == true)
    let file = PassphraseFile()
    let nobody = fault(
      access(fixture, stores) {
        $0.person = nil
        $0.flags.passphrase = file.path
      })
    #expect(nobody?.report.status == 4)
  }

  @Test func onATerminalItAsks() throws {
    let fixture = try CommandsFixture()
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = [VaultFixture.email, VaultFixture.passphrase]
    #expect(fault(access(fixture, try vault()) { $0.person = nil }) == nil)
    #expect(fixture.run.host.lines.isEmpty)
  }

  @Test func aNewPassphraseIsTypedTwice() throws {
    let fixture = try CommandsFixture()
    fixture.run.host.inputIsTerminal = true
    let stores = StoresInMemory()
    func make() -> String {
      let access = access(fixture, stores) { _ in }
      fixture.run.context.session = access
      return fixture.text("(vault create --organization Acme).owner")
    }
    // An empty answer gives up.
    fixture.run.host.lines = ["long enough to pass", "long enough to fail", "long enough to pass", ""]
    #expect(make().hasPrefix("E0805"))
    fixture.run.host.lines = ["too short", "too short", ""]
    #expect(make().hasPrefix("V0102"))
    fixture.run.host.lines = [
      "too short", "long enough to pass", "long enough to fail", "long enough to pass", "long enough to pass",
    ]
    #expect(make() == "\"ada@acme.example\"")
  }

  @Test(arguments: [
    "account create x", "grant deploy project:web --access read", "revoke ci-web project:web --yes",
    "account delete deploy --yes", "project create x", "token create deploy --name t",
    "\"v\" | secret create K --project web", "reveal web/DB_URL",
  ]) func aReadOnlyRunRefuses(_ code: String) throws {
    let fixture = try CommandsFixture(isReadOnly: true)
    let before = fixture.text("(vault status).events")
    #expect(fixture.fault(code)?.code == "E0501")
    // The session refuses by itself, too.
    fixture.run.context.readOnly = false
    #expect(fixture.fault(code)?.code == "V0104")
    #expect(fixture.text("(vault status).events") == before)
  }

  @Test func aReadOnlyRunReads() throws {
    let fixture = try CommandsFixture(isReadOnly: true)
    #expect(fixture.text("accounts | length") == "3")
    let before = fixture.text("(vault status).events")
    #expect(fixture.text("(project show web).name") == "\"web\"")
    #expect(fixture.text("(vault status).events") == before)
  }
}
