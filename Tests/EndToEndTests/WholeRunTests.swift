import Commands
import Support
import Testing

/// `--plan`, `--atomic`, `--max-changes`, `--max-lock` and `sms test`, through the program.
@Suite struct WholeRunTests {
  private static let job = "account create one two; print made; accounts | length"

  @Test func aPlannedRunChangesNothingAndGivesItsChanges() throws {
    let home = try E2EAcme.home(.created)
    let plan = try home.run("--plan", "--format", "json", "-c", Self.job)
    #expect(plan.status == 0, "\(plan)")
    #expect(plan.output.contains("\"action\": \"created\"") && plan.output.contains("\"account.created\""))
    #expect(!plan.output.contains("made") && plan.errors.contains("made"), "\(plan)")
    #expect(try home.run("-c", "accounts | length").output == "0\n")
    let one = try home.run("--plan", "account", "create", "one")
    #expect(one.output.contains("created") && one.output.contains("account.user-added"), "\(one)")
    #expect(try home.run("--plan").status == 0, "nothing to do")
    let file = try home.run("--plan", "-c", "\"x\" | save \(home.path("x.txt")); account create a b")
    #expect(file.status == 0 && home.read("x.txt") == nil, "\(file)")
    #expect(try home.run("--plan", "--read-only", "-c", Self.job).status == 0)
    #expect(try home.run("-c", "accounts | length").output == "0\n")
  }

  @Test func anAtomicRunIsAllOrNothing() throws {
    let home = try E2EAcme.home(.created)
    let failed = try home.run("--atomic", "-c", "account create one; account create two; throw \"late\"")
    #expect(failed.status == 1 && !failed.errors.contains("committed before"), "\(failed)")
    let left = try home.run("--atomic", "-c", "account create one; exit 4")
    #expect(left.status == 4, "\(left)")
    #expect(try home.run("-c", "accounts | length").output == "0\n")
    #expect(try home.run("--atomic", "-c", "account create one; exit 0").status == 0)
    #expect(try home.run("--atomic", "-c", Self.job.replacing("one", with: "three")).status == 0)
    #expect(try home.run("-c", "accounts | get name").lines == ["one", "three", "two"])
    let opened = try home.run("--atomic", "-c", "reveal x")
    #expect(opened.status == 2 && opened.errors.contains("E0503"), "\(opened)")
  }

  @Test func aRunMakesNoMoreChangesThanItMay() throws {
    let home = try E2EAcme.home(.created)
    let run = try home.run(
      "--max-changes", "2", "-c", "for n in 1..5 { try { account create \"a\\($n)\" } catch { } }")
    #expect(run.status == 3, "\(run)")
    #expect(run.errors.contains("V0503") && run.errors.contains("committed before: 2 changes"), "\(run)")
    #expect(try home.run("-c", "accounts | length").output == "2\n")
    #expect(try home.run("--max-changes", "1", "-c", "account create b c").status == 1)
    #expect(try home.run("--max-changes", "0", "-c", "accounts | length").output == "2\n")
    #expect(try home.run("--max-changes", "few", "-c", "1").status == 2)
  }

  @Test func aBatchDoesNotKeepOthersWaitingForEver() throws {
    let home = try E2EAcme.home(.created)
    let run = try home.run(
      "--max-lock", "50ms", "-c",
      "while true { try { batch { account create \"x\"; while true { } } } catch { } finally { print end } }")
    #expect(run.status == 1 && run.errors.contains("E0506"), "\(run)")
    #expect(run.output == "end\n")
    #expect(try home.run("-c", "accounts | length").output == "0\n")
    // One call of many changes ends in its middle, and says the same.
    let one = try home.run(
      "--max-lock", "50ms", "-c",
      "batch { try { account create ...(1..20000 | each {|n| \"x\\($n)\" }) } catch { } }")
    #expect(one.status == 1 && one.errors.contains("E0506"), "\(one)")
    #expect(try home.run("-c", "accounts | length").output == "0\n")
  }

  /// K18: a single command that blocks no server is completed, and reports afterwards that it took long; beside
  /// a server it is limited as a batch is.
  @Test func aSingleCommandMayTakeLong() throws {
    let home = try E2EAcme.home(.created)
    let names = "account create ...(1..300 | each {|n| \"x\\($n)\" }) | length"
    let alone = try home.run("--max-lock", "1ms", "-c", names)
    #expect(alone.status == 0 && alone.output == "300\n", "\(alone)")
    #expect(alone.errors.contains("note: others could not write for "), "\(alone)")
    let quiet = try home.run("--max-lock", "1ms", "--quiet", "-c", names.replacing("x", with: "q"))
    #expect(quiet.status == 0 && quiet.errors == "", "\(quiet)")
    let command = try home.run("--max-lock", "1ms", "account", "create", "one", "two")
    #expect(command.status == 0, "\(command)")
    let server = try LockFolder.serverMark(vault: home.vault)
    let beside = try home.run("--max-lock", "1ms", "-c", names.replacing("x", with: "y"))
    #expect(beside.status == 1 && beside.errors.contains("V0504"), "\(beside)")
    withExtendedLifetime(server) {}
    let batch = try home.run("--max-lock", "1ms", "-c", "batch { \(names.replacing("x", with: "z")) }")
    #expect(batch.status == 1 && batch.errors.contains("E0506"), "\(batch)")
    #expect(try home.run("-c", "accounts | length").output == "602\n")
  }

  @Test func aKilledBatchLeavesNothing() throws {
    let home = try E2EAcme.home(.created)
    for signal in [Int32(2), 15, 9] {
      let run = try home.start([
        "--max-lock", "10m", "-c",
        "batch { account create one; log started; for n in 1..100000 { account create \"n\\($n)\" } }",
      ])
      try run.waitFor("started")
      run.signal(signal)
      let result = try run.wait()
      #expect(result.status == 128 + signal, "\(result)")
      #expect(try home.run("-c", "accounts | length").output == "0\n")
    }
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func othersWriteWhileSomebodyPlans() throws {
    let home = try E2EAcme.home(.created)
    let plan = try home.start([
      "-c", "plan { account create one; log started; sleep 2s; log \"\\((accounts | length))\" }",
    ])
    try plan.waitFor("started")
    #expect(try home.run("account", "create", "two").status == 0)
    let result = try plan.wait()
    #expect(result.status == 0, "\(result)")
    // The plan saw its own machine account and not the other one.
    #expect(result.errors.contains("1\n"), "\(result)")
    #expect(try home.run("-c", "accounts | get name").output == "two\n")
  }

  @Test func theTestsOfAScriptRunOnVaultsOfTheirOwn() throws {
    let home = try E2EAcme.home(.created)
    try home.write(
      """
      let level = "read"
      def give [name: string project: string] {
        account create $name
        grant "account:\\($name)" "project:\\($project)" --access $level
      }
      print "not in tests"
      test "a grant is made" {
        project create web
        give ci web
        assert (grants --account ci | where .kind == "account-project" | get access) == [read]
      }
      test "each has a vault of its own" { assert (projects | length) == 0 }
      """, to: "job.sms")
    let passed = try home.run("test", home.path("job.sms"))
    #expect(passed.status == 0, "\(passed)")
    #expect(
      passed.lines == [
        "passed  a grant is made", "passed  each has a vault of its own", "2 tests, all passed",
      ])
    try home.write("test \"wrong\" { assert 1 == 2 }\ntest \"right\" { assert 1 == 1 }\n", to: "bad.sms")
    let failed = try home.run("test", home.path("bad.sms"), home.path("job.sms"))
    #expect(failed.status == 1, "\(failed)")
    #expect(failed.lines.first == "failed  wrong" && failed.lines.last == "4 tests, 1 failed", "\(failed)")
    #expect(failed.errors.contains("bad.sms:1:16"), "\(failed)")
    try home.write("test \"x\" { nosuch }\n", to: "worse.sms")
    #expect(try home.run("test", home.path("worse.sms")).status == 2)
    #expect(try home.run("test").status == 2)
    #expect(try home.run("-c", "accounts | length").output == "0\n")
  }
}
