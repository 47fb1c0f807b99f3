import Glibc
import Support
import Testing

/// The dialogue in a real pseudo-terminal.
@Suite struct DialogueTests {
  private static let prompt = "Acme ada@acme.example> "
  private static let historyFile = ".local/state/sms/history"
  private static let up = "\u{1b}[A"

  /// A dialogue that shows its first prompt.
  private func started(_ home: E2EHome, prompt: String = prompt, variables: [String: String?] = [:]) throws
    -> PtySession
  {
    let session = try home.terminal(variables: variables)
    try session.waitFor(prompt)
    return session
  }

  /// Types a line and waits until `text` is shown and the prompt is back.
  private func line(_ session: PtySession, _ text: String, shows: String, prompt: String = prompt) throws {
    session.send(text + "\n")
    // The echo comes first; what the line shows is on a row of its own.
    try session.waitFor("\n")
    try session.waitFor(shows)
    try session.waitFor(prompt)
  }

  private func leave(_ session: PtySession) throws {
    // Before the prompt is there the end of the input would be the terminal's own.
    try session.waitForScreen(columns: 100) { screen in
      let last = screen.lines.last { line in line.contains { $0 != " " } }
      return last?.last { $0 != " " } == ">"
    }
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
  }

  @Test func expressionsDefinitionsAndTheLastValue() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try started(home)
    try line(session, "1 + 2", shows: "3\n")
    session.send("def twice [x: int] {\n")
    session.send("  $x * 2\n")
    session.send("}\n")
    try session.waitFor(Self.prompt)
    try line(session, "twice 21", shows: "42\n")
    // A new definition of a name holds from then on, in older functions too.
    try line(session, "def four [x: int] { twice (twice $x) }; four 1", shows: "4\n")
    try line(session, "def twice [x: int] { $x * 3 }; four 1", shows: "9\n")
    // A line with an error defines nothing.
    try line(session, "def twice [x: int] { nosuch }", shows: "E0201")
    try line(session, "four 1", shows: "9\n")
    try line(session, "let list = [3 1 2]; $list | sort", shows: "error")
    try line(session, "let list = [3 1 2]", shows: "")
    try line(session, "$list", shows: "3\n1\n2\n")
    try line(session, "| length", shows: "3\n")
    try line(session, "$last + 1", shows: "4\n")
    try line(session, "1 / 0", shows: "E0317")
    try line(session, "$last", shows: "4\n")
    session.send("[1 2\n")
    try line(session, "3]", shows: "1\n2\n3\n")
    try line(session, "accounts | length", shows: "60\n")
    try leave(session)
  }

  @Test func interruptions() throws {
    let home = try E2EAcme.home(.created)
    let session = try started(home)
    session.send("while true { }\n")
    try session.waitFor("while true { }\n")
    session.send("\u{3}")
    try session.waitFor("E0400 interrupted")
    try session.waitFor(Self.prompt)
    session.send("try { sleep 1h } finally { print tidy }\n")
    try session.waitFor("}\n")
    session.send("\u{3}")
    try session.waitFor("tidy\n")
    try session.waitFor(Self.prompt)
    session.send("1 + 4")
    try session.waitFor("1 + 4")
    session.send("\u{3}")
    try session.waitFor("^C\n")
    try session.waitFor(Self.prompt)
    session.send("def half [] {\n")
    session.send("\u{3}")
    try session.waitFor(Self.prompt)
    // An empty row gives up what is unfinished.
    session.send("def half [] {\n\n")
    try session.waitFor("error")
    try session.waitFor(Self.prompt)
    // Each line tells of its own changes.
    try line(session, "account create one; 1 / 0", shows: "committed before: 1 change")
    try line(session, "1 / 0", shows: "^^^^^\nAcme", prompt: "> ")
    try line(session, "account create two; 1 / 0", shows: "committed before: 1 change")
    try line(session, "40 + 2", shows: "42\n")
    session.signal(15)
    #expect(try session.waitForExit() == .exit(143))
  }

  @Test func theEndOfADialogue() throws {
    let home = try E2EAcme.home(.created)
    try leave(try started(home))
    let session = try started(home)
    session.send("exit 3\n")
    #expect(try session.waitForExit() == .exit(3))
    let killed = try started(home)
    killed.send("sleep 1h\n")
    try killed.waitFor("1h\n")
    killed.signal(15)
    #expect(try killed.waitForExit() == .exit(143))
  }

  @Test func historyAcrossSessions() throws {
    let home = try E2EAcme.home(.created)
    let token =
      "0.ec2c1d46-6a4b-4751-a310-af9601317f2d.C2IgxjjLF7qSshsbwe8JGcbM075YXw:X8vbvA0bduihIDe/qrzIQQ=="
    let first = try started(home)
    try line(first, "6 * 7", shows: "42\n")
    try line(first, "\"\(token)\" | length", shows: "\n")
    try line(first, "\"postgres://app:hunter2@db/web\" | length", shows: "29\n")
    try line(first, "\"hunter3\" | secret create HISTORY", shows: "created")
    first.send("def f [] {\n")
    first.send("\"two\" }\n")
    try first.waitFor(Self.prompt)
    try leave(first)
    #expect(home.mode(Self.historyFile) == 0o600)
    #expect(home.mode(".local/state/sms") == 0o700)
    let text = String(decoding: try #require(home.read(Self.historyFile)), as: UTF8.self)
    #expect(text.contains("6 * 7"))
    #expect(text.contains("••••"))
    #expect(!text.contains("C2IgxjjLF7qSshsbwe8JGcbM075YXw") && !text.contains("X8vbvA0bduihIDe"))
    #expect(!text.contains("hunter2") && !text.contains("hunter3") && text.contains("secret create HISTORY"))

    let second = try started(home)
    second.send(Self.up)
    try second.waitFor("\"two\" }")
    second.send("\n")
    try second.waitFor(Self.prompt)
    second.send(Self.up + Self.up + Self.up + Self.up + Self.up)
    try second.waitFor("6 * 7")
    second.send("\n")
    try second.waitFor("42\n")
    // A second dialogue at the same time loses nothing of the first.
    let third = try started(home)
    try line(third, "100 + 1", shows: "101\n")
    try second.waitFor(Self.prompt)
    try line(second, "100 + 2", shows: "102\n")
    try leave(third)
    try leave(second)
    let both = String(decoding: try #require(home.read(Self.historyFile)), as: UTF8.self)
    #expect(both.contains("100 + 1") && both.contains("100 + 2") && both.contains("6 * 7"))
  }

  @Test func completion() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try started(home)
    session.send("acc\t\t")
    try session.waitFor("accounts")
    session.send("\u{3}")
    try session.waitFor(Self.prompt)
    session.send("account sh\tci-paym\t")
    try session.waitFor("ci-payments ")
    session.send("\n")
    try session.waitFor("fraud-prod")
    try session.waitFor(Self.prompt)
    session.send("events --acc\tci-paym\t--ty\t2304 | length\n")
    try session.waitFor("events --account ci-payments --type 2304 | length")
    try session.waitFor("\n1\n")
    try session.waitFor(Self.prompt)
    // A kind that is written narrows the names; a key behind its project is one of a kind.
    session.send("grant ci-paym\tproject:payments-d\t--acc\tread | get action\n")
    try session.waitFor("grant ci-payments project:payments-dev --access read | get action")
    try session.waitFor("\ngranted\n")
    try session.waitFor(Self.prompt)
    session.send("(secret show growth-dev/DATABASE_U\t).key\n")
    try session.waitFor("\nDATABASE_URL\n")
    try session.waitFor(Self.prompt)
    session.send("project show payments-pr\t\n")
    try session.waitFor("payments-prod ")
    try session.waitFor(Self.prompt)
    session.send("let longname = 41\n")
    try session.waitFor(Self.prompt)
    session.send("$longn\t + 1\n")
    try session.waitFor("42\n")
  }

  @Test func theHistoryIsRowsAndAScript() throws {
    let home = try E2EAcme.home(.created)
    let session = try started(home)
    try line(session, "let name = \"ci-one\"", shows: "")
    try line(session, "account create $name", shows: "ci-one")
    try line(session, "1 / 0", shows: "E0317")
    try line(session, "accounts", shows: "ci-one")
    try line(session, "| account rename ci-two --from nothing", shows: "E0")
    try line(session, "accounts | where .name == \"ci-one\" | get name | first", shows: "ci-one")
    try line(session, "| account delete --yes", shows: "deleted")
    try line(session, "history | where .changes > 0 | get line | length", shows: "2\n")
    try line(session, "history | where not .ok | get line | first", shows: "1 / 0\n")
    try line(session, "history --script | save \(home.path("changes.sms"))", shows: "")
    try line(session, "history --all | length", shows: "10\n")
    try leave(session)
    let script = String(
      decoding: try #require(home.read("changes.sms")), as: UTF8.self)
    #expect(
      script.split(separator: "\n").dropFirst() == [
        "let name = \"ci-one\"", "account create $name",
        "accounts | where .name == \"ci-one\" | get name | first | account delete --yes",
      ])
    #expect(script.hasPrefix("# The changes of a dialogue on 20"))
    let again = try home.run(home.path("changes.sms"))
    #expect(again.status == 0)
    #expect(try home.run("-c", "history").errors.contains("E0607"))
  }

  @Test func rowsOfALineAndAnEditorOfOnesOwn() throws {
    let home = try E2EAcme.home(.created)
    try home.write("#!/bin/sh\nprintf '1 +\n  41\n' > \"$1\"\n", to: "editor", mode: 0o700)
    let session = try started(home, variables: ["EDITOR": home.path("editor"), "VISUAL": nil])
    session.send("1 +\n2\n")
    try session.waitFor("\n3\n")
    try session.waitFor(Self.prompt)
    // A line that was recalled, and one that an editor wrote.
    session.send("\u{1b}[A")
    try session.waitForScreen(columns: 100) { screen in screen.lines.suffix(2).contains { $0.hasSuffix("2") }
    }
    session.send("0\n")
    try session.waitFor("\n21\n")
    try session.waitFor(Self.prompt)
    session.send("\u{18}\u{5}")
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.contains { $0.hasSuffix("> 1 +") } && screen.lines.contains("  41")
    }
    session.send("\n")
    try session.waitFor("\n42\n")
    try session.waitFor(Self.prompt)
    // The list of the history.
    session.send("\u{12}41")
    try session.waitForScreen(columns: 100) { screen in screen.lines.contains("1 + …") }
    session.send("\n\n")
    try session.waitFor("\n42\n")
    try session.waitFor(Self.prompt)
    try leave(session)
  }

  @Test func whatIsTallerThanTheScreenComesInPages() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.terminal(variables: ["PAGER": nil], rows: 20, columns: 100)
    try session.waitFor(Self.prompt)
    session.send("accounts | sort-by .name\n")
    try session.waitFor("1-17 of 61")
    // The header stays while pages turn.
    session.send("G")
    try session.waitFor("45-61 of 61")
    session.send("/ci-payments\n")
    try session.waitFor("not found: ci-payments")
    session.send("g/ci-payments\n")
    try session.waitFor("found")
    session.resize(rows: 12, columns: 100)
    try session.waitFor("of 61")
    session.send("q")
    try session.waitFor("lines ")
    try session.waitFor(Self.prompt)
    try line(session, "$last | length", shows: "60\n")
    // The marks of another screen are in pairs, and Ctrl-C leaves the pager alone.
    session.send("0..99 | each {|x| $x}\n")
    try session.waitFor("of 100")
    session.send("\u{3}")
    try session.waitFor("lines 1-")
    try session.waitFor(Self.prompt)
    try leave(session)
    let raw = String(decoding: session.rawOutput, as: UTF8.self)
    #expect(raw.ranges(of: "\u{1b}[?1049h").count == 2)
    #expect(raw.ranges(of: "\u{1b}[?1049l").count == 2)
  }

  @Test func aPagerOfOnesOwnReadsTheResult() throws {
    let home = try E2EAcme.home(.created)
    let session = try started(home, variables: ["PAGER": "grep -c ."])
    try line(session, "0..99 | each {|x| $x}", shows: "100\n")
    try line(session, "1 + 1", shows: "2\n")
    try leave(session)
  }

  @Test func tablesSayWhatRowsMean() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try started(home)
    try line(session, "accounts | first 3 | select name", shows: "3 rows\n")
    try line(session, "token create ci-payments --name soon --expires 2d | get name", shows: "soon\n")
    session.send("tokens | where .name == \"soon\" | select name status expires\n")
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.contains { $0.contains("(in 47 hours)") || $0.contains("(in 1 day)") }
        && screen.styledLines.contains { $0.contains("‹33›expiring soon‹›") }
    }
    try session.waitFor(Self.prompt)
    let wide = String(repeating: "0123456789", count: 12)
    session.send("[{name: x, access: \"read-write\", text: \"\(wide)\"}]\n")
    // One row that is too wide stands on its side.
    try session.waitForScreen(columns: 100) { screen in
      screen.styledLines.contains { $0.hasPrefix("‹1›access‹›") && $0.contains("‹1›read-write‹›") }
    }
    try leave(session)
  }

  /// Clears the line, and waits for the screen after what is typed then.
  private func tab(_ session: PtySession, _ line: String, where condition: (PtyScreen) -> Bool) throws {
    session.send("\u{7}\u{15}" + line + "\t")
    try session.waitForScreen(columns: 100, where: condition)
  }

  @Test func completionSaysWhatNamesAndWordsAre() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try started(home)
    // A key is offered behind its project, so that it names one secret; twins by their ids.
    try tab(session, "secret show DATABASE_URL_2") { screen in
      screen.lines.contains { $0.hasPrefix("fraud-prod/DATABASE_URL_224 ") && $0.hasSuffix(" secret") }
        && !screen.lines.contains { $0.hasPrefix("DATABASE_URL") }
    }
    try tab(session, "grant c") { screen in
      screen.lines.contains { $0.hasPrefix("catalog-") && $0.hasSuffix(" project") }
    }
    try tab(session, "account show ci-") { screen in
      screen.lines.contains { $0.hasPrefix("ci-") && $0.hasSuffix(" machine account") }
    }
    try tab(session, "grant ada") { $0.lines.contains { $0.hasSuffix("> grant ada@acme.example") } }
    try tab(session, "events --type secret.re") { screen in
      screen.lines.contains { $0.hasPrefix("secret.retrieved ") && $0.contains("2100  Accessed secret") }
    }
    try tab(session, "person set ada --role ") { screen in
      screen.lines.contains { $0.hasPrefix("owner ") && $0.contains("may do all") }
    }
    // A second try by letters, where nothing begins so.
    try tab(session, "account show pmts") { $0.lines.contains { $0.hasPrefix("ci-payments ") } }
    session.send("\u{7}\u{15}secret delete payments-dev/GREET\t --yes | get action\n")
    try session.waitFor("\ndeleted\n")
    try session.waitFor(Self.prompt)
    session.send("token create ci-payments --name nightly --expires 30d | get id | length\n")
    try session.waitFor("\n36\n")
    try session.waitFor(Self.prompt)
    session.send("secret restore paym\t | get action\n")
    try session.waitFor("\nrestored\n")
    try session.waitFor(Self.prompt)
    session.send("token revoke night\t--yes | get action\n")
    try session.waitFor("\nrevoked\n")
    try session.waitFor(Self.prompt)
    try leave(session)
  }

  @Test func thePassphraseIsAskedForAndNotShown() throws {
    let home = try E2EAcme.home(.provisioned)
    let variables: [String: String?] = ["SMS_PASSPHRASE_FILE": nil]
    let session = try home.terminal(variables: variables)
    try session.waitFor("Passphrase of \(E2EHome.email): ")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor(Self.prompt)
    try line(session, "accounts | length", shows: "60\n")
    #expect(!session.screenText.contains(E2EHome.passphrase))
    try leave(session)
    #expect(!contains(try #require(home.read(Self.historyFile)), E2EHome.passphrase))

    // A wrong one: the dialogue goes on without a vault, and asks again when a command needs it.
    let wrong = try home.terminal(variables: variables)
    try wrong.waitFor("Passphrase of \(E2EHome.email): ")
    wrong.send("not the passphrase\n")
    try wrong.waitFor("V0101")
    try wrong.waitFor("sms> ")
    wrong.send("accounts | length\n")
    try wrong.waitFor("Passphrase of \(E2EHome.email): ")
    wrong.send(E2EHome.passphrase + "\n")
    try wrong.waitFor("60\n")
    try wrong.waitFor(Self.prompt)
    try leave(wrong)
  }

  @Test func aPromptForTheWholeCommandLine() throws {
    let home = try E2EHome()
    let session = try home.terminal(
      "vault", "create", "--organization", "Acme", "--email", E2EHome.email,
      variables: ["SMS_PASSPHRASE_FILE": nil])
    try session.waitFor("New passphrase")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor("The same again: ")
    session.send(E2EHome.passphrase + "\n")
    #expect(try session.waitForExit() == .exit(0))
    #expect(!session.screenText.contains(E2EHome.passphrase))
    #expect(try home.run("whoami").status == 0)
    let interrupted = try home.terminal("accounts", variables: ["SMS_PASSPHRASE_FILE": nil])
    try interrupted.waitFor("Passphrase")
    interrupted.send("\u{3}")
    #expect(try interrupted.waitForExit() == .exit(130))
  }

  @Test func withoutAVaultTheDialogueIsALanguage() throws {
    let home = try E2EHome()
    let session = try started(home, prompt: "Organization: ")
    session.send("\n")
    try session.waitFor("sms> ")
    try line(session, "[1 2 3] | sum", shows: "6\n", prompt: "sms> ")
    try line(session, "accounts", shows: "vault create", prompt: "sms> ")
    try leave(session)
  }

  /// K24: who starts is asked for what is missing, and goes on without a second sign-in.
  @Test func theFirstStart() throws {
    let home = try E2EHome()
    let variables: [String: String?] = ["SMS_USER": nil, "SMS_PASSPHRASE_FILE": nil]
    let session = try started(home, prompt: "Organization: ", variables: variables)
    session.send("\n")
    try session.waitFor("sms> ")
    session.send("vault create\n")
    try session.waitFor("Organization: ")
    session.send("Acme\n")
    try session.waitFor("E-mail of the owner: ")
    session.send("ada@acme.example\n")
    try session.waitFor("New passphrase of ada@acme.example: ")
    // Too short: said before it is to be typed again.
    session.send("short\n")
    try session.waitFor("V0102")
    #expect(!session.screenText.contains("The same again"))
    session.send("vault create --organization Acme --email ada@acme.example\n")
    for _ in 1...2 {
      try session.waitFor(": ")
      usleep(200_000)
      session.send(E2EHome.passphrase + "\n")
    }
    try session.waitFor("owner")
    session.send("account create ci | get action\n")
    try session.waitFor("created\n")
    try session.waitFor(Self.prompt)
    #expect(!session.screenText.contains("Passphrase of") && !session.screenText.contains("E-mail: "))
    try leave(session)
    let missing = try home.run(
      "vault", "create", variables: variables.merging(["SMS_VAULT": home.path("w.db")]) { $1 })
    #expect(missing.status == 2, "\(missing)")
    #expect(missing.errors.contains("--organization NAME and --email ADDRESS"), "\(missing)")
  }

  /// K29: what becomes a secret goes from the lines that held it.
  @Test func historyForgetsWhatBecameASecret() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("project", "create", "web").status == 0)
    let session = try started(home)
    try line(session, "let v = \"hunter2secret\"", shows: "")
    try line(session, "let w = ($v + \"more\") # hunter2secret", shows: "")
    try line(session, "let password = \"abcd1234efgh\"", shows: "")
    try line(session, " print \"not kept\"", shows: "not kept")
    try line(session, "def mk [] { \"functionvalue\" }", shows: "")
    try line(session, "$w | secret create K --project web | get action", shows: "created")
    try line(session, "mk | secret create L --project web | get action", shows: "created")
    let text = String(decoding: try #require(home.read(Self.historyFile)), as: UTF8.self)
    for secret in ["hunter2", "more", "abcd1234", "not kept", "functionvalue"] {
      #expect(!text.contains(secret), "\(text)")
    }
    #expect(text.contains("let v = '••••'") && text.contains("def mk [] { '••••' }"), "\(text)")
    // The arrow keys recall what is kept.
    session.send(String(repeating: Self.up, count: 3))
    try session.waitFor("def mk [] { '••••' }")
    session.send("\u{3}")
    try leave(session)
  }

  /// K26: what is cut says how to see the rest, and a narrow terminal keeps a record's values.
  @Test func cutTablesAndNarrowRecords() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.terminal(rows: 60, columns: 100)
    try session.waitFor(Self.prompt)
    session.send("1..600 | each {|n| {n: $n} }\n")
    try session.waitFor("… 500 of 600 rows")
    try session.waitFor("`| skip 500` goes on")
    try line(session, "| skip 500 | length", shows: "100\n")
    try leave(session)
    let narrow = try home.terminal(
      "-c", "{name: ci-payments, note: \"a long value of it\"}", rows: 24, columns: 20)
    #expect(try narrow.waitForExit() == .exit(0))
    #expect(narrow.screenText.contains("ci-payments") && narrow.screenText.contains("a long value of it"))
  }

  @Test func offATerminalNoLineEditorStarts() throws {
    let home = try E2EAcme.home(.created)
    let result = try home.run(input: "1 + 2\naccounts | length\n", variables: ["TERM": "xterm-256color"])
    #expect(result.output == "3\n0\n", "\(result)")
    #expect(!result.outputBytes.contains(0x1b) && result.errors == "")
    #expect(!home.files.contains(Self.historyFile))
  }

  @Test func aNewTokenIsShownOnceOnTheTerminal() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try started(home)
    try line(session, "token create ci-payments --name shown", shows: "0.")
    try line(session, "tokens | get name", shows: "shown\n")
    try leave(session)
    #expect(!contains(try #require(home.read(Self.historyFile)), "0."))
  }

  @Test func deletingAsksAtATerminal() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try started(home)
    session.send("account delete ci-data\n")
    try session.waitFor("ci-data?")
    session.send("n\n")
    try session.waitFor(Self.prompt)
    try line(session, "accounts | length", shows: "60\n")
    session.send("account delete ci-data\n")
    try session.waitFor("ci-data?")
    session.send("y\n")
    try session.waitFor("deleted")
    try session.waitFor(Self.prompt)
    try line(session, "accounts | length", shows: "59\n")
  }
}
