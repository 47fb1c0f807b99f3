import Glibc
import Support
import Testing

/// `sms run`: the program takes the place of sms, with its streams, its signals and its status.
@Suite struct RunTests {
  /// A vault with the project web: DB_URL, TOKEN; the machine account ci reads it, with a token in a file.
  private func home() throws -> E2EHome {
    let home = try E2EAcme.home(.created)
    let made = try home.run(
      "-c",
      """
      project create web
      " a\\n\\"b' " | secret create DB_URL --project web
      "t-1" | secret create TOKEN --project web
      account create ci
      grant ci project:web --access read
      token create ci --name t | get value | save ~/token.txt --mode 0600
      """)
    #expect(made.status == 0, "\(made)")
    return home
  }

  @Test func theStatusIsThatOfTheProgram() throws {
    let home = try home()
    for (words, status) in [
      (["true"], 0), (["sh", "-c", "exit 7"], 7), (["sh", "-c", "kill -TERM $$"], 143),
      (["sh", "-c", "kill -KILL $$"], 137), (["nosuch-program"], 127), ([home.path("token.txt")], 126),
    ] as [([String], Int32)] {
      let result = try home.start(["run", "--project", "web", "--"] + words).wait()
      #expect(result.status == status, "\(words): \(result)")
      #expect(result.output == "" && (result.errors == "") == (status != 127 && status != 126), "\(result)")
    }
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func wordsAndStreamsArePassedOnAsTheyAre() throws {
    let home = try home()
    let words = ["1.50", "007", "", "-n", "--plan", "--", "--help", "$HOME", "a b", "'"]
    let program = ["run", "--project", "web", "--only", "TOKEN", "--", "printf", "%s|"] + words
    let result = try home.start(program).wait()
    #expect(result.output == words.map { $0 + "|" }.joined(), "\(result)")
    let copied = try home.run("run", "--project", "web", "--", "cat", input: "in\0put")
    #expect(copied.output == "in\0put" && copied.errors == "", "\(copied)")
    let errors = try home.run("run", "--project", "web", "--", "sh", "-c", "echo e >&2")
    #expect(errors.output == "" && errors.errors == "e\n", "\(errors)")
  }

  @Test func theEnvironmentHasTheSecretsAndNothingOfOurs() throws {
    let home = try home()
    let token = ["SMS_TOKEN_FILE": home.path("token.txt"), "SMS_PASSPHRASE_FILE": nil, "TOKEN": "old"]
    let machine = try home.run("run", "--", "env", "-0", variables: token)
    let person = try home.run("run", "--account", "ci", "--", "env", "-0", variables: ["TOKEN": "old"])
    for result in [machine, person] {
      let lines = result.output.split(separator: "\0").map(String.init)
      #expect(lines.contains("DB_URL= a\n\"b' ") && lines.contains("TOKEN=t-1"), "\(result)")
      #expect(lines.filter { $0.hasPrefix("TOKEN=") }.count == 1 && lines.contains("LANG=C.UTF-8"))
      #expect(!lines.contains { $0.hasPrefix("SMS_") } && result.status == 0)
    }
    let rows = try home.run("events", "--type", "2100", "--format", "csv").output
    #expect(
      rows.split(whereSeparator: \.isNewline).filter { $0.contains(",ada@acme.example,ci,,web,") }.count == 2,
      "\(rows)")
    #expect(
      rows.split(whereSeparator: \.isNewline).filter { $0.contains(",ci,ci,,web,") }.count == 2, "\(rows)")
    #expect(try home.run("-c", "tokens | get uses").output == "1\n")
  }

  @Test func onlyTheThreeStandardFilesAreOpen() throws {
    let home = try home()
    let result = try home.run("run", "--project", "web", "--", "ls", "/proc/self/fd")
    // The fourth is the folder that ls reads.
    #expect(result.output == "0\n1\n2\n3\n", "\(result)")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func signalsGoToTheProgram(_ signal: Int32) throws {
    let home = try home()
    let name = [SIGINT: "INT", SIGTERM: "TERM", SIGHUP: "HUP"][signal] ?? ""
    // The program sees the signal, does its work and says how it ended: sms waits for it.
    let script = "trap 'echo got; exit 5' \(name); echo ready >&2; while :; do sleep 0.05; done"
    let program = try home.start(["run", "--project", "web", "--", "sh", "-c", script])
    try program.waitFor("ready")
    program.signal(signal)
    let result = try program.wait()
    #expect(result.status == 5 && result.output == "got\n", "\(result)")
    let plain = try home.start(["run", "--project", "web", "--", "sh", "-c", "echo ready >&2; exec sleep 60"])
    try plain.waitFor("ready")
    plain.signal(signal)
    #expect(try plain.wait().status == 128 + signal)
  }

  /// The terminal signals the program itself: what sms passed on besides would be a second one.
  @Test func ctrlCReachesTheProgramOnce() throws {
    let home = try home()
    try home.write(
      """
      trap 'echo "got it"' INT
      echo "ready"
      # Ctrl-C ends each `sleep`, not the loop.
      i=0
      while [ $i -lt 20 ]; do sleep 0.1; i=$((i + 1)); done
      echo "ended"
      exit 6

      """, to: "wait.sh")
    let session = try home.terminal("run", "--project", "web", "--", "sh", home.path("wait.sh"))
    try session.waitFor("ready")
    session.send("\u{3}")
    try session.waitFor("ended")
    #expect(try session.waitForExit() == .exit(6))
    #expect(session.screenText.ranges(of: "got it").count == 1)
  }

  @Test func nothingIsOpenedWhereItMayNotBe() throws {
    let home = try home()
    for (words, status, code) in [
      (["--read-only", "run", "--project", "web", "--", "true"], 1, "E0501"),
      (["-c", "run --project web -- true"], 5, "E0502"), (["run", "--", "true"], 1, "E0871"),
      (["run", "--project", "web"], 2, "E0210"),
      (["run", "--account", "nosuch", "--", "true"], 1, "V0201"),
    ] as [([String], Int32, String)] {
      let result = try home.start(words).wait()
      #expect(result.status == status && result.errors.contains(code), "\(words): \(result)")
    }
    let machine = try home.run("--token-file", home.path("token.txt"), "run", "--account", "ci", "--", "true")
    #expect(machine.status == 1 && machine.output == "", "\(machine)")
    #expect(try home.run("-c", "events --type 2100 | length").output == "0\n")
    // The vault is free while the program runs.
    let program = try home.start(["run", "--project", "web", "--", "sh", "-c", "echo up >&2; exec sleep 60"])
    try program.waitFor("up")
    #expect(try home.run("project", "create", "more").status == 0)
    program.signal(SIGTERM)
    #expect(try program.wait().status == 143)
  }

  @Test func theTimeOfTheRunEndsTheProgram() throws {
    let home = try home()
    let result = try home.run("--timeout", "1s", "run", "--project", "web", "--", "sleep", "60")
    #expect(result.status == 124 && result.errors.contains("E0404"), "\(result)")
  }

  // MARK: K16

  /// Everything that can be caught reaches the program, whether sms became it or stays.
  @Test(arguments: [[], ["--timeout", "60s"], ["--lock", "one"]]) func everySignalReachesTheProgram(
    _ options: [String]
  ) throws {
    let home = try home()
    let signals: [(Int32, String)] = [
      (SIGHUP, "HUP"), (SIGINT, "INT"), (SIGQUIT, "QUIT"), (SIGUSR1, "USR1"), (SIGUSR2, "USR2"),
      (SIGALRM, "ALRM"), (SIGTERM, "TERM"), (SIGCONT, "CONT"), (SIGWINCH, "WINCH"), (SIGPIPE, "PIPE"),
      (SIGVTALRM, "VTALRM"), (SIGPROF, "PROF"), (SIGXCPU, "XCPU"), (SIGIO, "IO"), (SIGURG, "URG"),
      (SIGTTIN, "TTIN"), (SIGTTOU, "TTOU"), (SIGABRT, "ABRT"),
    ]
    let traps = signals.map { "trap 'echo \($0.1) >&2' \($0.1);" }.joined()
    let script = traps + "trap 'exit 5' TRAP; echo ready >&2; while :; do sleep 0.05; done"
    let program = try home.start(options + ["run", "--project", "web", "--", "bash", "-c", script])
    try program.waitFor("ready")
    for (number, name) in signals {
      program.signal(number)
      try program.waitFor(name + "\n")
    }
    program.signal(SIGTRAP)
    #expect(try program.wait().status == 5)
  }

  @Test func smsBecomesTheProgram() throws {
    let home = try home()
    let script = "echo $$ >&2; cat /proc/$$/comm >&2; echo ready >&2; exec sleep 60"
    let program = try home.start(["run", "--project", "web", "--", "sh", "-c", script])
    try program.waitFor("ready")
    let lines = program.errors.split(separator: "\n").map(String.init)
    #expect(lines == ["\(program.number)", "sh", "ready"], "\(lines)")
    // The vault is closed: nothing of it is open, and its log is gone.
    #expect(!home.files.contains("v.db-wal"), "\(home.files)")
    program.signal(SIGKILL)
    #expect(try program.wait().status == 137)
    let ignoring = try home.shell(
      "trap '' INT PIPE; $SMS run --project web -- sh -c 'grep SigIgn /proc/$$/status'")
    // What was ignored before is ignored by the program: bits 1 (INT) and 12 (PIPE), and nothing else.
    #expect(ignoring.output.hasSuffix("1002\n"), "\(ignoring)")
    let plain = try home.run("run", "--project", "web", "--", "grep", "SigIgn", "/proc/self/status")
    #expect(plain.output.hasSuffix("0000\n"), "\(plain)")
  }

  /// A script that starts others, one of which ignores TERM; each writes its number.
  private static let family = """
    sh -c 'trap "" TERM; echo $$ >> NUMBERS; while :; do sleep 0.1; done' &
    sh -c 'echo $$ >> NUMBERS; exec sleep 600' &
    echo $$ >> NUMBERS
    while [ $(wc -l < NUMBERS) -lt 3 ]; do sleep 0.02; done
    echo ready >&2
    sleep 600
    """

  /// Whether a process is there and is no zombie.
  private func isAlive(_ number: String) -> Bool {
    guard let text = readBytes("/proc/\(number)/stat").map({ String(decoding: $0, as: UTF8.self) }) else {
      return false
    }
    return text.split(separator: ")").last?.dropFirst().first != "Z"
  }

  @Test(arguments: ["time", "killed", "signalled"], ["run", "exec", "run in a script"])
  func theWholeGroupEnds(_ way: String, _ door: String) throws {
    let home = try home()
    let numbers = home.path("numbers")
    try home.write("", to: "numbers")
    try home.write(Self.family.replacing("NUMBERS", with: numbers), to: "family.sh")
    var words = ["--timeout", way == "time" ? "2s" : "10m"]
    switch door {
    case "run": words += ["run", "--project", "web", "--", "sh", home.path("family.sh")]
    case "exec": words += ["--allow-exec", "-c", "exec [sh \(home.path("family.sh"))]"]
    default: words += ["--allow-exec", "-c", "run --project web -- sh \(home.path("family.sh"))"]
    }
    let program = try home.start(words)
    let deadline = ContinuousClock.now + .seconds(60)
    var found: [String] = []
    while found.count < 3, ContinuousClock.now < deadline {
      found = String(decoding: home.read("numbers") ?? [], as: UTF8.self).split(separator: "\n").map(
        String.init)
      usleep(10_000)
    }
    if way == "killed" { program.signal(SIGKILL) }
    // What `run` is sent is the program's alone: there it is left to the kill.
    if way == "signalled" { program.signal(door == "exec" ? SIGTERM : SIGKILL) }
    let result = try program.wait()
    if way == "time" { #expect(result.status == 124, "\(result)") }
    while found.contains(where: isAlive), ContinuousClock.now < deadline { usleep(10_000) }
    #expect(found.count == 3 && !found.contains(where: isAlive))
  }

  /// A program in a group of its own reads the terminal all the same, and Ctrl-C and Ctrl-Z reach it.
  @Test(arguments: ["run", "exec"]) func aProgramThatReadsTheTerminalGetsIt(_ door: String) throws {
    let home = try home()
    let script = "read line < /dev/tty; echo \"got $line\" > /dev/tty"
    try home.write(script, to: "ask.sh")
    let path = home.path("ask.sh")
    let session =
      door == "run"
      ? try home.terminal("--timeout", "60s", "run", "--project", "web", "--", "sh", path)
      : try home.terminal("--allow-exec", "-c", "exec [sh \(path)]; print after")
    // The terminal shows what is typed at once; who reads it comes later.
    session.send("hello\n")
    try session.waitFor("got hello")
    if door == "exec" { try session.waitFor("after") }
    #expect(try session.waitForExit() == .exit(0))
  }

  // MARK: K17

  @Test(arguments: [[], ["--timeout", "60s"]]) func whatDoesNotStartSaysWhy(_ options: [String]) throws {
    let home = try home()
    try home.write("#!/no/such/interpreter\n", to: "lost.sh", mode: 0o700)
    try home.write("#!\(home.path("plain.txt"))\n", to: "barred.sh", mode: 0o700)
    try home.write("echo x\n", to: "bare.sh", mode: 0o700)
    try home.write("x\n", to: "plain.txt")
    mkdir(home.path("folder"), 0o700)
    mkfifo(home.path("pipe"), 0o700)
    symlink("loop", home.path("loop"))
    for (words, status, text) in [
      (["/tmp"], 126, "folder"), ([home.path("folder")], 126, "folder"),
      ([home.path("pipe")], 126, "plain file"),
      ([home.path("plain.txt")], 126, "chmod +x"), ([home.path("lost.sh")], 126, "/no/such/interpreter"),
      ([home.path("barred.sh")], 126, "may not be executed"), ([home.path("bare.sh")], 126, "#!"),
      ([home.path("loop")], 126, "symbolic links"),
      (["nosuch"], 127, "$PATH"), (["./nosuch"], 127, "no program"),
      ([home.path("plain.txt/x")], 127, "no program"),
      (["folder"], 127, "no program"),
    ] as [([String], Int32, String)] {
      let path = ["PATH": "/usr/bin:/bin:" + home.folder]
      let result = try home.start(options + ["run", "--project", "web", "--"] + words, variables: path).wait()
      let name = words.map { $0.prefix(40) }
      #expect(result.status == status && result.errors.contains(text), "\(name): \(result)")
      #expect(result.errors.contains("E0878"), "\(name): \(result)")
    }
  }

  @Test func moreThanTheSystemTakesSaysSo() throws {
    let home = try home()
    for key in ["BIG", "HUGE"] {
      let value = String(repeating: "x", count: 20_000)
      let made = try home.run("secret", "create", key, "--project", "web", input: value)
      #expect(made.status == 0, "\(made)")
    }
    // A quarter of the stack is for arguments and variables.
    let run = "ulimit -S -s 1024; a=$(printf %0115000d 0); $SMS run --project web --only"
    let fits = try home.shell("\(run) BIG -- sh -c 'echo ${#BIG}' $a $a")
    #expect(fits.status == 0 && fits.output == "20000\n", "\(fits)")
    let over = try home.shell("\(run) BIG,HUGE -- true $a $a")
    #expect(over.status == 126 && over.errors.contains("--only"), "\(over)")
  }
}
