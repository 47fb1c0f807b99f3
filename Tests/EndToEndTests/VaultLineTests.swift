import StoreSQLite
import Support
import Testing
import Vault

/// Command lines on a vault: formats, refusals, and the statuses that only a vault can give.
@Suite struct VaultLineTests {
  @Test func formatsOfRows() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("account", "create", "ci-a", "=b").status == 0)
    func rows(_ format: String) throws -> String {
      try home.run("--format", format, "-c", "accounts | select name secrets").output
    }
    #expect(try rows("table") == "name  secrets\nci-a        0\n=b          0\n")
    #expect(try rows("jsonl") == "{\"name\":\"ci-a\",\"secrets\":0}\n{\"name\":\"=b\",\"secrets\":0}\n")
    #expect(
      try rows("json")
        == "[\n  {\n    \"name\": \"ci-a\",\n    \"secrets\": 0\n  },\n  {\n    \"name\": \"=b\",\n    \"secrets\": 0\n  }\n]\n"
    )
    // A cell that a spreadsheet would run is not one any more.
    #expect(try rows("csv") == "name,secrets\r\nci-a,0\r\n'=b,0\r\n")
    #expect(try rows("tsv").hasPrefix("name\tsecrets\nci-a\t0\n"))
    #expect(try rows("yaml") == "- name: ci-a\n  secrets: 0\n- name: \"=b\"\n  secrets: 0\n")
    #expect(try rows("md") == "| name | secrets |\n| --- | ---: |\n| ci-a | 0 |\n| =b | 0 |\n")
    #expect(try rows("none") == "")
    #expect(try home.run("accounts", "--format", "jsonl").lines.count == 2)
    #expect(try home.run("accounts", "--format=none").output == "")
  }

  @Test func notesGoToStandardErrorAndCanBeLeftOut() throws {
    let home = try E2EAcme.home(.created)
    let loud = try home.run("-c", "events | length")
    #expect(loud.output == "1\n" && loud.errors.contains("30 days"), "\(loud)")
    #expect(try home.run("-c", "events --all | length").errors == "")
    let quiet = try home.run("--quiet", "-c", "let unused = 1; events | length")
    #expect(quiet.output == "1\n" && quiet.errors == "", "\(quiet)")
  }

  @Test func oneOfTwoNamesakesIsNamedByItsId() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("account", "create", "twin", "twin", "--twin").status == 0)
    let ids = try home.run("-c", "accounts | get id").lines
    for words in [
      ["account", "show", "twin"], ["account", "rename", "twin", "x"],
      ["account", "delete", "twin", "--yes"],
    ] {
      let result = try home.start(words).wait()
      #expect(result.status == 1, "\(result)")
      #expect(ids.allSatisfy { result.errors.contains($0) }, "\(result)")
    }
    #expect(try home.run("account", "rename", ids[1], "other").status == 0)
    #expect(try home.run("-c", "accounts | get name").output == "twin\nother\n")
  }

  @Test func whatDeletesNeedsAYes() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("account", "create", "a", "b").status == 0)
    let refused = try home.run("account", "delete", "a")
    #expect(refused.status == 5, "\(refused)")
    #expect(refused.errors.contains("--yes"))
    #expect(try home.run("account", "delete", "a", "--yes").status == 0)
    #expect(try home.run("--yes", "-c", "account delete b").status == 0)
    #expect(try home.run("-c", "accounts | length").output == "0\n")
  }

  @Test func aReadOnlyRunChangesNothing() throws {
    let home = try E2EAcme.home(.provisioned)
    let bytes = home.read("v.db")
    for words in [
      ["account", "create", "x"], ["-c", "account create x"],
      ["-c", "accounts | grant project:web-prod --access read"],
      ["-c", "secrets | first | reveal"], ["account", "delete", "ci-data", "--yes"],
      [E2EAcme.provision, E2EAcme.accounts],
    ] {
      let result = try home.start(["--read-only"] + words).wait()
      #expect(result.status == 1 || result.status == 2, "\(words): \(result)")
      #expect(result.errors.contains("read-only"), "\(words): \(result)")
    }
    #expect(try home.run("--read-only", "-c", "accounts | length").output == "60\n")
    #expect(home.read("v.db") == bytes)
  }

  /// K21: what is missing is named, and each file by what it should hold.
  @Test func whatSignsInIsNamedByItsNoun() throws {
    let home = try E2EAcme.home(.created)
    let none: [String: String?] = ["SMS_USER": nil, "SMS_PASSPHRASE_FILE": nil]
    let noUser = try home.run("accounts", variables: ["SMS_USER": nil])
    #expect(noUser.status == 4 && noUser.errors.contains("SMS_USER is not set"), "\(noUser)")
    #expect(!noUser.errors.contains("--passphrase-file"), "\(noUser)")
    let noPassphrase = try home.run("accounts", variables: ["SMS_PASSPHRASE_FILE": nil])
    #expect(
      noPassphrase.errors.contains("no passphrase") && !noPassphrase.errors.contains("SMS_USER"),
      "\(noPassphrase)")
    let neither = try home.run("accounts", variables: none)
    #expect(neither.errors.contains("--as") && neither.errors.contains("--passphrase-file"), "\(neither)")
    let change = try home.run("vault", "passphrase", input: "another passphrase\n")
    #expect(change.status == 2 && change.errors.contains("needs --new-file"), "\(change)")
    let made = try home.run(
      "-c",
      """
      account create ci; token create ci --name t | get value | save ~/t.txt --mode 0600
      """)
    #expect(made.status == 0, "\(made)")
    let token = String(decoding: try #require(home.read("t.txt")), as: UTF8.self)
    for text in [
      token, "\u{FEFF}" + token, " " + token, token + " \n", token + "\r\n", "\n\n" + token + "\n\n",
      "\t\(token)\t\r\n",
      "\u{FEFF}  \(token)\r\n\r\n",
    ] {
      try home.write(text, to: "token.txt")
      let run = try home.run("--token-file", home.path("token.txt"), "whoami", variables: none)
      #expect(run.status == 0 && run.output.contains("ci"), "\(text.debugDescription.count): \(run)")
    }
    let passphrase = E2EHome.passphrase
    for text in [passphrase, "\u{FEFF}" + passphrase + "\r\n", passphrase + "\n"] {
      try home.write(text, to: "pass.txt")
      let run = try home.run("--passphrase-file", home.path("pass.txt"), "-c", "accounts | length")
      #expect(run.status == 0, "\(run)")
    }
    try home.write(" " + passphrase, to: "pass.txt")
    #expect(try home.run("--passphrase-file", home.path("pass.txt"), "accounts").status == 4)
    try home.write("some words\n", to: "words.txt")
    try home.write("", to: "empty.txt")
    try home.write([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00], to: "wide.txt")
    for (option, name, words) in [
      ("--token-file", "words.txt", ["holds no access token", "token create"]),
      ("--key-file", "words.txt", ["holds no key of a person", "person key create"]),
      ("--passphrase-file", "t.txt", ["holds no passphrase", "--token-file"]),
      ("--key-file", "t.txt", ["holds no key of a person", "--token-file"]),
      ("--token-file", "empty.txt", ["is empty"]), ("--passphrase-file", "empty.txt", ["is empty"]),
      ("--token-file", "wide.txt", ["UTF-16"]), ("--passphrase-file", "wide.txt", ["UTF-16"]),
      ("--token-file", "nosuch.txt", ["cannot read"]),
    ] {
      let run = try home.run(option, home.path(name), "accounts")
      #expect(run.status == 4, "\(option) \(name): \(run)")
      for word in words { #expect(run.errors.contains(word), "\(option) \(name): \(run)") }
    }
  }

  @Test func anErrorAfterAChangeIsThree() throws {
    let home = try E2EAcme.home(.created)
    let result = try home.run("-c", "account create a; 1 / 0")
    #expect(result.status == 3, "\(result)")
    #expect(result.errors.contains("committed before: "), "\(result)")
    let none = try home.run("-c", "[b \"\" c] | account create")
    #expect(none.status == 1, "\(none)")
    #expect(try home.run("-c", "accounts | get name").output == "a\n")
  }

  @Test func keepGoingSaysWhatFailed() throws {
    let home = try E2EAcme.home(.created)
    let result = try home.run(
      "--format", "jsonl", "--keep-going", "-c", "[a \"\" b] | account create | get action")
    #expect(result.status == 3, "\(result)")
    #expect(result.lines == ["\"created\"", "\"failed\"", "\"created\""])
    #expect(try home.run("-c", "accounts | get name").output == "a\nb\n")
  }

  @Test func aWriterThatDoesNotEndMakesOthersBusy() throws {
    let home = try E2EAcme.home(.created)
    // This process holds the writer's lock; `sms` runs in another one.
    let holder = try SQLiteStores().open(at: home.vault)
    try holder.begin(.write)
    let busy = try home.run("account", "create", "x")
    #expect(busy.status == 75, "\(busy)")
    let read = try home.run("-c", "accounts | length")
    #expect(read.output == "0\n", "\(read)")
    holder.rollback()
    #expect(try home.run("account", "create", "x").status == 0)
  }

  @Test func writersAtOnceComeOneAfterTheOther() throws {
    let home = try E2EAcme.home(.created)
    let runs = try (0..<4).map { number in
      try home.start(["--quiet", "-c", "for n in 1..15 { account create \"w\(number)-\\($n)\" }"])
    }
    for run in runs {
      let result = try run.wait()
      #expect(result.status == 0, "\(result)")
    }
    #expect(try home.run("-c", "accounts | length; events --type 2304 | length").output == "60\n60\n")
    let verified = try home.run("vault", "verify")
    #expect(verified.status == 0, "\(verified)")
  }

  @Test func anInterruptedBulkChangeLeavesAWholeVault() throws {
    let home = try E2EAcme.home(.created)
    for signal in [Int32(2), 15, 9] {
      let run = try home.start([
        "-c", "log started; for n in 1..100000 { account create \"s\(signal)-\\($n)\" }",
      ])
      try run.waitFor("started")
      try waitUntil {
        try home.run("-c", "accounts | where .name =~ \"^s\(signal)-\" | length").output != "0\n"
      }
      run.signal(signal)
      let result = try run.wait()
      #expect(result.status == 128 + signal, "\(result)")
      let verified = try home.run("vault", "verify")
      #expect(verified.status == 0, "\(verified)")
      let counts = try home.run("-c", "accounts | length; events --type 2304 | length").lines
      #expect(counts.count == 2 && counts[0] == counts[1])
    }
  }

  private func waitUntil(_ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !condition() {
      if ContinuousClock.now > deadline { throw E2EProgram.Failure.timeout("no account was made") }
    }
  }
}
