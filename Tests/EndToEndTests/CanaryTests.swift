import Support
import Testing

/// Nothing that is secret, and no name, is to be read in any file that the program leaves behind.
@Suite struct CanaryTests {
  private static let names = ["canaryproject41", "canaryaccount42", "canarytoken43", "CANARYKEY44"]
  private static let values = ["canaryvalue-51-zebra", "canarynote-52-quagga"]

  @Test func noPlaintextInAnyFile() throws {
    let home = try E2EAcme.home(.created)
    let export = """
      {"projects": [{"id": "11111111-1111-4111-8111-111111111111", "name": "\(Self.names[0])"}],
       "secrets": [{"id": "21111111-1111-4111-8111-111111111111", "key": "\(Self.names[3])",
         "value": "\(Self.values[0])", "note": "\(Self.values[1])",
         "projectIds": ["11111111-1111-4111-8111-111111111111"]}]}
      """
    let outside = try E2EHome()
    try outside.write(export, to: "export.json")
    #expect(try home.run("vault", "import", outside.path("export.json")).status == 0)
    #expect(try home.run("account", "create", Self.names[1]).status == 0)
    #expect(try home.run("grant", Self.names[1], "project:\(Self.names[0])", "--access", "read").status == 0)
    let made = try home.run(
      "-c", "token create \(Self.names[1]) --name \(Self.names[2]) | get value | reveal")
    let token = made.output.trimmingNewline
    #expect(token.hasPrefix("0."))
    // A second connection is held open while the first writes, so that the log stays and is looked at too.
    let reader = try home.start(["-c", "let a = (accounts | first); log ready; sleep 3s"])
    try reader.waitFor("ready")
    #expect(
      try home.run("secret", "create", "K2", "--project", Self.names[0], input: Self.values[0]).status == 0)
    try expectNothing(home, token)
    #expect(home.files.contains("v.db-wal"))
    #expect(try reader.wait().status == 0)
    try expectNothing(home, token)
  }

  private func expectNothing(_ home: E2EHome, _ token: String) throws {
    #expect(home.files.contains("v.db"))
    let parts = token.split(separator: ":").map(String.init)
    let secret = parts[0].split(separator: ".").map(String.init)[2]
    for file in home.files {
      let bytes = try #require(home.read(file))
      for canary in Self.names + Self.values + [secret, parts[1], E2EHome.passphrase] {
        if file == "passphrase", canary == E2EHome.passphrase { continue }
        #expect(!contains(bytes, canary), "\(canary) stands in \(file)")
      }
    }
  }

  /// Neither on the screen and what scrolled away, nor in the title of the window, nor in the history.
  @Test func nothingSecretIsShownOrKeptByADialogue() throws {
    let home = try E2EAcme.home(.created)
    try home.write(Self.values[0], to: "value")
    try home.write(Self.values[1], to: "note")
    let session = try home.terminal(variables: ["SMS_PASSPHRASE_FILE": nil])
    try session.answer("Passphrase of \(E2EHome.email): ", E2EHome.passphrase + "\n")
    try session.waitFor(E2EHome.prompt)
    try session.line("project create p | get action", shows: "\ncreated\n")
    try session.line(
      "secret create K --project p --file ~/value --note-file ~/note | get action", shows: "\ncreated\n")
    for line in [
      "secret show p/K", "secrets", "$last", "let v = (secret show p/K).value", "$v", "$v + 1", "print $v",
      "throw $v", "$v | inspect", "{v: $v, w: [$v]}", "$v =~ \"zebra\"", "$v | save ~/out",
      "secret versions p/K", "secret edit p/K --file ~/value | get action",
      "plan { secret edit p/K --file ~/note }",
      "events", "history",
    ] {
      try session.line(line, shows: "")
    }
    // Lists, hints, and lines that are not run.
    for keys in ["reveal p/⇥⇥⌃G⌃U", "$v.⇥⌃U", "\"\\($v)\"⇥⌃U", "⌃Rrev⌃G⌃U", "print $⇥⌃G⌃U"] {
      session.send(PtyKeys(keys).keys.joined())
    }
    try session.line("lock", shows: "locked", prompt: "Acme ada@acme.example (locked)> ")
    try session.line("$v", shows: "\n", prompt: "Acme ada@acme.example (locked)> ")
    try session.leave()
    for canary in Self.values + [E2EHome.passphrase] {
      #expect(!contains(session.rawOutput, canary), "\(canary)")
      #expect(!contains(try #require(home.read(".local/state/sms/history")), canary), "\(canary)")
    }
    #expect(!contains(session.rawOutput, "\u{1b}]"))
    // The door that was opened on purpose.
    #expect(home.read("out") == Array(Self.values[0].utf8))
  }

  @Test func valuesDoNotShowInTablesErrorsOrText() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("project", "create", "p").status == 0)
    #expect(try home.run("secret", "create", "K", "--project", "p", input: Self.values[0]).status == 0)
    let lines = [
      "secret show p/K", "secrets", #"print (secret show p/K).value"#, #""x\((secret show p/K).value)""#,
      "throw (secret show p/K).value", "(secret show p/K).value + 1",
      "[(secret show p/K).value] | to json --masked",
      "(secret show p/K).value | inspect", "log (secret show p/K).value", "{v: (secret show p/K).value}",
      #"(secret show p/K).value == "canaryvalue-51-zebra""#, "(secret show p/K).value | length",
      "(secret show p/K).value =~ \"zebra\"", "(secret show p/K) | to json",
      "(secret show p/K).value | to-string",
    ]
    for (index, line) in lines.enumerated() {
      for format in index < 2 ? ["table", "json", "yaml", "md", "csv"] : ["table"] {
        let result = try home.run("--format", format, "-c", line)
        #expect(!result.output.contains("zebra"), "\(line) with \(format): \(result)")
        #expect(!result.errors.replacing(line, with: "").contains("51-zebra"), "\(line): \(result)")
      }
    }
    #expect(try home.run("reveal", "p/K").output == Self.values[0] + "\n")
  }
}

/// Whether the bytes hold a text.
func contains(_ bytes: [UInt8], _ text: String) -> Bool {
  let wanted = Array(text.utf8)
  return bytes.withUnsafeBytes { bytes in
    wanted.withUnsafeBytes { wanted in
      guard let first = wanted.first, bytes.count >= wanted.count else { return false }
      for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
        if bytes[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
      }
      return false
    }
  }
}

extension String {
  /// Without the newline at its end.
  var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
