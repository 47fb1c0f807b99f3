import Support
import Testing

/// Files that are larger than what the program may hold.
@Suite struct FileScaleTests {
  /// What the program may need at a time, in KiB.
  private static let limit = 64 << 10
  private static let count = 150_000

  private static func value(_ number: Int) -> String {
    "value \(number) of a row that is about as long as those of a history: \(number * 7919)"
  }

  private static func objects() -> [UInt8] {
    var bytes: [UInt8] = []
    for number in 0..<count {
      let type = number % 10 == 0 ? 2101 : 2100
      let text = "{\"type\":\(type),\"first\":\"\(value(number))\",\"second\":\"\(value(number + 1))\","
      bytes += (text + "\"third\":\(number % 3 == 0 ? "null" : "\"\(value(number + 2))\"")}\n").utf8
    }
    return bytes
  }

  private static func cells() -> [UInt8] {
    var bytes = Array("type,first,second,third\n".utf8)
    for number in 0..<count {
      let type = number % 10 == 0 ? 2101 : 2100
      bytes += "\(type),\(value(number)),\(value(number + 1)),\(value(number + 2))\n".utf8
    }
    return bytes
  }

  @Test func memoryDoesNotGrowWithTheFile() throws {
    let home = try E2EHome()
    try home.write(Self.objects(), to: "rows.jsonl")
    try home.write(Self.cells(), to: "rows.csv")
    for (file, type) in [("rows.jsonl", "2100"), ("rows.csv", "\"2100\"")] {
      let kept = "open \(home.path(file)) | where .type == \(type)"
      func run(_ rest: String) throws -> [UInt8] {
        let result = try home.start(["-c", "\(kept) | \(rest)"]).wait(seconds: 600, measures: true)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.peakMemory < Self.limit, "\(file) | \(rest)")
        return result.outputBytes
      }
      let shown = try run("to csv")
      #expect(shown.count > 25 << 20)
      #expect(shown.count { $0 == 0x0A } == Self.count / 10 * 9 + 1)
      _ = try run("save \(home.path("saved-\(file).csv"))")
      #expect(home.read("saved-\(file).csv") == shown)
      #expect(try run("to jsonl").count { $0 == 0x0A } == Self.count / 10 * 9)
      #expect(try run("sort-by .first --desc | first 3 | length") == Array("3\n".utf8))
      #expect(try run("count-by .type | length") == Array("1\n".utf8))
    }
  }
}
