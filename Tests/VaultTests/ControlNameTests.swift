import Base
import Crypto
import Support
import Testing
import Vault

/// K09: no new name holds a character that steers a screen; old ones stay as they are.
@Suite struct ControlNameTests {
  /// Each control character, and what turns the direction of writing or ends a line.
  private static let controls: [Unicode.Scalar] =
    (Array(0...0x1F) + Array(0x7F...0x9F) + [0x61C, 0x200E, 0x200F, 0x2028, 0x2029] + Array(0x202A...0x202E)
    + Array(0x2066...0x2069) as [UInt32]).compactMap { Unicode.Scalar($0) }

  private typealias Naming = (what: String, make: (VaultSession, String) throws(VaultError) -> Void)

  private static func namings(_ session: VaultSession) throws -> [Naming] {
    let account = try session.createAccount(name: "ci").account.id
    let project = try session.createProject(name: "web").id
    let secret = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: project).id
    let group = try session.createGroup(name: "team").id
    let end = session.service.now() + 86_400_000_000
    return [
      ("account", { (s, n) throws(VaultError) in _ = try s.createAccount(name: n) }),
      ("account rename", { (s, n) throws(VaultError) in _ = try s.renameAccount(account, to: n) }),
      ("project", { (s, n) throws(VaultError) in _ = try s.createProject(name: n) }),
      ("project rename", { (s, n) throws(VaultError) in _ = try s.renameProject(project, to: n) }),
      (
        "secret",
        { (s, n) throws(VaultError) in
          _ = try s.createSecret(key: n, value: Secret(utf8: "v"), project: project)
        }
      ),
      ("secret rename", { (s, n) throws(VaultError) in _ = try s.editSecret(secret, SecretEdits(key: n)) }),
      (
        "token",
        { (s, n) throws(VaultError) in _ = try s.createToken(account: account, name: n, expires: nil) }
      ),
      ("key", { (s, n) throws(VaultError) in _ = try s.createKey(expires: end, name: n) }),
      ("group", { (s, n) throws(VaultError) in _ = try s.createGroup(name: n) }),
      ("group rename", { (s, n) throws(VaultError) in _ = try s.renameGroup(group, to: n) }),
      (
        "invite",
        { (s, n) throws(VaultError) in
          _ = try s.invitePerson(email: "e@acme.example", role: .user, name: n, expires: end)
        }
      ),
      (
        "person",
        { (s, n) throws(VaultError) in
          var change = PersonChange()
          change.name = n
          _ = try s.setPerson(s.person.id, change)
        }
      ),
    ]
  }

  @Test func newNamesAreRefused() throws {
    let vault = try VaultFixture()
    let session = vault.session
    for naming in try Self.namings(session) {
      for control in Self.controls {
        var found: VaultError?
        do throws(VaultError) { try naming.make(session, "a\(control)b") } catch { found = error }
        guard case .invalid(_, let why)? = found else {
          Issue.record(
            "\(naming.what) takes U+\(String(control.value, radix: 16)): \(String(describing: found))")
          continue
        }
        #expect(why.contains("control character U+") && !why.unicodeScalars.contains(control))
      }
      // What only looks unusual is a name.
      #expect(throws: Never.self, "\(naming.what)") {
        try naming.make(session, "\(naming.what) \u{5d0} \u{1F468}\u{200D}\u{1F469} e\u{301}")
      }
    }
    #expect(throws: VaultError.self) {
      try VaultService.create(
        StoresInMemory(), path: "v", organization: "a\u{1b}b", email: "a@acme.example",
        passphrase: Secret(utf8: "correct horse battery"))
    }
  }
}
