import Crypto
import Support
import Testing
import Vault

@Test func smoke() throws {
  let vault = try VaultFixture()
  let session = vault.session
  let project = try session.createProject(name: " web ")
  #expect(project.name == "web")
  let made = try session.createAccount(name: "ci")
  #expect(made.isNew)
  let changes = try session.grant([.init(account: made.account.id, project: project.id, level: .read)])
  #expect(changes.map(\.action) == [.granted])
  let secret = try session.createSecret(
    key: "DB", value: Secret(utf8: "s3cret"), note: nil, project: project.id)
  #expect(try session.reveal([secret.id])[0].value.text() == "s3cret")
  let token = try session.createToken(account: made.account.id, name: "t", expires: nil)
  #expect(token.text.count == 94)
  #expect(try session.counts(of: [made.account]) == [AccountCounts(secrets: 1, projects: 1, people: 1, tokens: 1)])
  let events = try session.events(EventFilter().query)
  #expect(events.map(\.type) == [2306, 2100, 2101, 9020, 2304, 2300, 2201, 9001, 9000])
  #expect(try session.resolve("web/DB", among: [.secret]) == secret.ref)
}
