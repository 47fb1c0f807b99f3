import Support
import Testing

/// The first dialogue, and the tour.
@Suite struct FirstStartTests {
  private static let typed: [String: String?] = ["SMS_PASSPHRASE_FILE": nil, "SMS_USER": nil]

  @Test func threeQuestionsMakeAVault() throws {
    let home = try E2EHome()
    let session = try home.terminal(variables: Self.typed)
    try session.waitFor("Three questions")
    try session.answer("Organization: ", "  Acme Ltd \n")
    try session.answer("Your e-mail: ", "nobody\n")
    try session.waitFor("an e-mail looks like")
    try session.answer("Your e-mail: ", "Eve@acme.example\n")
    try session.answer("New passphrase of", "glass horses sing at noon\n")
    try session.waitFor("strength [###.] good")
    try session.answer("The same again: ", "glass horses sing at noon\n")
    // Nothing is asked any more.
    let prompt = "Acme Ltd eve@acme.example> "
    try session.waitFor(prompt)
    try session.line("account create one; accounts | length", shows: "\n1\n", prompt: prompt)
    try session.leave()
    #expect(!session.screenText.contains("glass horses"))
    #expect(home.mode("v.db") == 0o600)
  }

  @Test func aPassphraseIsAskedForUntilItIsRight() throws {
    let home = try E2EHome()
    let session = try home.terminal(variables: Self.typed)
    try session.answer("Organization: ", "Acme\n")
    try session.answer("Your e-mail: ", "eve@acme.example\n")
    try session.answer("New passphrase of", "short\n")
    try session.waitFor("needs at least")
    try session.answer("New passphrase of", "glass horses sing at noon\n")
    try session.answer("The same again: ", "glass horses sing at moon\n")
    try session.waitFor("are not the same")
    try session.answer("New passphrase of", "glass horses sing at noon\n")
    try session.answer("The same again: ", "glass horses sing at noon\n")
    try session.waitFor("Acme eve@acme.example> ")
    try session.leave()
  }

  @Test(arguments: [
    ["\n"], ["\u{4}"], ["Acme\n", "\n"], ["Acme\n", "a@b\n", "\n"], ["Acme\n", "a@b\n", "\u{3}"],
  ])
  func itCanBeLeft(keys: [String]) throws {
    let home = try E2EHome()
    let session = try home.terminal(variables: Self.typed)
    let questions = ["Organization: ", "Your e-mail: ", "New passphrase of"]
    for (question, key) in zip(questions, keys) { try session.answer(question, key) }
    try session.waitFor("no vault was made")
    try session.waitFor("sms> ")
    try session.line("40 + 2", shows: "\n42\n", prompt: "sms> ")
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
    try session.answer("sms> ", "tour\n")
    for (step, shows) in [
      ("1/10", "ci-web"), ("2/10", "DATABASE_URL"), ("3/10", "created"), ("4/10", "ci-payments"),
      ("5/10", "granted"),
      ("6/10", "access token"), ("7/10", "payments"), ("8/10", "sk_live_51"), ("9/10", "type"),
      ("10/10", "revoked"),
    ] {
      try session.waitFor(step)
      try session.answer("⏎ ", "\n")
      try session.waitFor(shows)
      #expect(!session.screenText.contains("error"), "\(session.screenText)")
    }
    try session.waitFor("That is the job.")
    try session.waitFor("sms> ")
    #expect(home.files.filter { $0.hasPrefix("v.db") } == [])
  }

  @Test func theTourCanBeLeft() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    for leave in ["q\n", "\u{4}", "\u{3}"] {
      session.send("tour\n")
      for (step, keys) in [("1/10", "s\n"), ("2/10", leave)] {
        try session.waitFor(step)
        try session.answer("⏎ ", keys)
      }
      try session.waitFor(E2EHome.prompt)
    }
    // The vault is as it was.
    try session.line("accounts | length", shows: "\n0\n")
    let script = try home.run("tour")
    #expect(script.status == 2 && script.errors.contains("needs a terminal"), "\(script)")
  }
}
