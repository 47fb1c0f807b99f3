import Commands
import Interpreter
import Support
import Syntax
import Testing
import Vault

/// The filters of `events`.
@Suite struct EventTests {
  @Test func typesByNumberNameAndRange() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("events --type 2304 | length", "3"), ("events --type account.created | length", "3"),
        ("events --type 2306..2307 | length", "2"), ("events --type \"2201,2304\" | length", "6"),
        ("events --type 2300..2305 | count-by .type", "[{type: 2304, count: 3}, {type: 2300, count: 3}]"),
        ("let t = 2304; events --type $t | length", "3"),
        ("events --type [2304 project.created] | length", "6"),
        ("events --type 2304..<2305 | length", "3"),
      ])
  }

  @Test(arguments: [
    ("9999", nil), ("account.creatd", "did you mean `account.created`?"), ("5000..6000", nil),
    ("2305..2304", nil),
  ]) func unknownTypesAreFoundBeforeRunning(_ type: String, _ help: String?) throws {
    let fixture = try CommandsFixture()
    let program = fixture.run.check("events --type \(type)")
    #expect(program.diagnostics.map(\.code) == ["E0820"])
    #expect(program.diagnostics.map(\.help) == [help ?? "`help events` lists the types"])
    #expect(!fixture.access.isOpen)
  }

  @Test func thirtyDaysUnlessSaidOtherwise() throws {
    let fixture = try CommandsFixture()
    let all = fixture.text("events --all | length")
    #expect(fixture.run.host.errors == "")
    #expect(fixture.text("events | length") == all)
    #expect(fixture.run.host.errors == "events of the last 30 days; --all shows all, --since others\n")
    fixture.run.context.now = Instant(
      microseconds: fixture.run.context.now.microseconds + 40 * 86_400_000_000)
    expectTexts(
      fixture,
      [("events | length", "0"), ("events --since 60d | length", all), ("events --all | length", all)])
  }

  @Test func timesIncludeAndExclude() throws {
    let fixture = try CommandsFixture()
    let all = fixture.text("events --all | length")
    expectTexts(
      fixture,
      [
        ("events --from 2026-03-01 | length", all), ("events --from 2026-03-02 | length", "0"),
        ("events --to 2026-03-01 | length", all), ("events --to 2026-02-28 | length", "0"),
        ("events --from 2026-03-01 --to 2026-03-01 | length", all),
        ("events --to 2026-03-01T00:00:00Z | length", "0"),
        ("let d = (events --all | last | get date); events --to $d | length", "0"),
        ("let d = (events --all | last | get date); events --from $d | length", all),
        ("events --since 2026-03-01T12:00:00Z | length", "0"),
      ])
    #expect(fixture.text("events --since 3d --from 2026-03-01").hasPrefix("E0205"))
  }

  @Test func aBareDateIsInTheZoneOfTheRun() throws {
    let fixture = try CommandsFixture()
    let all = fixture.text("events --all | length")
    fixture.run.context.zone = ZoneTable.number(offsetMinutes: 120)
    // The events are at midnight UTC: two o'clock in this zone, on the first of March as well.
    #expect(fixture.text("events --from 2026-03-01 --to 2026-03-01 | length") == all)
    fixture.run.context.zone = ZoneTable.number(offsetMinutes: -120)
    #expect(fixture.text("events --from 2026-03-01 | length") == "0")
    #expect(fixture.text("events --to 2026-02-28 | length") == all)
  }

  @Test func subjectsAndObjects() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        (
          "events --account ci-web | get event",
          "[\"grant.created\", \"account.created\", \"account.user-added\"]"
        ),
        ("events --project web --type 21xx | length", "E0820 --type: there is no type of event `21xx`"),
        ("events --project web --type 2101 | length", "2"),
        ("events --secret web/DB_URL | get event", "[\"secret.created\"]"),
        ("accounts | first | do {|a| events --account $a --type 2306 | length }", "1"),
        ("events --type 2306 | first | get token | get name", "\"nightly\""),
        ("events --type 2304 | first | get actor | get kind", "\"person\""),
        ("events --all | last | get number", "1"),
      ])
  }

  /// K01: `--account`, `.account ==` and counting agree with the stored rows, for every actor and every way of
  /// asking.
  @Test func theAccountOfAnEventIsWhoWasActedUponOrActed() throws {
    let fixture = try CommandsFixture()
    let session = try fixture.access.open()
    let accounts = try session.accounts()
    let secret = try session.secrets()[0].id
    let importing = try session.importEvents(digest: [7])
    var dice = Dice(71)
    for _ in 0..<120 {
      var event = ImportedEvent(date: session.service.now() - Int64(dice.roll(50)), code: .secretRetrieved)
      event.secret = secret
      if dice.chance(80) { event.actor = (.account, dice.pick(accounts).id) }
      if dice.chance(30) { event.account = dice.pick(accounts).id }
      try importing.add(event)
    }
    try importing.finish()
    let rows = try session.service.store.rows(EventQuery())
    var counts: [String: Int] = [:]
    for account in accounts {
      let number = rows.count { ($0.account ?? $0.actorAccount) == account.id }
      counts[account.name] = number
      expectTexts(
        fixture,
        [
          ("events --all --account \"\(account.name)\" | length", "\(number)"),
          ("events --all | where .account == \"\(account.name)\" | length", "\(number)"),
          ("let e = (events --all); $e | where .account == \"\(account.name)\" | length", "\(number)"),
          ("let e = (events --all --account \"\(account.name)\"); $e | get account | uniq | length", "1"),
          ("events --all | where .account != \"\(account.name)\" | length", "\(rows.count - number)"),
        ])
    }
    let nobody = rows.count { $0.account == nil && $0.actorAccount == nil }
    #expect(fixture.text("events --all | where .account == null | length") == "\(nobody)")
    for source in ["events --all", "let e = (events --all); $e", "events --all | each {|e| $e}"] {
      for account in accounts {
        let code = "\(source) | count-by .account | where .account == \"\(account.name)\" | get count"
        #expect(fixture.text(code) == "[\(counts[account.name] ?? 0)]", "\(code)")
      }
    }
    let actors = rows.count { $0.actorAccount == accounts[0].id }
    #expect(
      fixture.text("events --all | where .actor == \"\(accounts[0].name)\" | length") == "\(actors)")
  }

  /// K28: what an event says of before and after, and what belongs to one command.
  @Test func eventsSayWhatTheyChanged() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("person invite eve@acme.example --role custom --allow event-logs | get value | reveal")
    _ = fixture.text("person set eve@acme.example --role admin")
    _ = fixture.text("grant deploy project:web --access read")
    _ = fixture.text("grant deploy project:web --access read-write")
    _ = fixture.text("revoke deploy project:web --yes")
    // A name that changed is no change that an event could tell.
    _ = fixture.text("person set ada@acme.example --name Ada")
    let list = "get change | first 7 | to json -c"
    let told = fixture.text("events --all | where .change != null | \(list)")
    #expect(
      told
        == Display.quoted(
          #"["read-write -> none","read -> read-write","none -> read","custom, event-logs, invited -> admin, invited","#
            + #""none -> custom, event-logs, invited","none -> user, invited","none -> read"]"#))
    #expect(fixture.text("let e = (events --all); $e | where .change != null | \(list)") == told)
    _ = fixture.text("secret move web/DB_URL --project billing")
    let moved = "events --type secret.edited | first | get change"
    #expect(
      fixture.text("\(moved) | length") == "28"
        && fixture.text("\(moved) | starts-with \"project \"") == "true")
    _ = fixture.text("secret move billing/DB_URL --unassigned")
    #expect(fixture.text("\(moved) | ends-with \" -> none\"") == "true")
    // One command is one id.
    #expect(fixture.text("events --type 9021 | get run") == fixture.text("events --type 9022 | get run"))
    try fixture.access.open().service.beginRun()
    _ = fixture.text("account create one two")
    expectTexts(
      fixture,
      [
        ("events --type 2304 | first 2 | get run | uniq | length", "1"),
        ("events --type 2304 | first 3 | get run | uniq | length", "2"),
        ("let r = (events | first | get run); events | where .run == $r | length", "4"),
      ])
  }

  @Test func helpHasTheTable() {
    #expect(DomainCommands.eventTypes.contains { $0.number == 2304 && $0.name == "account.created" })
    #expect(DomainCommands.eventTypes.allSatisfy { !$0.message.contains("%") && !$0.message.isEmpty })
  }
}
