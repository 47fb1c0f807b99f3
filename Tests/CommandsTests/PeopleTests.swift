import Base
import Commands
import Crypto
import Glibc
import Interpreter
import Support
import Testing
import Vault

/// People, groups and keys as scripts see them.
@Suite struct PeopleTests {
  /// A run on a vault as another person.
  private func fixture(
    _ stores: StoresInMemory, _ person: String?, _ file: PassphraseFile
  ) throws -> CommandsFixture {
    try CommandsFixture(stores, person: person, file: file)
  }

  private func vault() throws -> StoresInMemory {
    let stores = StoresInMemory()
    try CommandsFixture.fill(try VaultFixture(stores).session)
    return stores
  }

  @Test func somebodyIsInvitedJoinsAndSeesWhatIsGrantedToThem() throws {
    let stores = try vault()
    let ada = try fixture(stores, VaultFixture.email, PassphraseFile())
    let code = PassphraseFile(
      try ada.run.evaluate("person invite Eve@acme.example | get value | reveal").string ?? "")
    #expect(ada.access.unopenedTokens().isEmpty)
    let passphrase = PassphraseFile("the passphrase of eve\n")
    let eve = try fixture(stores, "eve@acme.example", passphrase)
    #expect(
      eve.text("person join --code-file \(code.path) --name Eve | select action after")
        == "[{action: \"joined\", after: \"user\"}]")
    #expect(eve.fault("person join --code-file \(code.path)")?.code == "V0109")
    expectTexts(
      eve,
      [
        ("(whoami).role", "\"user\""), ("accounts | length", "0"), ("projects | length", "0"),
        ("secrets | length", "0"), ("tokens | length", "0"), ("grants | length", "0"),
        ("events --all | length", "0"), ("people | length", "3"), ("groups | get name", "[\"ops\"]"),
      ])
    #expect(eve.fault("project show web")?.code == "V0201")
    #expect(eve.fault("reveal web/DB_URL")?.code == "V0201")
    #expect(eve.fault("vault status")?.code == "V0103")
    #expect(ada.text("grant eve@acme.example project:web --access read | get after") == "[\"read\"]")
    expectTexts(
      eve,
      [
        ("projects | get name", "[\"web\"]"), ("projects | get access", "[\"read\"]"),
        ("secrets | get access | uniq", "[\"read\"]"), ("secrets | get key", "[\"DB_URL\", \"API_KEY\"]"),
        ("reveal web/API_KEY", "\"k-123\""), ("grants | length", "0"),
      ])
    let refused = eve.fault("project rename web site")
    #expect(refused?.code == "V0105")
    #expect(
      refused?.message == "you may not rename a project: you lack read-write on the project \"web\"")
    #expect(refused?.report.help == "a person who has it can: grant YOU \"project:web\" --access read-write")
    #expect(ada.text("revoke eve@acme.example project:web --yes | get action") == "[\"revoked\"]")
    #expect(eve.fault("project show web")?.code == "V0201")
  }

  @Test func groupsReachAccountsAndTheirPeopleActOnThem() throws {
    let stores = try vault()
    let ada = try fixture(stores, VaultFixture.email, PassphraseFile())
    let code = PassphraseFile(
      try ada.run.evaluate("person reset bob@acme.example --yes | get value | reveal").string ?? "")
    let bob = try fixture(stores, "bob@acme.example", PassphraseFile("the passphrase of bob\n"))
    #expect(bob.text("person join --code-file \(code.path) | length") == "1")
    expectTexts(
      ada,
      [
        ("grant ops account:ci-web | get after", "[\"read-write\"]"),
        ("(account show ci-web).people | get subject", "[ada@acme.example, ops]"),
        ("accounts | where .name == \"ci-web\" | get people", "[2]"),
        ("grants --group ops | get kind", "[\"group-account\"]"),
      ])
    // The account is seen with its grants; what bob may not read goes by its id.
    expectTexts(
      bob,
      [
        ("accounts | get name", "[\"ci-web\"]"), ("(account show ci-web).secrets | length", "0"),
        (
          "grants --account ci-web | get kind", "[\"person-account\", \"account-project\", \"group-account\"]"
        ),
        (
          "grants --account ci-web | where .kind == \"account-project\" | get object | get name | length", "1"
        ),
        ("grants | where .object == \"web\" | length", "0"),
        ("token create ci-web --name mine | get name", "\"mine\""),
        ("account rename ci-web ci-site | get action", "[\"renamed\"]"),
        ("events --account ci-site | where .event == \"account.renamed\" | length", "1"),
        ("project create bobs | get action", "[\"created\"]"),
        ("\"v\" | secret create K --project bobs | get action", "[\"created\"]"),
        ("grant ci-site project:bobs --access read | get action", "[\"granted\"]"),
      ])
    #expect(bob.fault("grant ci-web project:web --access read")?.code == "V0201")
    #expect(bob.fault("\"v\" | secret create K")?.code == "V0103")
    #expect(bob.fault("account delete ci-payments --yes")?.code == "V0201")
  }

  @Test func aKeyFileSignsInWithoutAPrompt() throws {
    let stores = try vault()
    let ada = try fixture(stores, VaultFixture.email, PassphraseFile())
    let text = try ada.run.evaluate("person key create --only read --expires 2d | get value | reveal").string
    let key = PassphraseFile((text ?? "") + "\n")
    func access(_ change: (inout VaultOptions) -> Void) -> VaultAccess {
      var options = VaultOptions(path: "vault")
      change(&options)
      return VaultAccess(
        options: options, stores: stores,
        environment: VaultEnvironment(
          clock: ada.clock, random: SeededRandomBytes(seed: 3), cost: .floor), host: ada.run.host)
    }
    func fault(_ access: VaultAccess) -> Fault? {
      do throws(Fault) { _ = try access.open() } catch { return error }
      return nil
    }
    for change: (inout VaultOptions) -> Void in [
      { $0.flags.key = key.path }, { $0.variables.key = key.path },
    ] {
      let access = access(change)
      #expect(try access.open().person.email == VaultFixture.email)
      ada.run.context.session = access
      #expect(ada.text("accounts | length") == "3")
      #expect(ada.text("(whoami).credential") == "\"key file\"")
      #expect(ada.fault("account create x")?.code == "V0106")
      #expect(ada.fault("reveal web/DB_URL")?.code == "V0106")
    }
    ada.clock.time += 3 * 86_400_000_000
    #expect(fault(access { $0.flags.key = key.path })?.code == "V0101")
  }

  @Test func removingSaysWhatGoesOn() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.fault("person remove bob@acme.example")?.code == "E0840")
    #expect(
      fixture.text("person remove bob@acme.example --yes | select groups credentials")
        == "[{groups: 1, credentials: 1}]")
    #expect(fixture.run.host.errors.contains("kept a copy of the key"))
    #expect(fixture.fault("person remove ada@acme.example --yes")?.code == "V0108")
    #expect(fixture.text("people | length") == "1")
    #expect(fixture.text("vault verify | length") == "0")
  }

  @Test func thePassphraseIsChangedFromAFile() throws {
    let stores = try vault()
    let fixture = try fixture(stores, VaultFixture.email, PassphraseFile())
    let new = PassphraseFile("another long passphrase\n")
    #expect(fixture.text("vault passphrase --new-file \(new.path) | get action") == "[\"changed\"]")
    #expect(try self.fixture(stores, VaultFixture.email, new).text("(whoami).role") == "\"owner\"")
    #expect(
      try self.fixture(stores, VaultFixture.email, PassphraseFile()).fault("whoami")?.code == "V0101")
    #expect(fixture.text("account create after | get action") == "[\"created\"]")
    let short = PassphraseFile("short\n")
    #expect(fixture.fault("vault passphrase --new-file \(short.path)")?.code == "V0102")
    fixture.run.host.inputIsTerminal = true
    // Two that differ are asked for again; an empty one gives up.
    fixture.run.host.lines = ["typed twice differently", "typed twice different", ""]
    #expect(fixture.fault("vault passphrase")?.code == "V0102")
    fixture.run.host.lines = ["typed twice differently", "", "typed twice alike", "typed twice alike"]
    #expect(fixture.fault("vault passphrase")?.code == "E0805")
    fixture.run.host.lines = [
      "typed twice differently", "typed twice different", "typed twice alike", "typed twice alike",
    ]
    #expect(fixture.text("vault passphrase | get action") == "[\"changed\"]")
  }

  @Test(arguments: [
    ("person invite eve", "V0304"), ("person invite \"a b@c\"", "V0304"), ("person invite \"\"", "V0301"),
    ("person invite bob@acme.example", "V0203"), ("person invite e@a --expires never", "E0860"),
    ("person invite e@a --expires 2020-01-01", "V0305"), ("person invite e@a --expires 9000000d", "E0821"),
    ("person invite e@a --allow event-logs", "V0304"), ("person set nobody --role user", "V0201"),
    ("person set bob@acme.example", "E0210"), ("person set bob@acme.example --allow event-logs", "V0304"),
    ("person set ada@acme.example --role user", "V0108"), ("person reset ada@acme.example --yes", "V0304"),
    ("person join --code-file /nowhere", "E0803"), ("person join", "E0861"),
    ("person key revoke x", "E0863"), ("person key create --expires 2020-01-01", "V0305"),
    ("group create ops", "V0203"), ("group create \"a\\nb\"", "V0304"), ("group rename nope x", "V0201"),
    ("group add ops nobody@x", "V0201"), ("group delete ops", "E0840"),
  ]) func mistakesAreNamed(_ code: String, _ fault: String) throws {
    let fixture = try CommandsFixture()
    let before = fixture.text("(vault status).events")
    let given =
      code.hasPrefix("person invite") || code.hasPrefix("person reset") || code.hasPrefix("person key create")
    #expect(fixture.fault(given ? "let made = (\(code))" : code)?.code == fault)
    #expect(fixture.text("(vault status).events") == before)
  }

  @Test func whatNobodyTakesIsAnErrorBeforeItIsMade() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("let a = (person invite eve@acme.example); let b = (person key create)")
    #expect(fixture.access.unopenedTokens().count == 2)
  }
}
