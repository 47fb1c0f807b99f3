import Support
import Testing

/// The first dialogue, and the tour.
@Suite struct FirstStartTests {
  private static let typed: [String: String?] = ["SMS_PASSPHRASE_FILE": nil, "SMS_USER": nil]

  @Test func threeQuestionsMakeAVault() throws {
    let home = try E2EHome()
    let session = try home.terminal(variables: Self.typed)
    try session.waitFor("Three questions")
    try session.waitFor("Organization: ")
    session.send("  Acme Ltd \n")
    try session.waitFor("Your e-mail: ")
    session.send("nobody\n")
    try session.waitFor("an e-mail looks like")
    try session.waitFor("Your e-mail: ")
    session.send("Eve@acme.example\n")
    try session.waitFor("New passphrase of")
    session.send("glass horses sing at noon\n")
    try session.waitFor("strength [###.] good")
    try session.waitFor("The same again: ")
    session.send("glass horses sing at noon\n")
    // Nothing is asked any more.
    try session.waitFor("Acme Ltd eve@acme.example> ")
    session.send("account create one; accounts | length\n")
    try session.waitFor("1\n")
    // Before the prompt is there the end of the input would be the terminal's own.
    try session.waitFor("Acme Ltd eve@acme.example> ")
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
    #expect(!session.screenText.contains("glass horses"))
    #expect(home.mode("v.db") == 0o600)
  }

  @Test(arguments: [
    ["\n"], ["\u{4}"], ["Acme\n", "\n"], ["Acme\n", "a@b\n", "short\n"], ["Acme\n", "a@b\n", "\u{3}"],
  ])
  func itCanBeLeft(keys: [String]) throws {
    let home = try E2EHome()
    let session = try home.terminal(variables: Self.typed)
    let questions = ["Organization: ", "Your e-mail: ", "New passphrase of"]
    for (question, key) in zip(questions, keys) {
      try session.waitFor(question)
      session.send(key)
    }
    try session.waitFor("no vault was made")
    try session.waitFor("sms> ")
    session.send("40 + 2\n")
    try session.waitFor("42\n")
    #expect(home.files.filter { $0.hasPrefix("v.db") } == [])
  }

  @Test func whoMeansAnotherVaultIsNotAsked() throws {
    let home = try E2EHome()
    for options in [["--read-only"], ["--agent"], ["--key-file", "k"]] {
      let session = try PtySession(
        executable: E2EHome.binary, arguments: options, environment: home.environment, rows: 40, columns: 100)
      try session.waitFor("sms> ")
      #expect(!session.screenText.contains("questions"))
    }
  }

  // MARK: the tour

  @Test func theTourKeyByKey() throws {
    let home = try E2EHome()
    let session = try home.terminal("--read-only", variables: Self.typed)
    try session.waitFor("sms> ")
    session.send("tour\n")
    for (step, shows) in [
      ("1/10", "ci-web"), ("2/10", "DATABASE_URL"), ("3/10", "created"), ("4/10", "ci-payments"),
      ("5/10", "granted"),
      ("6/10", "access token"), ("7/10", "payments"), ("8/10", "sk_live_51"), ("9/10", "type"),
      ("10/10", "revoked"),
    ] {
      try session.waitFor(step)
      try session.waitFor("⏎ ")
      session.send("\n")
      try session.waitFor(shows)
      #expect(!session.screenText.contains("error"), "\(session.screenText)")
    }
    try session.waitFor("That is the job.")
    try session.waitFor("sms> ")
    #expect(home.files.filter { $0.hasPrefix("v.db") } == [])
  }

  @Test func theTourCanBeLeft() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.terminal()
    try session.waitFor("> ")
    for leave in ["q\n", "\u{4}", "\u{3}"] {
      session.send("tour\n")
      try session.waitFor("1/10")
      try session.waitFor("⏎ ")
      session.send("s\n")
      try session.waitFor("2/10")
      try session.waitFor("⏎ ")
      session.send(leave)
      try session.waitFor("Acme ada@acme.example> ")
    }
    // The vault is as it was.
    session.send("accounts | length\n")
    try session.waitFor("0\n")
    let script = try home.run("tour")
    #expect(script.status == 2 && script.errors.contains("needs a terminal"), "\(script)")
  }
}
