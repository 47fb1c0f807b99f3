import Commands
import Interpreter
import Support
import Testing

/// Secrets after they were made: edit, move, delete, versions, trash, restore, purge.
@Suite struct TrashTests {
  @Test func theNamesOfTheTrashNameItEverywhere() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("secret delete web/DB_URL --yes")
    let one = fixture.text("events --secret web/DB_URL --all | length")
    #expect(one == fixture.text("events --secret DB_URL --all | length") && one != "0")
    // Of twins the errors give what tells them apart: their ids.
    _ = fixture.text("\"v\" | secret create DB_URL --project web; secret delete web/DB_URL --yes")
    for code in [
      "events --secret web/DB_URL --all", "events --secret DB_URL --all", "secret purge web/DB_URL --yes",
    ] {
      let fault = try #require(fixture.fault(code))
      #expect(fault.code == "V0202" && fault.report.help == "name one by its id", "\(code): \(fault.message)")
      let id = try #require(fault.message.split(separator: " ").first { $0.count > 30 })
      #expect(
        fixture.text(
          code.replacing("web/DB_URL", with: id).replacing(" DB_URL", with: " \(id)") + " | length") != "0")
    }
    #expect(fixture.text("trash | length") == "1")
    // Where only some are twins, the others go by their project.
    _ = fixture.text("\"v\" | secret create API_KEY; \"v\" | secret create API_KEY --twin")
    #expect(
      fixture.fault("secret show API_KEY")?.report.help?.contains("by PROJECT/KEY where this is one") == true)
    #expect(fixture.text("secret show web/API_KEY | get key") == "\"API_KEY\"")
  }

  @Test func editTakesTheValueFromWhereItMayCome() throws {
    let fixture = try CommandsFixture()
    let file = PassphraseFile("from a file")
    let note = PassphraseFile("another note\n")
    fixture.run.host.input = Array("from input".utf8)
    expectTexts(
      fixture,
      [
        ("\" two\\n\" | secret edit web/DB_URL | get action", "[\"changed\"]"),
        ("reveal DB_URL", "\" two\\n\""),
        ("secret edit DB_URL --file \"\(file.path)\" | get subject | get name", "[\"DB_URL\"]"),
        ("reveal DB_URL", "\"from a file\""),
        // Neither pipe nor flag: standard input.
        ("secret edit DB_URL | get action", "[\"changed\"]"), ("reveal DB_URL", "\"from input\""),
        // With another flag standard input is left alone.
        ("secret edit DB_URL --note-file \"\(note.path)\" | get action", "[\"changed\"]"),
        ("reveal DB_URL", "\"from input\""), ("(secret show DB_URL).note | reveal", "\"another note\""),
        ("secret edit DB_URL --no-note | get action", "[\"changed\"]"),
        ("(secret show DB_URL).note | reveal", "\"\""),
        (
          "\"v\" | secret edit DB_URL --key URL | select before after",
          "[{before: \"DB_URL\", after: \"URL\"}]"
        ),
        ("reveal web/URL", "\"v\""), ("secrets | get key", "[\"URL\", \"API_KEY\", \"STRIPE_KEY\"]"),
        (
          "secret versions URL | get value | each {|v| $v | reveal}",
          "[\"from input\", \"from a file\", \" two\\n\", \"postgres://web:pw@db/web\"]"
        ),
        ("secret versions URL | get editor | get name | uniq", "[\"ada@acme.example\"]"),
        ("\"\\((secret versions URL | first).value)\"", "••••"), ("vault verify | length", "0"),
      ])
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = ["typed"]
    expectTexts(
      fixture, [("secret edit URL | get action", "[\"changed\"]"), ("reveal URL", "\"typed\"")])
    #expect(fixture.fault("secret edit URL")?.code == "E0850")
  }

  @Test func movesTakeThePipeAndSayWhereFrom() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("secrets --project web | secret move --project billing | get before", "[\"web\", \"web\"]"),
        ("secrets | get project | get name", "[\"billing\", \"billing\", \"payments-prod\"]"),
        ("secret move billing/DB_URL API_KEY --unassigned | get after", "[null, null]"),
        ("secrets | where .project == null | get key", "[\"DB_URL\", \"API_KEY\"]"),
        ("secret move DB_URL --unassigned | get action", "[\"unchanged\"]"),
        ("events --all --type secret.edited --project billing | length", "2"),
        ("vault verify | length", "0"),
      ])
  }

  @Test func theTrashIsARelation() throws {
    let fixture = try CommandsFixture()
    expectTexts(
      fixture,
      [
        ("secrets --project web | secret delete --yes | get action", "[\"deleted\", \"deleted\"]"),
        ("secrets | get key", "[\"STRIPE_KEY\"]"), ("projects | get secrets", "[1, 0, 0]"),
        ("accounts | get secrets", "[1, 0, 0]"), ("(vault status).secrets", "1"),
        ("trash | get key", "[\"DB_URL\", \"API_KEY\"]"), ("trash | length", "2"),
        ("trash | where .key == \"DB_URL\" | length", "1"),
        ("trash | where .deleted > 2020-01-01 | length", "2"),
        ("trash | where .purged_on > 2020-01-01 and .project == \"web\" | length", "2"),
        ("trash | sort-by .purged_on | first | get key", "\"DB_URL\""),
        // A secret in the trash is no secret.
        ("events --all --secret DB_URL --type secret.deleted | get secret | get name", "[\"DB_URL\"]"),
        ("events --all | where .secret == \"DB_URL\" | length", "2"),
      ])
    #expect(fixture.fault("trash | first | reveal")?.code == "V0201")
    #expect(fixture.fault("reveal DB_URL")?.code == "V0201")
    expectTexts(
      fixture,
      [
        ("secret restore web/DB_URL | get action", "[\"restored\"]"),
        ("reveal DB_URL", "\"postgres://web:pw@db/web\""),
        ("trash | secret purge --yes | get subject | get name", "[\"API_KEY\"]"), ("trash | length", "0"),
        ("events --all --secret API_KEY --type 2104 | length", "1"), ("vault verify | length", "0"),
      ])
  }

  @Test func whatIsExpiredIsPurgedWhenSomebodySaysSo() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("secret delete DB_URL --yes")
    fixture.clock.time += 31 * 86_400_000_000
    _ = fixture.text("secret delete API_KEY --yes")
    #expect(fixture.fault("trash purge --expired")?.code == "E0840")
    expectTexts(
      fixture,
      [
        ("trash purge --expired --yes | get subject | get name", "[\"DB_URL\"]"),
        ("trash | get key", "[\"API_KEY\"]"), ("trash purge --expired | length", "0"),
        ("events --all --type secret.expired | length", "1"), ("vault verify | length", "0"),
      ])
  }

  @Test func aTerminalIsAsked() throws {
    let fixture = try CommandsFixture()
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = ["no", "y", "y"]
    #expect(fixture.fault("secret delete DB_URL")?.code == "E0841")
    expectTexts(
      fixture,
      [
        ("secret delete DB_URL | get action", "[\"deleted\"]"),
        ("secret purge DB_URL | get action", "[\"purged\"]"),
      ])
  }

  @Test(arguments: [
    ("secret edit nothing --key X", "V0201"), ("secret edit", "E0210"),
    ("secret edit DB_URL --key \" \"", "V0301"), ("\"••••\" | secret edit DB_URL", "E0851"),
    ("\"v\" | secret edit DB_URL --file x", "E0205"),
    ("secret edit DB_URL --no-note --note-file /dev/null", "E0205"),
    ("secret move DB_URL", "E0210"), ("secret move DB_URL --project web --unassigned", "E0205"),
    ("secret move DB_URL --project nowhere", "V0201"), ("secret move --unassigned", "E0210"),
    ("secret delete DB_URL", "E0840"), ("secret delete DB_URL nothing --yes", "V0201"),
    ("accounts | secret delete --yes", "E0810"), ("secret restore DB_URL", "V0204"),
    ("secret purge DB_URL --yes", "V0204"), ("secrets | first | secret restore", "V0204"),
    ("trash purge", "E0210"), ("secret versions nothing", "V0201"),
  ]) func mistakesAreNamed(_ code: String, _ fault: String) throws {
    let fixture = try CommandsFixture()
    let given = fixture.fault(code)
    #expect(given?.code == fault, "\(given?.message ?? "")")
    #expect(fixture.text("secrets | length") == "3")
    #expect(fixture.text("events --all --type 2102..2105 | length") == "0")
  }

  @Test func severalOfOneKeyAreListed() throws {
    let fixture = try CommandsFixture()
    _ = fixture.text("\"x\" | secret create DB_URL --project billing")
    #expect(fixture.fault("secret delete DB_URL --yes")?.code == "V0202")
    _ = fixture.text("secret delete web/DB_URL billing/DB_URL --yes")
    #expect(fixture.fault("secret restore DB_URL")?.code == "V0202")
    #expect(fixture.text("secret restore billing/DB_URL | get action") == "[\"restored\"]")
  }

  @Test func keepGoingSaysWhatFailed() throws {
    let fixture = try CommandsFixture()
    let code = "secrets | first 2 | secret restore --keep-going | get action"
    #expect(fixture.text(code) == "[\"failed\", \"failed\"]")
    #expect(fixture.access.failures == 2)
  }

  @Test func aReadOnlyRunDoesNothing() throws {
    let fixture = try CommandsFixture(isReadOnly: true)
    for code in ["secret edit DB_URL --key X", "secret delete DB_URL --yes", "trash | secret restore"] {
      #expect(fixture.fault(code)?.code == "E0501")
    }
    #expect(fixture.text("trash | length") == "0")
  }
}
