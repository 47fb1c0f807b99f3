import Commands
import Interpreter
import Support
import Testing

/// `subscription`, what grows with it, and the switches of the vault.
@Suite struct SubscriptionTests {
  @Test func growthIsSaidBeforeAndAfter() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        (
          "subscription set --tier teams --machine-accounts 20 --max 23 | get after",
          "[\"teams\", 20, 23, 2]"
        ),
        ("1..17 | each {|n| account create \"a\\($n)\" } | length", "17"),
        ("(subscription).machine_accounts", "{used: 20, included: 20, limit: 23}"),
      ])
    #expect(fixture.run.host.errors.isEmpty)
    #expect(
      fixture.text("[b1 b2] | account create a1 --if-missing | get action")
        == "[\"unchanged\", \"created\", \"created\"]")
    #expect(
      fixture.run.host.errors
        == "machine accounts: 20 were used of 20 included, now 22 of 22; the limit is 23\n")
    let refused = fixture.fault("[c1 c2] | account create")
    #expect(refused?.code == "V0320")
    #expect(
      refused?.message
        == "the subscription allows 23 machine accounts, 23 are used, and 1 more was asked for")
    #expect(
      refused?.report.help
        == "delete one that is not needed, or an owner can raise the limit: subscription set --max N")
    #expect(fixture.text("(subscription).machine_accounts.used") == "22")
    // One by one the first fits.
    #expect(
      fixture.text("[c1 c2] | account create --keep-going | get action") == "[\"created\", \"failed\"]")
    expectTexts(
      fixture,
      [
        ("subscription set --max none | select before after", "[{before: 23, after: null}]"),
        ("account create c2 | get action", "[\"created\"]"),
        ("events --type subscription.grown | length", "4"),
        ("events --type 9044 | length", "2"), ("vault verify | length", "0"),
      ])
  }

  @Test func seatsOfPeople() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("subscription set --tier teams --max-seats 3")
    #expect(fixture.text("let i = (person invite eve@acme.example); $i.role") == "\"user\"")
    #expect(fixture.run.host.errors == "seats: 2 were used of 2 included, now 3 of 3; the limit is 3\n")
    #expect(fixture.fault("let i = (person invite fay@acme.example); $i.role")?.code == "V0320")
    #expect(fixture.text("person set eve@acme.example --access no | get action") == "[\"changed\"]")
    #expect(fixture.text("let i = (person invite fay@acme.example); $i.role") == "\"user\"")
    let refused = fixture.fault("person set eve@acme.example --access yes")
    #expect(refused?.code == "V0320")
    #expect(refused?.report.help?.contains("--max-seats N") == true)
    #expect(
      fixture.text("subscription set --max-seats none; person set eve@acme.example --access yes | length")
        == "1")
    #expect(fixture.run.host.errors.hasSuffix("now 4 of 4; there is no limit\n"))
  }

  @Test(arguments: [
    ("subscription set", "E0210"), ("subscription set --tier gold", "E0212"),
    ("subscription set --tier fre", "E0212"), ("subscription set --max many", "E0212"),
    ("subscription set --seats many", "E0212"), ("subscription set --max 3", "V0321"),
    ("subscription set --tier free --max 9", "V0321"), ("subscription set --tier teams --seats 1", "V0321"),
    ("subscription set --tier teams --machine-accounts 5", "V0321"), ("subscription set --max 1.5", "E0212"),
    ("vault set enabled maybe", "V0304"), ("vault set enabled", "E0210"),
    ("account config ci-web --copy url", "E0212"), ("account config ci-web --copy identity", "E0212"),
  ]) func mistakesAreNamed(_ code: String, _ fault: String) throws {
    let fixture = try CommandsFixture()
    let before = fixture.text("(vault status).events")
    let given = fixture.fault(code)
    #expect(given?.code == fault, "\(String(describing: given))")
    #expect(fixture.text("(vault status).events") == before)
  }

  @Test func theSwitchesDisableTheVault() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.text("vault set secrets-manager off | get after") == "[\"off\"]")
    for code in [
      "accounts", "account show ci-web", "reveal web/DB_URL", "people", "account create x", "events --all",
    ] {
      let refused = fixture.fault(code + " | length")
      #expect(refused?.code == "V0120", "\(code)")
      #expect(refused?.message == "the vault is disabled: secrets-manager is off")
      #expect(refused?.report.help == "an owner can turn it on: vault set secrets-manager on")
    }
    expectTexts(
      fixture,
      [
        ("(vault status).accounts", "3"), ("(subscription).secrets_manager", "false"),
        ("(subscription).enabled", "true"), ("vault verify | length", "0"), ("(whoami).role", "\"owner\""),
        ("vault set secrets-manager on | get before", "[\"off\"]"), ("accounts | length", "3"),
        ("vault set enabled off | get action", "[\"changed\"]"),
        ("vault set enabled off | get action", "[\"unchanged\"]"),
        ("vault set enabled --default | get after", "[\"on\"]"), ("accounts | length", "3"),
      ])
  }

  @Test func oneFieldOfTheConfiguration() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("account config ci-web --copy identity_url", "\"http://127.0.0.1:8087/identity\""),
        ("(account config ci-web --copy organization_id) == (account config ci-web).organization_id", "true"),
        (
          "(account config ci-web --copy projects) == (projects | where .name == \"web\" | get id | first)",
          "true"
        ),
        ("account config deploy --copy projects", "\"\""),
        ("accounts | where .name == \"ci-web\" | account config --copy api_url | length", "25"),
        ("let field = \"api_url\"; account config ci-web --copy $field", "\"http://127.0.0.1:8087/api\""),
        (
          "let field = \"nope\"; account config ci-web --copy $field",
          "E0212 `nope` is no field of the configuration"
        ),
      ])
    _ = fixture.text("grant ci-web project:billing --access read")
    #expect(fixture.text("account config ci-web --copy projects | lines | length") == "2")
  }

  @Test func anOwnerWithoutAccessGivesItToThemselves() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.text("person set ada@acme.example --access no | get action") == "[\"changed\"]")
    for code in ["accounts", "reveal web/DB_URL", "account create x", "trash", "vault export x.json"] {
      #expect(fixture.fault(code + " | length")?.code.hasPrefix("V") == true, "\(code)")
    }
    let refused = fixture.fault("accounts | length")
    #expect(refused?.code == "V0121")
    #expect(refused?.message == "you may not list machine accounts: you have no access to secrets")
    #expect(refused?.report.help?.hasSuffix("person set EMAIL --access yes") == true)
    expectTexts(
      fixture,
      [
        ("(subscription).seats.used", "1"),
        ("person set ada@acme.example --access yes | get action", "[\"changed\"]"),
        ("accounts | length", "3"), ("vault verify | length", "0"),
      ])
  }
}
