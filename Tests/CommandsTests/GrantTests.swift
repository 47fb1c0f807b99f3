import Commands
import Interpreter
import Support
import Syntax
import Testing

/// Granting and revoking, one by one and in bulk.
@Suite struct GrantTests {
  @Test func aSecondRunChangesNothing() throws {
    let fixture = try CommandsFixture()
    let grant = "accounts | grant project:billing --access read | get action"
    expectTexts(
      fixture,
      [
        (grant, "[\"granted\", \"granted\", \"granted\"]"),
        (grant, "[\"unchanged\", \"unchanged\", \"unchanged\"]"),
        ("grants --project billing | length", "4"),
      ])
  }

  @Test func whatIsUnchangedLeavesNoEvent() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("accounts | grant project:billing --access read")
    let before = fixture.text("(vault status).events")
    _ = fixture.text("accounts | grant project:billing --access read")
    #expect(fixture.text("(vault status).events") == before)
  }

  @Test func aHigherLevelIsKeptUnlessExact() throws {
    let fixture = try CommandsFixture()
    let grant = "grant ci-payments project:payments-prod --access read"
    expectTexts(
      fixture,
      [
        (
          "\(grant) | select action before after",
          "[{action: \"kept\", before: \"read-write\", after: \"read-write\"}]"
        ),
        (
          "\(grant) --exact | select action before after",
          "[{action: \"changed\", before: \"read-write\", after: \"read\"}]"
        ),
        (
          "grant ci-payments project:payments-prod --access read-write | select action before after",
          "[{action: \"changed\", before: \"read\", after: \"read-write\"}]"
        ),
      ])
  }

  @Test func sidesMayBeMixed() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        (
          "projects | grant deploy --access read | get object | get name",
          "[\"payments-prod\", \"web\", \"billing\"]"
        ),
        (
          "[account:ci-web project:billing] | grant project:web deploy --access read | each {|r| \"\\($r.subject) \\($r.object)\"}",
          "[\"deploy web\", \"deploy billing\", \"ci-web web\", \"ci-web billing\"]"
        ),
        ("let a = (accounts); grant ...$a project:web --access read | length", "3"),
        ("let a = (accounts); grant $a project:web --access read | length", "3"),
        ("account create fresh | grant project:web --access read | get action", "[\"granted\"]"),
        ("grant deploy deploy project:web web --access read | length", "1"),
      ])
  }

  @Test func anEmptyPipeGrantsNothing() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.text("accounts | where .name == \"none\" | grant project:web --access read") == "[]")
    #expect(fixture.text("[] | revoke project:web") == "[]")
  }

  @Test(arguments: [
    ("grant deploy --access read", "E0210"), ("grant project:web --access read", "E0210"),
    ("grant --access read", "E0210"), ("grant deploy project:web", "E0210"),
    ("grant deploy project:nowhere --access read", "V0201"), ("grant 5 project:web --access read", "V0201"),
    ("[5] | grant project:web --access read", "E0810"),
    ("secrets | grant project:web --access read", "E0845"),
    ("tokens | grant project:web --access read", "E0810"),
    ("grant bob@acme.example account:deploy --access read", "V0304"),
    ("grant bob@acme.example account:deploy project:web", "E0210"),
  ]) func mistakesAreNamed(_ code: String, _ fault: String) throws {
    #expect(try CommandsFixture().fault(code)?.code == fault)
  }

  @Test(arguments: [
    ("grant deploy project:web --access rw", "did you mean `read-write`?"),
    ("grant deploy project:web --access raed", "did you mean `read`?"),
    (
      "grant token:pipeline project:web --access read",
      "it takes person:NAME or group:NAME or account:NAME or project:NAME or secret:NAME"
    ),
  ]) func wordsAreReadBeforeRunning(_ code: String, _ help: String) throws {
    let fixture = try CommandsFixture()
    let program = fixture.run.check("account create never-made; \(code)")
    #expect(program.hasErrors)
    #expect(program.diagnostics.map(\.help) == [help])
    #expect(!fixture.access.isOpen)
  }

  @Test func allOrNone() throws {
    let fixture = try CommandsFixture()
    let before = fixture.text("(vault status).events")
    #expect(fixture.fault("[ci-web nobody] | grant project:billing --access read")?.code == "V0201")
    #expect(fixture.text("grants --project billing | length") == "1")
    #expect(fixture.text("(vault status).events") == before)
  }

  @Test func keepGoingGivesARowForEach() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        (
          "[ci-web nobody deploy] | grant project:billing --access read --keep-going | get action",
          "[\"failed\", \"granted\", \"granted\"]"
        ),
        ("grant nobody project:web --access read --keep-going | get action", "[\"failed\"]"),
        ("[nobody deploy] | account delete --yes --keep-going | get action", "[\"failed\", \"deleted\"]"),
      ])
    #expect(fixture.access.failures == 3)
  }

  @Test func revokeTakesBack() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        (
          "revoke ci-web project:web --yes | select action before after",
          "[{action: \"revoked\", before: \"read\", after: null}]"
        ),
        ("revoke ci-web project:web --yes | get action", "[\"unchanged\"]"),
        ("secrets --account ci-web | length", "0"),
        (
          "accounts | revoke project:payments-prod --yes | get action",
          "[\"revoked\", \"unchanged\", \"unchanged\"]"
        ),
      ])
  }

  @Test func theEventsSayTheLevels() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("grant deploy project:web --access read; grant deploy project:web --access read-write")
    #expect(
      fixture.text("events --account deploy --type 9020..9022 | get event")
        == "[\"grant.changed\", \"grant.created\"]")
  }
}
