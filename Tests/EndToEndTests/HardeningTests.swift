import CSupport
import Support
import Testing

/// What the program keeps from others: memory, descriptors, variables, rights of files.
@Suite struct HardeningTests {
  @Test func aChildInheritsNothingOfTheVault() throws {
    let home = try E2EAcme.home(.provisioned)
    let code = """
      let first = (accounts | first)
      print (exec [sh -c "env | grep -c SMS_; ls /proc/self/fd | wc -l"] --ok).out
      print $first.name
      """
    let result = try home.run("--allow-exec", "-c", code, variables: ["SMS_OTHER": "x"])
    // No variable of ours; the three streams and the folder that `ls` itself reads.
    #expect(result.lines == ["0", "4", "ci-payments"], "\(result)")
  }

  /// The mask of new files, the limits and the stack of a child are those of the caller, however it is started.
  @Test(arguments: [
    "--allow-exec -c \"exec [sh -c 'umask; ulimit -c; ulimit -s'] | get out\"",
    "run --project web -- sh -c 'umask; ulimit -c; ulimit -s'",
    "--timeout 60s run --project web -- sh -c 'umask; ulimit -c; ulimit -s'",
  ])
  func aChildHasTheSurroundingsOfTheCaller(_ words: String) throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("-c", "project create web; \"v\" | secret create K --project web").status == 0)
    for (mask, core, stack) in [("0022", "100", "7168"), ("0007", "0", "8192")] {
      let line = "umask \(mask); ulimit -S -c \(core); ulimit -S -s \(stack); \(E2EHome.binary) \(words)"
      let program = try E2EProgram(
        "/bin/sh", ["-c", line], environment: home.environment, input: [], output: nil)
      let result = try program.wait(seconds: 90)
      #expect(result.lines.filter { !$0.isEmpty } == [mask, core, stack], "\(words): \(result)")
    }
  }

  /// The words come from the start of the process, not from /proc, which may be missing or take the last descriptor.
  @Test func wordsNeedNoDescriptor() throws {
    #expect(Int(sms_argument_count()) == CommandLine.arguments.count)
    for (index, word) in CommandLine.arguments.enumerated() {
      #expect(sms_argument(Int32(index)).map { String(cString: $0) } == word)
    }
    #expect(sms_argument(sms_argument_count()) == nil)
  }

  @Test func theMemoryOfTheProgramIsItsOwn() throws {
    let home = try E2EAcme.home(.provisioned)
    let result = try home.run(
      "-c", "accounts | first; open /proc/self/limits | lines | where $it =~ \"core\"")
    #expect(result.status == 0, "\(result)")
    let limits = try #require(result.lines.last).split(separator: " ").map(String.init)
    // The soft limit; the hard one is the caller's, for the programs that are started.
    #expect(limits.dropFirst(4).first == "0", "\(result)")
  }

  @Test func filesAreForTheOwnerAlone() throws {
    let home = try E2EAcme.home(.imported)
    let old = home.path("old")
    try home.write("x", to: "old", mode: 0o644)
    let code = """
      accounts | to json | save \(home.path("a.json"))
      "new" | save \(old) --force
      let s = (secrets | first)
      (secret show $s).value | save \(home.path("sealed"))
      (secret show $s).value | save \(home.path("sealed400")) --mode 0400
      (reveal $s) == (open \(home.path("sealed")))
      """
    let result = try home.run("-c", code)
    #expect(result.output == "true\n", "\(result)")
    #expect(home.mode("a.json") == 0o600)
    #expect(home.mode("sealed") == 0o600 && home.mode("sealed400") == 0o400)
    try home.write("theirs", to: "open", mode: 0o644)
    for target in [
      "--mode 0644 \(home.path("x"))", "/dev/stdout", "--append \(home.path("open"))",
      "--mode 0660 \(home.path("x"))",
    ] {
      let refused = try home.run("-c", "(secret show (secrets | first)).value | save \(target)")
      #expect(refused.status != 0 && refused.output == "", "\(target): \(refused)")
    }
    #expect(!home.files.contains("x"))
    #expect(home.read("old").map { String(decoding: $0, as: UTF8.self) } == "new")
    #expect(home.read("open").map { String(decoding: $0, as: UTF8.self) } == "theirs")
    // What is replaced takes no rights over: it is another file.
    #expect(
      try home.run("-c", "(secret show (secrets | first)).value | save \(home.path("open")) --force").status
        == 0)
    #expect(home.mode("open") == 0o600)
    // No temporary file is left behind.
    let others = home.files.filter { !$0.hasPrefix(".local/") }
    #expect(others.filter { $0.hasPrefix(".") || $0.contains("tmp") } == [])
  }

  @Test func everyRevealLeavesItsEventFirst() throws {
    let home = try E2EAcme.home(.imported)
    let code = """
      let s = (secrets | first)
      reveal $s | length
      (secret show $s).value | save \(home.path("f"))
      (secret show $s).value | exec [wc -c] | get status
      "x=\\((secret show $s).value)" | reveal | length
      events --type secret.retrieved | length
      """
    let result = try home.run("--allow-exec", "-c", code)
    #expect(result.status == 0, "\(result)")
    #expect(result.lines.last == "4", "\(result)")
    // Where the reader of the output is gone the event is there all the same.
    _ = try home.shell("\"$SMS\" -c 'secrets | each {|s| reveal $s }' | head -c 1 > /dev/null")
    let count = try home.run("-c", "events --type 2100 | length").lines.last.flatMap { Int($0) }
    #expect(count == 324)
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func aRunWithoutAVaultOpensNone() throws {
    let home = try E2EHome()
    try home.write("not even a vault", to: "v.db")
    for words in [
      ["-c", "null"], ["-c", "[1 2] | sum"], ["help", "grant"], ["check", E2EAcme.provision], ["--version"],
    ] {
      let result = try home.start(words, variables: ["SMS_PASSPHRASE_FILE": "/nosuch"]).wait()
      #expect(result.status == 0 && result.errors == "", "\(words): \(result)")
    }
  }
}
