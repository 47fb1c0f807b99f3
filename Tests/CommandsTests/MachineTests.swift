import Base
import Commands
import Crypto
import Glibc
import Interpreter
import Support
import Testing
import Vault

/// The commands as a machine account runs them.
@Suite struct MachineTests {
  /// Acme twice: as its owner sees it, and as the machine account ci-payments does with a token file.
  private struct World {
    let ada: CommandsFixture
    let ci: CommandsFixture
    let file: PassphraseFile
    let id: String

    /// The account may write to payments-prod, and with `reads` read web.
    init(_ flags: String = "", reads: Bool = true) throws {
      let stores = StoresInMemory()
      let fixture = try VaultFixture(stores)
      try CommandsFixture.fill(fixture.session)
      ada = try CommandsFixture(stores)
      if reads { _ = ada.text("grant ci-payments project:web --access read") }
      let text = ada.text("token create ci-payments --name pipe \(flags) | get value | reveal")
      file = PassphraseFile(text.filter { $0 != "\"" } + "\n")
      id = ada.text("(account show ci-payments).id").filter { $0 != "\"" }
      ci = try CommandsFixture(stores)
      ci.clock.time += 3_600_000_000
      ci.run.context.session = MachineTests.way(stores, ci) { [file] in $0.flags.token = file.path }
    }
  }

  /// Another way to the vault, with a clock and ids of its own.
  private static func way(
    _ stores: any StoreProvider, _ fixture: CommandsFixture, _ change: (inout VaultOptions) -> Void
  ) -> VaultAccess {
    var options = VaultOptions(path: "vault", person: VaultFixture.email)
    change(&options)
    return VaultAccess(
      options: options, stores: stores,
      environment: VaultEnvironment(clock: fixture.clock, random: SeededRandomBytes(seed: 9), cost: .floor),
      host: fixture.run.host)
  }

  @Test func whoamiNamesTheMachineAccount() throws {
    let world = try World()
    expectTexts(
      world.ci,
      [
        ("(whoami).account.name", "\"ci-payments\""), ("(whoami).token.name", "\"pipe\""),
        ("(whoami).email", "null"), ("(whoami).role", "\"machine account\""),
        ("(whoami).credential", "\"access token\""), ("(whoami).organization", "\"Acme\""),
        ("(whoami).id", "\"\(world.id)\""),
      ])
    expectTexts(world.ada, [("(whoami).account", "null"), ("(whoami).token", "null")])
  }

  @Test func itSeesAndOpensWhatIsGrantedToIt() throws {
    let world = try World()
    expectTexts(
      world.ci,
      [
        ("projects | get name", "[\"payments-prod\", \"web\"]"),
        ("projects | get access", "[\"read-write\", \"read\"]"),
        ("projects | get accounts", "[0, 0]"),
        ("secrets | get key", "[\"DB_URL\", \"API_KEY\", \"STRIPE_KEY\"]"),
        ("secrets --project web | get access", "[\"read\", \"read\"]"),
        ("(project show web).access", "[]"), ("(project show web).secrets | length", "2"),
        ("reveal web/API_KEY", "\"k-123\""), ("secret show STRIPE_KEY | get value | reveal", "\"sk-1\""),
        ("secret versions STRIPE_KEY | length", "0"),
      ])
    #expect(
      world.ada.text("events --all --type secret.retrieved --account ci-payments | get actor | get name")
        == "[\"ci-payments\", \"ci-payments\"]")
    #expect(
      world.ada.text("events --all | where .actor == \"account:ci-payments\" | get event | uniq | length")
        == "3")
    #expect(
      world.ada.text("events --all | where .event == \"person.signed-in\" and .token == \"pipe\" | length")
        == "1")
    #expect(world.ada.text("tokens | where .name == \"pipe\" | get uses") == "[1]")
    #expect(world.ada.text("(tokens | where .name == \"pipe\" | first).last_used == null") == "false")
    #expect(world.ada.text("vault verify | length") == "0")
  }

  @Test func itChangesWhatItMayWrite() throws {
    let world = try World()
    expectTexts(
      world.ci,
      [
        ("\"v1\" | secret create NEW --project payments-prod | get action", "[\"created\"]"),
        ("\"v2\" | secret edit NEW | get action", "[\"changed\"]"),
        ("secret versions NEW | get editor | get name", "[\"ci-payments\"]"),
        ("secret delete NEW --yes | get action", "[\"deleted\"]"),
        ("project create mine | get action", "[\"created\"]"),
        ("secret move STRIPE_KEY --project mine | get action", "[\"moved\"]"),
        ("project rename mine ours | get action", "[\"renamed\"]"),
        ("projects | get name", "[\"payments-prod\", \"web\", \"ours\"]"),
      ])
    #expect(
      world.ada.text("grants --project ours | each {|g| [$g.subject.name $g.access]} | first")
        == "[\"ci-payments\", \"read-write\"]")
    #expect(world.ada.text("vault verify | length") == "0")
  }

  @Test(arguments: [
    ("\"v\" | secret create X --project web", "V0105"), ("\"v\" | secret create X", "V0103"),
    ("\"v\" | secret edit web/DB_URL", "V0105"), ("secret delete web/DB_URL --yes", "V0105"),
    ("secret move web/DB_URL --project payments-prod", "V0105"),
    ("secret move STRIPE_KEY --project web", "V0105"),
    ("project rename web x", "V0105"), ("project delete web --yes", "V0105"),
    ("project show billing", "V0201"), ("reveal web/NOPE", "V0201"), ("accounts", "V0103"),
    ("account create x", "V0103"), ("account show ci-payments", "V0201"), ("tokens", "V0103"),
    ("token create ci-payments --name x | get value | reveal", "V0201"),
    ("token revoke pipe --yes", "V0201"), ("grants", "V0103"),
    ("grant ci-payments project:web --access read-write", "V0201"),
    ("grant person:ada@acme.example project:payments-prod --access read", "V0201"), ("people", "V0103"),
    ("person invite x@acme.example", "V0103"), ("person set ada@acme.example --role user", "V0201"),
    ("person remove ada@acme.example --yes", "V0201"), ("person key create", "V0103"),
    ("person keys", "V0103"), ("groups", "V0103"), ("group create x", "V0103"),
    ("group delete ops --yes", "V0201"), ("events", "V0103"), ("events --account ci-payments", "V0201"),
    ("trash", "V0103"), ("secret restore STRIPE_KEY", "V0103"), ("trash purge --expired --yes", "V0103"),
    ("vault status", "V0103"), ("vault verify", "V0103"), ("vault set machine-projects any", "V0103"),
    ("vault passphrase --new-file /tmp/sms-never-read", "V0103"),
    ("vault export /tmp/sms-never-made.json --yes", "V0103"),
  ]) func everythingElseIsRefused(_ code: String, _ error: String) throws {
    let world = try World()
    let before = world.ada.text("events --all | length")
    let fault = world.ci.fault(code)
    #expect(fault?.code == error, "\(code): \(String(describing: fault?.message))")
    // No suggestion names what it may not see.
    let help = fault?.report.help ?? ""
    #expect(
      !["ada@", "bob@", "billing", "deploy", "ops", "ci-web"].contains { help.contains($0) }, "\(help)")
    #expect(world.ada.text("events --all | length") == before)
    #expect(access("/tmp/sms-never-made.json", F_OK) != 0)
  }

  @Test func itsEndIsNoticedAtOnce() throws {
    let world = try World()
    #expect(world.ci.text("reveal STRIPE_KEY") == "\"sk-1\"")
    #expect(world.ada.text("revoke ci-payments project:payments-prod --yes | get action") == "[\"revoked\"]")
    #expect(world.ci.fault("reveal STRIPE_KEY")?.code == "V0201")
    #expect(world.ci.text("secrets | length") == "2")
    #expect(world.ada.text("token revoke pipe --yes | get action") == "[\"revoked\"]")
    for code in [
      "secrets | length", "reveal web/API_KEY", "projects", "project create x", "secret show web/DB_URL",
    ] {
      let fault = world.ci.fault(code)
      #expect(fault?.code == "V0111" && fault?.report.status == 4, "\(code)")
      #expect(fault?.message == "the vault does not open with this access token")
    }
  }

  /// A service manager may hand out a token as well as a key.
  @Test func theServicesFolderMayHoldAToken() throws {
    let world = try World()
    let files = try TemporaryFolder()
    defer { withExtendedLifetime(files) {} }
    let folder = files.path
    try #require(link(world.file.path, files.file("sms.key")) == 0)
    let stores = StoreGiven(try world.ada.access.open().service.store)
    let access = Self.way(stores, world.ci) { $0.credentialsFolder = folder }
    #expect(try access.open().actor.ref.name == "ci-payments")
  }

  @Test func aTokenOfANetworkIsRefusedInClearWords() throws {
    let world = try World("--from 10.0.0.0/8")
    let fault = world.ci.fault("secrets")
    #expect(fault?.code == "V0112" && fault?.report.status == 4)
    #expect(fault?.message.contains("10.0.0.0/8") == true && fault?.report.help?.contains("--from") == true)
  }

  @Test func aTokenIsUsedNoOftenerThanItMay() throws {
    let world = try World("--uses 1")
    #expect(world.ci.text("reveal STRIPE_KEY; reveal STRIPE_KEY") == "\"sk-1\"")
    #expect(world.ada.text("tokens | where .name == \"pipe\" | get uses") == "[1]")
    let stores = StoreGiven(try world.ada.access.open().service.store)
    let again = Self.way(stores, world.ci) { $0.variables.token = world.file.path }
    #expect(throws: Fault.self) { try again.open() }
  }
}
