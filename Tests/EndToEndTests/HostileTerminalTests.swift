import Glibc
import Support
import Testing

/// Terminals, homes and files that are not as they should be: the dialogue goes on, and no line is lost.
@Suite struct HostileTerminalTests {
  private static let historyFile = ".local/state/sms/history"

  @Test(arguments: ["C", "POSIX", "xx_YY.ISO-8859-1", ""])
  func anyLocale(_ locale: String) throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(variables: ["LANG": locale, "LC_ALL": locale])
    try session.line("\"grüße 日本 👩\" | length", shows: "\n10\n")
    session.send("project create \"grüße 日本\" | get subject.name\n")
    try session.waitFor("grüße 日本\n")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
  }

  @Test(arguments: ["nosuchterminal", "dumb", "vt52", ""])
  func anyTerminal(_ name: String) throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(variables: ["TERM": name])
    try session.line("40 + 2", shows: "\n42\n")
    try session.line("1 / 0", shows: "E0317")
    session.send("account create x | get action\n")
    try session.waitFor("created\n")
    try session.waitFor(E2EHome.prompt)
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
    let raw = String(decoding: session.rawOutput, as: UTF8.self)
    // One that only has no entry is most often a newer one, and keeps its colours.
    if name == "dumb" || name == "" { #expect(!raw.contains("\u{1b}[")) }
  }

  @Test func emojiAtTheRightMargin() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(columns: 40)
    // The prompt has 23 columns; the quote is the 24th.
    for (before, glyph) in [
      (15, "👩"), (14, "👩"), (15, "日"), (14, "é"), (14, "e\u{301}"), (13, "e\u{301}"), (15, "a\u{302}\u{323}"),
      (15, "🇳🇴"), (14, "👩‍👩‍👧"), (15, "❤\u{fe0f}"),
    ] {
      let text = String(repeating: "a", count: before) + glyph + "b"
      session.send("\"\(text)\" | length")
      session.send("\n")
      try session.waitFor("\n\(text.unicodeScalars.count)\n")
      try session.waitFor(E2EHome.prompt)
      // What is taken back leaves nothing behind, and the next line stands where it should.
      session.send("\"\(text)")
      session.send("\u{15}1 + 1")
      try session.waitForScreen(columns: 40) { screen in
        screen.lines.last { !$0.isEmpty } == "Acme ada@acme.example> 1 + 1"
      }
      session.send("\n")
      try session.waitFor("\n2\n")
      try session.waitFor(E2EHome.prompt)
    }
    try session.leave(columns: 40)
  }

  /// The painter, the checker and the history see it, too.
  @Test func aHugePasteIsOneEdit() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    let text = String(repeating: "0123456789", count: 10_000)
    session.send("\u{1b}[200~\"\(text)\t\u{7}\u{1b}]0;x\u{4}\"\n| length\u{1b}[201~")
    try session.waitFor("| length", timeout: .seconds(60))
    session.send("\n")
    try session.waitFor("\n100008\n", timeout: .seconds(60))
    try session.waitFor(E2EHome.prompt)
    try session.line("40 + 2", shows: "\n42\n")
    // No title was set, and Ctrl-D ended nothing.
    #expect(!String(decoding: session.rawOutput, as: UTF8.self).contains("\u{1b}]"))
    try session.leave()
  }

  @Test func twentyColumns() throws {
    let home = try E2EAcme.home(.provisioned)
    // The prompt is wrapped.
    let session = try home.dialogue(prompt: "e> ", rows: 12, columns: 20)
    try session.line("accounts | first 2", shows: "2 rows", prompt: "e> ")
    try session.line("1 / 0", shows: "E0317", prompt: "e> ")
    session.send("account show ci-\t")
    try session.waitForScreen(columns: 20) { screen in
      screen.lines.contains { $0.hasPrefix("ci-") } && screen.lines.allSatisfy { $0.count <= 20 }
    }
    session.resize(rows: 24, columns: 60)
    try session.waitForScreen(columns: 60) { screen in
      screen.lines.contains { $0.contains("account show ci-") }
        && screen.lines.contains { $0.hasPrefix("ci-") }
    }
    session.send("\u{3}")
    try session.waitFor(E2EHome.prompt)
    try session.line("40 + 2", shows: "\n42\n")
    try session.leave(columns: 60)
  }

  @Test func aHistoryOfANewerReleaseWithGarbage() throws {
    let home = try E2EAcme.home(.created)
    for folder in [".local", ".local/state", ".local/state/sms"] { home.makeFolder(folder) }
    let newer = "{\"v\": 9, \"line\": \"of a newer release\"}\n"
    try home.write(
      Array("\"1 + 1\"\n\(newer)\"bad \\q\"\n".utf8) + [0xff, 0x00, 0x0a] + Array("\"40 + 2\"\n\"torn".utf8),
      to: Self.historyFile)
    let session = try home.dialogue()
    session.send("\u{1b}[A\n")
    try session.waitFor("\n42\n")
    try session.waitFor(E2EHome.prompt)
    // The file is written anew when a line becomes a secret; what is not ours stays in it.
    try session.line("let v = \"hunter2secret\"", shows: "")
    try session.line("$v | secret create K | get action", shows: "created")
    try session.leave()
    let text = String(decoding: try #require(home.read(Self.historyFile)), as: UTF8.self)
    #expect(text.contains(newer) && !text.contains("hunter2") && text.contains("secret create K"), "\(text)")
  }

  @Test(.disabled(if: geteuid() == 0, "root writes everywhere"))
  func aHomeThatCannotBeWritten() throws {
    let home = try E2EAcme.home(.created)
    chmod(home.folder, 0o500)
    defer { chmod(home.folder, 0o700) }
    try goesOnWithoutHistory(home, variables: [:])
  }

  /// The same for root, who may write everywhere: a folder that is a file.
  @Test func aHomeThatIsNoFolder() throws {
    let home = try E2EAcme.home(.created)
    try home.write("no folder", to: "file")
    try goesOnWithoutHistory(home, variables: ["HOME": home.path("file"), "XDG_STATE_HOME": nil])
  }

  private func goesOnWithoutHistory(_ home: E2EHome, variables: [String: String?]) throws {
    let session = try home.dialogue(variables: variables)
    try session.line("40 + 2", shows: "\n42\n")
    session.send("\u{1b}[A\n")
    try session.waitFor("\n42\n")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
    #expect(session.screenText.contains("warning: the history"))
  }

  @Test(arguments: [SIGHUP, SIGTERM, SIGUSR1, SIGALRM])
  func aSignalWhileALineIsTyped(_ signal: Int32) throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    session.send("account create half")
    try session.waitFor("half")
    session.signal(signal)
    #expect(try session.waitForExit() == .exit(128 + signal))
    #expect(try home.run("-c", "accounts | length").output == "0\n")
    // Pastes come without marks again.
    #expect(
      String(decoding: session.rawOutput, as: UTF8.self).hasSuffix("\u{1b}[?2004l")
        || session.screenText.contains("half"))
  }

  @Test func theTerminalGoesAway() throws {
    let home = try E2EAcme.home(.created)
    var session: PtySession? = try home.dialogue()
    session?.send("account create half")
    try session?.waitFor("half")
    session = nil
    #expect(try home.run("-c", "accounts | length").output == "0\n")
  }

  @Test(arguments: [true, false])
  func settingsThatAreNoSettings(_ isPipe: Bool) throws {
    let home = try E2EAcme.home(.created)
    if isPipe {
      mkfifo(home.path(".editrc"), 0o600)
    } else {
      try home.write("bind " + String(repeating: "a", count: 3_000_000) + "\n", to: ".editrc")
    }
    let session = try home.dialogue()
    #expect(session.screenText.contains("was not read"))
    try session.line("40 + 2", shows: "\n42\n")
    try session.leave()
  }

  @Test func aTerminalWithASteeringName() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(variables: ["TERM": "xterm\u{1b}]0;PWN\u{7}"])
    try session.line("40 + 2", shows: "\n42\n")
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
    #expect(!String(decoding: session.rawOutput, as: UTF8.self).contains("\u{1b}]0;PWN"))
  }

  @Test func aScreenThatNoScreenIs() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.terminal(rows: 30_000, columns: 30_000)
    try session.waitFor("30000 columns")
    #expect(try session.waitForExit() == .exit(1))
    let other = try home.dialogue()
    other.resize(rows: 30_000, columns: 30_000)
    try other.line("40 + 2", shows: "\n42\n")
    other.resize(rows: 40, columns: 100)
    try other.line("40 + 3", shows: "\n43\n")
    try other.leave()
  }

  @Test func theEndOfTheInputIsTypedAhead() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    session.send("sleep 1s; print done\n")
    usleep(300_000)
    session.send("\u{4}")
    try session.waitFor("done\n")
    #expect(try session.waitForExit() == .exit(0))
  }

  @Test func aNameOfTwoLinesInAQuestion() throws {
    let home = try E2EAcme.home(.created)
    // Names of one line only are made here; the product's export may hold others.
    let ids = ["a1000000-0000-4000-8000-000000000001", "a1000000-0000-4000-8000-000000000002"]
    try home.write(
      #"{"projects":[{"id":"\#(ids[0])","name":"one\nFAKE"},{"id":"\#(ids[1])","name":"two"}],"secrets":[]}"#,
      to: "export.json")
    #expect(try home.run("vault", "import", home.path("export.json")).status == 0)
    let session = try home.dialogue()
    session.send("projects | project delete\n")
    try session.waitFor("[y/N]")
    #expect(session.screenText.contains("  one\\nFAKE\n"))
    session.send("n\n")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
  }

  /// A paste runs nothing by itself, whatever control characters it holds.
  @Test(arguments: ["\u{3}", "\u{1c}", "\u{1a}", "\u{13}", "\u{4}"])
  func controlCharactersOfAPaste(_ character: String) throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    session.send("\u{1b}[200~abc\(character)account create sneaky\rmore\u{1b}[201~")
    try session.waitFor("more")
    session.send("\u{3}")
    try session.line("accounts | length", shows: "\n0\n")
    try session.leave()
  }

  @Test(arguments: ["\n", "\r", "\r\n"])
  func rowsOfAPaste(_ end: String) throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    let rows = ["# sums", "let a = 40", "let b = 2", "", "print ($a + $b)"]
    session.send("\u{1b}[200~\(rows.joined(separator: end))\u{1b}[201~\n")
    try session.waitFor("\n42\n")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
  }

  @Test func keysWithoutAMeaning() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    let keys = ["[5~", "[6~", "[2~", "[15~", "[3;5~", "[1;2A", "[1;2D", "[<0;3;4M", "[M !!", "OP"]
    session.send("4" + keys.map { "\u{1b}" + $0 }.joined() + "2\n")
    try session.waitFor("\n42\n")
    try session.waitFor(E2EHome.prompt)
    // A search without a match runs nothing.
    session.send("\u{12}account create sneaky")
    try session.waitFor("no line of the history holds this")
    session.send("\n\u{3}")
    try session.line("accounts | length", shows: "\n0\n")
    try session.leave()
  }

  @Test func anAnswerIsEdited() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    session.send("input \"name? \" | length\n")
    try session.waitForScreen { $0.lines.contains { $0.hasPrefix("name?") } }
    session.send("hello\u{1b}[D\u{1b}[D_\u{1b}[HX\u{1b}[200~a\rb\u{3}\u{1b}[201~\u{1b}[5~")
    try session.waitForScreen { $0.lines.contains("name? Xa bhel_lo") }
    session.send("\u{5}\u{17}end\n")
    try session.waitFor("\n6\n")
    try session.waitFor(E2EHome.prompt)
    session.send("input \"name? \"\n")
    try session.waitForScreen { $0.lines.last { !$0.isEmpty }?.hasPrefix("name?") == true }
    session.send("abc\u{3}")
    try session.waitFor("E0400")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
  }

  /// A question that is wider than the screen stands above its answer; one that is too long leaves nothing to run.
  @Test func answersOnANarrowScreen() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(rows: 12, columns: 30)
    session.send("input \"what is the name of it? \" | length\n")
    try session.waitFor("of it? \n")
    session.send("abcdefghijklmnopqrstuvwxyz\u{1}X\u{5}Y\n")
    try session.waitFor("\n28\n")
    try session.waitFor(E2EHome.prompt)
    session.send("input \"what is the name of it? \" | length\n")
    try session.waitFor("of it? \n")
    session.send(String(repeating: "x", count: 4097) + " account create sneaky\n")
    try session.waitFor("longer than")
    session.send("\u{3}")
    try session.waitFor(E2EHome.prompt)
    #expect(try home.run("-c", "accounts | length").output == "0\n")
  }

  @Test func aWrongPassphraseIsAskedForAgain() throws {
    let home = try E2EAcme.home(.created)
    let typed: [String: String?] = ["SMS_PASSPHRASE_FILE": nil]
    let session = try home.terminal(variables: typed)
    try session.waitFor("Passphrase of \(E2EHome.email): ")
    session.send("not this one\n")
    try session.waitFor("try again")
    try session.waitFor("Passphrase of \(E2EHome.email): ")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
    let never = try home.terminal("whoami", variables: typed)
    for _ in 0..<3 {
      try never.waitFor("Passphrase of \(E2EHome.email): ")
      never.send("not this one\n")
    }
    #expect(try never.waitForExit() == .exit(4))
  }
}
