import Builtins
import Interpreter
import Support
import Syntax
import Testing

/// What is written to the standard streams, and what is asked.
@Suite("print, log, table, input, confirm") struct IOPrintTests {
  @Test(arguments: [
    ("print", "\n"), ("print a 1 2.0 null true", "a 1 2.0 null true\n"),
    ("print \"a b\" [1 x] {k: v}", "a b [1, \"x\"] {k: \"v\"}\n"),
    ("print [1 a]", "[1, \"a\"]\n"), ("print []", "[]\n"), ("print {a: 1}", "{a: 1}\n"),
    ("print null", "null\n"),
    ("print [{a: 1, b: x} {a: 20}]", " a  b\n 1  x\n20\n"), ("[{a: 1}] | print", "a\n1\n"),
    ("\"x\" | print", "x\n"),
    ("\"x\" | print y", "y\n"),
    ("print (some-accounts | select name project)", "name  project\nci    prod-1\nweb   prod-2\n"),
    ("print (some-accounts | first).project", "prod-1\n"),
    ("print (some-accounts | where false | select name)", "name\n"),
    ("print a --no-newline; print b -n; print c", "abc\n"), ("print -n [{a: 1}]", "a\n1"),
    ("print \"a\\u{1b}[1m\"", "a\u{1b}[1m\n"),
    ("print 2026-01-31 90m", "2026-01-31T00:00:00Z 1h30m\n"),
  ])
  func printing(_ code: String, _ output: String) { #expect(IORun().run.output(code) == output) }

  @Test(arguments: [
    ("log hello", "info: hello\n"), ("log \"x y\" --level warn", "warn: x y\n"),
    ("log [1 a] --level error", "error: [1, \"a\"]\n"),
    ("log (1..2)", "info: 1..2\n"),
  ])
  func logging(_ code: String, _ errors: String) {
    let io = IORun()
    #expect(io.run.output(code) == "")
    #expect(io.host.errors == errors)
  }

  @Test func badLevel() {
    let fault = IORun().fault("log x --level loud")
    #expect(fault?.code == "E0340" && fault?.report.status == 2)
  }

  @Test(arguments: [
    ("[{a: 1, b: x}] | table", "a  b\n1  x\n"), ("{a: 1} | table", "field  value\na      1\n"),
    ("[1 2] | table", "1\n2\n"),
    ("[] | table", ""), ("\"x\" | table", "x\n"),
  ])
  func tables(_ code: String, _ text: String) { #expect(IORun().string(code) == text) }

  @Test func asking() {
    let io = IORun()
    io.host.lines = ["ada", "secret"]
    #expect(io.text("input \"name: \"") == "\"ada\"")
    #expect(io.text("input \"value: \" --hidden") == "••••")
    let fault = io.fault("input \"more: \"")
    #expect(fault?.code == "E0640" && fault?.report.status == 5)
  }

  @Test func aHiddenAnswerStaysSealed() throws {
    let folder = try Folder()
    let io = IORun()
    io.host.lines = [IORun.canary, IORun.canary, IORun.canary]
    #expect(!io.run.output("print (input x --hidden) \"a\\(input x --hidden)\"").contains(IORun.canary))
    #expect(io.fault("input x --hidden | save '\(folder("x"))'") == nil)
    #expect(folder.text("x") == IORun.canary && folder.mode("x") == 0o600)
  }

  @Test func confirmingWithoutTerminal() {
    let io = IORun()
    io.host.lines = ["y"]
    let fault = io.fault("confirm sure?")
    #expect(fault?.code == "E0641" && fault?.report.status == 5 && io.host.lines == ["y"])
    io.run.context.assumeYes = true
    #expect(io.text("confirm sure?") == "true")
  }

  /// A host that stands at a terminal.
  final class TerminalHost: Host {
    var lines: [String] = []
    var prompts: [String] = []
    var output: [UInt8] = []

    func write(_ bytes: [UInt8]) throws(Fault) { output += bytes }
    func writeError(_ text: String) { prompts.append(text) }
    func show(_ value: Value, context: Context) throws(Fault) {}
    func print(_ text: String) throws(Fault) {}
    func readInput() throws(Fault) -> [UInt8] { [] }
    func readLine(prompt: String, hidden: Bool) throws(Fault) -> String? {
      prompts.append(prompt)
      return lines.isEmpty ? nil : lines.removeFirst()
    }
    func environment(_ name: String) -> String? { nil }
    func clock() -> Int { 0 }
    var outputIsTerminal: Bool { true }
    var inputIsTerminal: Bool { true }
  }

  private func terminal(_ command: String, _ argument: Value, _ host: TerminalHost, flag: Bool = false) throws
    -> Value
  {
    let registry = Registry()
    registry.add(IOCommands.all)
    let context = Context(host: host, registry: registry, patterns: RegexEngine(), zones: ZoneTable())
    let type = try #require(registry.command(command))
    let isRest = type.signature.rest != nil
    return try type.run(
      Call(
        name: command, signature: type.signature, positional: isRest ? [] : [argument],
        rest: isRest ? [argument] : [],
        flags: flag ? [.bool(true)] : [], input: nil, source: nil, span: .init(0, 0), context: context))
  }

  @Test(
    arguments: [
      (["y"], true, 1), (["YES"], true, 1), (["n"], false, 1), ([""], false, 1), ([], false, 1),
      ([" no "], false, 1),
      (["what", "yes"], true, 3), (["yes no", "n"], false, 3),
    ] as [([String], Bool, Int)])
  func confirming(_ lines: [String], _ answer: Bool, _ asked: Int) throws {
    let host = TerminalHost()
    host.lines = lines
    guard case .bool(let given) = try terminal("confirm", .string("delete?"), host) else {
      Issue.record("no bool")
      return
    }
    #expect(given == answer && host.prompts.count == asked && host.prompts.first == "delete? [y/N] ")
  }

  @Test func textWithoutLineEndIsNeutralisedOnATerminal() throws {
    let host = TerminalHost()
    _ = try terminal("print", .string("a\u{1b}[2Jb"), host, flag: true)
    #expect(!host.output.contains(0x1B) && !host.output.isEmpty)
  }
}
