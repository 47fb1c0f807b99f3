import Foundation
import Support
import Testing

/// What README.md shows, run as it stands there.
@Suite struct TourTests {
  /// One line behind `$ ` (with a here-document, if it has one) and what must appear.
  private struct Step {
    var command: String
    var expected: String
  }

  @Test func theTourOfTheReadme() throws {
    let steps = Self.steps(try Self.readme(), "```console")
    #expect(steps.count > 12)
    let folder = FileManager.default.temporaryDirectory.appending(path: "sms-tour-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.expect(steps, in: folder, [:])
  }

  /// K01: the first block, on the sample organization after its machine accounts have read secrets.
  @Test func theShopWindowOfTheReadme() throws {
    let steps = Self.steps(try Self.readme(), "```console sample")
    #expect(steps.count > 2)
    let home = try ReadHome.make()
    try Self.expect(steps, in: URL(filePath: home.folder), home.environment)
  }

  /// No block shows what no test runs.
  @Test func everyBlockOfTheReadmeIsRun() throws {
    let fences = try Self.readme().components(separatedBy: "\n").filter { $0.hasPrefix("```") && $0 != "```" }
    #expect(Set(fences) == ["```console", "```console sample"])
  }

  private static func readme() throws -> String {
    try #require(readText(repositoryRoot() + "/README.md"))
  }

  private static func expect(_ steps: [Step], in folder: URL, _ environment: [String: String]) throws {
    let parts = try run(script(steps), in: folder, environment).components(separatedBy: mark + "\n")
    #expect(parts.count == steps.count + 1)
    for (step, part) in zip(steps, parts) { #expect(part == step.expected, "$ \(step.command)") }
  }

  private static let mark = "--- end of step ---"

  private static func steps(_ text: String, _ fence: String) -> [Step] {
    var steps: [Step] = []
    var inside = false
    var hereDocument = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        inside = line == fence
      } else if inside, hereDocument, let last = steps.indices.last {
        steps[last].command += "\n" + line
        hereDocument = line != "END"
      } else if inside, line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), expected: ""))
        hereDocument = line.hasSuffix("<<'END'")
      } else if inside, let last = steps.indices.last {
        steps[last].expected += line + "\n"
      }
    }
    return steps
  }

  private static func script(_ steps: [Step]) -> String {
    steps.map { "{ \($0.command)\n} 2>&1\necho '\(mark)'\n" }.joined()
  }

  private static func run(
    _ script: String, in folder: URL, _ variables: [String: String]
  ) throws -> String {
    let binary = ProcessInfo.processInfo.environment["SMS_BINARY"] ?? repositoryRoot() + "/.build/debug/sms"
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "sms"), withDestinationURL: URL(filePath: binary))
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    let own = ["PATH": folder.path + ":/usr/bin:/bin", "HOME": folder.path]
    process.environment = variables.merging(own) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
