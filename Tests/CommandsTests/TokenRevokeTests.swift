import Base
import Commands
import Interpreter
import Support
import Testing

/// Access tokens are revoked by name, by row, and by a text that was found.
@Suite struct TokenRevokeTests {
  @Test func byNameIdAndRow() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("token revoke token:pipeline --yes | get subject | get name", "[\"pipeline\"]"),
        ("tokens | get name", "[\"nightly\"]"), ("accounts | get tokens", "[1, 0, 0]"),
        ("tokens --account ci-payments | token revoke --yes | get object | get name", "[\"ci-payments\"]"),
        ("tokens | length", "0"),
        ("events --type token.revoked | get token | get name", "[\"nightly\", \"pipeline\"]"),
        ("events --all | where .token == \"pipeline\" | get event", "[\"token.revoked\", \"token.created\"]"),
        ("vault verify | length", "0"),
      ])
  }

  @Test func byTheTextThatSomebodyFound() throws {
    let fixture = try CommandsFixture()
    let text = try #require(
      try fixture.run.evaluate("token create deploy --name leaked | get value | reveal").string)
    let other = try #require(
      try fixture.run.evaluate("token create deploy --name other | get value | reveal").string)
    fixture.run.host.input = Array("  \(text)\r\n\n\(other)\n\(text)\n".utf8)
    #expect(fixture.fault("token revoke --stdin")?.code == "E0840")
    expectTexts(
      fixture,
      [
        ("token revoke --stdin --yes | get subject | get name", "[\"leaked\", \"other\"]"),
        ("token revoke --stdin --yes | get action", "[\"unchanged\", \"unchanged\"]"),
        ("tokens | get name", "[\"pipeline\", \"nightly\"]"),
      ])
    #expect(!fixture.run.host.errors.contains(text) && !fixture.run.host.output.contains(text))
  }

  @Test func aFlippedCharacterRevokesNothing() throws {
    let fixture = try CommandsFixture()
    let text = try #require(
      try fixture.run.evaluate("token create deploy --name leaked | get value | reveal").string)
    for place in [5, 40, text.count - 5] {
      let index = text.index(text.startIndex, offsetBy: place)
      var flipped = text
      flipped.replaceSubrange(index...index, with: text[index] == "7" ? "8" : "7")
      fixture.run.host.input = Array(flipped.utf8)
      let fault = fixture.fault("token revoke --stdin --yes")
      #expect(["V0201", "V0304"].contains(fault?.code ?? ""), "\(fault?.message ?? "")")
      #expect(fault?.message.contains(String(flipped.suffix(24))) == false)
    }
    #expect(fixture.text("tokens | length") == "3")
  }

  @Test func aTextIsNoArgument() throws {
    let fixture = try CommandsFixture()
    let text = try #require(
      try fixture.run.evaluate("token create deploy --name leaked | get value | reveal").string)
    let fault = fixture.fault("token revoke \"\(text)\" --yes")
    #expect(fault?.code == "E0856" && fault?.message.contains(text) == false)
  }

  @Test func aTerminalIsAskedForTheTextWithoutEcho() throws {
    let fixture = try CommandsFixture()
    let text = try #require(
      try fixture.run.evaluate("token create deploy --name leaked | get value | reveal").string)
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = [text, "y"]
    #expect(fixture.text("token revoke --stdin | get action") == "[\"revoked\"]")
  }

  @Test func limitsShow() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("token create deploy --name l --uses 2 --from 192.168.1.7 | get value | reveal")
    expectTexts(
      fixture,
      [
        ("tokens | where .max_uses == 2 | get from", "[\"192.168.1.7/32\"]"),
        ("tokens | where .max_uses == null | get from", "[null, null]"), ("(tokens | last).uses", "0"),
      ])
  }

  @Test(arguments: [
    ("token revoke nothing --yes", "V0201"), ("token revoke", "E0210"), ("token revoke pipeline", "E0840"),
    ("token revoke pipeline --stdin --yes", "E0205"), ("\"\" | token revoke --stdin --yes", "E0856"),
    ("\"0.x\" | token revoke --stdin --yes", "V0304"), ("accounts | token revoke --yes", "E0810"),
    ("token create deploy --name t --uses 0", "V0304"),
    ("token create deploy --name t --from 10.0.0.1/8", "V0304"),
  ]) func mistakesAreNamed(_ code: String, _ fault: String) throws {
    let fixture = try CommandsFixture()
    let given = fixture.fault(code)
    #expect(given?.code == fault, "\(given?.message ?? "")")
    #expect(fixture.text("tokens | length") == "2")
  }
}
