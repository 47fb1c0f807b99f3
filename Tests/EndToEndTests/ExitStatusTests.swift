import Glibc
import Support
import Testing

/// K04: whatever ends a run after a commit, it says what was committed, and its status does not say that nothing was.
@Suite struct ExitStatusTests {
  /// A way to end: the code that stands behind the change, and how the run ends.
  struct Ending: CustomTestStringConvertible, Sendable {
    var code: String
    var options: [String] = []
    var signal: Int32?
    var status: Int32
    /// The code of the error; nil where the end has no words of its own.
    var error: String?

    var testDescription: String { code }
  }

  static let endings = [
    Ending(code: "1 / 0", status: 3, error: "E0"),
    Ending(code: "throw \"no\"", status: 3, error: "no"),
    Ending(code: "throw {code: mine, msg: \"no\"}", status: 3, error: "mine"),
    Ending(code: "account create \"\"", status: 3, error: "V0"),
    Ending(code: "account delete nosuch --yes", status: 3, error: "V0201"),
    Ending(code: "account create b b", status: 3, error: "E0811"),
    Ending(code: "account delete q", status: 3, error: "E0840"),
    Ending(code: "input \"name\"", status: 3, error: "E0640"),
    Ending(code: "exec [true]", status: 3, error: "E0502"),
    Ending(code: "exec [sh -c \"exit 9\"]", options: ["--allow-exec"], status: 3, error: "E0644"),
    Ending(code: "run --project p -- nosuch-program", options: ["--allow-exec"], status: 127, error: "E0878"),
    Ending(code: "run --project p -- /tmp", options: ["--allow-exec"], status: 126, error: "E0878"),
    Ending(code: "batch { account create b; throw \"late\" }", status: 3, error: "late"),
    Ending(code: "plan { account create b }; 1 / 0", status: 3, error: "E0"),
    Ending(code: "account create c d", options: ["--max-changes", "3"], status: 3, error: "V0503"),
    Ending(code: "while true { }", options: ["--max-steps", "20000"], status: 3, error: "E0403"),
    Ending(code: "def f [] { f }; f", options: ["--max-calls", "50"], status: 3, error: "E0402"),
    Ending(
      code: "print (\"a\" | repeat 9000000)", options: ["--max-memory", "1"], status: 3, error: "E0406"),
    Ending(code: "\"x\" | repeat 5000", options: ["--max-output", "4000"], status: 3, error: "E0408"),
    Ending(code: "assert false", status: 3, error: "E0381"),
    Ending(code: "try { 1 / 0 } finally { throw \"last\" }", status: 3, error: "last"),
    Ending(code: "exit 1", status: 1), Ending(code: "exit 6", status: 6),
    Ending(code: "while true { }", options: ["--timeout", "1s"], status: 124, error: "E0404"),
    Ending(code: "log ready; while true { }", signal: SIGINT, status: 130, error: "E0400"),
    Ending(code: "log ready; sleep 60s", signal: SIGTERM, status: 143, error: "E0400"),
    Ending(code: "log ready; sleep 60s", signal: SIGHUP, status: 129, error: "E0400"),
    Ending(
      code: "log ready; exec [sleep 60]", options: ["--allow-exec"], signal: SIGINT, status: 130,
      error: "E0400"),
  ]

  /// How a script reaches the program.
  enum Door: CaseIterable { case file, code, input, dash }

  private static let change = "account create q; project create p; \n"

  private func run(_ ending: Ending, _ door: Door, _ home: E2EHome) throws -> E2EResult {
    let script = Self.change + ending.code
    try home.write(script, to: "job.sms")
    let program =
      switch door {
      case .file: try home.start(ending.options + [home.path("job.sms")])
      case .code: try home.start(ending.options + ["-c", script])
      case .input: try home.start(ending.options, input: script)
      case .dash: try home.start(ending.options + ["-"], input: script)
      }
    if let signal = ending.signal {
      try program.waitFor("ready")
      program.signal(signal)
    }
    return try program.wait()
  }

  @Test(arguments: endings) func everyEndSaysWhatWasCommitted(_ ending: Ending) throws {
    for door in Door.allCases {
      let home = try E2EAcme.home(.created)
      let result = try run(ending, door, home)
      #expect(result.status == ending.status, "\(door): \(result)")
      // The owner becomes a user of the machine account, so it takes two events.
      #expect(result.errors.ranges(of: "committed before: ").count == 1, "\(door): \(result)")
      if let error = ending.error { #expect(result.errors.contains(error), "\(door): \(result)") }
      #expect(try home.run("-c", "accounts | get name").output == "q\n")
    }
  }

  @Test(arguments: endings) func nothingIsSaidWhereNothingWas(_ ending: Ending) throws {
    guard ending.error != "V0503", !ending.code.hasPrefix("run"), !ending.code.hasPrefix("plan") else {
      return
    }
    let home = try E2EAcme.home(.created)
    let program = try home.start(ending.options + ["-c", ending.code])
    if let signal = ending.signal {
      try program.waitFor("ready")
      program.signal(signal)
    }
    let result = try program.wait()
    #expect(result.status != 0 && result.status != 3 && !result.errors.contains("committed"), "\(result)")
  }

  @Test func aClosedPipeSaysItOnce() throws {
    let home = try E2EAcme.home(.created)
    for command in [
      "$SMS -c 'account create a; for i in 1..200000 { print $i }' | head -1", "$SMS account create b | true",
      "$SMS --atomic -c 'account create c; for i in 1..200000 { print $i }' | head -1",
    ] {
      let result = try home.shell("(\(command); :) 2>err.txt; cat err.txt; rm err.txt")
      let notes = result.output.ranges(of: "committed before: ").count
      // A program that ends before anything is written to it leaves the write to fail or not; what is all or nothing
      // is nothing here.
      let (isWritten, isAtomic) = (command.contains("create b"), command.contains("--atomic"))
      #expect(isAtomic ? notes == 0 : notes == 1 || isWritten && notes == 0, "\(command): \(result)")
    }
    #expect(try home.run("-c", "accounts | get name | sort-by | join \",\"").output == "a,b\n")
  }

  @Test func aFullDiskAfterACommitIsThree() throws {
    let home = try E2EAcme.home(.created)
    let result = try home.run("account", "create", "a", output: "/dev/full")
    #expect(result.status == 3 && result.errors.contains("committed before: "), "\(result)")
    let none = try home.run("-c", "print 1", output: "/dev/full")
    #expect(none.status == 1 && !none.errors.contains("committed"), "\(none)")
  }

  @Test func aSingleCommandThatGoesOnSaysItToo() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("account", "create", "a").status == 0)
    let some = try home.run("account", "delete", "a", "nosuch", "--yes", "--keep-going")
    #expect(some.status == 3 && some.errors.contains("1 failed; committed before: "), "\(some)")
    let none = try home.run("account", "delete", "nosuch", "--yes", "--keep-going")
    #expect(none.status == 1 && none.errors.contains("1 failed, nothing was changed"), "\(none)")
  }

  @Test func plannedAndAtomicRunsCommitNothing() throws {
    let home = try E2EAcme.home(.created)
    for mode in ["--plan", "--atomic"] {
      let result = try home.run(mode, "-c", Self.change + "1 / 0")
      #expect(result.status == 1 && !result.errors.contains("committed"), "\(mode): \(result)")
    }
    #expect(try home.run("-c", "accounts | length").output == "0\n")
  }

  /// What cleans up has five seconds; then the run ends as it would have without it.
  @Test func aFinallyWithoutEndKeepsTheStatus() throws {
    let home = try E2EAcme.home(.created)
    let code = "account create q; try { while true { } } finally { while true { } }"
    let timed = try home.start(["--timeout", "1s", "-c", code])
    let limited = try home.start(["--max-steps", "5000", "-c", code.replacing("create q", with: "create p")])
    let left = try home.start(["-c", "account create r; try { exit 4 } finally { while true { } }"])
    let stopped = try home.start(["-c", code.replacing("q; try {", with: "s; log ready; try {")])
    // Inside each other all of them have it together.
    let nested = try home.start(
      ["--timeout", "1s", "-c", "def f [] { try { f } finally { f } }; account create t | length; f"])
    try stopped.waitFor("ready")
    stopped.signal(SIGINT)
    for (program, status) in [(timed, 124), (limited, 3), (left, 4), (stopped, 130)] as [(E2EProgram, Int32)]
    {
      let result = try program.wait()
      #expect(result.status == status && result.errors.contains("E0405"), "\(result)")
      #expect(result.errors.contains("committed before: "), "\(result)")
    }
    let result = try nested.wait()
    #expect(result.status == 124 && result.errors.contains("committed before: "), "\(result)")
  }
}
