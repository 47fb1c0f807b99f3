import Glibc
import Support
import Testing

/// What the dialogue says of a line that has ended, of names that are not there, and of long work.
@Suite struct DialogueOutcomeTests {
  @Test func aLineSumsUpWhatWasDone() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
    try session.line("let p = (project create one two)", shows: "\n2 projects created\n")
    try session.line("grant ci-payments project:one --access read", shows: "\n1 grant created\n")
    try session.line(
      "accounts | where .name =~ \"^ci-\" | grant project:one --access read",
      shows: "grants created, 1 unchanged\n")
    try session.line(
      "grant ci-payments project:one --access read", shows: "\nnothing was changed, 1 unchanged\n")
    try session.line("token create ci-payments --name t | get name", shows: "t\n1 access token created\n")
    try session.line(
      "for n in 1..3 { account create \"m\\($n)\" }; project rename two three | get action",
      shows: "renamed\n1 project edited, 3 machine accounts created\n")
    // What is taken back or only planned was not done; what only reads says nothing.
    try session.line(
      "try { batch { account create no; 1 / 0 } } catch { 7 }", shows: "\n7\nAcme", prompt: "> ")
    try session.line("plan { account create no } | length", shows: "\n1\nAcme", prompt: "> ")
    try session.line("accounts | length", shows: "\n63\nAcme", prompt: "> ")
    try session.leave()
    // A script has no such line.
    let script = try home.run("-c", "project create four | get action")
    #expect(script.output == "created\n" && script.errors == "", "\(script)")
  }

  @Test func statusAndTimeStandAtTheRight() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    session.send("1 / 0\n")
    try session.waitForScreen(columns: 100) { screen in
      let row = screen.lines.last ?? ""
      return row.hasPrefix("Acme ada@acme.example>") && row.hasSuffix(" [1]") && row.count >= 97
    }
    // It goes where the line needs its room, and with the next line.
    let long = String(repeating: "x", count: 90)
    session.send("\"\(long)")
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.suffix(2).allSatisfy { !$0.contains("[1]") } && screen.lines.last?.contains("xxx") == true
    }
    session.send("\u{3}")
    try session.waitForScreen(columns: 100) { $0.lines.last == "Acme ada@acme.example>" }
    session.send("sleep 1100ms\n")
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.last.map { $0.hasSuffix("s") && $0.contains("> ") && $0.contains(" 1.") } == true
    }
    session.send("no-such-command\n")
    try session.waitForScreen(columns: 100) { $0.lines.last?.hasSuffix(" [2]") == true }
    session.send("1\n")
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.suffix(2) == ["1", "Acme ada@acme.example>"]
    }
    try session.leave()
  }

  @Test func aHintLeavesTheRightAlone() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(columns: 60)
    session.send("1 / 0\n")
    try session.waitForScreen(columns: 60) { $0.lines.last?.hasSuffix(" [1]") == true }
    session.send("account create ")
    // The usage of the command is cut before it.
    try session.waitForScreen(columns: 60) { screen in
      let row = screen.lines.last ?? ""
      return row.contains("> account create ") && row.contains("NAME… [") && row.hasSuffix("… [1]")
    }
    session.send("x\n")
    try session.waitFor("created")
    try session.waitForScreen(columns: 60) { $0.lines.last == "Acme ada@acme.example>" }
    try session.leave(columns: 60)
  }

  @Test func thePromptSaysThatNothingCanBeChanged() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.terminal("--read-only")
    try session.waitFor("Acme ada@acme.example (read-only)> ")
    session.send("account create x\n")
    try session.waitFor("E0501")
    try session.leave()
  }

  @Test func aDialogueThatOnlyPlans() throws {
    let home = try E2EAcme.home(.provisioned)
    let prompt = "Acme ada@acme.example (plan)> "
    let session = try home.terminal("--plan")
    try session.waitFor(prompt)
    try session.line(
      "project create one two | get action",
      shows: "\ncreated\ncreated\nplanned 2 changes, nothing was changed\n",
      prompt: prompt)
    try session.line("projects | where .name == \"one\" | length", shows: "\n0\nAcme", prompt: "> ")
    try session.line(
      "accounts | where .name =~ \"^ci-\" | account delete --yes | length",
      shows: "changes, nothing was changed\n", prompt: prompt)
    // A line sees its own changes, another one does not; names and values live on.
    try session.line(
      "let a = (account create x); accounts | length", shows: "\n61\nplanned 1 change,", prompt: prompt)
    try session.line("accounts | length", shows: "\n60\nAcme", prompt: "> ")
    try session.line("$a | get action", shows: "\ncreated\nAcme", prompt: "> ")
    try session.line("account create y; 1 / 0", shows: "E0317", prompt: prompt)
    try session.line("plan { account create z } | length", shows: "\n1\n", prompt: prompt)
    #expect(!session.screenText.contains("committed"))
    try session.leave()
    #expect(try home.run("-c", "accounts | length").output == "60\n")
  }

  @Test func aDialogueWhoseLinesAreWholeOrNothing() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.terminal("--atomic")
    try session.waitFor(E2EHome.prompt)
    try session.line("account create x; 1 / 0", shows: "E0317")
    try session.line("accounts | length", shows: "\n0\nAcme", prompt: "> ")
    try session.line("account create x; account create y", shows: "2 machine accounts created\n")
    session.send("account create z; exit 0\n")
    #expect(try session.waitForExit() == .exit(0))
    #expect(try home.run("-c", "accounts | length").output == "3\n")
    #expect(!session.screenText.contains("committed before"))
  }

  @Test func namesThatAreNotThereAreUnderlined() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
    func expect(_ typed: String, _ styled: String) throws {
      session.send("\u{15}" + typed)
      try session.waitForScreen(columns: 100) { screen in
        screen.styledLines.last { !$0.isEmpty }?.contains(styled) == true
      }
    }
    try expect("account show ci-pyments ", "‹1›account‹› ‹1›show‹› ‹4›ci-pyments‹›")
    try expect("account show ci-payments ", "‹1›account‹› ‹1›show‹› ci-payments")
    // While it is typed it may become a name.
    try expect("account show ci-pyments", "‹1›account‹› ‹1›show‹› ci-pyments")
    try expect(
      "grant ci-payments nosuch project:web2 --access read ", "ci-payments ‹4›nosuch‹› ‹4›project:web2‹›")
    try expect("secrets --project nosuch ", "‹34›--project‹› ‹4›nosuch‹›")
    try expect("account show \"ci pay\" ", "‹32;4›\"ci pay\"‹›")
    // Not underlined: a variable, an id, an earlier part of the line, a name that is to be.
    try expect(
      "account show $x 018f2b7e-7a4c-7c3a-8f00-000000000000 ", "018f2b7e-7a4c-7c3a-8f00-000000000000")
    try expect("account create newone; account show newone ", "; ‹1›account‹› ‹1›show‹› newone")
    session.send("\u{15}account create ci-pyments | get action\n")
    try session.waitFor("created\n")
    try session.waitFor(E2EHome.prompt)
    try expect("account show ci-pyments ", "‹1›account‹› ‹1›show‹› ci-pyments")
    session.send("\u{15}")
    try session.leave()
  }

  // MARK: progress

  /// A file of so many events.
  private func events(_ count: Int, _ home: E2EHome) throws -> String {
    var text = ""
    for number in 0..<count {
      let seconds = number % 60, minutes = number / 60 % 60, hours = number / 3600
      text +=
        "{\"date\": \"2025-01-\(10 + hours / 24)T\(hours % 24 < 10 ? "0" : "")\(hours % 24):"
        + "\(minutes < 10 ? "0" : "")\(minutes):\(seconds < 10 ? "0" : "")\(seconds)Z\", \"type\": 2100}\n"
    }
    try home.write(text, to: "events.jsonl")
    return home.path("events.jsonl")
  }

  @Test func longWorkShowsHowFarItHasCome() throws {
    let home = try E2EAcme.home(.created)
    let file = try events(200_000, home)
    let session = try home.dialogue()
    session.send("events import \(file)\n")
    try session.waitFor("events ")
    try session.waitFor(" of 200,000")
    // Ctrl-C says how far it came, and the row is gone.
    session.send("\u{3}")
    try session.waitFor("E0400 interrupted after ")
    try session.waitFor(" of 200,000 events; nothing was changed")
    try session.waitFor(E2EHome.prompt)
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.last?.contains(" [130]") == true && !screen.lines.contains { $0.contains("left") }
    }
    try session.line("events --all --type secret.retrieved | length", shows: "\n0\n")
    try session.leave()
    // Off a terminal nothing is drawn.
    let quiet = try home.run("events", "import", file, "--format", "json")
    #expect(!quiet.errors.contains("of 200,000") && !quiet.output.contains("\u{1b}"), "\(quiet)")
  }
}
