import Support
import Testing

/// `watch` and `clear` on a screen and off one.
@Suite struct WatchTests {
  @Test func theScreenIsDrawnInPlace() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(rows: 20, columns: 60)
    session.send("watch 100ms {|| accounts }\n")
    try session.waitForScreen(columns: 60) { $0.lines.contains { $0.contains("Ctrl-C ends") } }
    #expect(try home.run("account", "create", "newcomer").status == 0)
    // What came is marked while it is new, and the screen is drawn where it was.
    try session.waitFor("* newcomer")
    session.send("\u{3}")
    try session.waitFor(E2EHome.prompt)
    // The last text stays, without the mark.
    try session.line("40 + 2", shows: "\n42\n")
    try session.line("clear", shows: "")
    #expect(String(decoding: session.rawOutput, as: UTF8.self).contains("\u{1b}[H\u{1b}[2J"))
  }

  @Test func aLongTextIsCut() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(rows: 20, columns: 60)
    try session.line(
      "watch 100ms --times 2 {|| 1..50 | each {|n| \"line \\($n)\" } }", shows: "… +33 lines")
  }

  @Test func changesMustBeAskedFor() throws {
    let home = try E2EAcme.home(.created)
    let refused = try home.run("-c", "watch 100ms --times 2 {|| account create \"a\" }")
    #expect(refused.status == 2 && refused.errors.contains("E0510"), "\(refused)")
    let code = "watch 100ms --times 2 --changes {|| account create \"a\\(random int 1..1000000)\" }"
    #expect(try home.run("-c", code).status == 0)
    #expect(try home.run("-c", "accounts | length").output == "2\n")
    // An error in a round ends it.
    let failed = try home.run("-c", "watch 100ms {|| 1 / 0 }")
    #expect(failed.status == 1 && failed.errors.contains("E0317"), "\(failed)")
    #expect(try home.run("-c", "watch 10ms {|| 1 }").status == 2)
  }

  @Test func eachRoundHasItsOwnTime() throws {
    let home = try E2EAcme.home(.created)
    let code = "def time [] { [$now] }; watch 100ms --times 3 {|| time }"
    let rounds = try home.run("-c", code).lines
    #expect(Set(rounds).count == 6, "\(rounds)")
    #expect(rounds.filter { !$0.hasPrefix("---") }.allSatisfy { line in rounds.contains("--- " + line) })
    // The lines of a dialogue have each their own time, also in what an earlier line has made.
    let session = try home.dialogue()
    try session.line("let began = $now; let time = {|| $now}; def later [] { $now }", shows: "")
    try session.line("[((do $time) > $began) ((later) > $began)] | to json", shows: "  true,\n  true\n]")
    try session.leave()
  }

  @Test func keysDoNotShowOnTheScreenOfARound() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(rows: 20, columns: 60)
    session.send("watch 100ms {|| \"steady\" }\n")
    // The line that was typed holds the word, too.
    try session.waitForScreen(columns: 60) { $0.lines.contains { $0.hasSuffix(" steady") } }
    session.send("zzz")
    session.send("\u{3}")
    try session.waitFor(E2EHome.prompt)
    #expect(!session.screenText.contains("^C"))
    try session.leave()
  }

  @Test func offATerminalOnlyWhatIsNewIsWritten() throws {
    let home = try E2EAcme.home(.created)
    let same = try home.run("-c", "watch 100ms --times 3 {|| 42 }")
    #expect(same.lines.count == 2 && same.lines.last == "42", "\(same)")
  }
}
