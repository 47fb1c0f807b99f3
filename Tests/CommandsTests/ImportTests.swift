import Commands
import Interpreter
import Support
import Testing
import Vault

/// A file that is no good, and what is said about it.
struct BadImport: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  let code: String
  let message: String

  var testDescription: String { name }

  init(_ name: String, _ text: String, _ code: String, _ message: String) {
    (self.name, self.text, self.code, self.message) = (name, text, code, message)
  }

  private static let id = "6e259761-8d90-4832-8bd8-a207cbb2c077"
  private static let other = "7e259761-8d90-4832-8bd8-a207cbb2c077"

  private static func projects(_ count: Int) -> String {
    (0..<count).map { number in
      let tail = String(number)
      let id = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - tail.count) + tail
      return "{\"id\": \"\(id)\", \"name\": \"p\(number)\"}"
    }.joined(separator: ",")
  }

  private static func file(_ projects: String, _ secrets: String) -> String {
    "{\"projects\": [\(projects)], \"secrets\": [\(secrets)]}"
  }

  private static func secret(_ more: String) -> String {
    file("{\"id\": \"\(id)\", \"name\": \"p\"}", "{\"key\": \"A\", \"value\": \"v\"\(more)}")
  }

  static let syntax: [BadImport] = [
    BadImport("no comma", "{\"projects\": []\n  \"secrets\": []}", "E0830", ":2:3: "),
    BadImport("cut off", "{\"projects\": [", "E0830", ":1:15: "),
    BadImport("empty", "", "E0830", ":1:1: "),
    BadImport("twice", "{\"projects\": [], \"projects\": [], \"secrets\": []}", "E0830", "projects"),
    BadImport("a list", "[]", "E0830", "an object with `projects` and `secrets` is wanted here"),
    BadImport("no secrets", "{\"projects\": []}", "E0830", "the list `secrets` is missing"),
    BadImport(
      "secrets no list", "{\"projects\": [], \"secrets\": {}}", "E0830", "a list is wanted here at secrets"),
  ]

  static let shapes: [BadImport] = [
    BadImport(
      "a number as a key", file("", "{\"key\": 5}"), "E0830", "a text is wanted here at secrets[0].key"),
    BadImport(
      "a list as a value", file("", "{\"key\": \"a\", \"value\": []}"), "E0830",
      "a text is wanted here at secrets[0].value"),
    BadImport("null as a key", file("", "{\"key\": null}"), "E0830", "at secrets[0].key"),
    BadImport("no value", file("", "{\"key\": \"a\"}"), "E0830", "the secret has no `value` at secrets[0]"),
    BadImport(
      "no name", file("{\"id\": \"\(id)\"}", ""), "E0830", "the project has no `name` at projects[0]"),
    BadImport("a text as a project", file("\"p\"", ""), "E0830", "at projects[0]"),
    BadImport("ids no list", secret(", \"projectIds\": \"\(id)\""), "E0830", "a list of ids is wanted here"),
  ]

  static let contents: [BadImport] = [
    BadImport("no id", file("{\"id\": \"5\", \"name\": \"p\"}", ""), "V0402", "projects[0].id is not an id"),
    BadImport(
      "unknown project", secret(", \"projectIds\": [\"\(other)\"]"), "V0402",
      "secrets[0].projectIds[0] names a project that the file does not hold"),
    BadImport(
      "two projects", secret(", \"projectIds\": [\"\(id)\", \"\(id)\"]"), "V0402", "secrets[0].projectIds"),
    BadImport(
      "blank name", file("{\"id\": \"\(id)\", \"name\": \" \"}", ""), "V0402", "projects[0].name is blank"),
    BadImport(
      "long value", file("", "{\"key\": \"a\", \"value\": \"\(String(repeating: "x", count: 25_001))\"}"),
      "V0402",
      "secrets[0].value is longer than 25000 characters"),
    BadImport("1001 projects", file(projects(1001), ""), "V0401", "1001 projects"),
  ]
}

/// Imports: the good ones and, with what is wrong and where, the bad ones.
@Suite struct ImportTests {
  private func run(_ text: String, _ fixture: CommandsFixture) -> (text: String, file: PassphraseFile) {
    let file = PassphraseFile(text)
    return (fixture.text("vault import \"\(file.path)\""), file)
  }

  @Test(arguments: BadImport.syntax + BadImport.shapes + BadImport.contents)
  func nothingOfABadFileIsImported(_ bad: BadImport) throws {
    let fixture = try CommandsFixture()
    let before = fixture.text("(vault status).events")
    let given = run(bad.text, fixture).text
    #expect(given.hasPrefix(bad.code + " "), "\(given.prefix(300))")
    #expect(given.contains(bad.message), "\(given.prefix(300))")
    #expect(fixture.text("(vault status).events") == before)
    #expect(fixture.text("projects | length") == "3")
  }

  @Test func aThousandProjectsAreNotTooMany() throws {
    let fixture = try CommandsFixture()
    let projects = (0..<1000).map { number in
      let tail = String(number)
      let id = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - tail.count) + tail
      return "{\"id\": \"\(id)\", \"name\": \"p\(number)\"}"
    }
    let text = "{\"secrets\": [], \"projects\": [\(projects.joined(separator: ","))]}"
    #expect(run(text, fixture).text == "{projects: 1000, secrets: 0}")
  }

  @Test func everythingComesBackByteForByte() throws {
    let fixture = try CommandsFixture()
    let text = """
      {"unknown": [{"a": [1, null, true]}], "projects": [{"id": "6e259761-8d90-4832-8bd8-a207cbb2c077", "name": "imported", "x": {}}],
       "secrets": [
        {"id": "not read", "key": "PEM", "value": "-----BEGIN\\nabc==\\n-----END\\n", "note": "n", "projectIds": ["6e259761-8d90-4832-8bd8-a207cbb2c077"]},
        {"key": "ODD", "value": "  $HOME \\"q\\" \\\\ \\u00e9e\\u0301\\t", "note": "", "projectIds": []},
        {"key": "NULLS", "value": "v", "note": null, "projectIds": null}]}
      """
    let imported = run(text, fixture)
    #expect(imported.text == "{projects: 1, secrets: 3}")
    expectTexts(
      fixture,
      [
        ("reveal imported/PEM", "\"-----BEGIN\\nabc==\\n-----END\\n\""),
        ("(reveal ODD) == \"  $HOME \\\"q\\\" \\\\ \\u{e9}e\\u{301}\\t\"", "true"),
        ("(secret show NULLS).project", "null"), ("(secret show PEM).note | reveal", "\"n\""),
        ("secrets --project imported | length", "1"), ("vault verify", "[]"),
        ("vault import \"\(imported.file.path)\"", "{projects: 1, secrets: 3}"),
        ("secrets | where .key == \"PEM\" | length", "2"),
      ])
  }

  @Test func filesThatAreNotThere() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.fault("vault import \"/nowhere/x.json\"")?.code == "E0803")
    let folder = fixture.fault("vault import \"/tmp\"")
    #expect(folder?.message == "/tmp is a folder, not a file")
    #expect(folder?.report.status == 1)
  }

  @Test func verifyShowsItsFindingsAndEndsWith7() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.text("vault verify") == "[]")
    #expect(fixture.run.host.errors.hasPrefix("clean: "))

    let stores = StoresInMemory()
    _ = try VaultFixture(stores).session.createAccount(name: "ci")
    let tampered = try StoreTampered(try stores.open(at: "vault"))
    tampered.events.remove(at: 1)
    let damaged = try CommandsFixture(StoreGiven(tampered))
    let fault = damaged.fault("vault verify")
    #expect(fault?.code == "E0831")
    #expect(fault?.report.status == 7)
    #expect(damaged.run.host.output.contains("area: \"events\""))
  }
}
