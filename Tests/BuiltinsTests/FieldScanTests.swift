import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// Rows of jsonl and csv files whose values are found in place are those that the readers of JSON and CSV make.
@Suite struct FieldScanTests {
  struct Random {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }

    mutating func one(_ items: [String]) -> String { items[below(items.count)] }
  }

  final class File {
    let path: String

    init(_ text: String, _ ending: String) {
      path = "/tmp/sms-scan-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).\(ending)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
      let bytes = Array(text.utf8)
      _ = write(descriptor, bytes, bytes.count)
      close(descriptor)
    }

    deinit { unlink(path) }
  }

  static func text(_ code: String) -> String {
    TestRun(BuiltinCommands.all + IOCommands.all, patterns: RegexEngine()).evaluateFault(code)
  }

  static let conditions = [
    ".a == 1", ".a != 1 and .b == \"x\"", ".b >= \"m\" and .a == 2", ".a < 3", ".b == null", ".c != null",
    ".b < \"ä\" and .c == \"1\"", "1 == .a and .c == 1.5", ".c in [\"1\" \"x\"] and .a > 0", ".nosuch == 1",
    ".a == 1 and .nosuch == 2",
  ]

  private static func value(_ random: inout Random) -> String {
    random.one([
      "1", "2", "3", "-0", "1.5", "1e3", "12345678901234567890", "999999999999999999", "-7", "null", "true",
      "false", "\"x\"", "\"\"", "\"1\"", "\"a\\nb\"", "\"ä\"", "\"\\u00e4\"", "\"zz, \\\"q\\\"\"", "[1 2]",
      "{\"k\": 1}", "\"much longer than sixteen bytes, ünïcode too\"",
    ])
  }

  static func lines(_ random: inout Random) -> String {
    let text = goodLines(&random)
    switch random.below(12) {
    case 0: return text + "{\"a\":1,\"a\":2}\n"
    case 1: return text + "{\"a\":1,\"b\":\"x\",\"c\":tru}\n{\"a\":1}\n"
    case 2: return text + "[1,2]\n7\n"
    case 3: return text + "{\"a\":01,\"b\":\"x\",\"c\":1}"
    case 4: return text + "{\"a\":1,\"b\":\"x\",\"c\":1} x\n"
    default: return text
    }
  }

  static func goodLines(_ random: inout Random) -> String {
    var text = ""
    let keys = [
      ["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c"], ["b", "a", "c"], ["a", "b"], ["a", "b", "c", "d"],
    ]
    for _ in 0..<1 + random.below(12) {
      let blank = random.one(["", "", " "])
      let pairs = keys[random.below(keys.count)].map { "\"\($0)\":\(blank)\(value(&random))" }
      text +=
        "{" + pairs.joined(separator: "," + blank) + "}" + random.one(["\n", "\n", "\r\n", "\n\n", "\n \n"])
    }
    return text
  }

  @Test func jsonLinesAreReadAsJSON() {
    var random = Random(state: 1)
    for round in 0..<600 {
      let text = Self.lines(&random)
      let file = File(text, "jsonl")
      let rows = Self.text("open \(file.path)")
      let slow = Self.text(
        "open \(file.path) --lines | where ($it | trim) != \"\" | each {|l| $l | from json }")
      // Lines on their own have other places in their errors.
      #expect(Self.plain(rows) == Self.plain(slow), "round \(round)\n\(text)")
      for condition in [Self.conditions[round % Self.conditions.count], random.one(Self.conditions)] {
        let closure = condition.replacing(".", with: "$r.").replacing("1$r.5", with: "1.5")
        #expect(
          Self.text("open \(file.path) | where \(condition)")
            == Self.text("open \(file.path) | where {|r| \(closure) }"),
          "round \(round): \(condition)\n\(text)")
      }
    }
  }

  /// A result without the place of an error in a text.
  private static func plain(_ text: String) -> String {
    guard text.hasPrefix("E0621") else { return text }
    return "E0621"
  }

  static func cells(_ random: inout Random) -> String {
    let names = random.one(["a,b,c\n", "a,b,c\r\n", "\u{FEFF}a,b,c\n", "\"a\",b,c\n", "\n\na,b,c\n"])
    let text = names + goodCells(&random)
    switch random.below(12) {
    case 0: return text + "1,2\n3,4,5\n"
    case 1: return text + "1,2,3,4\n"
    case 2: return text + "1,x\"y,3\n"
    case 3: return text + "1,\"open\n"
    case 4: return text + "1,\"x\"y,3\n"
    case 5: return text + "1,2,3"
    case 6: return text + "1,2\r3,4\n"
    case 7: return text + "\"1\",\"x\"y,3\n"
    case 8: return text + "1,\"x\" ,3\n1,2,3\n"
    default: return text
    }
  }

  static func goodCells(_ random: inout Random) -> String {
    var text = ""
    for _ in 0..<1 + random.below(12) {
      let cells = (0..<3).map { _ in
        random.one([
          "1", "2", "x", "", "zz", "ä", " padded ", "\"quoted\"", "\"with, comma\"", "\"two\nlines\"",
          "\"a \"\"b\"\"\"",
          "much longer than sixteen bytes, here".replacing(",", with: ";"),
        ])
      }
      text += cells.joined(separator: ",") + random.one(["\n", "\n", "\r\n", "\n\n"])
    }
    return text
  }

  @Test func cellsAreReadAsCSV() {
    var random = Random(state: 2)
    for round in 0..<600 {
      let text = Self.cells(&random)
      let file = File(text, "csv")
      // `diff` against the reader itself: `from csv` has the text at once, in pieces of another size.
      let rows = Self.text("open \(file.path)")
      let slow = Self.text("open \(file.path) --text | from csv")
      #expect(rows == slow, "round \(round)\n\(text)")
      for condition in [
        ".a == \"1\"", ".b >= \"m\" and .c != \"x\"", ".a == 1", ".c < \"ä\"", ".nosuch == \"1\"",
      ] {
        let closure = condition.replacing(".", with: "$r.")
        #expect(
          Self.text("open \(file.path) | where \(condition)")
            == Self.text("open \(file.path) | where {|r| \(closure) }"),
          "round \(round): \(condition)\n\(text)")
      }
    }
  }
}

extension TestRun {
  /// The value of a program as the language writes it, or its fault with code, message and row.
  fileprivate func evaluateFault(_ code: String) -> String {
    do throws(Fault) {
      return Display(context).literal(try evaluate(code))
    } catch {
      return "\(error.code) \(error.message) \(error.report.row.map(String.init) ?? "")"
    }
  }
}
