import Builtins
import Commands
import Interpreter
import Testing

@testable import Shell

/// How the words of a command line are read.
@Suite struct OptionsTests {
  /// What was read, in short; or the words of the fault.
  private static func read(_ words: [String], terminal: Bool = false) -> String {
    var reader = CommandLineReader(words) { ["accounts", "account", "vault", "reveal"].contains($0) }
    do throws(Fault) {
      let invocation = try reader.read(inputIsTerminal: terminal)
      return "\(name(invocation)) \(settings(reader.options))".trimmed
    } catch {
      return "\(error.report.status): \(error.message)"
    }
  }

  private static func name(_ invocation: Invocation) -> String {
    switch invocation {
    case .repl: "repl"
    case .file(let path, let words): "file \(path) \(words)"
    case .code(let code, let words): "code \(code) \(words)"
    case .standardInput(let words): "stdin \(words)"
    case .command(let words): "command \(words)"
    case .check(let files): "check \(files)"
    case .test(let files): "test \(files)"
    case .serve(let words): "serve \(words)"
    case .help(let words): "help \(words)"
    case .version: "version"
    case .complete(let words): "complete \(words)"
    }
  }

  private static func settings(_ options: Options) -> String {
    var parts: [String] = []
    if let vault = options.vault { parts.append("vault=\(vault)") }
    if let person = options.person { parts.append("as=\(person)") }
    if let file = options.passphraseFile { parts.append("passphrase=\(file)") }
    if case .file(let format) = options.format { parts.append("format=\(format)") }
    if options.format == .none { parts.append("format=none") }
    if options.readOnly { parts.append("read-only") }
    if let kind = options.wholeRun { parts.append("\(kind)") }
    if let most = options.maxChanges { parts.append("max=\(most)") }
    if options.assumeYes { parts.append("yes") }
    if options.keepGoing { parts.append("keep-going") }
    if options.quiet { parts.append("quiet") }
    if options.allowExec { parts.append("exec") }
    if options.json { parts.append("json") }
    if let lock = options.lock { parts.append("lock=\(lock)") }
    if let time = options.limits.time { parts.append("time=\(time)") }
    return parts.joined(separator: " ")
  }

  private static let lines: [([String], String)] = [
    ([], "stdin []"),
    (["serve", "--listen", "[::1]:1", "--yes", "--log"], "serve [\"--listen\", \"[::1]:1\", \"--log\"] yes"),
    (["-c", "1", "--format", "json"], "code 1 [\"--format\", \"json\"]"),
    (["--format", "json", "-c", "1", "-c"], "code 1 [\"-c\"] format=json"),
    (
      ["--vault=v.db", "--as", "a@b", "--yes", "job.sms", "--yes", "x"],
      "file job.sms [\"--yes\", \"x\"] vault=v.db as=a@b yes"
    ),
    (["./job"], "file ./job []"),
    (["-", "--quiet"], "stdin [\"--quiet\"]"),
    (
      ["accounts", "--format", "csv", "--project", "p", "--vault=x"],
      "command [\"accounts\", \"--project\", \"p\"] vault=x format=csv"
    ),
    (
      ["account", "create", "--", "--yes", "-x"],
      "command [\"account\", \"create\", \"--\", \"--yes\", \"-x\"]"
    ),
    (
      ["account", "delete", "a", "--yes", "--keep-going"],
      "command [\"account\", \"delete\", \"a\"] yes keep-going"
    ),
    (["--read-only", "--allow-exec", "--quiet", "accounts"], "command [\"accounts\"] read-only quiet exec"),
    (["--lock", "a", "--timeout", "1m30s", "accounts"], "command [\"accounts\"] lock=a time=90000000"),
    (["check", "a.sms", "--json", "b.sms"], "check [\"a.sms\", \"b.sms\"] json"),
    (["help", "account", "create"], "help [\"account\", \"create\"]"),
    (["-h"], "help []"), (["--version"], "version"),
    (["--passphrase-file", "p", "reveal", "x"], "command [\"reveal\", \"x\"] passphrase=p"),
    (["--vault"], "2: --vault needs a value"),
    (["accounts", "--as"], "2: --as needs a value"),
    (["-c"], "2: `-c` needs a program"),
    (["-x"], "2: there is no option -x"),
    (["--yes=no", "accounts"], "2: there is no option --yes=no"),
    (["--timeout", "0s", "-c", "1"], "2: --timeout takes a duration, not `0s`"),
    (["--timeout", "-5s", "-c", "1"], "2: --timeout takes a duration, not `-5s`"),
    (["--max-steps", "0", "-c", "1"], "2: --max-steps takes a number, not `0`"),
    (["--max-calls", "2000000", "-c", "1"], "2: --max-calls goes up to 1000000, not to 2000000"),
    (["nosuch"], "2: there is no command or file `nosuch`"),
  ]

  @Test(arguments: lines) func aLine(_ words: [String], _ read: String) {
    #expect(Self.read(words) == read)
  }

  @Test func atATerminalNoWordsAreTheDialogue() {
    #expect(Self.read([], terminal: true) == "repl")
    #expect(Self.read(["--read-only"], terminal: true) == "repl read-only")
  }
}

extension String {
  /// Without the blank at its end.
  fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }

  /// K25: what the table says is what the reader takes, no more and no less.
  @Test func theTableIsWhatTheReaderTakes() throws {
    let values = ["N": "7", "D": "7s", "MIB": "7", "BYTES": "7", "FORMAT": "csv", "WHEN": "never"]
    for option in CommandLineOption.all where !option.isProgram {
      let value = option.value.map { values[$0] ?? "word" }
      var reader = CommandLineReader([option.name] + (value.map { [$0] } ?? []) + ["-c", "1"]) { _ in false }
      guard case .code = try reader.read(inputIsTerminal: false) else {
        Issue.record("\(option.name) is no option")
        continue
      }
      var plain = CommandLineReader(["-c", "1"]) { _ in false }
      _ = try plain.read(inputIsTerminal: false)
      #expect(String(describing: reader.options) != String(describing: plain.options), "\(option.name)")
      for word in option.words {
        var words = CommandLineReader([option.name, word, "-c", "1"]) { _ in false }
        #expect(throws: Never.self) { _ = try words.read(inputIsTerminal: false) }
      }
    }
    #expect(Set(CommandLineOption.all.map(\.name)).count == CommandLineOption.all.count)
  }

  @Test func completionOfACommandLine() {
    let registry = Registry()
    registry.add(BuiltinCommands.all + IOCommands.all + DomainCommands.all)
    let completion = CommandLineCompletion(registry: registry)
    for (words, wanted) in [
      (["--max-c"], ["--max-calls", "--max-changes"]), (["--format", "js"], ["json", "jsonl"]),
      (["--format", "csv", "acc"], ["account", "accounts"]), (["account", "re"], ["rename"]),
      (["account", "create", "--if"], ["--if-missing"]), (["account", "create", "x"], []),
      (["account", "create", "--form"], ["--format"]), (["--vault", "/tm"], []), (["ser"], ["serve"]),
      (["--vers"], ["--version"]), (["accounts", "--vers"], []),
    ] as [([String], [String])] {
      #expect(completion.lines(words) == wanted, "\(words)")
    }
  }
}
