import Builtins
import Glibc
import Interpreter
import Support
import Syntax
import Testing

/// Programs.
@Suite("exec") struct IOExecTests {
  private static func run(limits: Limits = Limits()) -> IORun {
    let io = IORun(limits: limits)
    io.run.context.allowExec = true
    return io
  }

  @Test func isRefusedUnlessAllowed() throws {
    let folder = try Folder()
    let io = IORun()
    let fault = io.fault("canary | exec [touch '\(folder("x"))']")
    #expect(
      fault?.code == "E0502" && fault?.report.status == 5 && folder.names == []
        && io.openings.purposes.isEmpty)
    let readOnly = Self.run()
    readOnly.run.context.readOnly = true
    #expect(readOnly.fault("exec [touch '\(folder("x"))']")?.code == "E0501" && folder.names == [])
  }

  @Test(arguments: [
    ("exec [sh -c 'echo out; echo err >&2']", "{out: \"out\\n\", err: \"err\\n\", status: 0}"),
    (
      "(exec [printf '%s|' a \"b c\" 1 2.0 true '*' '$HOME' \"\" \"a\\nb\"]).out",
      "\"a|b c|1|2.0|true|*|$HOME||a\\nb|\""
    ),
    ("(exec [cat]).out", "\"\""), ("(\"héllo\" | exec [cat]).out", "\"héllo\""),
    ("(\"\" | exec [cat]).out", "\"\""),
    ("(exec [sh -c 'exit 3'] --ok).status", "3"), ("(exec [sh -c 'kill -9 $$'] --ok).status", "137"),
    ("(exec [printf '\\377'] --raw).out", "\"/w==\""),
    ("exec [printf '\\377']", "E0613 the output of `printf` is no text: the byte at offset 0 is not UTF-8"),
    ("exec [sh -c 'echo first; echo no luck >&2; exit 22']", "E0644 `sh` ended with status 22"),
    ("exec [sh -c 'kill -15 $$']", "E0644 `sh` was ended by signal 15"),
    ("exec [no-such-program-anywhere]", "E0643 there is no program `no-such-program-anywhere`"),
    ("exec [/etc/passwd]", "E0643 `/etc/passwd` is no program: it may not be executed"),
    ("exec []", "E0642 `exec` needs the name of a program"),
    ("exec [\"\"]", "E0642 `exec` needs the name of a program"),
    ("exec [echo [1]]", "E0642 argument 1 of the program is a list, not text"),
    ("exec [echo null]", "E0642 argument 1 of the program is null, not text"),
    ("exec [echo \"a\\0b\"]", "E0642 an argument holds a NUL"),
    ("let words = [-n a]; (exec [echo ...$words]).out", "\"a\""),
  ])
  func programs(_ code: String, _ result: String) { #expect(Self.run().text(code) == result) }

  /// T18: what a program wrote may hold what it was given, and an error goes to logs and mails.
  @Test func theHelpSaysWhereTheOutputIs() {
    let fault = Self.run().fault("exec [sh -c 'printf x; echo canary >&2; exit 1']")
    #expect(
      fault?.report.help
        == "it wrote 1 byte to stdout and 7 bytes to stderr, which are not shown: `--ok` gives the status, "
        + "`out` and `err` as values")
    #expect(fault?.report.message.contains("canary") == false)
  }

  @Test func sealedTextIsReadFromThePipeOnly() {
    let io = Self.run()
    #expect(io.fault("exec [echo (canary)]")?.code == "E0642")
    #expect(io.fault("exec [echo \"x\\(canary)\"]")?.code == "E0642")
    #expect(io.fault("canary | exec [no-such-program-anywhere]")?.code == "E0643")
    #expect(io.openings.purposes.isEmpty)
    #expect(io.text("(canary | exec [wc -c]).out | trim") == "\"\(IORun.canary.utf8.count)\"")
    #expect(io.openings.purposes == [.exec])
  }

  @Test func noVariableOfOursReachesAProgram() {
    // Once and for good: the environment must not move under other tests.
    setenv("SMS_EXEC_CANARY", IORun.canary, 1)
    let text = Self.run().string("(exec [env]).out")
    #expect(!text.contains("SMS_") && !text.contains(IORun.canary) && text.contains("PATH="))
  }

  @Test func noDescriptorReachesAProgram() {
    let leak = open("/dev/null", O_RDONLY)
    defer { close(leak) }
    #expect(leak > 2)
    // Its own reading of the folder is the fourth.
    #expect(Self.run().string("(exec [ls /proc/self/fd]).out") == "0\n1\n2\n3\n")
  }

  @Test func signalsAreAsAProgramExpectsThem() {
    // This process ignores SIGPIPE; a program that writes to a closed pipe must still end by it.
    #expect(Self.run().text("(exec [sh -c 'kill -PIPE $$; echo lives'] --ok).status") == "141")
  }

  /// What code gives, some time at most: two programs that wait for each other are not to hang the tests.
  private func text(_ code: String) throws -> String {
    try within(seconds: 60) { Self.run().text(code) }
  }

  /// More than a pipe holds, in both directions at once.
  @Test func muchInAndOut() throws {
    let code =
      "let big = (\"0123456789abcdef\" | repeat 200000); let r = ($big | exec [sh -c 'tee /dev/stderr']); [($r.out == $big) ($r.err == $big)]"
    #expect(try text(code) == "[true, true]")
  }

  @Test func aProgramNeedNotReadItsInput() throws {
    #expect(try text("(\"0123456789abcdef\" | repeat 100000 | exec [true]).status") == "0")
    #expect(try text("(\"0123456789abcdef\" | repeat 100000 | exec [head -c 3]).out") == "\"012\"")
  }

  @Test func aProgramMayCloseItsOutputAndGoOn() throws {
    let folder = try Folder()
    let code = "exec [sh -c 'exec >&- 2>&-; sleep 0.2; echo done > \(folder("x"))'] | get status"
    #expect(try text(code) == "0")
    #expect(folder.text("x") == "done\n")
  }

  @Test func theTimeLimitEndsAProgram() throws {
    try within(seconds: 60) { try Self.checkTimeLimit(try Folder()) }
  }

  private static func checkTimeLimit(_ folder: Folder) throws {
    var limits = Limits()
    limits.time = 300_000
    let registry = Registry()
    registry.add(IOCommands.all)
    let context = Context(
      host: ClockHost(), registry: registry, patterns: RegexEngine(), zones: ZoneTable(), limits: limits)
    context.allowExec = true
    let exec = try #require(registry.command("exec"))
    let words = ["sh", "-c", "echo $$ > \(folder("pid")); exec sleep 60"].map(Value.string)
    let fault = #expect(throws: Fault.self) {
      try exec.run(
        Call(
          name: "exec", signature: exec.signature, positional: [.list(words)], rest: [], flags: [nil, nil],
          input: nil,
          source: nil, span: .init(0, 0), context: context))
    }
    #expect(fault?.code == "E0404")
    let pid = try #require(folder.text("pid").flatMap { Int32($0.dropLast()) })
    #expect(kill(pid, 0) != 0 && errno == ESRCH, "the program is still there")
  }

  @Test func whatAProgramWritesIsLimited() throws {
    var limits = Limits()
    limits.memory = 1 << 20
    let (code, isCatchable) = try within(seconds: 60) { [limits] in
      let fault = Self.run(limits: limits).fault("exec [yes]")
      return (fault?.code, fault?.isCatchable)
    }
    #expect(code == "E0406" && isCatchable == false)
  }

  /// A host with a clock that goes on.
  final class ClockHost: Host {
    func write(_ bytes: [UInt8]) throws(Fault) {}
    func writeError(_ text: String) {}
    func show(_ value: Value, context: Context) throws(Fault) {}
    func print(_ text: String) throws(Fault) {}
    func readInput() throws(Fault) -> [UInt8] { [] }
    func readLine(prompt: String, hidden: Bool) throws(Fault) -> String? { nil }
    func environment(_ name: String) -> String? { nil }
    func clock() -> Int {
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
    }
    var outputIsTerminal: Bool { false }
    var inputIsTerminal: Bool { false }
  }
}
