import Support
import Testing

/// The program as a machine account: by option, by variable, in the dialogue.
@Suite struct MachineAccountTests {
  /// The sample organization with a token of ci-payments in a file.
  private func home(_ flags: String = "") throws -> E2EHome {
    let home = try E2EAcme.home(.provisioned)
    let made = try home.run(
      "-c", "token create ci-payments --name pipe \(flags) | get value | save ~/token.txt --mode 0600")
    #expect(made.status == 0, "\(made)")
    #expect(home.mode("token.txt") == 0o600)
    return home
  }

  @Test func anOptionOrAVariableNamesTheFile() throws {
    let home = try home()
    let token = home.path("token.txt")
    let seen = try home.run("-c", "secrets --account ci-payments | length").output
    for result in [
      try home.run("--token-file", token, "-c", "secrets | length"),
      try home.run(
        "-c", "secrets | length", variables: ["SMS_TOKEN_FILE": token, "SMS_PASSPHRASE_FILE": nil]),
    ] {
      #expect(result.status == 0 && result.output == seen && result.output != "0\n", "\(result)")
    }
    // A flag comes before every variable; of the variables the passphrase's comes first.
    let person = try home.run("-c", "(whoami).role", variables: ["SMS_TOKEN_FILE": token])
    #expect(person.output == "owner\n", "\(person)")
    let machine = try home.run("--token-file", token, "-c", "(whoami).role")
    #expect(machine.output == "machine account\n", "\(machine)")
    let reading = try home.run("--read-only", "--token-file", token, "-c", "secrets | length")
    #expect(reading.output == seen, "\(reading)")
    #expect(try home.run("-c", "tokens | where .name == \"pipe\" | get uses").output == "0\n")
  }

  @Test func eachRunThatRevealsIsAUse() throws {
    let home = try home("--uses 2")
    let token = home.path("token.txt")
    for _ in 0..<2 {
      let result = try home.run("--token-file", token, "-c", "secrets | first 2 | reveal | length")
      #expect(result.status == 0 && result.output == "2\n", "\(result)")
    }
    let refused = try home.run("--token-file", token, "-c", "secrets | length")
    #expect(refused.status == 4 && refused.errors.contains("V0111"), "\(refused)")
    let rows = try home.run(
      "-c",
      "events --type 2100 | where .actor == \"account:ci-payments\" and .token == \"pipe\" | length")
    #expect(rows.output == "4\n", "\(rows)")
    #expect(
      try home.run("-c", "tokens | where .name == \"pipe\" and .last_used != null | get uses").output == "2\n"
    )
    #expect(try home.run("vault", "verify").status == 0)
    // The page of the machine account in the product's own form.
    #expect(try home.run("events", "export", home.path("e.csv"), "--account", "ci-payments").status == 0)
    let csv = String(decoding: try #require(home.read("e.csv")), as: UTF8.self)
    let id = try home.run("-c", "(account show ci-payments).id").output.trimmingNewline
    let lines = csv.split(separator: "\r\n").filter { $0.hasPrefix("Accessed secret ") }
    #expect(lines.count == 4)
    #expect(
      lines.allSatisfy { $0.contains(",,SDK,,Machine account \(id),,") && $0.contains(",Secret_Retrieved,") })
  }

  /// A script signed in with a token, asked everything about a project that it does not know, one that it reads and
  /// one that it writes: exactly the table of the reference, whatever else stands in the vault.
  @Test(arguments: ["any", "writers", "none"]) func aScriptMayDoExactlyWhatTheTableSays(_ setting: String)
    throws
  {
    let home = try E2EAcme.home(.created)
    let levels = ["unknown", "reads", "writes"]
    for writes in [false, true] {
      let setup = """
        vault set machine-projects \(setting)
        for p in [unknown reads writes other] {
          project create $p
          "v" | secret create "S_\\($p)" --project $p
          "v2" | secret edit "S_\\($p)"
        }
        account create ci
        grant ci project:reads --access read
        token create ci --name t | get value | save ~/ci.txt --mode 0600
        """
      if !writes { #expect(try home.run("-c", setup).status == 0) }
      if writes {
        #expect(try home.run("grant", "ci", "project:writes", "--access", "read-write").status == 0)
      }
      // The level that each operation needs; it fails alike whatever is missing.
      let operations: [(code: String, level: Int)] = [
        ("project show P", 1), ("secrets --project P", 1), ("secret show S_P", 1), ("secret versions S_P", 1),
        ("project rename P renamed", 2), ("project delete P --yes", 2),
        ("\"x\" | secret create NEW --project P", 2), ("\"x\" | secret edit S_P", 2),
        ("secret move S_P --project writes", 2), ("secret delete S_P --yes", 2),
        ("grant ci project:P --access read-write", 3), ("revoke ci project:P --yes", 3),
        ("grants --project P", 3),
      ]
      var code = ""
      var wanted: [String] = []
      for (place, name) in levels.enumerated() {
        let level = name == "writes" && !writes ? 0 : place
        for operation in operations {
          let text = operation.code.replacing("P", with: name)
          // What is done is taken back; moving needs a second project, which is there with the grant only.
          code += "try { plan { \(text) }; print yes } catch { print no }\n"
          let isMove = text.hasPrefix("secret move")
          wanted.append(level >= operation.level && !(isMove && name == "writes" && !writes) ? "yes" : "no")
        }
        code += "try { reveal S_\(name); print yes } catch { print no }\n"
        if level > 0 { wanted.append("v2") }
        wanted.append(level > 0 ? "yes" : "no")
      }
      let never = [
        "accounts", "account create x", "account show ci", "tokens", "token revoke t --yes", "people",
        "groups",
        "grants", "events", "trash", "vault status", "vault verify", "\"x\" | secret create ALONE", "locked",
        "vault set machine-projects any", "person invite x@acme.example", "subscription",
      ]
      for text in never {
        code += "try { plan { \(text) }; print yes } catch { print no }\n"
        wanted.append("no")
      }
      code += "try { plan { project create fresh }; print yes } catch { print no }\n"
      wanted.append(setting == "any" || setting == "writers" && writes ? "yes" : "no")
      try home.write(code, to: "job.sms")
      let run = try home.run("--token-file", home.path("ci.txt"), "--format", "none", home.path("job.sms"))
      #expect(run.status == 0, "\(run)")
      let given = run.lines
      #expect(given == wanted.filter { $0 != "v2" }, "\(setting) \(writes)\n\(code)")
    }
  }

  @Test func runsAtTheSameTimeShareTheUses() throws {
    let home = try home("--uses 3")
    let words = ["--token-file", home.path("token.txt"), "-c", "secrets | first 1 | reveal | length"]
    let programs = try (0..<6).map { _ in try home.start(words) }
    let results = try programs.map { try $0.wait() }
    #expect(results.map(\.status).sorted() == [0, 0, 0, 4, 4, 4], "\(results)")
    #expect(try home.run("-c", "tokens | where .name == \"pipe\" | get uses").output == "3\n")
    #expect(try home.run("-c", "events --type 2100 | length").output == "3\n")
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func wrongFilesAreRefusedAndSayNothing() throws {
    let home = try home()
    let token = String(decoding: try #require(home.read("token.txt")), as: UTF8.self)
    try home.write(token, to: "open.txt", mode: 0o644)
    try home.write("correct horse battery staple\n", to: "words.txt")
    try home.write("", to: "empty.txt")
    try home.write(token.trimmingNewline.dropLast(4) + "AA==\n", to: "altered.txt")
    try home.write(token.replacing("0.", with: "1.", maxReplacements: 1), to: "version.txt")
    for (name, code) in [
      ("open.txt", "E0804"), ("words.txt", "E0806"), ("empty.txt", "E0806"), ("altered.txt", "V0111"),
      ("version.txt", "E0806"), ("passphrase", "E0806"), ("nosuch.txt", "E0803"), ("", "E0803"),
    ] {
      let result = try home.run("--token-file", home.path(name), "-c", "secrets | length")
      #expect(result.status == 4 && result.errors.contains(code) && result.output == "", "\(name): \(result)")
      let secret = token.split(separator: ".").last.map(String.init)?.prefix(12) ?? ""
      #expect(!result.errors.contains(secret) && !result.errors.contains("battery staple"))
    }
    let other = try home.run("--passphrase-file", home.path("token.txt"), "whoami")
    #expect(other.status == 4 && other.errors.contains("--token-file FILE"), "\(other)")
    #expect(try home.run("token", "revoke", "pipe", "--yes").status == 0)
    let revoked = try home.run("--token-file", home.path("token.txt"), "whoami")
    #expect(revoked.status == 4 && revoked.errors.contains("V0111"), "\(revoked)")
  }

  @Test func theDialogueShowsWhoActsAndEndsWithTheToken() throws {
    let home = try home()
    let prompt = "Acme account:ci-payments> "
    let session = try home.terminal("--token-file", home.path("token.txt"))
    try session.waitFor(prompt)
    session.send("(whoami).token.name\n")
    try session.waitFor("pipe\n")
    try session.waitFor(prompt)
    session.send("accounts\n")
    try session.waitFor("V0103")
    try session.waitFor(prompt)
    #expect(try home.run("token", "revoke", "pipe", "--yes").status == 0)
    session.send("secrets | length\n")
    try session.waitFor("V0111")
    try session.waitFor(prompt)
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
  }
}
