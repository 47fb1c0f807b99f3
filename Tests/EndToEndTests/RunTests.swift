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
      rows.split(whereSeparator: \.isNewline).filter { $0.contains(",ada@acme.example,ci,web,") }.count == 2,
      "\(rows)")
    #expect(rows.split(whereSeparator: \.isNewline).filter { $0.contains(",ci,,web,") }.count == 2, "\(rows)")
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
    #expect(result.status != 0 && result.errors.contains("E0404"), "\(result)")
  }
}
