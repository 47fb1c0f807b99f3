import Support
import Testing

/// Words of a command line, what they mean, and the status that the program ends with.
@Suite struct CommandLineTests {
  /// A command line without a vault, and how it ends.
  struct Line: CustomTestStringConvertible, Sendable {
    var words: [String]
    var status: Int32
    /// What standard output is; nil where it is not looked at.
    var output: String?
    /// What standard error holds.
    var error: String = ""
    var input = ""

    var testDescription: String { words.joined(separator: " ") }
  }

  private static let main =
    "# Says hello.\ndef main [name: string --loud (-l) --n: int = 1] { print \"\\($name) \\($loud) \\($n)\" }\n"

  private static let lines: [Line] = [
    Line(words: ["-c", "print 1"], status: 0, output: "1\n"),
    Line(words: ["-c", "null"], status: 0, output: ""),
    Line(words: ["-c", "$args | length", "a", "--format", "b c"], status: 0, output: "3\n"),
    Line(words: ["-c", "$args", "--version"], status: 0, output: "--version\n"),
    Line(words: ["--format=json", "-c", "[1 2]"], status: 0, output: "[\n  1,\n  2\n]\n"),
    Line(words: ["-", "x"], status: 0, output: "x\n", input: "print $args.0\n"),
    // L07: what makes a large text looks at the clock, and counts before it takes.
    Line(
      words: ["--timeout", "1ms", "-c", "\"a\" | repeat 500000000 | length"], status: 124, output: "",
      error: "E0404"),
    Line(
      words: ["--max-memory", "1", "-c", "\"ab\" | repeat 600000"], status: 1, output: "", error: "E0406"),
    Line(words: ["--max-memory", "1", "-c", "\"ab\" | pad 2000000"], status: 1, output: "", error: "E0406"),
    Line(
      words: ["--max-memory", "1", "-c", "mut t = \"ab\"; while true { $t = $t + $t }"], status: 1,
      output: "",
      error: "E0406"),
    Line(
      words: ["--max-memory", "1", "-c", "mut t = \"ab\"; while true { $t = \"\\($t)\\($t)\" }"], status: 1,
      output: "",
      error: "E0406"),
    Line(
      words: ["--max-memory", "1", "-c", "mut l = [1]; while true { $l = $l + $l }"], status: 1, output: "",
      error: "E0406"),
    Line(words: ["--max-memory", "1", "-c", "[...(1..1000000000)]"], status: 1, output: "", error: "E0406"),
    Line(words: ["--timeout", "1ms", "-c", "[...(1..1000000000)]"], status: 124, output: "", error: "E0404"),
    Line(
      words: ["--max-memory", "1", "-c", "\"a\" | repeat 1000000 | replace a bbbb --literal"], status: 1,
      output: "",
      error: "E0406"),
    Line(words: [], status: 0, output: "3\n", input: "1 + 2"),
    Line(words: [], status: 0, output: "", input: ""),
    Line(words: ["--version"], status: 0),
    Line(words: ["--help"], status: 0),
    Line(words: ["help"], status: 0),
    Line(words: ["help", "account", "create"], status: 0),
    Line(words: ["account", "create", "--help"], status: 0),
    Line(words: ["account", "--help"], status: 0),
    Line(
      words: ["-c", "1 / 0"], status: 1, output: "", error: "error E0317 division by zero  <command>:1:1"),
    Line(words: ["-c", "throw \"mine\""], status: 1, output: "", error: "error thrown mine"),
    Line(words: ["-c", "print early; 1 + \"x\""], status: 2, output: ""),
    Line(words: ["-c", "print 1; print $x; print (lenght)"], status: 2, output: "", error: "$x"),
    Line(
      words: ["-c", "print 1; print (lenght [1])"], status: 2, output: "", error: "did you mean `length`?"),
    Line(words: ["-c", "print \"open"], status: 2, output: ""),
    Line(words: ["-c", "exit 9"], status: 9, output: ""),
    Line(words: ["-c", "print a; if 1 == 1 { exit 0 }; print b"], status: 0, output: "a\n"),
    Line(words: ["-c"], status: 2, output: "", error: "`-c` needs a program"),
    Line(words: ["--fromat", "json", "-c", "1"], status: 2, output: "", error: "--format"),
    Line(words: ["--format", "xml", "-c", "1"], status: 2, output: "", error: "--format takes"),
    Line(words: ["--format"], status: 2, output: "", error: "needs a value"),
    Line(
      words: ["--timeout", "soon", "-c", "1"], status: 2, output: "", error: "--timeout takes a duration"),
    Line(words: ["--max-steps", "-4", "-c", "1"], status: 2, output: "", error: "--max-steps"),
    Line(words: ["--now", "never", "-c", "1"], status: 2, output: "", error: "--now"),
    Line(words: ["--zone", "Mars/Olympus", "-c", "1"], status: 2, output: "", error: "Mars/Olympus"),
    Line(words: ["--color", "sometimes", "-c", "1"], status: 2, output: "", error: "--color"),
    Line(words: ["--lock", "a/b", "-c", "1"], status: 2, output: "", error: "--lock"),
    Line(
      words: ["--now", "2026-01-31T08:00:00Z", "-c", "$now"], status: 0, output: "2026-01-31T08:00:00Z\n"),
    Line(
      words: ["--now", "2026-01-31", "--zone", "Europe/Berlin", "-c", "$now + 1d"], status: 0,
      output: "2026-02-01T01:00:00+01:00\n"),
    Line(words: ["--timeout", "300ms", "-c", "while true { }"], status: 124, output: "", error: "E0404"),
    Line(words: ["--timeout", "300ms", "-c", "sleep 60s"], status: 124, output: "", error: "E0404"),
    Line(
      words: ["--timeout", "300ms", "-c", "while true { try { 1 / 0 } catch { } }"], status: 124, output: ""),
    Line(words: ["--max-steps", "10000", "-c", "while true { }"], status: 1, output: "", error: "E0403"),
    Line(
      words: ["--max-calls", "20", "-c", "def f [n] { f ($n + 1) }; f 1"], status: 1, output: "",
      error: "E0402"),
    Line(
      words: ["--max-memory", "1", "-c", "mut s = 'x'; while true { $s = $s + $s }"], status: 1, output: "",
      error: "E0406"),
    Line(
      words: ["--max-output", "100", "-c", "while true { print hello }"], status: 1, error: "E0408"),
    // What a program does not read is no option of the run.
    Line(
      words: ["-c", "print 1", "--plan"], status: 2, output: "", error: "options stand before `-c CODE`"),
    Line(words: ["-c", "print 1", "a"], status: 2, output: "", error: "E0706"),
    Line(words: ["-", "--read-only"], status: 2, output: "", error: "E0706", input: "print 1\n"),
    // K19
    Line(words: ["acounts"], status: 2, output: "", error: "did you mean `accounts`?"),
    Line(words: ["acount", "create", "x"], status: 2, output: "", error: "did you mean `account create`?"),
    Line(words: ["account", "creat", "x"], status: 2, output: "", error: "did you mean `account create`?"),
    Line(words: ["accounts", "--formt", "json"], status: 2, output: "", error: "did you mean --format?"),
    Line(
      words: ["events", "--type", "read"], status: 2, output: "", error: "did you mean `secret.retrieved`"),
    Line(words: ["chek", "x.sms"], status: 2, output: "", error: "did you mean `check`?"),
    Line(words: ["nosuch"], status: 2, output: "", error: "there is no command or file `nosuch`"),
    Line(words: ["acounts"], status: 2, output: ""),
    Line(words: ["/nosuch/file.sms"], status: 2, output: "", error: "cannot be read"),
    Line(words: ["account", "create", "x", "--nope"], status: 2, output: "", error: "no flag --nope"),
    Line(words: ["account", "craete", "x"], status: 2, output: "", error: "did you mean `account create`?"),
    Line(words: ["check"], status: 2, output: "", error: "needs files"),
    Line(words: ["check", "/nosuch/file.sms"], status: 2, output: ""),
    Line(words: ["accounts", "--vault", "/nosuch/v.db"], status: 1, output: "", error: "/nosuch/v.db"),
    Line(words: ["-c", "exec [true]"], status: 5, output: "", error: "--allow-exec"),
    Line(words: ["--allow-exec", "-c", "print (exec [echo hi]).out"], status: 0, output: "hi\n\n"),
    Line(words: ["--allow-exec", "-c", "(exec [env]).out | contains SMS_"], status: 0, output: "false\n"),
    Line(words: ["-c", "$env.SMS_USER? == null and $env.HOME != null"], status: 0, output: "true\n"),
    Line(words: ["-c", "confirm \"sure\""], status: 5, output: ""),
    Line(words: ["--yes", "-c", "confirm \"sure\""], status: 0, output: "true\n"),
  ]

  @Test(arguments: lines) func aLine(_ line: Line) throws {
    let home = try E2EHome()
    let result = try home.start(line.words, input: line.input).wait()
    #expect(result.status == line.status, "\(result)")
    if let output = line.output {
      #expect(result.output == output, "\(result)")
    } else {
      #expect(result.output != "")
    }
    #expect(result.errors.contains(line.error), "\(result)")
    if line.status == 0 {
      #expect(result.errors == "")
    } else {
      #expect(line.status == 9 || result.errors != "")
    }
  }

  @Test("L13: bytes that are no UTF-8 are an error, not another text") func bytesThatAreNoText() throws {
    let home = try E2EHome()
    for line in ["-c 'print $args'", "--zone", "account create"] {
      let result = try home.shell("\"$SMS\" \(line) \"$(printf 'a\\377b')\"")
      #expect(result.status == 2 && result.output.isEmpty, "\(result)")
      #expect(result.errors.contains("E0701 word"))
    }
  }

  @Test func aScriptWithMain() throws {
    let home = try E2EHome()
    try home.write(Self.main, to: "m.sms")
    let file = home.path("m.sms")
    #expect(try home.run(file, "bob", "-l", "--n", "3").output == "bob true 3\n")
    #expect(try home.run(file, "--format").status == 2)
    #expect(try home.run(file, "--", "--loud").output == "--loud false 1\n")
    #expect(try home.run("--format", "none", file, "007").output == "007 false 1\n")
    let missing = try home.run(file)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("name"))
    let unread = try home.run(file, "bob", "--n", "many")
    #expect(unread.status == 2, "\(unread)")
    let unknown = try home.run(file, "bob", "--lout")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("--lout"))
    let surplus = try home.run(file, "bob", "eve")
    #expect(surplus.status == 2, "\(surplus)")
    let help = try home.run(file, "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("Says hello."))
    #expect(help.output.contains("NAME") && help.output.contains("--loud"))
    #expect(try home.run("check", file).status == 0)
  }

  @Test func checkFindsEverythingAndRunsNothing() throws {
    let home = try E2EHome()
    try home.write(
      "\"ran\" | save \(home.path("ran"))\nprint $nope\nfoo 1\naccounts | where .nmae == \"x\"\n",
      to: "bad.sms")
    let plain = try home.run("check", home.path("bad.sms"))
    #expect(plain.status == 2)
    #expect(plain.output == "")
    for found in ["bad.sms:2:7", "bad.sms:3:1", "did you mean `name`?"] {
      #expect(plain.errors.contains(found))
    }
    struct Found: Decodable {
      var severity: String
      var code: String
      var line: Int
      var column: Int
      var file: String
    }
    let json = try home.run("check", "--json", home.path("bad.sms"))
    #expect(json.status == 2)
    let found = try json.decoded([Found].self)
    #expect(found.map(\.line) == [2, 3, 4])
    #expect(found.allSatisfy { $0.severity == "error" && $0.file.hasSuffix("bad.sms") && $0.column > 0 })
    #expect(try home.run(home.path("bad.sms")).status == 2)
    #expect(!home.files.contains("ran"))
    try home.write("accounts | length\n", to: "good.sms")
    #expect(try home.run("check", "--json", home.path("good.sms")).output == "[]\n")
  }

  @Test func aClosedPipeEndsTheRunSilently() throws {
    let home = try E2EHome()
    let result = try home.shell(
      "{ \"$SMS\" -c 'for n in 1..1000000 { print $n }'; echo $? >&2; } | head -1")
    #expect(result.output == "1\n")
    #expect(result.errors == "141\n")
  }

  @Test func aFullDiskIsAnError() throws {
    let home = try E2EHome()
    for code in ["print a", "1", "for n in 1..100000 { print $n }"] {
      let result = try home.run("-c", code, output: "/dev/full")
      #expect(result.status == 1, "\(code): \(result)")
      #expect(result.errors.contains("No space left on device"))
    }
  }

  @Test func lostOutputIsToldWhateverIsWrittenAfterIt() throws {
    let home = try E2EHome()
    for (code, told) in [("print a; log b", "info: b"), ("print a; 1 / 0", "E0317")] {
      let result = try home.run("-c", code, output: "/dev/full")
      #expect(result.status == 1, "\(code): \(result)")
      #expect(result.errors.contains(told) && result.errors.contains("No space left on device"), "\(result)")
    }
  }

  @Test(arguments: [(2, 130), (15, 143)]) func aSignalRunsFinallyOnce(_ signal: Int32, _ status: Int32) throws
  {
    let home = try E2EHome()
    let code = """
      try { log started; while true { try { 1 / 0 } catch { } } }
      finally { log "cleaned up" }
      print after
      """
    for code in [code, code.replacing("try { 1 / 0 } catch { }", with: "sleep 1m")] {
      let program = try home.start(["-c", code])
      try program.waitFor("started")
      program.signal(signal)
      let result = try program.wait()
      #expect(result.status == status, "\(result)")
      #expect(result.errors.ranges(of: "cleaned up").count == 1, "\(result)")
      #expect(result.output == "")
    }
  }

  @Test func aSignalWhileInputIsReadEndsTheRun() throws {
    let home = try E2EHome()
    let result = try home.shell(
      "sleep 30 | { timeout -s INT --preserve-status 1 \"$SMS\" -c 'stdin | length'; echo $?; kill $(jobs -p) 2>/dev/null; }"
    )
    #expect(result.output.hasSuffix("130\n"), "\(result)")
  }

  @Test func oneRunAtATimeHoldsALock() throws {
    let home = try E2EHome()
    let first = try home.start(["--lock", "nightly", "-c", "log started; sleep 2s"])
    try first.waitFor("started")
    let second = try home.run("--lock", "nightly", "-c", "print never")
    #expect(second.status == 75, "\(second)")
    #expect(second.output == "")
    #expect(second.errors.contains("nightly"))
    #expect(try home.run("--lock", "weekly", "-c", "print 1").output == "1\n")
    #expect(try first.wait().status == 0)
    #expect(try home.run("--lock", "nightly", "-c", "print 1").output == "1\n")
  }
}
