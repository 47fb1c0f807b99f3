import Base
import Crypto
import Support
import Testing
import Vault

/// K22: names are unique for what is new or renamed, even against names that clients of the server brought.
@Suite struct TwinTests {
  let world: ServeFixture
  private var ada: VaultSession { world.ada }

  init() throws { world = try ServeFixture() }

  private func error(_ body: () throws(VaultError) -> Void) -> VaultError? {
    do throws(VaultError) { try body() } catch { return error }
    return nil
  }

  @Test func aNameIsTakenOnce() throws {
    let (ada, ci) = (ada, world.account.id)
    let other = try ada.createAccount(name: "other").account.id
    let project = world.projects[2].id
    for (kind, name, body) in [
      (.account, "ci", { () throws(VaultError) in _ = try ada.createAccount(name: "ci") }),
      (.account, "ci", { () throws(VaultError) in _ = try ada.renameAccount(other, to: "ci") }),
      (.project, "web", { () throws(VaultError) in _ = try ada.createProject(name: " web\t") }),
      (.project, "web", { () throws(VaultError) in _ = try ada.renameProject(project, to: "web") }),
      (
        .token, "pipeline",
        { () throws(VaultError) in _ = try ada.createToken(account: ci, name: "pipeline", expires: nil) }
      ),
    ] as [(EntityKind, String, () throws(VaultError) -> Void)] {
      let before = try ada.countEvents(EventQuery())
      #expect(error(body) == .exists(kind: kind, text: name))
      #expect(try ada.countEvents(EventQuery()) == before)
    }
    // By bytes, for each machine account on its own, for what is alive, and never against itself.
    _ = try ada.createAccount(name: "CI")
    _ = try ada.createAccount(name: "caf\u{e9}")
    _ = try ada.createAccount(name: "cafe\u{301}")
    _ = try ada.createToken(account: other, name: "pipeline", expires: nil)
    _ = try ada.revokeTokens([world.token.item.id])
    _ = try ada.createToken(account: ci, name: "pipeline", expires: nil)
    #expect(try ada.renameAccount(other, to: "other").action == .unchanged)
    _ = try ada.deleteAccounts([other])
    _ = try ada.createAccount(name: "other")
    _ = try ada.createAccount(name: "ci", twin: true)
    _ = try ada.createProject(name: "web", twin: true)
    _ = try ada.createToken(account: ci, name: "pipeline", expires: nil, twin: true)
    #expect(try ada.renameProject(project, to: "web", twin: true).action == .renamed)
    #expect(try ada.verify().isClean)
  }

  @Test func aKeyIsTakenOnceInAProject() throws {
    let (ada, web, shared) = (ada, world.projects[0].id, world.projects[1].id)
    func make(_ key: String, _ project: UUID128?, twin: Bool = false) throws(VaultError) -> SecretItem {
      try ada.createSecret(key: key, value: Secret(utf8: "v"), project: project, twin: twin)
    }
    let other = try make("OTHER", web)
    let far = try make("OTHER", shared)
    let alone = try make("ALONE", nil)
    for (key, body) in [
      ("K", { () throws(VaultError) in _ = try make(" K\t", web) }),
      ("ALONE", { () throws(VaultError) in _ = try make("ALONE", nil) }),
      ("K", { () throws(VaultError) in _ = try ada.editSecret(other.id, SecretEdits(key: "K")) }),
      ("OTHER", { () throws(VaultError) in _ = try ada.moveSecrets([far.id], to: web) }),
      ("OTHER", { () throws(VaultError) in _ = try ada.moveSecrets([other.id, far.id], to: nil) }),
    ] as [(String, () throws(VaultError) -> Void)] {
      let before = try ada.countEvents(EventQuery())
      #expect(error(body) == .exists(kind: .secret, text: key))
      #expect(try ada.countEvents(EventQuery()) == before)
    }
    // By bytes, for each project on its own, for what is live, and never against itself.
    _ = try make("k", web)
    _ = try make("ALONE", web)
    #expect(try ada.editSecret(other.id, SecretEdits(key: "OTHER")).action == .unchanged)
    #expect(try ada.moveSecrets([other.id], to: web).map(\.action) == [.unchanged])
    _ = try ada.deleteSecrets([other.id])
    let second = try make("OTHER", web)
    // The trash gives back what was there; a project that goes leaves its secrets in none.
    #expect(try ada.restoreSecrets([other.id]).map(\.action) == [.restored])
    _ = try ada.deleteProjects([shared])
    #expect(try ada.editSecret(second.id, SecretEdits(key: "K"), twin: true).action == .changed)
    #expect(
      try ada.moveSecrets([other.id, alone.id], to: nil, twin: true).map(\.action) == [.moved, .unchanged])
    _ = try make("OTHER", nil, twin: true)
    #expect(try ada.verify().isClean)
  }

  /// A client's keys have no digests until a holder of the key writes: then they count as well.
  @Test func keysOfClientsAreReadFirst() throws {
    let web = world.projects[0].id
    let sealed = try ["CLIENT", "v", ""].map { try world.seal($0) }
    for _ in 0..<2 {
      _ = try world.asAccount { (served, caller) throws(VaultError) in
        try served.createSecret(
          SealedSecret(key: sealed[0], value: sealed[1], note: sealed[2]), in: web, caller)
      }
    }
    let found = error { () throws(VaultError) in
      _ = try ada.createSecret(key: "CLIENT", value: Secret(utf8: "v"), project: web)
    }
    #expect(found == .exists(kind: .secret, text: "CLIENT"))
    #expect(try ada.verify().isClean)
  }

  /// A client's names have no digests until a holder of the key writes: then they count as well.
  @Test func namesOfClientsAreReadFirst() throws {
    let names = try ["mine", "web"].map { try world.seal($0) }
    for name in names {
      _ = try world.asAccount { (served, caller) throws(VaultError) in
        try served.createProject(name: name, caller)
      }
    }
    #expect(try !ada.hasAllDigests(ProjectRow.self))
    #expect(error { () throws(VaultError) in _ = try ada.createProject(name: "mine") } != nil)
    _ = try ada.createProject(name: "new")
    #expect(try ada.hasAllDigests(ProjectRow.self))
    #expect(error { () throws(VaultError) in _ = try ada.createProject(name: "mine") } != nil)
    // The client brought a twin, and a file does: a reference lists whose they are.
    _ = try ada.importProduct(
      projects: [ImportedProject(id: world.projects[0].id.text, name: "web")],
      secrets: [])
    let found = error { () throws(VaultError) in _ = try ada.resolve("web", among: [.project]) }
    guard case .ambiguous(.project, "web", let matches) = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(matches.count == 3)
    #expect(matches.count { $0.hasSuffix(" (made by ada@acme.example)") } == 2)
    #expect(matches.count { $0.hasSuffix(" (made by ci)") } == 1)
    #expect(try ada.verify().isClean)
  }

  @Test func secretsAreToldApartByTheirProjects() throws {
    func matches(_ text: String) -> [String] {
      guard
        case .ambiguous(_, _, let matches)? = error({ () throws(VaultError) in
          _ = try ada.resolve(text, among: [.secret])
        })
      else { return [] }
      return matches
    }
    #expect(matches("K") == ["web/K", "shared/K", "hidden/K"])
    let twin = try ada.createSecret(
      key: "K", value: Secret(utf8: "v"), project: world.projects[0].id, twin: true)
    let alone = try ada.createSecret(key: "K", value: Secret(utf8: "v"), project: nil)
    let maker = "made by ada@acme.example)"
    #expect(
      matches("K") == [
        "\(world.secrets[0].id.text) (web/K, \(maker)", "shared/K", "hidden/K",
        "\(twin.id.text) (web/K, \(maker)", "\(alone.id.text) (\(maker)",
      ])
    for label in ["shared/K", "hidden/K", twin.id.text] { #expect(matches(label).isEmpty) }
  }
}
