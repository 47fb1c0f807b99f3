import Builtins
import Interpreter
import Support
import Testing

/// Rows of files lie in pages over the blocks of their files: what is given of them does not depend on it.
@Suite struct FilePageTests {
  /// The lines of a text, each a few times in a row, so that they make pages.
  private static func repeated(_ text: String, _ random: inout FieldScanTests.Random) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().reduce(into: "") {
      $0 += String(repeating: $1 + "\n", count: 1 + random.below(9))
    }
  }

  private static let rests = [
    "count-by .a", "count-by .a .b", "count-by .c .nosuch", "group-by .b --count --sum a",
    "group-by .a --min c",
    "length", "get b", "get nosuch", "sum a", "max b", "avg a", "select b a", "sort-by .b .a | first 3",
    "uniq .a",
    "last 2", "skip 7", "to jsonl", "each {|r| $r.a? }", "reverse | get c", "count-by", "first",
    "where .b != null | count-by .a", "where {|r| $r.a? == 1} | get b", "update a 1", "group-by .a",
  ]

  @Test(arguments: [("jsonl", 11 as UInt64), ("csv", 12)]) func pagesGiveWhatRowsGive(
    _ ending: String, _ seed: UInt64
  ) {
    var random = FieldScanTests.Random(state: seed)
    let conditions =
      ending == "csv"
      ? [".a == \"1\"", ".b >= \"m\" and .c != \"x\"", ".nosuch == 1", ""] : FieldScanTests.conditions + [""]
    for _ in 0..<60 {
      let text =
        ending == "csv"
        ? "a,b,c\n"
          + Self.repeated(FieldScanTests.goodCells(&random).replacing("two\nlines", with: "two"), &random)
        : Self.repeated(FieldScanTests.lines(&random), &random)
      let file = FieldScanTests.File(text, ending)
      for _ in 0..<6 {
        let condition = random.one(conditions)
        let rest = random.one(Self.rests)
        let kept = condition.isEmpty ? "" : " | where \(condition)"
        let paged = FieldScanTests.text("open \(file.path)\(kept) | \(rest)")
        // Records that a closure makes lie in no page.
        let plain = FieldScanTests.text(
          "open \(file.path) | each {|r| $r | to json | from json }\(kept) | \(rest)")
        #expect(paged == plain, "\(kept) | \(rest)\n\(text)")
      }
    }
  }

  private static func numbered(_ ending: String, _ count: Int) -> String {
    var text = ending == "csv" ? "n,text\n" : ""
    for number in 0..<count {
      let word = "the text of row \(number), which is long enough to be no small one".replacing(
        ",", with: ";")
      text += ending == "csv" ? "\(number),\(word)\n" : "{\"n\":\"\(number)\",\"text\":\"\(word)\"}\n"
    }
    return text
  }

  /// Rows that are kept when their blocks are read anew: one a block, some, all, and in any order.
  @Test(arguments: ["jsonl", "csv"]) func keptRowsOutliveTheirBlocks(_ ending: String) {
    let file = FieldScanTests.File(Self.numbered(ending, 40_000), ending)
    let wanted = "each {|n| \"the text of row \\($n); which is long enough to be no small one\"}"
    for (kept, numbers) in [
      ("(open \(file.path) | where {|r| ($r.n | to-int) % 3001 == 0 })", "0..39999 | where $it % 3001 == 0"),
      ("(open \(file.path) | where {|r| ($r.n | to-int) % 7 == 0 })", "0..39999 | where $it % 7 == 0"),
      ("(open \(file.path))", "0..39999"),
      (
        "(open \(file.path) | sort-by {|r| 0 - ($r.n | to-int) } | first 5000)",
        "0..39999 | reverse | first 5000"
      ),
      ("(open \(file.path) | skip 39000)", "39000..39999"),
    ] {
      let comma = ending == "csv" ? "" : " | each {|t| $t | replace \",\" \";\"}"
      let code = "let rows = \(kept); ($rows | get text\(comma)) == (\(numbers) | \(wanted))"
      #expect(FieldScanTests.text(code) == "true", "\(kept)")
    }
    let appended =
      "mut rows = []; for r in (open \(file.path)) { if ($r.n | to-int) % 1500 == 0 { $rows += [$r] } }; $rows | get n | length"
    #expect(FieldScanTests.text(appended) == "27")
  }
}
