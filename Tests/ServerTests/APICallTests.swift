import Base
import Crypto
import Support
import Testing
import Vault

@testable import Server

/// Every call of the protocol's table with its exact shapes.
@Suite struct APICallTests {
  let fixture: APIFixture
  let client: APIClient
  private var web: Project { fixture.projects[0] }
  private var shared: Project { fixture.projects[1] }
  private var organization: String { "/api/organizations/\(fixture.organization)" }

  init() throws {
    fixture = try APIFixture()
    client = try APIClient(fixture)
  }

  private static let secretNames = [
    "object", "id", "organizationId", "key", "value", "note", "creationDate", "revisionDate", "projects",
  ]

  private func opened(_ json: WireJSON?, _ name: String) throws -> String {
    try fixture.cipher.openText(json?[name]?.text ?? "")
  }

  // MARK: projects

  @Test func projectsAreListedMadeShownRenamedAndDeleted() throws {
    let list = try #require(client.json("GET", "\(organization)/projects"))
    #expect(list.names == ["object", "data", "continuationToken"] && list["object"]?.text == "list")
    #expect(list.rows.map { $0["id"]?.text } == [web.id.text, shared.id.text])
    #expect(list.rows.map { $0["write"]?.bool } == [true, false])
    let made = try #require(
      client.json("POST", "\(organization)/projects", "{\"name\":\"\(try fixture.seal("new"))\"}"))
    #expect(
      made.names == [
        "object", "id", "organizationId", "name", "creationDate", "revisionDate", "read", "write",
      ])
    #expect(made["object"]?.text == "project" && made["read"]?.bool == true && made["write"]?.bool == true)
    #expect(made["organizationId"]?.text == fixture.organization)
    #expect(try opened(made, "name") == "new")
    let id = try #require(made["id"]?.text)
    let renamed = client.json(
      "PUT", "/projects/\(id.uppercased())", "{\"Name\":\"\(try fixture.seal("n2"))\"}")
    #expect(try opened(renamed, "name") == "n2")
    #expect(renamed?["creationDate"]?.text == made["creationDate"]?.text)
    let shown = client.json("GET", "/projects/\(id)")
    #expect(shown?["revisionDate"]?.text == renamed?["revisionDate"]?.text)
    #expect(try #require(renamed?["revisionDate"]?.text) > (try #require(made["revisionDate"]?.text)))
    let gone = try #require(client.json("POST", "/projects/delete", "[\"\(id)\",\"\(shared.id.text)\"]"))
    #expect(
      client.send("POST", "/projects/delete", "[\"\(web.id.text)\"]").text
        == "{\"object\":\"list\",\"data\":[{\"object\":\"BulkDeleteResponseModel\",\"id\":\"\(web.id.text)\","
        + "\"error\":null}],\"continuationToken\":null}")
    #expect(gone.rows.map { $0["error"]?.text } == [nil, "access denied"])
    #expect(client.status("GET", "/projects/\(id)") == 404)
    #expect(try fixture.ada.verify().findings == [])
  }

  // MARK: secrets

  @Test func secretsAreMadeReadChangedAndDeleted() throws {
    let text = "Schlüssel 🔑 \u{202E}"
    let made = try #require(
      client.json(
        "POST", "\(organization)/secrets",
        try fixture.body("KEY", text, "", more: ",\"projectIds\":[\"\(web.id.text)\"],\"extra\":{}")))
    #expect(made.names == Self.secretNames + ["read", "write"] && made["object"]?.text == "secret")
    #expect(made["projects"]?.array?.map(\.names) == [["id", "name"]])
    #expect(try opened(made, "value") == text && opened(made, "note") == "")
    #expect(try opened(made["projects"]?.array?.first, "name") == "web")
    let id = try #require(made["id"]?.text)
    let got = try #require(client.json("GET", "/secrets/\(id)"))
    #expect(
      got["value"]?.text == made["value"]?.text && got["revisionDate"]?.text == made["revisionDate"]?.text)
    // Without projectIds, and with null, it stays where it is.
    for more in ["", ",\"projectIds\":null"] {
      let changed = client.json("PUT", "/secrets/\(id)", try fixture.body("KEY2", "v2", "n", more: more))
      #expect(changed?["projects"]?.array?.first?["id"]?.text == web.id.text)
      #expect(try opened(changed, "value") == "v2" && opened(changed, "key") == "KEY2")
    }
    for (more, status) in [
      (",\"projectIds\":[]", 404), (",\"projectIds\":[\"\(web.id.text)\",\"\(shared.id.text)\"]", 400),
      (",\"projectIds\":[\"\(shared.id.text)\"]", 404), (",\"projectIds\":[\"x\"]", 400),
      (",\"projectIds\":\"x\"", 400), (",\"accessPoliciesRequests\":{}", 404), (",\"valueChanged\":1", 400),
    ] {
      #expect(
        client.status("PUT", "/secrets/\(id)", try fixture.body("K", "v", more: more)) == status, "\(more)")
    }
    for more in ["", ",\"projectIds\":null", ",\"projectIds\":[]"] {
      #expect(client.status("POST", "\(organization)/secrets", try fixture.body("K", "v", more: more)) == 404)
    }
    let deleted = client.json(
      "POST", "/secrets/delete", "[\"\(id)\",\"\(fixture.secrets[1].id.text)\"]")
    #expect(deleted?.rows.map { $0["error"]?.text } == [nil, "access denied"])
    #expect(client.status("GET", "/secrets/\(id)") == 404)
    #expect(try fixture.ada.trash().map(\.key) == ["KEY2"])
    #expect(try fixture.ada.verify().findings == [])
  }

  @Test func theSealedTextsOfTheVectorsPassUnchanged() throws {
    let key =
      "2.EBESExQVFhcYGRobHB0eHw==|lWNibbXQC4jA2uJUthNRRQ==|2t0/4dm8CkjpsR1oxs6sS2EAuws3z8WeTtd7H7u0jXk="
    let note =
      "2.EBESExQVFhcYGRobHB0eHw==|0F1n4APIo3Slie81lvOhpA==|98635k3zqIZSDmpzt3HsO0TSU43pG3gZsgoSaxJAr8w="
    let body =
      "{\"Key\":\"\(key)\",\"Value\":\"\(key)\",\"Note\":\"\(note)\",\"ProjectIds\":[\"\(web.id.text)\"]}"
    let made = client.json("POST", "\(organization)/secrets", body)
    let got = client.json("GET", "/secrets/\(made?["id"]?.text ?? "")")
    #expect(got?["key"]?.text == key && got?["value"]?.text == key && got?["note"]?.text == note)
    let organizationKey = try SymmetricKey(Secret(copying: Array(0x40...0x7f)))
    #expect(try EncStringCipher(organizationKey).openText(got?["value"]?.text ?? "") == "hunter2")
  }

  @Test func listsHoldNoValuesAndAreNotRecorded() throws {
    let before = try fixture.lastEvent()
    let list = try #require(client.json("GET", "\(organization)/secrets"))
    #expect(list.names == ["object", "secrets", "projects"])
    #expect(list["object"]?.text == "SecretsWithProjectsList")
    let rows = try #require(list["secrets"]?.array)
    #expect(rows.map { $0["id"]?.text } == fixture.secrets[..<2].map(\.id.text))
    for row in rows {
      #expect(
        row.names == [
          "id", "organizationId", "key", "creationDate", "revisionDate", "projects", "read", "write",
        ])
    }
    #expect(list["projects"]?.array?.map { $0["id"]?.text } == [web.id.text, shared.id.text])
    let one = client.json("GET", "/projects/\(shared.id.text)/secrets")
    #expect(one?["secrets"]?.array?.map { $0["id"]?.text } == [fixture.secrets[1].id.text])
    let hidden = client.json("GET", "/projects/\(fixture.projects[2].id.text)/secrets")
    #expect(hidden?["secrets"]?.array?.count == 0)
    #expect(client.status("GET", "/projects/\(UUID128(high: 1, low: 1).text)/secrets") == 404)
    #expect(client.status("GET", "\(organization)/projects") == 200)
    #expect(try fixture.types(after: before) == [])
  }

  @Test func secretsByIDsAreAllOrNothing() throws {
    let ids = fixture.secrets.map { "\"\($0.id.text)\"" }
    let before = try fixture.lastEvent()
    let got = try #require(client.json("POST", "/secrets/get-by-ids", "{\"ids\":[\(ids[1]),\(ids[0])]}"))
    #expect(got.rows.map { $0["id"]?.text } == [fixture.secrets[1].id.text, fixture.secrets[0].id.text])
    for row in got.rows { #expect(row.names == Self.secretNames && row["object"]?.text == "baseSecret") }
    #expect(try fixture.types(after: before) == [2100, 2100])
    let refused: [(String, Int)] = [
      ("{\"ids\":[]}", 404), ("{\"ids\":[\(ids[0]),\(ids[2])]}", 404),
      ("{\"ids\":[\(ids[0]),\(ids[0])]}", 400), ("{\"ids\":[\"x\"]}", 400), ("{\"ids\":null}", 400),
      ("[\(ids[0])]", 400), ("{", 400), ("", 400),
      ("{\"ids\":[\(ids[0]),\"\(UUID128(high: 1, low: 1).text)\"]}", 404),
    ]
    for (body, status) in refused {
      #expect(client.status("POST", "/secrets/get-by-ids", body) == status, "\(body)")
    }
    #expect(try fixture.types(after: before) == [2100, 2100])
  }

  @Test func deletionsRefuseWhatIsUnknown() throws {
    let good = "\"\(fixture.secrets[0].id.text)\""
    for (body, status) in [
      ("[]", 404), ("[\(good),\"\(UUID128(high: 1, low: 1).text)\"]", 404), ("[\(good),\(good)]", 404),
      ("[\(good),\"\(fixture.secrets[2].id.text)\"]", 404), ("{}", 400), ("[1]", 400), ("null", 400),
    ] {
      #expect(client.status("POST", "/secrets/delete", body) == status, "\(body)")
      if !body.contains(good) {
        #expect(client.status("POST", "/projects/delete", body) == status, "\(body)")
      }
    }
    #expect(client.status("GET", "/secrets/\(fixture.secrets[0].id.text)") == 200)
  }

  @Test func syncFollowsTheWatermarkOfTheAccount() throws {
    let path = "\(organization)/secrets/sync"
    func sync(_ date: String?) -> WireJSON? {
      client.json("GET", date.map { "\(path)?lastSyncedDate=\($0)" } ?? path)
    }
    let before = try fixture.lastEvent()
    let all = try #require(sync(nil))
    #expect(all.names == ["object", "hasChanges", "secrets"] && all["object"]?.text == "secretsSync")
    #expect(all["hasChanges"]?.bool == true && all["secrets"]?["object"]?.text == "list")
    #expect(all["secrets"]?.rows.map { $0["object"]?.text } == ["baseSecret", "baseSecret"])
    #expect(try fixture.types(after: before) == [2100, 2100])
    fixture.vault.clock.time += 60_000_000
    let now = WireDate.text(fixture.vault.clock.time)
    let none = client.send("GET", "\(path)?lastSyncedDate=\(now)")
    #expect(none.text == "{\"object\":\"secretsSync\",\"hasChanges\":false,\"secrets\":null}")
    #expect(try fixture.types(after: before) == [2100, 2100])
    fixture.vault.clock.time += 60_000_000
    // Reading and renaming a project move nothing, a change of a secret does.
    _ = client.status("GET", "/projects/\(web.id.text)")
    _ = client.status("PUT", "/projects/\(web.id.text)", "{\"name\":\"\(try fixture.seal("w"))\"}")
    #expect(sync(now)?["hasChanges"]?.bool == false)
    _ = try fixture.ada.editSecret(fixture.secrets[1].id, SecretEdits(note: Secret(utf8: "n")))
    #expect(sync(now)?["hasChanges"]?.bool == true)
    fixture.vault.clock.time += 60_000_000
    let later = WireDate.text(fixture.vault.clock.time).dropLast() + "%2B00:00"
    #expect(sync(String(later))?["hasChanges"]?.bool == false)
    let future = client.send(
      "GET", "\(path)?lastSyncedDate=\(WireDate.text(fixture.vault.clock.time + 3_600_000_000))")
    #expect(future.status == 400 && future.text.contains("Last synced date must be in the past."))
    #expect(client.status("GET", "\(path)?lastSyncedDate=yesterday") == 400)
  }

  @Test func datesAreReadAsClientsWriteThem() {
    let base: Int64 = 1_795_508_156_000_000
    #expect(WireDate.text(base + 340_296) == "2026-11-24T08:15:56.340296Z")
    for (text, fraction) in [
      ("2026-11-24T08:15:56Z", 0), ("2026-11-24T08:15:56.340Z", 340_000),
      ("2026-11-24T08:15:56.340296+00:00", 340_296), ("2026-11-24T09:15:56.340296123+0100", 340_296),
      ("2026-11-24T08:15:56.3402960 00:00", 340_296), ("2026-11-24T08:15:56", 0),
      ("2026-11-24T03:45:56-04:30", 0),
    ] as [(String, Int64)] {
      #expect(WireDate.parse(text) == base + fraction, "\(text)")
    }
    for text in [
      "", "2026-11-24", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-24T08:15:56,3Z",
      "2026-11-24T24:00:00Z", "2026-11-24T08:15:56.Z", "2026-11-24T08:15:56ZZ", "2026-11-24T08:15Z", "1",
    ] {
      #expect(WireDate.parse(text) == nil, "\(text)")
    }
    for day in stride(from: Int64(-800_000), through: 800_000, by: 997) {
      let instant = day * 86_400_000_000 + 86_399_999_999
      if day > -719_000 { #expect(WireDate.parse(WireDate.text(instant)) == instant) }
    }
  }

  // MARK: versions

  @Test func versionsAreServed() throws {
    let id = fixture.secrets[0].id.text
    for value in ["one", "two"] {
      let changed = client.status(
        "PUT", "/secrets/\(id)", try fixture.body("K", value, more: ",\"valueChanged\":true"))
      #expect(changed == 200)
    }
    #expect(client.status("PUT", "/secrets/\(id)", try fixture.body("K", "three")) == 200)
    let before = try fixture.lastEvent()
    let list = try #require(client.json("GET", "/secrets/\(id)/versions"))
    #expect(try list.rows.map { try opened($0, "value") } == ["one", "v-web"])
    #expect(
      list.rows[0].names == [
        "object", "id", "secretId", "value", "versionDate", "editorServiceAccountId",
        "editorOrganizationUserId",
      ])
    #expect(list.rows[0]["editorServiceAccountId"]?.text == fixture.account.id.text)
    let oldest = try #require(list.rows[1]["id"]?.text)
    let newest = try #require(list.rows[0]["id"]?.text)
    #expect(try opened(client.json("GET", "/secret-versions/\(oldest)"), "value") == "v-web")
    let some = client.json("POST", "/secret-versions/get-by-ids", "[\"\(oldest)\",\"\(newest)\"]")
    #expect(some?.rows.map { $0["id"]?.text } == [oldest, newest])
    #expect(try fixture.types(after: before) == [2100, 2100, 2100, 2100, 2100])
    for (path, body, status) in [
      ("get-by-ids", "[]", 400), ("get-by-ids", "[\"\(UUID128(high: 1, low: 1).text)\"]", 404),
      ("delete", "[]", 400), ("delete", "[\"\(oldest)\",\"\(UUID128(high: 1, low: 1).text)\"]", 404),
    ] {
      #expect(client.status("POST", "/secret-versions/\(path)", body) == status, "\(path) \(body)")
    }
    let restored = client.json("PUT", "/secrets/\(id)/versions/restore", "{\"versionId\":\"\(oldest)\"}")
    #expect(try opened(restored, "value") == "v-web" && restored?["object"]?.text == "secret")
    #expect(client.status("PUT", "/secrets/\(id)/versions/restore", "{}") == 400)
    let deleted = client.send("POST", "/secret-versions/delete", "[\"\(newest)\"]")
    #expect(deleted.status == 200 && deleted.body.isEmpty)
    #expect(client.json("GET", "/secrets/\(id)/versions")?.rows.count == 2)
    #expect(try fixture.ada.verify().findings == [])
  }

  // MARK: errors

  @Test func errorsHaveTheBodyOfTheProtocol() throws {
    let missing = client.send("GET", "/secrets/\(fixture.secrets[2].id.text)")
    #expect(missing.status == 404)
    #expect(
      missing.text
        == "{\"message\":\"Resource not found.\",\"validationErrors\":null,\"exceptionMessage\":null,"
        + "\"exceptionStackTrace\":null,\"innerExceptionMessage\":null,\"object\":\"error\"}")
    let long = client.send(
      "POST", "\(organization)/projects",
      "{\"name\":\"\(try fixture.seal(String(repeating: "x", count: 700)))\"}")
    #expect(long.status == 400)
    #expect(
      long.text
        == "{\"message\":\"The model state is invalid.\",\"validationErrors\":{\"Name\":[\"The field Name "
        + "exceeds the limit of 1000 characters.\"]},\"exceptionMessage\":null,\"exceptionStackTrace\":null,"
        + "\"innerExceptionMessage\":null,\"object\":\"error\"}")
    for body in ["{\"name\":\"plain\"}", "{\"name\":null}", "{}", "{\"name\":1}", "[]", "not json", ""] {
      #expect(client.status("POST", "\(organization)/projects", body) == 400, "\(body)")
    }
  }

  @Test func lengthsAreThoseOfSealedTexts() throws {
    func send(_ value: String, _ note: String) throws -> Int {
      client.status(
        "POST", "\(organization)/secrets",
        try fixture.body("K", value, note, more: ",\"projectIds\":[\"\(web.id.text)\"]"))
    }
    #expect(try send(String(repeating: "x", count: 26_191), String(repeating: "n", count: 7_439)) == 200)
    #expect(try send(String(repeating: "x", count: 26_192), "") == 400)
    #expect(try send("x", String(repeating: "n", count: 7_440)) == 400)
    #expect(try send(String(repeating: "🔑", count: 25_000), "") == 400)
  }

  @Test func pathsThatAreNotThere() throws {
    let other = UUID128(high: 1, low: 1).text
    for (method, path, status) in [
      ("GET", "/nothing", 404), ("GET", "/", 404), ("GET", "/api/api/projects/x", 404),
      ("DELETE", "/secrets/\(other)", 405), ("GET", "/projects/delete", 405), ("PUT", "/connect/token", 405),
      ("GET", "/secrets/x", 400), ("GET", "/organizations/x/secrets", 400), ("PUT", "/projects/x", 400),
      ("GET", "/organizations/\(other)/secrets", 404), ("POST", "/organizations/\(other)/projects", 404),
      ("GET", "/secrets/\(other)", 404), ("GET", "/projects/\(fixture.projects[2].id.text)", 404),
      ("GET", "//api//projects/\(web.id.text)/", 200), ("GET", "/API/Projects/\(web.id.text)", 200),
      ("GET", "/alive", 200),
    ] {
      #expect(client.status(method, path) == status, "\(method) \(path)")
    }
    #expect(client.send("DELETE", "/secrets/\(other)").header("Allow") == "GET, PUT")
  }

  // MARK: events

  @Test func eachCallLeavesItsEvents() throws {
    let id = fixture.secrets[0].id.text
    func types(_ method: String, _ path: String, _ body: String = "") throws -> [Int64] {
      let before = try fixture.lastEvent()
      #expect(client.status(method, path, body) == 200, "\(path)")
      let events = try fixture.vault.service.store.rows(
        EventQuery([Condition(.number, .greater, .int(before))]))
      for event in events {
        #expect(event.actorAccount == fixture.account.id && event.ip == "192.0.2.7" && event.device == 21)
      }
      return events.map(\.type)
    }
    let name = "{\"name\":\"\(try fixture.seal("p"))\"}"
    #expect(try types("GET", "/secrets/\(id)") == [2100])
    #expect(try types("PUT", "/secrets/\(id)", try fixture.body("K", "v")) == [2102])
    let home = ",\"projectIds\":[\"\(web.id.text)\"]"
    #expect(try types("POST", "\(organization)/secrets", try fixture.body("N", "v", more: home)) == [2101])
    #expect(try types("POST", "/secrets/delete", "[\"\(id)\"]") == [2103])
    #expect(try types("GET", "/projects/\(web.id.text)") == [2200])
    #expect(try types("POST", "\(organization)/projects", name) == [2201, 9020])
    #expect(try types("PUT", "/projects/\(web.id.text)", name) == [2202])
    #expect(try types("POST", "/projects/delete", "[\"\(web.id.text)\"]") == [2203])
  }
}
