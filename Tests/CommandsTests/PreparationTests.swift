import Glibc
import Interpreter
import Support
import Testing
import Vault

/// A target that refuses does so before the pipe makes what is to be had only once.
@Suite struct PreparationTests {
  private let acme: CommandsFixture
  private let files: TemporaryFolder
  private var folder: String { files.path }

  init() throws {
    acme = try CommandsFixture()
    acme.run.context.allowExec = true
    files = try TemporaryFolder()
    for name in ["there", "open.csv"] {
      _ = try acme.run.evaluate("\"x\" | save \(folder)/\(name) --mode 0644")
    }
    symlink(folder + "/there", folder + "/link")
    mkdir(folder + "/folder", 0o700)
  }

  private static let makers = [
    "token create ci-web --name new | get value", "person invite new@acme.example | get value",
    "person key create --name new | get value",
    "def make [] { token create ci-web --name new }; make | get value",
    "[new] | each {|name| token create ci-web --name $name } | get value | first",
  ]
  private static let targets = [
    ("save %/there", "E0614"), ("tee %/there", "E0614"), ("save %/link --force", "E0617"),
    ("save %/none/x", "E0612"), ("tee %/folder", "E0611"), ("save %/folder --append", "E0611"),
    ("save %/new/ --append", "E0611"), ("save %/open.csv --append", "E0617"),
    ("save %/x --mode 0644", "E0617"),
    ("save %/x --append --mode 0640", "E0617"), ("save %/x --encode nothing", "E0620"),
    ("exec [%/no-such-program]", "E0643"), ("secret create DB_URL --project web", "V0203"),
    ("secret create \" \" --project web", "V0301"), ("secret create X --project nosuch", "V0201"),
  ]

  @Test(arguments: makers) func nothingIsMade(_ maker: String) throws {
    let before = acme.text("events --all | length")
    for (target, code) in Self.targets {
      // Whether sealed text comes is known where the columns are.
      if code == "E0617", maker.contains("make") || maker.contains("each") { continue }
      let found = acme.fault("\(maker) | \(target.replacing("%", with: folder))")
      #expect(found?.code == code, "\(maker) | \(target): \(String(describing: found))")
      #expect(acme.text("events --all | length") == before, "\(maker) | \(target)")
    }
    _ = try acme.run.evaluate("\(maker) | save \(folder)/\(maker.utf8.count)")
    #expect(access("\(folder)/\(maker.utf8.count)", F_OK) == 0)
    #expect(acme.text("events --all | length") != before)
  }

  /// An argument that is a parameter, read at the end of a function, is there for the look and for the call.
  @Test(arguments: [
    "def keep [path] { token create ci-web --name p | get value | save $path }; keep %/p",
    "def keep [path] { if true { token create ci-web --name p | get value | tee $path } }; keep %/p",
    "do {|path| token create ci-web --name p | get value | save ($path + \"\") } %/p",
    "def keep [path] { return (token create ci-web --name p | get value | save $path) }; keep %/p",
    "def keep [r: record] { token create ci-web --name p | get value | save $r.path }; keep {path: \"%/p\"}",
  ]) func parametersAreThereTwice(_ code: String) throws {
    _ = try acme.run.evaluate(code.replacing("%", with: folder))
    #expect(access("\(folder)/p", F_OK) == 0)
  }

  /// What is only looked at is not touched, and a plan stays a plan.
  @Test func lookingChangesNothing() throws {
    _ = acme.fault(
      "token create ci-web --name a | get value | secret create DB_URL --project web | save \(folder)/y")
    #expect(access(folder + "/y", F_OK) != 0)
    _ = try acme.run.evaluate("plan { token create ci-web --name a | get value | save \(folder)/z }")
    #expect(access(folder + "/z", F_OK) != 0)
    // Arguments that do more than read are calculated once.
    _ = acme.fault("account create q | save (account create r | get subject | get name | first)")
    #expect(acme.text("accounts | where .name == \"r\" | length") == "1")
  }
}
