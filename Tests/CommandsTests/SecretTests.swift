import Commands
import Interpreter
import Support
import Testing

/// Sealed text: what opens it, what it costs, and what does not open it.
@Suite struct SecretTests {
  private func reveals(_ fixture: CommandsFixture) -> String {
    fixture.text("events --all --type 2100 | length")
  }

  @Test func sealedTextShowsAsDots() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("(secret show DB_URL).value", "••••"),
        ("let v = (secret show DB_URL).value; \"url=\\($v)\"", "••••"),
        ("(token create deploy --name t).value", "••••"), ("[(secret show DB_URL).note]", "[••••]"),
      ])
    _ = fixture.run.output("print \"x \\((secret show DB_URL).value)\"")
    #expect(!fixture.run.host.output.contains("postgres"))
    #expect(reveals(fixture) == "0")
  }

  @Test(arguments: [
    "(secret show DB_URL).value == \"postgres://web:pw@db/web\"", "(secret show DB_URL).value | length",
    "[(secret show DB_URL).value] | uniq", "[(secret show DB_URL).value (secret show DB_URL).note] | sort-by",
    "(secret show DB_URL).value < \"z\"", "(secret show DB_URL).value =~ \"post\"",
    "(token create deploy --name t).value == \"x\"", "[(secret show DB_URL)] | where .value == \"x\"",
    "\"x\" in [(secret show DB_URL).value]",
  ]) func sealedTextIsNoOracle(_ code: String) throws {
    let fixture = try CommandsFixture()
    let fault = fixture.fault(code)
    #expect(
      ["E0310", "E0318", "E0317"].contains(fault?.code ?? ""), "\(fault?.code ?? "") \(fault?.message ?? "")")
    #expect(reveals(fixture) == "0")
  }

  @Test func revealLeavesOneEventForEachSecret() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("reveal web/DB_URL", "\"postgres://web:pw@db/web\""),
        ("secrets | reveal", "[\"postgres://web:pw@db/web\", \"k-123\", \"sk-1\"]"),
        ("secrets | each {|s| {id: $s.id, value: (reveal $s)}} | get value | last", "\"sk-1\""),
        (
          "let s = (secret show API_KEY); \"\\($s.key)=\\($s.value) # \\($s.note)\" | reveal",
          "\"API_KEY=k-123 # a note\""
        ),
        ("reveal (secret show API_KEY).value", "\"k-123\""),
      ])
    // 1 + 3 + 3 + two parts of one text + 1.
    #expect(reveals(fixture) == "10")
    #expect(fixture.text("events --all --secret web/DB_URL --type 2100 | length") == "3")
  }

  @Test func revealDoesNotWorkInsideATransaction() throws {
    let fixture = try CommandsFixture()
    try fixture.access.begin()
    #expect(fixture.fault("reveal DB_URL")?.code == "V0502")
    try fixture.access.rollback()
  }

  @Test func valuesComeFromThePipe() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("\"  two\\nlines\\n\" | secret create FROM_TEXT --project web | get action", "[\"created\"]"),
        ("reveal FROM_TEXT", "\"  two\\nlines\\n\""),
        (
          "(secret show DB_URL).value | secret create COPY --project billing | get object | get name",
          "[\"billing\"]"
        ),
        ("reveal COPY", "\"postgres://web:pw@db/web\""),
        ("\"x\" | secret create HOMELESS | get object", "[null]"),
      ])
  }

  @Test func valuesComeFromFilesInputAndPrompts() throws {
    let fixture = try CommandsFixture()
    let file = PassphraseFile("-----BEGIN\nkey\n")
    let note = PassphraseFile("a remark\n")
    fixture.run.host.input = Array("from input".utf8)
    expectTexts(
      fixture,
      [
        (
          "secret create FILED --project web --file \"\(file.path)\" --note-file \"\(note.path)\" | get action",
          "[\"created\"]"
        ),
        ("reveal FILED", "\"-----BEGIN\\nkey\\n\""), ("(secret show FILED).note | reveal", "\"a remark\""),
        ("secret create PIPED --project web | get action", "[\"created\"]"),
        ("reveal PIPED", "\"from input\""),
      ])
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = ["typed"]
    expectTexts(
      fixture, [("secret create TYPED | get action", "[\"created\"]"), ("reveal TYPED", "\"typed\"")])
    #expect(fixture.fault("secret create NOTHING")?.code == "E0850")
  }

  @Test(arguments: [
    ("\"••••\" | secret create K --project web", "E0851"),
    ("\"postgres://u:••••@h\" | secret create K --project web", "E0851"),
    ("\"\" | secret create K --project web", "V0301"), ("\"v\" | secret create \" \" --project web", "V0301"),
    ("5 | secret create K --project web", "E0301"), ("secret create K v --project web", "E0211"),
    ("\"v\" | secret create K --project web --file x", "E0205"),
    ("\"v\" | secret create K --project nowhere", "V0201"),
    ("secret create K --file /nowhere/x", "E0803"), ("secret show nothing", "V0201"), ("reveal", "E0210"),
    ("secrets | first | reveal DB_URL", "E0852"), ("accounts | reveal", "E0810"),
  ]) func mistakesAreNamed(_ code: String, _ fault: String) throws {
    let fixture = try CommandsFixture()
    let given = fixture.fault(code)
    #expect(given?.code == fault, "\(given?.message ?? "")")
    #expect(fixture.text("secrets | length") == "3")
  }
}
