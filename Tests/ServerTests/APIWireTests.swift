import Base
import Crypto
import Support
import Testing
import Vault

@testable import Server

/// What the protocol demands in single sentences, one test for each.
@Suite struct APIWireTests {
  let fixture: APIFixture
  let client: APIClient
  private var web: Project { fixture.projects[0] }
  private var organization: String { "/api/organizations/\(fixture.organization)" }

  init() throws {
    fixture = try APIFixture()
    client = try APIClient(fixture)
  }

  /// Ids in any case, with or without hyphens; answered in lower case with them.
  @Test func idsAreReadInEveryForm() throws {
    let id = fixture.secrets[0].id.text
    let bare = String(id.filter { $0 != "-" })
    for form in [id, id.uppercased(), bare, bare.uppercased()] {
      #expect(client.json("GET", "/secrets/\(form)")?["id"]?.text == id, "\(form)")
      let several = client.json("POST", "/secrets/get-by-ids", "{\"Ids\":[\"\(form)\"]}")
      #expect(several?.rows.map { $0["id"]?.text } == [id], "\(form)")
    }
    let list = "/organizations/\(fixture.organization.uppercased())/secrets"
    #expect(client.json("GET", list)?["secrets"]?.array?.count == 2)
  }

  /// Every answer below 400 is JSON, says so, and is 200.
  @Test func everyAnswerIsJSON() throws {
    let id = fixture.secrets[0].id.text
    let body = try fixture.body("K", "v", more: ",\"projectIds\":[\"\(web.id.text)\"]")
    let name = "{\"name\":\"\(try fixture.seal("p"))\"}"
    for (method, path, body) in [
      ("GET", "\(organization)/projects", ""), ("POST", "\(organization)/projects", name),
      ("GET", "/projects/\(web.id.text)", ""), ("PUT", "/projects/\(web.id.text)", name),
      ("GET", "\(organization)/secrets", ""), ("GET", "/projects/\(web.id.text)/secrets", ""),
      ("POST", "\(organization)/secrets", body), ("GET", "/secrets/\(id)", ""),
      ("PUT", "/secrets/\(id)", body),
      ("POST", "/secrets/get-by-ids", "{\"ids\":[\"\(id)\"]}"), ("GET", "\(organization)/secrets/sync", ""),
      ("POST", "/secrets/delete", "[\"\(id)\"]"), ("POST", "/projects/delete", "[\"\(web.id.text)\"]"),
    ] {
      let answer = client.send(method, path, body)
      #expect(answer.status == 200 && WireJSON(answer.body)?.isObject == true, "\(method) \(path)")
      #expect(answer.header("Content-Type") == "application/json; charset=utf-8", "\(method) \(path)")
      #expect(answer.body.first == UInt8(ascii: "{"), "\(method) \(path)")
    }
  }

  /// Key, value and note are each there, and each an EncString of type 2.
  @Test func onlySealedTextsOfTypeTwoAreTaken() throws {
    let good = try fixture.seal("x")
    let parts = good.dropFirst(2)
    let home = ",\"projectIds\":[\"\(web.id.text)\"]"
    func body(_ name: String, _ text: String?) -> String {
      let members = ["key", "value", "note"].compactMap { member -> String? in
        if member != name { return "\"\(member)\":\"\(good)\"" }
        return text.map { "\"\(member)\":\($0)" }
      }
      return "{" + members.joined(separator: ",") + home + "}"
    }
    #expect(client.status("POST", "\(organization)/secrets", body("note", "\"\(good)\"")) == 200)
    let id = fixture.secrets[0].id.text
    for name in ["key", "value", "note"] {
      for text in [
        nil, "null", "\"\"", "1", "\"plain\"", "\"0.\(parts)\"", "\"1.\(parts)\"", "\"7.\(parts)\"", "\"2.\"",
        "\"2.a|b|c\"", "\"\(parts)\"", "\" \(good)\"", "\"\(good)\\n\"", "\"\(good)|x\"",
      ] {
        #expect(
          client.status("POST", "\(organization)/secrets", body(name, text)) == 400, "\(name) \(text ?? "")")
        #expect(client.status("PUT", "/secrets/\(id)", body(name, text)) == 400, "\(name) \(text ?? "")")
      }
    }
    #expect(try fixture.ada.secrets().count == 4)
  }

  /// Lists are in the order of the last change.
  @Test func listsAreInTheOrderOfChanges() throws {
    let home = ",\"projectIds\":[\"\(web.id.text)\"]"
    var ids = try (0..<3).map { number in
      fixture.vault.clock.time += 1_000_000
      let made = client.json(
        "POST", "\(organization)/secrets", try fixture.body("K\(number)", "v", more: home))
      return try #require(made?["id"]?.text)
    }
    fixture.vault.clock.time += 1_000_000
    #expect(client.status("PUT", "/secrets/\(ids[0])", try fixture.body("K", "v")) == 200)
    ids.append(ids.removeFirst())
    let listed = client.json("GET", "/projects/\(web.id.text)/secrets")?["secrets"]?.array
    #expect(listed?.suffix(3).map { $0["id"]?.text } == ids)
    let synced = client.json("GET", "\(organization)/secrets/sync")
    #expect(synced?["secrets"]?.rows.suffix(3).map { $0["id"]?.text } == ids)
  }

  /// What moves the date that a sync asks for, and what does not.
  @Test func theDateOfASyncMovesWithWhatAClientHas() throws {
    let ada = fixture.ada
    let (mine, foreign) = (fixture.secrets[0].id, fixture.secrets[2].id)
    func hasChanges(_ what: () throws -> Void) rethrows -> Bool? {
      fixture.vault.clock.time += 60_000_000
      let date = WireDate.text(fixture.vault.clock.time)
      fixture.vault.clock.time += 60_000_000
      try what()
      let path = "\(organization)/secrets/sync?lastSyncedDate=\(date)"
      return client.json("GET", path)?["hasChanges"]?.bool
    }
    let account = fixture.account.id
    #expect(try hasChanges { _ = try ada.reveal([mine]) } == false)
    #expect(hasChanges { _ = client.status("GET", "/secrets/\(mine.text)") } == false)
    #expect(try hasChanges { _ = try ada.renameProject(web.id, to: "renamed") } == false)
    #expect(try hasChanges { _ = try ada.editSecret(foreign, SecretEdits(note: Secret(utf8: "n"))) } == false)
    #expect(try hasChanges { _ = try ada.editSecret(mine, SecretEdits(note: Secret(utf8: "n"))) } == true)
    #expect(
      try hasChanges { _ = try ada.moveSecrets([mine], to: fixture.projects[1].id, twin: true) } == true)
    #expect(try hasChanges { _ = try ada.deleteSecrets([mine]) } == true)
    #expect(try hasChanges { _ = try ada.restoreSecrets([mine]) } == true)
    #expect(
      try hasChanges {
        _ = try ada.createSecret(key: "N", value: Secret(utf8: "v"), project: web.id)
      } == true)
    let direct = GrantRequest(GrantSide(.account, account), on: GrantSide(.secret, foreign), level: .read)
    #expect(try hasChanges { _ = try ada.grant([direct]) } == true)
    #expect(try hasChanges { _ = try ada.editSecret(foreign, SecretEdits(note: Secret(utf8: "m"))) } == true)
    #expect(
      try hasChanges {
        _ = try ada.revoke([RevokeRequest(account: account, project: fixture.projects[1].id)])
      } == true)
    #expect(try hasChanges { _ = try ada.deleteProjects([web.id]) } == true)
    #expect(try hasChanges { _ = try ada.createProject(name: "new") } == false)
  }

  /// The paths of a proxy's URLs are served with and without them.
  @Test func basesAreTakenAwayOnce() throws {
    let bases = BasePaths("https://v.example/sm/identity", "https://v.example:8443/sm/api")
    for (path, rest) in [
      (["sm", "api", "secrets", "x"], ["secrets", "x"]), (["SM", "Api", "secrets"], ["secrets"]),
      (["api", "secrets", "x"], ["secrets", "x"]), (["secrets", "x"], ["secrets", "x"]),
      (["sm", "identity", "connect", "token"], ["connect", "token"]),
      (["sm", "secrets"], ["sm", "secrets"]),
      (["sm", "api", "sm", "api"], ["sm", "api"]), (["sm", "api"], []), ([], []),
    ] as [([String], [String])] {
      #expect(bases.stripped(path) == rest, "\(path)")
    }
    for url in [nil, "https://v.example", "https://v.example/", "nonsense"] {
      #expect(BasePaths(url).stripped(["api", "x"]) == ["x"] && BasePaths(url).stripped(["x"]) == ["x"])
    }
  }

  /// A sign-in asks for nothing but its form: no header changes it.
  @Test func headersDoNotSignIn() throws {
    var request = try fixture.signIn(fixture.token)
    request.headers.append(("Authorization", "Basic eDp5"))
    #expect(fixture.api.respond([request])[0].status == 200)
    request.body = []
    request.headers.append(("Authorization", "Bearer \(client.bearer)"))
    #expect(fixture.api.respond([request])[0].status == 400)
  }
}
