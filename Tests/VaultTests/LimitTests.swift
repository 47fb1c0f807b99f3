import Base
import Crypto
import Support
import Testing
import Vault

/// The lengths of texts and the sizes of imports: `Documentation/domain.md` 5.4 and 5.5.
@Suite struct LimitTests {
  private func error(_ body: () throws(VaultError) -> Void) -> VaultError? {
    do throws(VaultError) {
      try body()
      return nil
    } catch { return error }
  }

  /// A text that the vault stores, with the most characters and bytes of it.
  struct Place: Sendable, CustomStringConvertible {
    let description: String
    let characters: Int
    let bytes: Int
    /// Whether nothing may stand there, and whether white space may.
    var takesNothing = false
    var takesBlanks = false
    let store: @Sendable (VaultSession, LimitWorld, String) throws(VaultError) -> Void
  }

  /// What the texts are about.
  struct LimitWorld: Sendable {
    let project: UUID128
    let account: UUID128
    let secret: UUID128
  }

  static let places: [Place] = [
    Place(description: "new machine account", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in _ = try session.createAccount(name: text)
    },
    Place(description: "machine account renamed", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in _ = try session.renameAccount(world.account, to: text)
    },
    Place(description: "new project", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in _ = try session.createProject(name: text)
    },
    Place(description: "project renamed", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in _ = try session.renameProject(world.project, to: text)
    },
    Place(description: "new secret's key", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in
      _ = try session.createSecret(key: text, value: Secret(utf8: "v"), project: world.project)
    },
    Place(description: "secret's key edited", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in
      _ = try session.editSecret(world.secret, SecretEdits(key: text))
    },
    Place(description: "new secret's value", characters: 25_000, bytes: 26_191, takesBlanks: true) {
      (session, world, text) throws(VaultError) in
      _ = try session.createSecret(key: "K", value: Secret(utf8: text), project: world.project, twin: true)
    },
    Place(description: "secret's value edited", characters: 25_000, bytes: 26_191, takesBlanks: true) {
      (session, world, text) throws(VaultError) in
      _ = try session.editSecret(world.secret, SecretEdits(value: Secret(utf8: text)))
    },
    Place(description: "new secret's note", characters: 7000, bytes: 7439, takesNothing: true) {
      (session, world, text) throws(VaultError) in
      _ = try session.createSecret(
        key: "K", value: Secret(utf8: "v"), note: Secret(utf8: text), project: world.project, twin: true)
    },
    Place(description: "secret's note edited", characters: 7000, bytes: 7439, takesNothing: true) {
      (session, world, text) throws(VaultError) in
      _ = try session.editSecret(world.secret, SecretEdits(note: Secret(utf8: text)))
    },
    Place(description: "token", characters: 80, bytes: 95) { (session, world, text) throws(VaultError) in
      _ = try session.createToken(account: world.account, name: text, expires: nil)
    },
    Place(description: "imported project", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in
      _ = try session.importProduct(projects: [LimitTests.project(0, text)], secrets: [])
    },
    Place(description: "imported key", characters: 500, bytes: 687) {
      (session, world, text) throws(VaultError) in
      _ = try session.importProduct(projects: [], secrets: [LimitTests.secret(key: text)])
    },
    Place(description: "imported value", characters: 25_000, bytes: 26_191, takesBlanks: true) {
      (session, world, text) throws(VaultError) in
      _ = try session.importProduct(projects: [], secrets: [LimitTests.secret(value: text)])
    },
    Place(description: "imported note", characters: 7000, bytes: 7439, takesNothing: true) {
      (session, world, text) throws(VaultError) in
      _ = try session.importProduct(projects: [], secrets: [LimitTests.secret(note: text)])
    },
  ]

  static func project(_ number: Int, _ name: String) -> ImportedProject {
    ImportedProject(
      id: UUID128(high: 1, low: UInt64(number + 1)).text, name: name)
  }

  static func secret(key: String = "K", value: String = "v", note: String = "") -> ImportedSecret {
    ImportedSecret(key: key, value: Secret(utf8: value), note: Secret(utf8: note), projectIDs: [])
  }

  private func isTooLong(_ error: VaultError?, _ limit: Int, _ unit: LengthUnit) -> Bool {
    switch error {
    case .tooLong(_, limit, unit)?, .importProblem(_, .tooLong(limit, unit))?: true
    default: false
    }
  }

  private func isBlank(_ error: VaultError?) -> Bool {
    switch error {
    case .blank?, .importProblem(_, .blank)?, .importProblem(_, .onlyBlanks)?: true
    default: false
    }
  }

  @Test(arguments: places) func textsAreAsLongAsTheProductTakesThem(_ place: Place) throws {
    let session = try VaultFixture().session
    let project = try session.createProject(name: "web").id
    let world = LimitWorld(
      project: project, account: try session.createAccount(name: "ci").account.id,
      secret: try session.createSecret(key: "S", value: Secret(utf8: "v"), project: project).id)
    func store(_ text: String) -> VaultError? {
      error { () throws(VaultError) in try place.store(session, world, text) }
    }
    // One byte a character: the characters count. Four bytes: the bytes do.
    #expect(store(String(repeating: "x", count: place.characters)) == nil)
    #expect(store("\u{1F511}") == nil)
    let wide = String(repeating: "\u{1F511}", count: place.bytes / 4)
    #expect(store(wide) == nil)
    let before = try session.events(EventQuery()).count
    #expect(
      isTooLong(store(String(repeating: "x", count: place.characters + 1)), place.characters, .characters))
    #expect(isTooLong(store(wide + "\u{1F511}"), place.bytes, .bytes))
    #expect(place.takesNothing || isBlank(store("")))
    #expect(place.takesBlanks || isBlank(store(" \t\u{2003}\n")))
    #expect(try session.events(EventQuery()).count == before)
    if place.takesNothing { #expect(store("") == nil) }
    if place.takesBlanks { #expect(store(" ") == nil) }
    #expect(try session.verify().findings == [])
  }

  @Test func anImportHasItsSize() throws {
    let session = try VaultFixture().session
    let projects = (0...1000).map { Self.project($0, "p\($0)") }
    let secrets = (0...6000).map { Self.secret(key: "K\($0)") }
    #expect(
      error { () throws(VaultError) in _ = try session.importProduct(projects: projects, secrets: []) }
        == .importTooMany(what: "projects", count: 1001, limit: 1000))
    #expect(
      error { () throws(VaultError) in _ = try session.importProduct(projects: [], secrets: secrets) }
        == .importTooMany(what: "secrets", count: 6001, limit: 6000))
    #expect(try session.countProjects() == 0 && session.countSecrets() == 0)
    #expect(
      try session.importProduct(projects: Array(projects.dropLast()), secrets: []).projects == 1000)
  }
}
