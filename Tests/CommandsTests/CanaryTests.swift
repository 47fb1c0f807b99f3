import Base
import Builtins
import Commands
import Console
import Crypto
import Interpreter
import Support
import Syntax
import Testing
import Vault

/// No value, note or token's text shows in anything that a command gives, says or complains of.
@Suite struct CanaryTests {
  private static let mark = "kanarienvogel"
  private static let formats = ["json", "jsonl", "yaml", "csv", "tsv", "md", "env", "text"]

  /// A run on a copy of an Acme whose values and notes hold the mark; all formats of what is shown are output.
  private static func fixture(_ original: StoreInMemory) throws -> CommandsFixture {
    let fixture = try CommandsFixture(StoreGiven(original.copy()))
    fixture.run.host.showing = { value, columns, context in
      var text = Presentation(context).text(value, columns: columns, for: .plain)
      var wide = Presentation(context)
      wide.showsAll = true
      text += wide.text(value, columns: columns, for: .terminal(columns: 200, colour: true))
      for format in formats {
        do throws(Fault) {
          text += String(decoding: try Formats.write(value, as: format, context), as: UTF8.self)
        } catch { text += DiagnosticRenderer().render(error.diagnostic) }
      }
      return text
    }
    return fixture
  }

  /// Everything that appears when a program runs: what it shows and prints, its diagnostics, its fault.
  private func appearance(_ code: String, _ original: StoreInMemory) throws -> String {
    appearance(code, in: try Self.fixture(original))
  }

  private func appearance(_ code: String, in fixture: CommandsFixture) -> String {
    fixture.run.host.clear()
    let program = fixture.run.check(code)
    var text = program.diagnostics.map(DiagnosticRenderer().render).joined()
    if !program.hasErrors {
      do throws(Fault) { try fixture.run.context.run(program) } catch {
        text += DiagnosticRenderer().render(error.diagnostic) + "\(error)"
      }
    }
    return text + fixture.run.host.output + fixture.run.host.errors
      + fixture.access.notes().joined(separator: "\n")
  }

  private struct Search {
    let original: StoreInMemory
    let canaries: [Canary]

    init() throws {
      var texts: [String] = [CanaryTests.mark]
      original = try CommandsFixture.acme { session in
        for token in try CommandsFixture.fill(session, mark: CanaryTests.mark) {
          let parsed = try AccessToken(parsing: token)
          texts += [try parsed.clientSecret.text(), try base64Encode(parsed.seed).text()]
        }
      }
      canaries = texts.map { Canary($0) }
    }

    func finds(_ text: String) -> Bool {
      canaries.contains { $0.stands(in: text) } || Canary.holdsCredential(text)
    }
  }

  /// Each example, with variants: names that do not exist, too many arguments, and unknown flags.
  private static func variants(_ code: String) -> [String] {
    [
      code, code + " zzz", code + " --zzz", code + " | zzz", "[" + code + "]",
      "try { \(code) } catch e { print $e.msg; $e }",
      code.replacing("web", with: "wxb"), code.replacing("deploy", with: "dxploy"),
      code.replacing("ci-", with: "cx-"), code.replacing("acme.example", with: "acne.example"),
    ]
  }

  /// Examples that open something: their plaintext is what they are for.
  private static func opens(_ code: String) -> Bool { code.contains("reveal") }

  @Test(arguments: DomainCommands.all.indices) func examplesAndTheirErrorsShowNothing(_ index: Int) throws {
    let command = DomainCommands.all[index]
    let search = try Search()
    let files = try ExampleFiles()
    let base = try CommandsFixture(StoreGiven(search.original))
    let session = try base.session()
    for example in command.signature.examples where !Self.opens(example.code) {
      guard files.code(example.code, hasResult: example.result != nil) != nil else { continue }
      try files.prepare(example.code, session)
      var fixture = try Self.fixture(search.original)
      let code = try #require(files.code(example.code, hasResult: example.result != nil))
      for (number, variant) in Self.variants(code).enumerated() {
        if number == 1 { fixture = try Self.fixture(search.original) }
        let text = appearance(variant, in: fixture)
        #expect(!search.finds(text), "\(variant): \(text)")
      }
    }
  }

  /// A sealed value, its secret and text made of it, given to a command in every place that takes something.
  ///
  /// Files that a command writes are in `folder`.
  private static func forms(_ command: any Command.Type, _ folder: TemporaryFolder) -> [String] {
    var argument = ".a"
    if case .named("path")? = command.signature.positional.first?.type { argument = folder.file("a") }
    let values = ["$s", "$r", "$t", "[$s]", "{a: $s}", "\"x\\($s)\""]
    var forms: [String] = []
    for value in values {
      forms += ["\(value) | \(command.name)", "\(command.name) \(value)", "web | \(command.name) \(value)"]
      forms.append("[\(value) \(value)] | \(command.name) \(argument)")
      for flag in command.signature.flags where flag.type != nil {
        forms.append("\(command.name) web --\(flag.name) \(value)")
        forms.append("\(value) | \(command.name) --\(flag.name) \(value)")
      }
    }
    return forms
  }

  @Test(arguments: CommandsFixture.commands.indices) func sealedValuesGivenToACommandDoNotShow(
    _ index: Int
  ) throws {
    let command = CommandsFixture.commands[index]
    // What these two open is what they are for; where `save` puts it, its own tests look.
    guard !command.signature.effect.contains(.reveal), command.name != "save" else { return }
    let search = try Search()
    let given = "let r = (secret show web/DB_URL); let s = $r.value; let t = \"x\\($s)\"; "
    let fixture = try Self.fixture(search.original)
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    for form in Self.forms(command, folder) {
      let text =
        appearance(given + form, in: fixture)
        + appearance(
          // The check does not know the types of a closure's parameters: the run has to refuse.
          given + "do {|r s t| try { \(form) } catch e { print $e.msg; log $e.msg; $e } } $r $s $t",
          in: fixture)
      #expect(!search.finds(text), "\(form): \(text)")
    }
    #expect(search.finds(appearance("reveal web/DB_URL", in: fixture)))
  }

  @Test func expressionsAndTracesDoNotShowIt() throws {
    let search = try Search()
    let given = "let r = (secret show web/DB_URL); let s = $r.value; "
    for code in [
      "$r", "$s", "[$s]", "{a: {b: $s}}", "$r.note", "print $s", "log $s", "throw $s", "throw \"a \\($s)\"",
      "$s + 1", "$s == \"x\"", "$s < $s", "not $s", "-$s", "$s.x", "$s[0]", "[1 2][$s]", "{a: 1}[$s]",
      "$r | to json", "$r | to json --masked", "$r | to-string", "$s | inspect", "if $s { 1 }",
      "match $s { \"a\" => 1 }", "for x in $s { $x }", "1..$s", "exit $s", "assert $s", "[$s] | sort-by $it",
      "def f [x: int] { $x }; f $s", "def g [x: string] { throw $x }; g $s",
      "def h [] { throw {code: \"x\", msg: $s} }; h", "[$r $r] | group-by .value",
      "$s | each {|x| throw $x }",
    ] {
      let text = try appearance(given + code, search.original)
      #expect(!search.finds(text), "\(code): \(text)")
    }
  }

  /// The search finds what is there.
  @Test func theSearchFindsEveryForm() throws {
    let search = try Search()
    #expect(search.finds(try appearance("reveal web/DB_URL", search.original)))
    #expect(search.finds(try appearance("(secret show web/DB_URL).note | reveal", search.original)))
    for credential in [
      "(token create ci-web --name x).value", "(person key create --only read).value",
      "(person invite eve@acme.example).value",
    ] { #expect(search.finds(try appearance(credential + " | reveal", search.original)), "\(credential)") }
    let canary = Canary("zebra-51")
    for text in [
      "a zebra-51 b", "x7a656272612d3531", "7A656272612D3531", "emVicmEtNTE=", "IHplYnJhLTUxIA==",
      "ICB6ZWJyYS01MSA=",
    ] { #expect(canary.stands(in: text), "\(text)") }
    #expect(!canary.stands(in: "a zebra-52 b"))
  }
}
