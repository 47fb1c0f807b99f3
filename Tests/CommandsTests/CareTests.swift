import Commands
import Crypto
import Interpreter
import Support
import Testing
import Vault

/// `vault rekey`, as a script meets it.
@Suite struct CareTests {
  @Test func aRekeyAsksFirstAndSaysWhatItDid() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.fault("vault rekey")?.code == "E0840")
    #expect(fixture.fault("vault rekey")?.report.status == 5)
    fixture.run.host.inputIsTerminal = true
    fixture.run.host.lines = ["n"]
    #expect(fixture.fault("vault rekey --revoke-tokens")?.code == "E0841")
    fixture.run.host.lines = ["y"]
    let given = fixture.text("let r = (vault rekey); [$r.key_version $r.tokens $r.revoked $r.secrets]")
    #expect(given == "[2, 2, 0, 3]")
    #expect(fixture.text("secrets | length") == "3")
    #expect(fixture.text("reveal web/DB_URL") == "\"postgres://web:pw@db/web\"")
    #expect(fixture.text("events --type vault.rekeyed | length") == "1")
    #expect(fixture.text("vault verify") == "[]")
    #expect(fixture.text("(vault rekey --revoke-tokens --yes).revoked") == "2")
    #expect(fixture.text("tokens | length") == "0")
    #expect(fixture.text("vault verify") == "[]")
  }

  @Test func aDialogueThatIsOpenHasToSignInAgain() throws {
    let fixture = try CommandsFixture()
    let store = try fixture.access.open().service.store
    let first = try CommandsFixture(StoreGiven(store))
    let second = try CommandsFixture(StoreGiven(store))
    #expect(first.text("projects | length") == "3" && second.text("projects | length") == "3")
    #expect(first.text("(vault rekey --yes).key_version") == "2")
    for code in ["projects | length", "project create x", "reveal web/DB_URL", "vault verify"] {
      let fault = second.fault(code)
      #expect(fault?.code == "V0110" && fault?.report.status == 4, "\(code)")
      #expect(fault?.report.help?.contains("sign in again") == true)
    }
    let third = try CommandsFixture(StoreGiven(store))
    #expect(third.text("reveal web/DB_URL") == "\"postgres://web:pw@db/web\"")
  }

  @Test func whoeverRemovesSomebodyIsToldOfTheRekey() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.text("person remove bob@acme.example --yes | length") == "1")
    #expect(fixture.run.host.errors.contains("`vault rekey`"))
  }
}
