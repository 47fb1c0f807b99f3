import Glibc
import Support
import Testing

/// The walk through the house names what is there.
@Suite struct ArchitectureTests {
  /// Words in code that begin with a capital letter and are no types of ours.
  private static let others: Set<String> = ["GET", "JSON"]

  @Test func theWalkNamesTypesAndFunctionsThatExist() throws {
    let root = repositoryRoot()
    let text = try #require(readText(root + "/Documentation/architecture.md"))
    var sources = ""
    Self.each(root + "/Sources") { sources += readText($0) ?? "" }
    Self.each(root + "/Tests/Support") { sources += readText($0) ?? "" }
    let types = Set(
      sources.matches(of: /(?:struct|class|enum|protocol|typealias|extension) (\w+)/).map { String($0.1) })
    let functions = Set(sources.matches(of: /(?:func|var|let|case) (\w+)/).map { String($0.1) })
    let folders = Set(["Care", "Session", "Keyring", "Ledger", "Model", "Wire"])
    var named = 0
    for match in text.matches(of: /`([A-Z]\w+)(?:\.(\w+))?`/) {
      let type = String(match.1)
      if Self.others.contains(type) || folders.contains(type) { continue }
      named += 1
      if !types.contains(type) { Issue.record("there is no type \(type)") }
      if let member = match.2, !functions.contains(String(member)) {
        Issue.record("\(type) has no \(member)")
      }
    }
    #expect(named > 40)
  }

  /// What is said of an enemy is shown by a test that is there.
  @Test func theThreatsNameTestsThatExist() throws {
    let text = try #require(readText(repositoryRoot() + "/Documentation/threats.md"))
    var sources = ""
    Self.each(repositoryRoot() + "/Tests") { sources += readText($0) ?? "" }
    let suites = Set(sources.matches(of: /@Suite[^\n]* struct (\w+)/).map { String($0.1) })
    let named = Set(text.matches(of: /\b(\w+Tests)\b/).map { String($0.1) })
    #expect(named.subtracting(suites).isEmpty && named.count > 10, "\(named.subtracting(suites))")
  }

  /// Each Swift file below a folder.
  private static func each(_ folder: String, _ body: (String) -> Void) {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      if name.hasSuffix(".swift") {
        body(folder + "/" + name)
      } else if !name.contains(".") {
        each(folder + "/" + name, body)
      }
    }
  }
}
