import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// What pipes give of files does not depend on whether rows come as fields, are left out, or are read one by one.
@Suite struct FieldPipeTests {
  private static let rests = [
    "count-by .a", "count-by .a .b", "count-by .b .nosuch", "count-by",
    "count-by .b | sort-by .count --desc | first 2",
    "group-by .a --count", "group-by .b --count --sum a", "group-by .a --min c --max c",
    "group-by .c --sum nosuch",
    "group-by .a", "length", "get b", "get nosuch", "select b a", "select c nosuch", "select a? nosuch?",
    "first 3",
    "first", "last 2", "skip 2", "sort-by .a", "sort-by .b | first 2", "sort-by .a --desc | first 3",
    "sort-by .b .a | first 1", "sort-by .a | first 0", "uniq .a", "sum a", "max b", "to csv", "to tsv",
    "to jsonl",
    "where .b != null | count-by .a", "where .a == 1 | length", "select a b | count-by .a", "is-empty",
    "each {|r| $r.a? } | first 4",
  ]

  private static func expectSame(
    _ path: String, _ conditions: [String], _ rests: [String], _ text: @autoclosure () -> String
  ) {
    for (condition, rest) in zip(conditions, rests) {
      let kept = condition.isEmpty ? "" : " | where \(condition)"
      let fast = FieldScanTests.text("open \(path)\(kept) | \(rest)")
      // A condition that says nothing of columns hides what the origin can do besides giving records.
      let plain = FieldScanTests.text("open \(path) | where {|r| true }\(kept) | \(rest)")
      #expect(fast == plain, "\(kept) | \(rest)\n\(text())")
    }
  }

  @Test func pipesOverJSONLines() {
    var random = FieldScanTests.Random(state: 3)
    for _ in 0..<150 {
      let text = FieldScanTests.lines(&random)
      let file = FieldScanTests.File(text, "jsonl")
      let conditions = (0..<6).map { _ in random.one(FieldScanTests.conditions + [""]) }
      let rests = (0..<6).map { _ in random.one(Self.rests) }
      Self.expectSame(file.path, conditions, rests, text)
    }
  }

  @Test func pipesOverCells() {
    var random = FieldScanTests.Random(state: 4)
    for _ in 0..<150 {
      let text = FieldScanTests.cells(&random)
      let file = FieldScanTests.File(text, "csv")
      let conditions = (0..<6).map { _ in
        random.one([
          ".a == \"1\"", ".b >= \"m\" and .c != \"x\"", ".a == 1", ".nosuch == 1", ".c != null", "",
        ])
      }
      let rests = (0..<6).map { _ in random.one(Self.rests) }
      Self.expectSame(file.path, conditions, rests, text)
    }
  }

  /// Files that more than one thread reads: several blocks, with lines that the scan cannot read among them.
  @Test func pipesOverLongFiles() {
    var random = FieldScanTests.Random(state: 5)
    for round in 0..<4 {
      let isJSON = round % 2 == 0
      var text = isJSON ? "" : "a,b,c\n"
      while text.utf8.count < 1 << 20 {
        text += isJSON ? FieldScanTests.goodLines(&random) : FieldScanTests.goodCells(&random)
        let number = text.utf8.count % 17
        text +=
          isJSON
          ? String(repeating: "{\"a\":\(number),\"b\":\"x\(number)\",\"c\":null}\n", count: 300)
          : String(repeating: "\(number),x\(number),\n", count: 900)
      }
      // Two rounds end with a line that is none.
      if round >= 2 { text += isJSON ? "{\"a\":tru}\n{\"a\":1}\n" : "1,2\n1,2,3\n" }
      let file = FieldScanTests.File(text, isJSON ? "jsonl" : "csv")
      let rests = [
        "length", "count-by .a", "group-by .b --count", "get b | last 3", "sort-by .b | first 5",
        "skip 30000 | first 2",
        "first 5", "each {|r| $r.c? } | count-by",
      ]
      let conditions = ["", ".a != 3", "", ".b >= \"x1\"", "", "", "", ""]
      Self.expectSame(file.path, conditions, rests, "round \(round)")
    }
  }

  /// Behind the rows the file is a hole of a tebibyte.
  @Test func firstReadsNoMoreThanItNeeds() {
    for (ending, head, line) in [("jsonl", "", "{\"a\":1}\n"), ("csv", "a,b\n", "1,2\n")] {
      let file = FieldScanTests.File(head + String(repeating: line, count: 40_000), ending)
      #expect(truncate(file.path, 1 << 40) == 0)
      #expect(FieldScanTests.text("open \(file.path) | first 5 | length") == "5")
      #expect(FieldScanTests.text("open \(file.path) | where .a != null | first 5 | length") == "5")
      #expect(FieldScanTests.text("open \(file.path) | is-empty") == "false")
    }
  }

  /// The writer never closes the pipe.
  @Test func firstEndsWhileAPipeGoesOn() {
    let path = "/tmp/sms-pipe-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).jsonl"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    // Held open for reading and writing: no end of file, and no wait for one another.
    let descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    defer { close(descriptor) }
    let bytes = Array(String(repeating: "{\"a\":1}\n", count: 100).utf8)
    #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    #expect(FieldScanTests.text("open \(path) | where .a == 1 | first 5 | length") == "5")
  }

  /// The rows of before get empty cells in the columns that later ones bring.
  @Test func columnsMayComeLate() {
    for (code, text) in [
      ("[{} {a: 1}] | to csv", "a\r\n\"\"\r\n1\r\n"), ("[{a: \"\"} {b: 1}] | to csv", "a,b\r\n,\r\n,1\r\n"),
      ("[{a: \"x\\ny\"} {b: \"\\\"\"} {c: 1}] | to csv", "a,b,c\r\n\"x\ny\",,\r\n,\"\"\"\",\r\n,,1\r\n"),
      ("[{} {} {a: 1, b: 2}] | to tsv", "a\tb\n\t\n\t\n1\t2\n"),
    ] {
      let run = TestRun(BuiltinCommands.all + IOCommands.all, patterns: RegexEngine())
      do throws(Fault) {
        #expect(try run.evaluate(code).string == text, "\(code)")
      } catch {
        Issue.record("\(code): \(error.message)")
      }
    }
    let run = TestRun(BuiltinCommands.all + IOCommands.all, patterns: RegexEngine())
    #expect(run.evaluateText("[{}] | to csv").prefix(5) == "E0632")
  }
}
