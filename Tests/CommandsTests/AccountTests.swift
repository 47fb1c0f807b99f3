import Commands
import Interpreter
import Support
import Testing

/// Making, showing, renaming and deleting machine accounts and projects.
@Suite struct AccountTests {
  @Test func ifMissingMakesNoTwins() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("account create runner --if-missing | get action", "[\"created\"]"),
        ("account create runner --if-missing | get action", "[\"unchanged\"]"),
        ("account create runner --twin | get action", "[\"created\"]"),
        ("accounts | where .name == \"runner\" | length", "2"),
      ])
    let twins = fixture.fault("account show runner")
    #expect(twins?.code == "V0202")
    #expect(fixture.fault("account create runner")?.code == "V0203")
    #expect(fixture.fault("account create runner --if-missing")?.code == "V0202")
  }

  @Test func manyAreAllOrNone() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.fault("[a b \" \" c] | account create")?.code == "V0301")
    #expect(fixture.text("accounts | length") == "3")
    #expect(fixture.access.committed == nil)
    #expect(
      fixture.text("[a b c] | account create d | get subject | get name") == "[\"d\", \"a\", \"b\", \"c\"]")
    #expect(fixture.access.committed != nil)
  }

  @Test func keepGoingGivesARowForEach() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("[a \" \" c] | account create --keep-going | get action", "[\"created\", \"failed\", \"created\"]"),
        ("accounts | length", "5"),
      ])
    #expect(fixture.access.failures == 1)
  }

  @Test func showTellsAll() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("grant ci-web project:payments-prod --access read-write")
    expectTexts(
      fixture,
      [
        (
          "(account show ci-web).secrets | select key access via",
          "[{key: \"DB_URL\", access: \"read\", via: \"project\"}, {key: \"API_KEY\", access: \"read\", via: \"project\"}, "
            + "{key: \"STRIPE_KEY\", access: \"read-write\", via: \"project\"}]"
        ),
        (
          "(account show ci-web).projects | each {|p| \"\\($p.project) \\($p.access)\"}",
          "[\"web read\", \"payments-prod read-write\"]"
        ),
        ("(account show ci-web).people | get subject | get name", "[\"ada@acme.example\"]"),
        ("(account show ci-payments).tokens | get name", "[\"nightly\"]"),
        ("(account show ci-web).events | first | get event", "\"grant.created\""),
        ("(account show ci-web).config.projects | get name", "[\"payments-prod\", \"web\"]"),
        ("accounts | first | account show | get name", "\"ci-payments\""),
        ("(account show account:deploy).id == (account show deploy).id", "true"),
        ("let id = (account show deploy).id; (account show $id).name", "\"deploy\""),
      ])
    #expect(fixture.fault("accounts | account show")?.code == "E0811")
    #expect(fixture.fault("account show deplyo")?.report.help == "did you mean \"deploy\"?")
  }

  @Test func renaming() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        (
          "account rename deploy shipping | select action before after",
          "[{action: \"renamed\", before: \"deploy\", after: \"shipping\"}]"
        ),
        ("account show shipping | account rename deploy | get action", "[\"renamed\"]"),
        ("project rename web site | get subject | get name", "[\"site\"]"),
        ("events --type account.renamed | length", "2"),
      ])
    #expect(fixture.fault("account rename deploy")?.code == "E0210")
    #expect(fixture.fault("account rename deploy \" \"")?.code == "V0301")
  }

  @Test func describing() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("(account show deploy).description", "null"),
        (
          "account set deploy --description \" rolls out \" | select action before after",
          "[{action: \"changed\", before: null, after: \"rolls out\"}]"
        ),
        ("account set deploy --description \"rolls out\" | get action", "[\"unchanged\"]"),
        ("(account show deploy).description", "\"rolls out\""),
        ("accounts | where .description == \"rolls out\" | get name", "[\"deploy\"]"),
        ("account rename deploy roll; (account show roll).description", "\"rolls out\""),
        ("accounts | first 2 | account set --description builds | get after", "[\"builds\", \"builds\"]"),
        ("account set roll --description \"\" | get after", "[null]"),
        ("account create new --description \"made\" | get action", "[\"created\"]"),
        ("(account show new).description", "\"made\""),
        ("events --type account.described | length", "4"),
      ])
    #expect(fixture.fault("account set deploy")?.code == "E0210")
    #expect(fixture.fault("account set nothing --description x")?.code == "V0201")
    let long = String(repeating: "x", count: 501)
    #expect(fixture.fault("account set ci-web --description \(long)")?.code == "V0302")
  }

  @Test func deletingNeedsAYes() throws {
    let fixture = try CommandsFixture()
    let refused = fixture.fault("account delete deploy ci-web")
    #expect(refused?.code == "E0840")
    #expect(refused?.report.status == 5)
    #expect(refused?.message.contains("deploy, ci-web") == true)
    #expect(fixture.text("accounts | length") == "3")

    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = ["n"]
    #expect(fixture.fault("account delete deploy")?.report.status == 5)
    fixture.run.host.lines = ["y"]
    #expect(fixture.text("account delete deploy | get action") == "[\"deleted\"]")
    fixture.run.context.assumeYes = true
    #expect(
      fixture.text("project delete web | select action secrets grants")
        == "[{action: \"deleted\", secrets: 2, grants: 2}]")
  }

  @Test func deletingIsAllOrNone() throws {
    let fixture = try CommandsFixture()
    let before = fixture.text("(vault status).events")
    // The second one goes while the list is still in hand.
    let code = "let ids = (accounts | get id); account delete $ids[0] --yes; $ids | account delete --yes"
    #expect(fixture.fault(code)?.code == "V0201")
    #expect(fixture.text("accounts | length") == "2")
    #expect(fixture.text("(vault status).events") != before)
    #expect(fixture.text("accounts | account delete --yes | length") == "2")
    #expect(fixture.text("tokens | length") == "0")
    #expect(fixture.text("secrets | length") == "3")
  }

  @Test func deletedNamesAreStillFoundInEvents() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("account delete deploy --yes")
    expectTexts(
      fixture,
      [
        ("events --account deploy | first | get event", "\"account.deleted\""),
        ("events --account account:deploy --type 2304 | length", "1"),
        ("events --type 2305 | get account | get name", "[\"deploy\"]"),
        ("events | where .account == \"deploy\" | length", fixture.text("events --account deploy | length")),
      ])
    #expect(fixture.fault("events --account never-there")?.code == "V0201")
  }

  @Test func aTransactionOfTheRunHoldsSeveralCalls() throws {
    let fixture = try CommandsFixture()
    try fixture.access.begin()
    _ = fixture.text("account create x")
    try fixture.access.savepoint()
    _ = fixture.text("account create y")
    try fixture.access.rollbackToSavepoint()
    #expect(fixture.text("accounts | length") == "4")
    try fixture.access.rollback()
    #expect(fixture.text("accounts | length") == "3")
    #expect(fixture.access.committed == nil)
  }
}
