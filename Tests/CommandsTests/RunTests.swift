import Base
import Commands
import Crypto
import Glibc
import Interpreter
import Support
import Testing
import Vault

/// `run`: which secrets a program gets, and what is refused before it starts.
@Suite struct RunTests {
  /// Acme with a folder for what programs write, and the right to run them.
  private final class World {
    let acme: CommandsFixture
    private let files: TemporaryFolder
    var folder: String { files.path }

    init(_ more: String...) throws {
      acme = try CommandsFixture()
      acme.run.context.allowExec = true
      files = try TemporaryFolder()
      for code in more { _ = try acme.run.evaluate(code) }
    }

    /// What the program saw of these variables; nil where it was not started.
    func seen(_ flags: String, _ names: String...) throws -> [String: String]? {
      unlink(folder + "/out")
      _ = try acme.run.evaluate("run \(flags) -- cp /proc/self/environ \(folder)/out")
      guard let bytes = readBytes(folder + "/out") else { return nil }
      var found: [String: String] = [:]
      for line in bytes.split(separator: 0) {
        let text = String(decoding: line, as: UTF8.self)
        for name in names where text.hasPrefix(name + "=") {
          found[name] = String(text.dropFirst(name.count + 1))
        }
      }
      return found
    }

    /// The error of a call, which must have started nothing and written no event.
    func refusal(_ flags: String) -> String? {
      unlink(folder + "/out")
      let before = acme.text("events --all | length")
      let code = acme.fault("run \(flags) -- touch \(folder)/out")?.code
      #expect(access(folder + "/out", F_OK) != 0, "\(flags)")
      #expect(acme.text("events --all | length") == before, "\(flags)")
      return code
    }

    func events(_ condition: String) -> String {
      acme.text("events --all --type 2100 | where \(condition) | length")
    }
  }

  @Test func aPersonNamesAProject() throws {
    let world = try World()
    let seen = try world.seen("--project web", "DB_URL", "API_KEY", "STRIPE_KEY")
    #expect(seen == ["DB_URL": "postgres://web:pw@db/web", "API_KEY": "k-123"])
    #expect(world.events(".account == null") == "2")
    #expect(try world.seen("--project web --only API_KEY", "DB_URL", "API_KEY") == ["API_KEY": "k-123"])
    #expect(world.events("true") == "3")
    #expect(world.refusal("") == "E0871")
    #expect(world.refusal("--project web --only NOPE") == "E0875")
    #expect(world.refusal("--project nosuch") == "V0201")
  }

  /// Exactly what the account may read: neither what the owner may read besides, nor what has expired.
  @Test func aPersonActsAsAMachineAccount() throws {
    let world = try World("grant ci-web secret:STRIPE_KEY --access read")
    let session = try world.acme.session()
    let grants = try session.service.store.rows(
      Query<PolicyRow>([.equal(.objectKind, .int(EntityKind.secret.rawValue))]))
    try session.service.store.update(
      PolicyRow.self, number: try #require(grants.first).number,
      set: [(.expires, .int(world.acme.clock.time + 3_600_000_000))])
    let names = ["DB_URL", "API_KEY", "STRIPE_KEY"]
    func keys() throws -> [String] {
      try world.seen("--account ci-web", names[0], names[1], names[2])?.keys.sorted() ?? []
    }
    #expect(try keys() == ["API_KEY", "DB_URL", "STRIPE_KEY"])
    #expect(world.events(".actor == \"ada@acme.example\" and .account == \"ci-web\"") == "3")
    #expect(world.acme.text("events --account ci-web --type 2100 | length") == "3")
    world.acme.clock.time += 2 * 3_600_000_000
    #expect(try keys() == ["API_KEY", "DB_URL"])
    _ = try world.acme.run.evaluate("revoke ci-web project:web --yes")
    #expect(try keys() == [])
    #expect(world.refusal("--account ci-web --only DB_URL") == "E0875")
    #expect(world.acme.text("events --all --type 9001 | where .account != null | length") == "0")
  }

  @Test func keysThatCannotBeVariablesAreRefused() throws {
    let world = try World(
      "\"1\" | secret create \"a-b\" --project billing", "\"2\" | secret create A --project billing",
      "\"3\" | secret create \"9X\" --project billing", "\"4\" | secret create \"X=Y\" --project billing")
    let fault = world.acme.fault("run --project billing -- true")
    #expect(fault?.code == "E0873")
    for key in ["\"a-b\"", "\"9X\"", "\"X=Y\""] { #expect(fault?.message.contains(key) == true) }
    #expect(fault?.message.contains("\"A\"") == false)
    #expect(world.refusal("--project billing") == "E0873")
    #expect(try world.seen("--project billing --skip-invalid", "A", "a-b", "9X", "X") == ["A": "2"])
    #expect(world.acme.run.host.errors.contains("\"a-b\""))
    #expect(world.events("true") == "1")
  }

  @Test(arguments: [
    "PATH", "LD_PRELOAD", "IFS", "BASH_ENV", "ENV", "PS4", "SHELLOPTS", "NODE_OPTIONS", "PYTHONPATH",
    "PERL5LIB", "RUBYOPT", "JAVA_TOOL_OPTIONS", "GIT_SSH_COMMAND", "SSL_CERT_FILE", "HTTPS_PROXY",
    "http_proxy", "SMS_TOKEN_FILE",
  ]) func namesThatChangeProgramsMustBeForced(_ name: String) throws {
    let world = try World("\"/bin\" | secret create \(name) --project billing")
    #expect(world.refusal("--project billing") == "E0874")
    #expect(world.refusal("--project billing --force-name OTHER") == "E0874")
    #expect(try world.seen("--project billing --force-name \(name)", name) == [name: "/bin"])
    #expect(try world.seen("--project billing --force", name) == [name: "/bin"])
  }

  @Test(arguments: ["MY_PATH", "LDX", "ENVIRONMENT", "PROXY_URL", "GITHUB_TOKEN", "PERL"])
  func otherNamesAreNot(_ name: String) throws {
    let world = try World("\"v\" | secret create \(name) --project billing")
    #expect(try world.seen("--project billing", name) == [name: "v"])
  }

  @Test func twoSecretsOfOneKeyAreAnError() throws {
    let world = try World(
      "grant ci-web project:payments-prod --access read",
      "\"other\" | secret create DB_URL --project payments-prod")
    let fault = world.acme.fault("run --account ci-web -- true")
    #expect(fault?.code == "E0872" && fault?.message.contains("DB_URL") == true)
    #expect(fault?.message.contains("API_KEY") == false)
    #expect(world.refusal("--account ci-web") == "E0872")
    #expect(try world.seen("--account ci-web --project payments-prod", "DB_URL") == ["DB_URL": "other"])
    #expect(try world.seen("--account ci-web --only [API_KEY]", "API_KEY") == ["API_KEY": "k-123"])
  }

  @Test func twinsOfOneProjectAreToldWhatHelps() throws {
    let world = try World()
    #expect(world.acme.fault("\"x\" | secret create DB_URL --project web")?.code == "V0203")
    _ = try world.acme.run.evaluate("\"x\" | secret create DB_URL --project web --twin")
    let fault = world.acme.fault("run --project web -- true")
    #expect(fault?.code == "E0872" && fault?.report.help?.contains("secret edit ") == true)
    #expect(try world.seen("--project web --only API_KEY", "API_KEY") == ["API_KEY": "k-123"])
  }

  @Test func whatANulIsInIsRefused() throws {
    let world = try World()
    let session = try world.acme.session()
    let home = try #require(try session.projects().first { $0.name == "billing" })
    _ = try session.createSecret(key: "N", value: Secret(copying: [97, 0, 98]), project: home.id)
    let fault = world.acme.fault("run --project billing -- touch \(world.folder)/out")
    #expect(fault?.code == "E0877" && fault?.message.contains("N") == true)
    #expect(access(world.folder + "/out", F_OK) != 0)
  }

  @Test func aScriptNeedsLeave() throws {
    let world = try World()
    world.acme.run.context.allowExec = false
    #expect(world.refusal("--project web") == "E0502")
    #expect(world.acme.fault("run --project web -- true")?.report.status == 5)
  }

  @Test func aProgramThatFailsIsAnError() throws {
    let world = try World()
    for (program, code, status) in [
      ("sh -c \"exit 3\"", "E0876", 3), ("sh -c \"kill -9 $$\"", "E0876", 137),
      ("/nosuch/program", "E0878", 127), ("nosuch-program", "E0878", 127), ("/etc/passwd", "E0878", 126),
    ] as [(String, String, Int32)] {
      let fault = world.acme.fault("run --project web -- \(program)")
      #expect(fault?.code == code && fault?.report.status == status, "\(program): \(fault?.message ?? "")")
    }
    // What is not there is found before anything is opened.
    #expect(world.events("true") == "4")
    #expect(world.acme.text("run --project web -- sleep 0") == "null")
    #expect(world.events("true") == "6")
  }
}
