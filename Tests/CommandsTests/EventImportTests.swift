import Base
import Builtins
import Commands
import Crypto
import Interpreter
import StoreSQLite
import Support
import Testing
import Vault

/// A file of events that is no good, and what is said about it.
struct BadEvents: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  /// The ending of the file's name.
  let ending: String
  /// The place and the message.
  let message: String
  var code = "E0830"

  var testDescription: String { name }

  static let header = "message,appIcon,appName,userId,userName,userEmail,date,ip,type,installationId"
  static let good = "Read,,sms,,,,2026-01-31T08:00:00Z,,Secret_Retrieved,"
  static let id = "6e259761-8d90-4832-8bd8-a207cbb2c077"

  private static func csv(_ name: String, _ text: String, _ message: String) -> BadEvents {
    BadEvents(name: name, text: text, ending: ".csv", message: message)
  }

  /// A good record, then this one.
  private static func record(_ name: String, _ record: String, _ message: String) -> BadEvents {
    csv(name, "\(header)\r\n\(good)\r\n\(record)\r\n", message)
  }

  private static func line(_ name: String, _ line: String, _ message: String) -> BadEvents {
    let good = "{\"date\":\"2026-01-31T08:00:00Z\",\"type\":2100}"
    return BadEvents(name: name, text: "\(good)\n\n\(line)\n", ending: ".jsonl", message: message)
  }

  static let csvFiles: [BadEvents] = [
    csv("no byte", "", ":1:1: the header is missing"),
    csv("another header", "date,type\r\n", ":1:1: the column `message` should stand here"),
    csv(
      "a column renamed", header.replacing("userName", with: "user"), ":1:32: the column `userName` should"),
    csv("a column missing", header.replacing(",installationId", with: ""), "the column `installationId` is"),
    csv("a column too many", header + ",more\r\n", ":1:79: there is a column too many"),
    csv(
      "mixed line ends", "\(header)\r\n\(good)\n", ":2:53: the line ends with LF, those before it with CR LF"),
    csv("mixed line ends, the other way", "\(header)\n\(good)\r\n", ":2:53: the line ends with CR LF, those"),
    record("a broken quote", "a\"b,,,,,,,,,", ":3:2: a quote within a cell that does not begin with one"),
    record("an open quote", "a,\"b", ":3:3: the quote is never closed"),
    record("text after a quote", "\"a\"b,,", ":3:4: after the closing quote"),
    record("too few cells", "a,b", ":3:1: the record has 2 cells, not 10"),
    record("too many cells", good + ",x", ":3:55: the record has more cells than the header"),
    record("no date", good.replacing("2026-01-31T08:00:00Z", with: ""), ":3:14: `` is no date"),
    record(
      "a date of another form", good.replacing("2026-01-31T08", with: "31.1.2026 08"), ":3:14: `31.1.2026"),
    record(
      "a date to come", good.replacing("2026-01", with: "2027-01"), ":3:14: `2027-01-31T08:00:00Z` lies in"),
    record(
      "an unknown type", good.replacing("Secret_Retrieved", with: "Cipher_Created"), ":3:36: there is no"),
    record("a user by name", good.replacing("sms,", with: "sms,ada"), ":3:11: `userId` is no id"),
    record(
      "a long address", good.replacing("Z,,", with: "Z,\(String(repeating: "1", count: 51)),"),
      ":3:35: the address has more than 50 characters"),
    record("an odd address", good.replacing("Z,,", with: "Z,a b,"), ":3:35: the address holds blanks"),
    record("no UTF-8", "\u{0},,", ":3:1: a NUL"),
  ]

  static let lines: [BadEvents] = [
    line("cut off", "{\"date\":\"2026-01-31\"", ":3:21: "),
    line("a list", "[1]", ":3:1: an object"),
    line("two objects", "{\"date\":\"2026-01-31\",\"type\":2100} {}", ":3:35: "),
    line("no date", "{\"type\":2100}", ":3:13: the event has no `date`"),
    line("no type", "{\"date\":\"2026-01-31\"}", ":3:21: the event has no `type`"),
    line("a key twice", "{\"date\":\"2026-01-31\",\"type\":2100,\"type\":2100}", ":3:"),
    line("an unknown key", "{\"when\":1}", ":3:2: there is no `when` in an event"),
    line("a date to come", "{\"date\":\"2027-01-31\"}", ":3:9: `2027-01-31` lies in the future"),
    line("no such date", "{\"date\":\"2026-02-30\"}", ":3:9: `2026-02-30` is no date"),
    line("a date as a number", "{\"date\":5}", ":3:9: a text is wanted here"),
    line("a type that is none", "{\"type\":1}", ":3:9: there is no type of event `1`"),
    line("a type in words", "{\"type\":\"secret.read\"}", ":3:9: there is no type of event `secret.read`"),
    line("a device in words", "{\"device\":\"cli\"}", ":3:11: a number is wanted here"),
    line(
      "a name of nothing", "{\"date\":\"2026-01-31\",\"type\":2100,\"secret\":\"nix\"}",
      ":3:43: no secret is called \"nix\""),
    line(
      "an actor who is not there", "{\"actor\":\"ci\",\"date\":\"2026-01-31\",\"type\":2100}",
      ":3:10: no entry is called \"ci\""),
    line(
      "a name of several", "{\"project\":\"twin\",\"date\":\"2026-01-31\",\"type\":2100}",
      ":3:12: 2 match \"twin\""),
    line("a long line", "{\"ip\":\"\(String(repeating: "1", count: 70_000))\"}", ":3:"),
  ]

  static let files: [BadEvents] = [
    BadEvents(
      name: "another ending", text: "x", ending: ".xlsx", message: "does not tell its format", code: "E0832"),
    BadEvents(name: "no file", text: "", ending: ".none/x.csv", message: "cannot read", code: "E0803"),
  ]
}

/// `events import`: what comes in, what comes out again, and what is refused.
@Suite struct EventImportTests {
  private static func other() throws -> CommandsFixture {
    let stores = StoresInMemory()
    _ = try VaultFixture(stores, seed: 99)
    return try CommandsFixture(stores)
  }

  @Test(arguments: BadEvents.csvFiles + BadEvents.lines + BadEvents.files)
  func nothingOfABadFileIsImported(_ bad: BadEvents) throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("[twin twin] | project create --twin")
    let store = try fixture.access.open().service.store
    let before = try StoreDump(store)
    let folder = try TemporaryFolder()
    let path = folder.file("e" + bad.ending)
    if bad.code != "E0803" { try folder.write(bad.text, to: "e" + bad.ending) }
    let fault = try #require(fixture.fault("events import \"\(path)\""))
    #expect(fault.code == bad.code && fault.report.status == 1)
    #expect(fault.message.contains(bad.message), "\(fault.message.prefix(300))")
    #expect(fault.report.help != nil || bad.code == "E0803")
    #expect(try StoreDump(store) == before)
  }

  @Test func anExportGoesIntoAnotherVaultAndComesOutAgain() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    _ = fixture.text("reveal web/DB_URL; account delete ci-web --yes; group delete ops --yes")
    // An event of a machine account and one of a device, of which there are none yet.
    let session = try fixture.access.open()
    let importing = try session.importEvents(digest: [1])
    var read = ImportedEvent(date: 1_772_236_800_000_000, code: .secretRetrieved)
    read.actor = (.account, try session.resolve("deploy", among: [.account]).id)
    read.secret = try session.resolve("web/DB_URL", among: [.secret]).id
    try importing.add(read)
    (read.actor, read.device, read.ip) = (nil, 8, "10.1.2.3")
    try importing.add(read)
    try importing.finish()
    let count = fixture.text("events --all | length")
    let range = "--from 2026-02-27 --to 2026-03-02"
    let first = folder.path + "/first.csv"
    #expect(fixture.text("(events export \"\(first)\" \(range)).events") == count)

    let other = try Self.other()
    other.clock.time += 86_400_000_000
    #expect(other.text("(events import \"\(first)\").events") == count)
    let second = folder.path + "/second.csv"
    _ = other.text("events export \"\(second)\" \(range)")
    let marked = try #require(folder.text("first.csv")).split(separator: "\r\n").dropFirst().map { line in
      String(line).replacing(",,sms,", with: ",import,sms,")
    }
    let back = try #require(folder.text("second.csv")).split(separator: "\r\n").map(String.init)
    #expect(back.filter { $0.contains(",import,") } == marked)
    #expect(back.count == marked.count + 2, "the header and the making of the vault")
    #expect(marked.contains { $0.contains(",import,SDK,,Machine account ") })
    #expect(
      marked.contains { $0.contains(",import,device 8,,,,2026-02-28T00:00:00Z,10.1.2.3,Secret_Retrieved,") })
    expectTexts(
      other,
      [
        ("vault verify | length", "0"),
        ("events --all | where .origin == \"import\" | length", "\(marked.count)"),
        ("events --all | count-by .origin | sort-by .origin | get count", "[\(marked.count), 4]"),
      ])
    for shown in [
      "select date type event message ip device",
      "where .actor != null | each {|e| \"\\($e.actor.kind):\\($e.actor.id)\" }",
    ] {
      let given = other.text("events --all | where .origin == \"import\" | \(shown)")
      #expect(given == fixture.text("events --all | where .type != 9041 | \(shown)"))
      #expect(given.utf8.count > 500)
    }
  }

  /// What our own JSON lines are made of in a script.
  private static let lines = """
    events --all | where .type != 9033 | each {|e| {date: $e.date, type: $e.type, actor: (id $e.actor),
      machine_account: (id $e.account), secret: (id $e.secret), project: (id $e.project), person: (id $e.person),
      group: (id $e.group), token: (id $e.token), ip: $e.ip, device: $e.device}}
    """

  @Test func jsonLinesBringEverythingBack() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    _ = fixture.text("reveal web/DB_URL; account delete ci-web --yes; group delete ops --yes")
    fixture.run.context.registry.add(IOCommands.all)
    let id = "def id [x: any] { if $x == null { null } else { \"\\($x.kind):\\($x.id)\" } }\n"
    let text = try #require(fixture.run.evaluate("\(id)\(Self.lines) | to jsonl").string)
    let path = try folder.write(text, to: "e.jsonl")
    let other = try Self.other()
    other.clock.time += 86_400_000_000
    let count = fixture.text("\(id)\(Self.lines) | length")
    #expect(other.text("(events import \"\(path)\").events") == count)
    let shown = "\(id)\(Self.lines)"
    let imported = shown.replacing("where .type != 9033", with: "where .origin == \"import\"")
    #expect(other.text(imported) == fixture.text(shown))
    let messages = "get message"
    #expect(
      other.text("events --all | where .origin == \"import\" | \(messages)")
        == fixture.text("events --all | where .type != 9033 | \(messages)"))
    #expect(other.text("vault verify | length") == "0")
  }

  @Test func whatTheProductWritesIsKept() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    let (user, page) = ("6e259761-8d90-4832-8bd8-a207cbb2c077", "11111111-8d90-4832-8bd8-a207cbb2c077")
    let rows = [
      "Accessed secret 22222222,bwi-cli,SDK,,Machine account \(page),,2026-02-03T00:00:00.1234567Z,10.0.0.1,Secret_Retrieved,x",
      "\"Added user <a href=\"\"#/6e259761-8d90\"\">33333333</a> to machine account <b>11111111</b>\",bwi-globe,"
        + "Web vault - Chrome,\(user),Machine account \(page),,2026-02-02T00:00:00Z,,ServiceAccount_UserAdded,",
      "Edited secret 22222222,bwi-globe,device 9,\(user),\"Ann \"\"A\"\" Lee\",ann@x.example,2026-02-01T00:00:00Z,,Secret_Edited,",
    ]
    let path = try folder.write(([BadEvents.header] + rows).joined(separator: "\n"), to: "p.csv")
    expectTexts(
      fixture,
      [
        ("(events import \"\(path)\").events", "3"),
        (
          "events --all --to 2026-02-28 | get date",
          "[2026-02-03T00:00:00.123456Z, 2026-02-02T00:00:00Z, 2026-02-01T00:00:00Z]"
        ),
        ("events --all --account \(page) | get event", "[\"secret.retrieved\", \"account.user-added\"]"),
        ("events --all --account \(page) | get actor | get kind", "[\"account\", \"person\"]"),
        ("events --all --account \(page) | get account | each {|a| $a.id}", "[\"\(page)\", \"\(page)\"]"),
        ("events --all --account \(page) | last | get account | get id", "\"\(page)\""),
        ("events --all --to 2026-02-28 | get device", "[null, null, 9]"),
        ("events --all --to 2026-02-28 | get ip | first", "\"10.0.0.1\""),
      ])
    _ = fixture.text("events export \"\(folder.path)/q.csv\" --to 2026-02-28")
    let back = try #require(folder.text("q.csv")).split(separator: "\r\n").dropFirst().map(String.init)
    #expect(
      back == [
        rows[0].replacing("bwi-cli", with: "import").replacing("1234567Z", with: "123456Z"),
        rows[1].replacing("bwi-globe", with: "import").replacing("Machine account \(page)", with: ""),
        rows[2].replacing("bwi-globe", with: "import"),
      ])
  }

  @Test func idsComeBackWhereOneAloneBeginsSo() throws {
    let stores = StoresInMemory()
    let vault = try VaultFixture(stores)
    // Ids of the product are random; those of an import of secrets are as well.
    _ = try vault.session.importProduct(
      projects: [],
      secrets: [ImportedSecret(key: "K", value: Secret(utf8: "v"), note: Secret(count: 0), projectIDs: [])])
    let fixture = try CommandsFixture(stores)
    let folder = try TemporaryFolder()
    let id = try #require(try vault.session.secrets().first).id.text
    func row(_ message: String) -> String { BadEvents.good.replacing("Read", with: message) }
    let texts = [
      row("Read secret \(id.prefix(8)) again"), row("Read secret 00000000"),
      row("Read \(id.prefix(8)) and \(id.prefix(8))"), row("Read secret \(id)"),
      row("Read secret x\(id.prefix(8))"),
    ]
    let path = try folder.write(([BadEvents.header] + texts).joined(separator: "\n"), to: "i.csv")
    expectTexts(
      fixture,
      [
        ("(events import \"\(path)\").events", "5"),
        ("events --all --type 2100 | where .secret != null | get secret | get id", "[\"\(id)\"]"),
        ("events --all --secret K --type 2100 | get message", "[\"Read secret \(id.prefix(8)) again\"]"),
      ])
    // Ids that say when they were made belong to no older event.
    let person = vault.session.person.id
    let added = "Invited user \(person.text.prefix(8)),,sms,,,,2025-01-31T08:00:00Z,,Person_Invited,"
    let young = try folder.write([BadEvents.header, added].joined(separator: "\n"), to: "y.csv")
    #expect(fixture.text("(events import \"\(young)\").events") == "1")
    #expect(fixture.text("events --all --type person.invited | get person") == "[null]")
  }

  @Test func namesAreLookedUpAlsoOfWhatIsGone() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    _ = fixture.text("account delete ci-web --yes")
    let unknown = "6e259761-8d90-4832-8bd8-a207cbb2c077"
    let rows = [
      "{\"date\":\"2026-01-05\",\"type\":\"Secret_Edited\",\"actor\":\"bob@acme.example\",\"secret\":\"web/DB_URL\",\"project\":\"web\"}",
      "{\"date\":\"2026-01-04\",\"type\":2304,\"actor\":\"account:deploy\",\"machine_account\":\"ci-web\"}",
      "{\"date\":\"2026-01-03T00:00:00+02:00\",\"type\":\"2100\",\"actor\":\"\(unknown)\",\"device\":21}",
      "{\"date\":\"2026-01-02\",\"type\":2100,\"actor\":\"\(unknown)\",\"secret\":null,\"ip\":\"\"}",
      "\t{\"date\":\"2026-01-01\",\"type\":2100,\"machine_account\":\"\(unknown)\"}\r",
    ]
    let path = try folder.write("\u{FEFF}" + rows.joined(separator: "\n"), to: "n.jsonl")
    expectTexts(
      fixture,
      [
        ("(events import \"\(path)\").events", "5"),
        (
          "events --all --to 2026-01-31 | each {|e| \"\\($e.actor.kind):\\($e.actor.name)\"}",
          "[\"person:bob@acme.example\", \"account:deploy\", \"account:\(unknown)\", \"person:\(unknown)\", "
            + "\"account:\(unknown)\"]"
        ),
        (
          "events --all --to 2026-01-31 | get account | each {|a| if $a == null { \"-\" } else { $a.name }}",
          "[\"-\", \"ci-web\", \"\(unknown)\", \"-\", \"\(unknown)\"]"
        ),
        ("events --all --to 2026-01-31 | first | get secret | get name", "\"DB_URL\""),
        ("events --all --to 2026-01-31 | get date | skip 2 | first", "2026-01-02T22:00:00Z"),
        ("vault verify | length", "0"),
      ])
  }

  @Test func theSameFileIsRefusedWithItsDate() throws {
    let fixture = try CommandsFixture()
    let folder = try TemporaryFolder()
    let path = try folder.write("\(BadEvents.header)\n\(BadEvents.good)", to: "e.csv")
    #expect(fixture.text("(events import \"\(path)\").events") == "1")
    let count = fixture.text("events --all | length")
    let again = try folder.write("\(BadEvents.header)\n\(BadEvents.good)", to: "renamed.CSV")
    let fault = fixture.fault("events import \"\(again)\"")
    #expect(fault?.code == "V0403")
    #expect(
      fault?.message.contains("was imported already, at 2026-03-02T00:00:0") == true,
      "\(fault?.message ?? "")")
    #expect(fixture.text("events --all | length") == count)
    // Nothing but a header is a history of nothing.
    let empty = try folder.write("\(BadEvents.header)\r\n", to: "empty.csv")
    #expect(fixture.text("(events import \"\(empty)\").events") == "0")
  }

  @Test func numbersFollowTimeWhicheverWayTheFileGoes() throws {
    let day: Int64 = 86_400_000_000
    let start: Int64 = 1_700_000_000_000_000
    for isNewestFirst in [true, false] {
      let stores = StoresInMemory()
      _ = try VaultFixture(stores)
      let fixture = try CommandsFixture(stores)
      let folder = try TemporaryFolder()
      // Three blocks, the last one not full; neighbours of one date; in the file's order by their addresses.
      let rows = (0..<2345).map { index in
        let place = isNewestFirst ? 2344 - index : index
        let date = fixture.run.context.zones.text(start + Int64(place / 2) * day / 100, in: 0)
        return BadEvents.good.replacing("2026-01-31T08:00:00Z", with: date).replacing(
          ",,Secret", with: ",a\(place),Secret")
      }
      let path = try folder.write(([BadEvents.header] + rows).joined(separator: "\r\n"), to: "e.csv")
      #expect(fixture.text("(events import \"\(path)\").events") == "2345")
      let session = try fixture.access.open()
      let events = try session.events(EventQuery([.equal(.origin, .int(1))], order: [SortKey(.number)]))
      #expect(events.map(\.ip) == (0..<2345).map { "a\($0)" })
      #expect(fixture.text("events --all | where .origin == \"import\" | get ip | first") == "\"a2344\"")
      #expect(try session.verify().findings == [])
    }
  }

  @Test func whoIsNoOwnerMayNot() throws {
    let stores = StoresInMemory()
    let people = try PeopleFixture([("eve", .admin)], stores: stores)
    let fixture = try CommandsFixture(
      StoreGiven(people.vault.service.store), person: "eve@acme.example",
      file: PassphraseFile(PeopleFixture.passphrase))
    let fault = fixture.fault("events import /nowhere/e.csv")
    #expect(fault?.code == "V0103" && fault?.message == "you may not import events")
    let readOnly = try CommandsFixture(isReadOnly: true)
    #expect(readOnly.fault("events import /nowhere/e.csv") != nil)
  }
}
