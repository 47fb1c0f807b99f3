import Base
import Commands
import Crypto
import Interpreter
import Support
import Testing
import Vault

/// Access tokens: their texts, their ends, and that none is lost in silence.
@Suite struct TokenTests {
  @Test func theTextIsAToken() throws {
    let fixture = try CommandsFixture()
    let value = try fixture.run.evaluate("token create deploy --name ci --expires 30d | get value | reveal")
    let text = try #require(value.string)
    let token = try AccessToken(parsing: Secret(utf8: text))
    let session = try fixture.access.open()
    let stored = try session.tokens(TokenQuery([.equal(.id, .id(token.id))]))
    #expect(stored.map(\.name) == ["ci"])
    #expect(stored.first?.expires.map { $0 > fixture.clock.time + 29 * 86_400_000_000 } == true)
    #expect(fixture.access.unopenedTokens() == [])
    // A new token needs no event of an opening.
    #expect(fixture.text("events --type 2100 | length") == "0")
  }

  @Test func aTokenThatNothingTakesIsNamed() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("let t = (token create deploy --name kept); reveal $t.value")
    _ = fixture.text("token create ci-web --name lost")
    let lines = fixture.access.unopenedTokens()
    #expect(lines.count == 1)
    #expect(lines.first?.contains("lost") == true && lines.first?.contains("ci-web") == true)
    #expect(DomainCommands.mustBeTaken.contains("token create"))
  }

  @Test func columnsAndFlags() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("tokens | get name", "[\"pipeline\", \"nightly\"]"),
        ("tokens --expiring 40d | get name", "[\"nightly\"]"), ("tokens --expiring 7d | length", "0"),
        ("tokens --account ci-payments | get status", "[\"active\"]"),
        ("tokens | where .account == \"deploy\" | get name", "[\"pipeline\"]"),
        ("tokens | where .expires != null and .expires > 2026-03-05 | get name", "[\"nightly\"]"),
        ("(token create deploy --name a --expires 2027-01-31).expires", "2027-01-31T00:00:00Z"),
        ("(token create deploy --name b --expires never).expires", "null"),
        ("accounts | last | token create --name c | get account | get name", "\"deploy\""),
      ])
    // Row by row null has no order, and so it has none where the vault's query could do it.
    #expect(fixture.fault("tokens | where .expires > 2026-03-05")?.code == "E0313")
  }

  @Test(arguments: [
    ("token create deploy", "E0210"), ("token create deploy --name \" \"", "V0301"),
    ("token create deploy --name t --expires 2020-01-01", "V0305"),
    ("token create nobody --name t", "V0201"), ("token create --name t", "E0210"),
    ("accounts | token create --name t", "E0811"),
  ]) func mistakesAreNamed(_ code: String, _ fault: String) throws {
    let fixture = try CommandsFixture()
    #expect(fixture.fault(code)?.code == fault)
    #expect(fixture.text("tokens | length") == "2")
  }

  @Test func anExpiryIsReadBeforeRunning() throws {
    let program = try CommandsFixture().run.check("token create deploy --name t --expires soon")
    #expect(program.hasErrors)
  }

  @Test func expiriesCountFromTheClock() throws {
    let fixture = try CommandsFixture()
    // `--now` moves the arithmetic of scripts only.
    fixture.run.context.now = Instant(microseconds: 0)
    #expect(
      fixture.text("(token create deploy --name t --expires 30d).expires > 2026-03-20").hasPrefix("true"))
  }
}
