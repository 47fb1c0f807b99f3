import Glibc
import Support
import Testing

/// The dialogue in a real pseudo-terminal.
@Suite struct DialogueTests {
  private static let historyFile = ".local/state/sms/history"
  private static let up = "\u{1b}[A"

  @Test func expressionsDefinitionsAndTheLastValue() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
    try session.line("1 + 2", shows: "3\n")
    session.send("def twice [x: int] {\n")
    session.send("  $x * 2\n")
    session.send("}\n")
    try session.waitFor(E2EHome.prompt)
    try session.line("twice 21", shows: "42\n")
    // A new definition of a name holds from then on, in older functions too.
    try session.line("def four [x: int] { twice (twice $x) }; four 1", shows: "4\n")
    try session.line("def twice [x: int] { $x * 3 }; four 1", shows: "9\n")
    // A line with an error defines nothing.
    try session.line("def twice [x: int] { nosuch }", shows: "E0201")
    try session.line("four 1", shows: "9\n")
    try session.line("let list = [3 1 2]; $list | sort", shows: "error")
    try session.line("let list = [3 1 2]", shows: "")
    try session.line("$list", shows: "3\n1\n2\n")
    try session.line("| length", shows: "3\n")
    try session.line("$last + 1", shows: "4\n")
    try session.line("1 / 0", shows: "E0317")
    try session.line("$last", shows: "4\n")
    session.send("[1 2\n")
    try session.line("3]", shows: "1\n2\n3\n")
    try session.line("accounts | length", shows: "60\n")
    try session.leave()
  }

  /// The terminal shows them by itself, and the line editor behind its prompt: once on the screen.
  @Test func keysTypedBeforeThePrompt() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.terminal()
    session.send("40 +")
    func expect(_ row: String) throws {
      try session.waitForScreen(columns: 100) { screen in
        screen.lines.last == row && screen.column == row.count
      }
    }
    try expect(E2EHome.prompt + "40 +")
    session.send(" 33\u{7f}")
    try expect(E2EHome.prompt + "40 + 3")
    session.send("\n")
    try session.waitFor("\n43\n")
    try session.waitFor(E2EHome.prompt)
    session.send("sleep 1s\n")
    try session.waitFor("1s\n")
    session.send("let word = \"typed ahead\"; $word\n$word +")
    try session.waitFor("\ntyped ahead\n")
    try expect(E2EHome.prompt + "$word +")
    session.send("\"!\"\n")
    try session.waitFor("\ntyped ahead!\n")
    try session.leave()
  }

  @Test func interruptions() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    session.send("while true { }\n")
    try session.waitFor("while true { }\n")
    session.send("\u{3}")
    try session.waitFor("E0400 interrupted")
    try session.waitFor(E2EHome.prompt)
    session.send("try { sleep 1h } finally { print tidy }\n")
    try session.waitFor("}\n")
    session.send("\u{3}")
    try session.waitFor("tidy\n")
    try session.waitFor(E2EHome.prompt)
    session.send("1 + 4")
    try session.waitFor("1 + 4")
    session.send("\u{3}")
    try session.waitFor("^C\n")
    try session.waitFor(E2EHome.prompt)
    session.send("def half [] {\n")
    session.send("\u{3}")
    try session.waitFor(E2EHome.prompt)
    // An empty row gives up what is unfinished.
    session.send("def half [] {\n\n")
    try session.waitFor("error")
    try session.waitFor(E2EHome.prompt)
    // Each line tells of its own changes.
    try session.line("account create one; 1 / 0", shows: "committed before: 1 change")
    try session.line("1 / 0", shows: "^^^^^\nAcme", prompt: "> ")
    try session.line("account create two; 1 / 0", shows: "committed before: 1 change")
    try session.line("40 + 2", shows: "42\n")
    session.signal(15)
    #expect(try session.waitForExit() == .exit(143))
  }

  @Test func theEndOfADialogue() throws {
    let home = try E2EAcme.home(.created)
    try home.dialogue().leave()
    let session = try home.dialogue()
    session.send("exit 3\n")
    #expect(try session.waitForExit() == .exit(3))
    let killed = try home.dialogue()
    killed.send("sleep 1h\n")
    try killed.waitFor("1h\n")
    killed.signal(15)
    #expect(try killed.waitForExit() == .exit(143))
  }

  @Test func completion() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
    session.send("acc\t\t")
    try session.waitFor("accounts")
    session.send("\u{3}")
    try session.waitFor(E2EHome.prompt)
    session.send("account sh\tci-paym\t")
    try session.waitFor("ci-payments ")
    session.send("\n")
    try session.waitFor("fraud-prod")
    try session.waitFor(E2EHome.prompt)
    session.send("events --acc\tci-paym\t--ty\t2304 | length\n")
    try session.waitFor("events --account ci-payments --type 2304 | length")
    try session.waitFor("\n1\n")
    try session.waitFor(E2EHome.prompt)
    // A kind that is written narrows the names; a key behind its project is one of a kind.
    session.send("grant ci-paym\tproject:payments-d\t--acc\tread | get action\n")
    try session.waitFor("grant ci-payments project:payments-dev --access read | get action")
    try session.waitFor("\ngranted\n")
    try session.waitFor(E2EHome.prompt)
    session.send("(secret show growth-dev/DATABASE_U\t).key\n")
    try session.waitFor("\nDATABASE_URL\n")
    try session.waitFor(E2EHome.prompt)
    session.send("project show payments-pr\t\n")
    try session.waitFor("payments-prod ")
    try session.waitFor(E2EHome.prompt)
    session.send("let longname = 41\n")
    try session.waitFor(E2EHome.prompt)
    session.send("$longn\t + 1\n")
    try session.waitFor("42\n")
  }

  @Test func rowsOfALineAndAnEditorOfOnesOwn() throws {
    let home = try E2EAcme.home(.created)
    try home.write("#!/bin/sh\nprintf '1 +\n  41\n' > \"$1\"\n", to: "editor", mode: 0o700)
    let session = try home.dialogue(variables: ["EDITOR": home.path("editor"), "VISUAL": nil])
    session.send("1 +\n2\n")
    try session.waitFor("\n3\n")
    try session.waitFor(E2EHome.prompt)
    // A line that was recalled, and one that an editor wrote.
    session.send("\u{1b}[A")
    try session.waitForScreen(columns: 100) { screen in screen.lines.suffix(2).contains { $0.hasSuffix("2") }
    }
    session.send("0\n")
    try session.waitFor("\n21\n")
    try session.waitFor(E2EHome.prompt)
    session.send("\u{18}\u{5}")
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.contains { $0.hasSuffix("> 1 +") } && screen.lines.contains("  41")
    }
    session.send("\n")
    try session.waitFor("\n42\n")
    try session.waitFor(E2EHome.prompt)
    // The list of the history.
    session.send("\u{12}41")
    try session.waitForScreen(columns: 100) { screen in screen.lines.contains("1 + …") }
    session.send("\n\n")
    try session.waitFor("\n42\n")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
  }

  /// Clears the line, and waits for the screen after what is typed then.
  private func tab(_ session: PtySession, _ line: String, where condition: (PtyScreen) -> Bool) throws {
    session.send("\u{7}\u{15}" + line + "\t")
    try session.waitForScreen(columns: 100, where: condition)
  }

  @Test func completionSaysWhatNamesAndWordsAre() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
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
    try session.waitFor(E2EHome.prompt)
    session.send("token create ci-payments --name nightly --expires 30d | get id | length\n")
    try session.waitFor("\n36\n")
    try session.waitFor(E2EHome.prompt)
    session.send("secret restore paym\t | get action\n")
    try session.waitFor("\nrestored\n")
    try session.waitFor(E2EHome.prompt)
    session.send("token revoke night\t--yes | get action\n")
    try session.waitFor("\nrevoked\n")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
  }

  @Test func thePassphraseIsAskedForAndNotShown() throws {
    let home = try E2EAcme.home(.provisioned)
    let variables: [String: String?] = ["SMS_PASSPHRASE_FILE": nil]
    let session = try home.terminal(variables: variables)
    try session.waitFor("Passphrase of \(E2EHome.email): ")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor(E2EHome.prompt)
    try session.line("accounts | length", shows: "60\n")
    #expect(!session.screenText.contains(E2EHome.passphrase))
    try session.leave()
    #expect(!contains(try #require(home.read(Self.historyFile)), E2EHome.passphrase))

    // Three wrong ones: the dialogue goes on without a vault, and asks again when a command needs it.
    let wrong = try home.terminal(variables: variables)
    for _ in 0..<3 {
      try wrong.waitFor("Passphrase of \(E2EHome.email): ")
      wrong.send("not the passphrase\n")
      try wrong.waitFor("V0101")
    }
    try wrong.waitFor("sms> ")
    wrong.send("accounts | length\n")
    try wrong.waitFor("Passphrase of \(E2EHome.email): ")
    wrong.send(E2EHome.passphrase + "\n")
    try wrong.waitFor("60\n")
    try wrong.waitFor(E2EHome.prompt)
    try wrong.leave()
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
    let session = try home.dialogue(prompt: "Organization: ")
    session.send("\n")
    try session.waitFor("sms> ")
    try session.line("[1 2 3] | sum", shows: "6\n", prompt: "sms> ")
    try session.line("accounts", shows: "vault create", prompt: "sms> ")
    try session.leave()
  }

  /// K24: who starts is asked for what is missing, and goes on without a second sign-in.
  @Test func theFirstStart() throws {
    let home = try E2EHome()
    let variables: [String: String?] = ["SMS_USER": nil, "SMS_PASSPHRASE_FILE": nil]
    let session = try home.dialogue(prompt: "Organization: ", variables: variables)
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
    try session.waitFor("needs at least")
    #expect(!session.screenText.contains("The same again"))
    try session.answer("New passphrase of ada@acme.example: ", "\n")
    try session.waitFor("V0102")
    session.send("vault create --organization Acme --email ada@acme.example\n")
    for _ in 1...2 {
      try session.waitFor(": ")
      usleep(200_000)
      session.send(E2EHome.passphrase + "\n")
    }
    try session.waitFor("owner")
    session.send("account create ci | get action\n")
    try session.waitFor("created\n")
    try session.waitFor(E2EHome.prompt)
    #expect(!session.screenText.contains("Passphrase of") && !session.screenText.contains("E-mail: "))
    try session.leave()
    let missing = try home.run(
      "vault", "create", variables: variables.merging(["SMS_VAULT": home.path("w.db")]) { $1 })
    #expect(missing.status == 2, "\(missing)")
    #expect(missing.errors.contains("--organization NAME and --email ADDRESS"), "\(missing)")
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
    let session = try home.dialogue()
    try session.line("token create ci-payments --name shown", shows: "0.")
    try session.line("tokens | get name", shows: "shown\n")
    try session.leave()
    #expect(!contains(try #require(home.read(Self.historyFile)), "0."))
  }

  @Test func deletingAsksAtATerminal() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
    session.send("account delete ci-data\n")
    try session.waitFor("ci-data?")
    session.send("n\n")
    try session.waitFor(E2EHome.prompt)
    try session.line("accounts | length", shows: "60\n")
    session.send("account delete ci-data\n")
    try session.waitFor("ci-data?")
    session.send("y\n")
    try session.waitFor("deleted")
    try session.waitFor(E2EHome.prompt)
    try session.line("accounts | length", shows: "59\n")
  }
}
