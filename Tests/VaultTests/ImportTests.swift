import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct ImportTests {
  static let first = "6e259761-8d90-4832-8bd8-a207cbb2c077"
  static let second = "4bbdb41a-79af-4479-b0e5-55d87d45186f"

  private static func secret(
    _ key: String = "K", _ value: String = "v", note: String = "", in projects: [String] = []
  ) -> ImportedSecret {
    ImportedSecret(
      key: key, value: Secret(utf8: value), note: Secret(utf8: note), projectIDs: projects)
  }

  @Test func aFileIsImportedWithNewIdsAndOneEventARow() throws {
    let session = try VaultFixture().session
    let projects = [
      ImportedProject(id: Self.first, name: "web"),
      ImportedProject(id: Self.second.uppercased(), name: " api "),
    ]
    let secrets = [
      Self.secret("A", " 1\n", note: "n ", in: [Self.first]), Self.secret("B", "2", in: [Self.second]),
      Self.secret("C"),
    ]
    let result = try session.importProduct(projects: projects, secrets: secrets, fileDigest: [1, 2])
    #expect(result.projects == 2 && result.secrets == 3)
    let items = try session.secrets()
    #expect(items.map(\.key) == ["A", "B", "C"] && items.map(\.project?.name) == ["web", " api ", nil])
    #expect(try session.reveal(items.map(\.id)).map { try $0.value.text() } == [" 1\n", "2", "v"])
    #expect(try session.projects().allSatisfy { $0.id.text != Self.first })
    let events = try session.events(EventQuery(order: [SortKey(.number)])).map(\.type)
    #expect(events == [9000, 9001, 9030, 9031, 9031, 9032, 9032, 9032, 2100, 2100, 2100])
    _ = try session.importProduct(projects: projects, secrets: secrets)
    #expect(try session.countProjects() == 4 && session.countSecrets() == 6)
    #expect(try session.verify().findings == [])
  }

  struct Case: CustomTestStringConvertible {
    let path: String
    let problem: ImportProblem
    var projects = [ImportedProject(id: ImportTests.first, name: "web")]
    var secrets: [ImportedSecret] = []
    var testDescription: String { "\(path) \(problem)" }
  }

  static var cases: [Case] {
    [
      Case(path: "projects[0].id", problem: .notAnID, projects: [.init(id: "x", name: "web")]),
      Case(
        path: "projects[1].id", problem: .duplicateID,
        projects: [.init(id: first, name: "a"), .init(id: first.uppercased(), name: "b")]),
      Case(path: "projects[0].name", problem: .blank, projects: [.init(id: first, name: " \u{2003}")]),
      Case(
        path: "projects[0].name", problem: .tooLong(limit: 500, unit: .characters),
        projects: [.init(id: first, name: String(repeating: "a", count: 501))]),
      Case(
        path: "projects[0].name", problem: .tooLong(limit: 687, unit: .bytes),
        projects: [.init(id: first, name: String(repeating: "\u{20ac}", count: 230))]),
      Case(path: "secrets[1].key", problem: .blank, secrets: [secret(), secret(" ")]),
      Case(path: "secrets[0].value", problem: .blank, secrets: [secret("K", "")]),
      Case(
        path: "secrets[0].value", problem: .tooLong(limit: 25_000, unit: .characters),
        secrets: [secret("K", String(repeating: "v", count: 25_001))]),
      Case(
        path: "secrets[0].value", problem: .notText,
        secrets: [
          ImportedSecret(
            key: "K", value: Secret(copying: [0xC3, 0x28]), note: Secret(count: 0), projectIDs: [])
        ]),
      Case(path: "secrets[0].note", problem: .onlyBlanks, secrets: [secret(note: " ")]),
      Case(
        path: "secrets[0].note", problem: .tooLong(limit: 7_000, unit: .characters),
        secrets: [secret(note: String(repeating: "n", count: 7_001))]),
      Case(
        path: "secrets[2].projectIds[0]", problem: .unknownProject,
        secrets: [secret(), secret(), secret(in: [second])]),
      Case(path: "secrets[0].projectIds[0]", problem: .notAnID, secrets: [secret(in: ["web"])]),
      Case(path: "secrets[0].projectIds", problem: .severalProjects, secrets: [secret(in: [first, first])]),
    ]
  }

  @Test(arguments: cases.indices) func wrongFilesNameTheirPlaceAndBringNothing(_ index: Int) throws {
    let wrong = Self.cases[index]
    let session = try VaultFixture().session
    #expect(throws: VaultError.importProblem(path: wrong.path, problem: wrong.problem)) {
      try session.importProduct(projects: wrong.projects, secrets: wrong.secrets)
    }
    #expect(try session.status().events == 1 && session.countProjects() == 0)
  }

  @Test func filesThatAreTooLargeAreRefused() throws {
    let session = try VaultFixture().session
    let projects = (0...1000).map { _ in ImportedProject(id: Self.first, name: "p") }
    #expect(throws: VaultError.importTooMany(what: "projects", count: 1001, limit: 1000)) {
      try session.importProduct(projects: projects, secrets: [])
    }
    let one = Self.secret()
    #expect(throws: VaultError.importTooMany(what: "secrets", count: 6001, limit: 6000)) {
      try session.importProduct(projects: [], secrets: Array(repeating: one, count: 6001))
    }
  }
}
