import Base
import Builtins
import Commands
import Glibc
import Interpreter
import Support
import Testing
import Vault

/// `events export`, `vault export` and `vault set`.
@Suite struct ExportTests {
  private static let header = "message,appIcon,appName,userId,userName,userEmail,date,ip,type,installationId"

  @Test func eventsHaveTheColumnsOfTheProduct() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    _ = fixture.text("reveal web/DB_URL")
    let all = fixture.text("events --all | length")
    let file = folder.path + "/e.csv"
    #expect(fixture.text("(events export \"\(file)\").events") == all)
    #expect(folder.names == ["e.csv", "e.csv.proof"] && folder.mode("e.csv") == 0o600)
    let text = try #require(folder.text("e.csv"))
    #expect(text.hasSuffix("\r\n"))
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.removeFirst() == Self.header)
    #expect(lines.removeLast() == "")
    #expect(String(lines.count) == all)
    #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 10 })
    let session = try fixture.access.open()
    let secret = try session.resolve("web/DB_URL", among: [.secret]).id.text
    let event = try session.events(EventQuery([.equal(.type, .int(2100))]))[0]
    let date = fixture.run.context.zones.text(event.date, in: 0)
    #expect(
      lines[0]
        == "Accessed secret \(secret.prefix(8)),,sms,\(session.person.id.text),ada@acme.example,ada@acme.example,"
        + "\(date),,Secret_Retrieved,")
    #expect(date.hasPrefix("2026-03-") && date.hasSuffix("Z"))
    // The export is an event of its own, and no part of itself.
    #expect(fixture.text("events --type events.exported | length") == "1")
    #expect(fixture.text("vault verify | length") == "0")
  }

  @Test func thePageOfAMachineAccountNamesItInEveryRow() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    let file = folder.path + "/a.csv"
    #expect(fixture.text("(events export \"\(file)\" --account ci-web --from 2026-03-01).events") == "3")
    let id = try fixture.access.open().resolve("ci-web", among: [.account]).id.text
    let rows = try #require(folder.text("a.csv")).split(separator: "\r\n").dropFirst()
    #expect(rows.allSatisfy { $0.contains(",Machine account \(id),,2026-03-") })
    #expect(
      rows.map { $0.split(separator: ",").dropLast(0).last.map(String.init) ?? "" }.reversed()
        == ["ServiceAccount_UserAdded", "ServiceAccount_Created", "Grant_Created"])
    // What was deleted is found by its name; the first export is an event of the machine account.
    _ = fixture.text("account delete ci-web --yes")
    #expect(
      fixture.text("(events export \"\(file)\" --account ci-web --from 2026-03-01 --force).events") == "5")
  }

  @Test func anExportIsVerifiedWithoutAVault() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    let file = folder.path + "/e.csv"
    let count = fixture.text("(events export \"\(file)\").events")
    let fingerprint = fixture.text("whoami | get fingerprint")
    let verify = "events verify \"\(file)\" --root"
    #expect(fixture.text("(\(verify) \(fingerprint)).events") == count)
    #expect(fixture.text("(events verify \"\(file)\").fingerprint") == fingerprint)
    #expect(fixture.fault("\(verify) \(String(repeating: "0", count: 64))")?.report.status == 7)
    #expect(fixture.text("vault verify --anchor \"\(file).proof\"") == "[]")
    #expect(fixture.fault("events verify \"\(file).proof\"")?.code == "E0803")
    #expect(fixture.fault("events verify \"\(file)\" --proof \"\(file)\"")?.code == "E0866")
    let text = try #require(folder.text("e.csv"))
    try folder.write(text.replacing("Created", with: "Deleted"), to: "e.csv")
    #expect(fixture.fault("\(verify) \(fingerprint)")?.code == "E0867")
  }

  @Test func anchorsAreAddedToTheirFile() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    let file = folder.path + "/anchors"
    #expect(fixture.fault("vault verify --anchor \"\(file)\"")?.code == "E0803")
    try folder.write("nothing\n", to: "anchors")
    #expect(fixture.fault("vault verify --anchor \"\(file)\"")?.code == "E0864")
    _ = fixture.text("events anchor \"\(file)\"")
    _ = fixture.text("account create another")
    #expect(fixture.text("(events anchor \"\(file)\").event") == fixture.text("(vault status).events"))
    #expect(try #require(folder.text("anchors")).split(separator: "\n").count == 3)
    #expect(fixture.text("vault verify --anchor \"\(file)\"") == "[]")
    let other = try CommandsFixture()
    #expect(other.fault("vault verify --anchor \"\(file)\"")?.report.status == 7)
    #expect(fixture.fault("events anchor \"\(folder.path)\"")?.code == "E0860")
  }

  @Test func aRangeHasAtMost367Days() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    func export(_ flags: String) -> String { "events export \"\(folder.path)/r.csv\" \(flags)" }
    #expect(fixture.text(export("--from 2025-03-01 --to 2026-03-02 | get events")) != "0")
    #expect(fixture.fault(export("--from 2025-03-01 --to 2026-03-03 --force"))?.code == "V0304")
    #expect(fixture.fault(export("--from 2026-03-03 --to 2026-03-01 --force"))?.code == "V0304")
    #expect(fixture.text(export("--to 2025-01-31 --force | get events")) == "0")
    #expect(folder.text("r.csv") == Self.header + "\r\n")
    #expect(folder.names == ["r.csv", "r.csv.proof"])
  }

  /// K11: days are those of the run's calendar, of which one has 25 hours or 23.
  @Test func aRangeHasAtMost367DaysOfTheCalendar() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    fixture.run.context.zone = try fixture.run.context.zones.number(named: "Europe/Berlin")
    for (from, to, isTooLong) in [
      ("2025-10-26", "2026-10-27", false), ("2025-10-26", "2026-10-28", true),
      ("2025-03-30", "2026-03-31", false), ("2025-03-30", "2026-04-01", true),
    ] {
      let given = fixture.text("events export \"\(folder.path)/r.csv\" --from \(from) --to \(to) --force")
      #expect(given.hasPrefix("V0304") == isTooLong, "\(from): \(given)")
    }
  }

  @Test func cellsAreQuotedWhereTheyMustBe() throws {
    let fixture = try CommandsFixture()
    let session = try fixture.access.open()
    let person = try #require(try session.service.store.first(Query<PersonRow>()))
    try session.service.store.update(
      PersonRow.self, number: person.number, set: [(.name, .text("Ada \"A\", L.\nB"))])
    let folder = try TemporaryFolder()
    _ = fixture.text("events export \"\(folder.path)/q.csv\"")
    #expect(try #require(folder.text("q.csv")).contains(",\"Ada \"\"A\"\", L.\nB\",ada@acme.example,"))
    // The language's own reader sees ten columns again.
    let code =
      "\(Display.quoted(try #require(folder.text("q.csv")))) | from csv | get userName | uniq | length"
    let reader = TestRun(BuiltinCommands.all + IOCommands.all)
    #expect(reader.evaluateText(code) == "1")
  }

  /// K08: what a spreadsheet would run begins with an apostrophe; an import of it takes it for the name that it was.
  @Test(arguments: [
    "=HYPERLINK(\"http://x\",\"y\")", "+1-2", "-x", "@SUM(1)", "\u{ff1d}1+1", "\u{ff0b}1", "\u{ff0d}1",
    "\u{ff20}x", "=a, b",
  ])
  func noCellOfAnExportIsAFormula(_ name: String) throws {
    let fixture = try CommandsFixture()
    let session = try fixture.access.open()
    let person = try #require(try session.service.store.first(Query<PersonRow>()))
    try session.service.store.update(
      PersonRow.self, number: person.number, set: [(.name, .text(name))])
    let folder = try TemporaryFolder()
    _ = fixture.text("events export \"\(folder.path)/f.csv\"")
    let text = try #require(folder.text("f.csv"))
    let reader = TestRun(BuiltinCommands.all + IOCommands.all)
    let quoted = Display.quoted(text)
    #expect(
      reader.evaluateText("\(quoted) | from csv | get userName | uniq | to json -c")
        == Display.quoted("[\(Display.quoted("'" + name))]"))
    // The rule is that of `to csv`: written by it once more every cell is the same.
    #expect(reader.evaluateText("\(quoted) == (\(quoted) | from csv | to csv)") == "true")
    // An export that another vault imports is exported again unchanged.
    let other = try CommandsFixture()
    _ = other.text("events import \"\(folder.path)/f.csv\"")
    _ = other.text("events export \"\(folder.path)/g.csv\" --from 2026-02-20")
    let cells =
      "\(Display.quoted(try #require(folder.text("g.csv")))) | from csv | where .appIcon == \"import\" | get userName | uniq | to json -c"
    #expect(reader.evaluateText(cells) == Display.quoted("[\(Display.quoted("'" + name))]"))
  }

  @Test func filesThatAreThereAndLinksAreLeftAlone() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    let target = folder.path + "/target"
    let file = try #require(fopen(target, "w"))
    fputs("mine", file)
    fclose(file)
    symlink(target, folder.path + "/link")
    for command in ["events export", "vault export --yes"] {
      for name in ["target", "link", "link --force", ""] {
        let parts = name.split(separator: " ")
        let path = "\"\(folder.path)/\(parts.first ?? "")\""
        let code = "\(command) \(path) \(parts.dropFirst().joined())"
        #expect(fixture.fault(code)?.code == "E0860", "\(code)")
      }
      #expect(fixture.fault("\(command) \"\(folder.path)/none/x\"")?.code == "E0860")
    }
    #expect(folder.text("target") == "mine" && folder.names == ["link", "target"])
    // What was refused opened nothing.
    #expect(fixture.text("events --type 2100 | length") == "0")
    #expect(fixture.text("events export \"\(target)\" --force | get file | length") != "0")
    #expect(try #require(folder.text("target")).hasPrefix(Self.header) && folder.mode("target") == 0o600)
  }

  @Test func anExportIsWhatAnImportTakes() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    let file = folder.path + "/v.json"
    _ = fixture.text("\"line\\n\\\"quoted\\\" \\u{1F600}\" | secret create ODD")
    _ = fixture.text("secret delete API_KEY --yes")
    #expect(fixture.fault("vault export \"\(file)\"")?.code == "E0840")
    #expect(folder.names == [])
    #expect(
      fixture.text("vault export \"\(file)\" --yes | select projects secrets") == "{projects: 3, secrets: 3}")
    #expect(folder.mode("v.json") == 0o600)
    let text = try #require(folder.text("v.json"))
    #expect(text.hasPrefix("{\n  \"projects\": [\n    {\n      \"id\": \"") && text.hasSuffix("\n}\n"))
    #expect(text.contains("\n      \"key\": \"DB_URL\",\n      \"value\": \"postgres://web:pw@db/web\",\n"))
    #expect(text.contains("\"projectIds\": []") && !text.contains("API_KEY"))
    expectTexts(
      fixture,
      [
        ("events --type vault.exported | length", "1"), ("events --type 2100 | length", "3"),
        ("vault import \"\(file)\"", "{projects: 3, secrets: 3}"),
        ("secrets | where .key == \"ODD\" | reveal | uniq | length", "1"),
        ("secrets | where .key == \"DB_URL\" | get project | get name", "[\"web\", \"web\"]"),
        ("vault verify | length", "0"),
      ])
  }

  @Test func aTerminalIsAskedBeforeAnExport() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = ["", "yes"]
    let code = "vault export \"\(folder.path)/v.json\""
    #expect(fixture.fault(code)?.code == "E0841")
    #expect(folder.names == [] && fixture.text("events --type 2100 | length") == "0")
    #expect(fixture.text("\(code) | get secrets") == "3")
  }

  @Test func settingsShowInTheConfig() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("vault set identity-url https://sms.acme.example/identity | get action", "[\"changed\"]"),
        ("(account config ci-web).identity_url", "\"https://sms.acme.example/identity\""),
        ("vault set identity-url https://sms.acme.example/identity | get action", "[\"unchanged\"]"),
        ("vault set identity-url --default | get after", "[\"http://127.0.0.1:8087/identity\"]"),
        (
          "vault set machine-projects any | select subject before after",
          "[{subject: \"machine-projects\", before: \"writers\", after: \"any\"}]"
        ),
        ("events --type vault.set | length", "3"), ("vault verify | length", "0"),
      ])
    for (code, fault) in [
      ("vault set colour red", "E0212"), ("vault set api-url", "E0210"),
      ("vault set api-url http://a --default", "E0205"), ("vault set api-url nowhere", "V0304"),
      ("vault set machine-projects some", "V0304"),
    ] {
      #expect(fixture.fault(code)?.code == fault, "\(code)")
    }
  }
}
