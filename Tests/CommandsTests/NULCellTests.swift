import Base
import Crypto
import Interpreter
import Support
import Testing
import Vault

/// One rule for the cells of csv and tsv, whether rows are written as they are read or made before.
@Suite struct NULCellTests {
  private let acme: CommandsFixture

  /// Acme with names that hold a NUL, as a client or a file can bring them.
  init() throws {
    acme = try CommandsFixture()
    let id = "11111111-1111-4111-8111-111111111111"
    let session = try acme.session()
    _ = try session.importProduct(
      projects: [ImportedProject(id: id, name: "n\0p")],
      secrets: [
        ImportedSecret(key: "n\0k", value: Secret(utf8: "v"), note: Secret(count: 0), projectIDs: [id])
      ])
    let project = try #require(try session.projects().first { $0.name == "n\0p" })
    let account = try #require(try session.accounts().first { $0.name == "ci-web" })
    _ = try session.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
  }

  /// Whole rows, selected ones, and those that a closure made.
  private static let ways = [
    "", " | select %", " | each {|r| $r | select % }", " | where {|r| true } | select %",
  ]

  @Test(arguments: [
    ("projects", "name id"), ("secrets", "key id"), ("secrets", "id key"), ("projects", "id name"),
  ])
  func aTextIsRefused(_ source: String, _ columns: String) {
    let name = source == "projects" ? "name" : "key"
    for way in Self.ways {
      for format in ["csv", "tsv"] {
        let code = source + way.replacing("%", with: columns) + " | to " + format
        let fault = acme.fault(code)
        #expect(
          fault?.code == "E0631" && fault?.message.contains(name) == true,
          "\(code): \(String(describing: fault))")
      }
    }
  }

  @Test(arguments: [
    ("events --all", "number project secret"), ("secrets", "id project"), ("grants", "id subject object"),
    ("events --all", "secret"),
  ])
  func aNameOfAThingIsALabel(_ source: String, _ columns: String) {
    for format in ["csv", "tsv"] {
      let texts = Self.ways.dropFirst().map {
        acme.text(source + $0.replacing("%", with: columns) + " | to " + format)
      }
      #expect(texts[0].contains("u{0}"))
      #expect(texts.allSatisfy { $0 == texts[0] && !$0.contains("\\0") }, "\(source)")
      #expect(
        !acme.text("\(source) | reject\(source == "secrets" ? " key" : " id") | to \(format)").contains("\\0")
      )
    }
  }
}
