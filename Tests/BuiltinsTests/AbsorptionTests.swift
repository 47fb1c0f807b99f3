import Interpreter
import Support
import Testing

/// Rows of accounts that take every step, do it by themselves, and write down what they were asked.
final class AbsorbingRows: RowSource {
  static let accountColumns = [Column("name", .string), Column("n", .int)]
  var columns: [Column]? { AbsorbingRows.accountColumns }
  private var rows: [(name: String, n: Int)]
  private let steps: [String]
  private let refuses: Bool

  init(_ rows: [(name: String, n: Int)], steps: [String] = [], refuses: Bool = false) {
    self.rows = rows
    self.steps = steps
    self.refuses = refuses
  }

  func nextItem() throws(Fault) -> StreamItem {
    if rows.isEmpty { return .end }
    let row = rows.removeFirst()
    return .value(.record([("name", .string(row.name)), ("n", .int(row.n))]))
  }

  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    if refuses { return nil }
    switch step {
    case .filter(let comparisons):
      guard comparisons.count == 1, case .int(let bound) = comparisons[0].value,
        comparisons[0].comparison == .greater
      else { return nil }
      return made(rows.filter { $0.n > bound }, steps: steps + ["\(comparisons[0].column) > \(bound)"])
    case .sort(let keys):
      guard keys.count == 1, keys[0].column == "n" else { return nil }
      let sorted = rows.sorted { keys[0].descending ? $0.n > $1.n : $0.n < $1.n }
      return made(sorted, steps: steps + ["sort n\(keys[0].descending ? " desc" : "")"])
    case .first(let count): return made(Array(rows.prefix(count)), steps: steps + ["first \(count)"])
    case .skip(let count): return made(Array(rows.dropFirst(count)), steps: steps + ["skip \(count)"])
    case .select: return nil
    case .group, .uniq, .only, .candidates, .columns: return nil
    }
  }

  private func made(_ rows: [(name: String, n: Int)], steps: [String]) -> StreamObject {
    PageStream(AbsorbingRows(rows, steps: steps))
  }

  func absorbedCount() throws(Fault) -> Int? { refuses ? nil : rows.count }

  var query: String? { refuses ? nil : steps.joined(separator: ", ") }
}

/// Gives such rows.
enum AbsorbingSource: Command {
  static var name: String { "origin" }
  static let signature = Signature(
    "Rows.", category: .rows, flags: [Flag("refuse", nil, "takes no step")],
    output: .rows(AbsorbingRows.accountColumns))

  static func run(_ call: Call) throws(Fault) -> Value {
    .stream(
      PageStream(AbsorbingRows([("a", 3), ("b", 1), ("c", 2), ("d", 5)], refuses: call.has("refuse"))))
  }
}

/// A step done by the origin gives what it gives row by row.
@Suite struct AbsorptionTests {
  static let stages: [(stage: String, query: String)] = [
    ("where .n > 1", "n > 1"), ("where .n > 1 and .n < 5", "n > 1"), ("where .n + 1 > 2", ""),
    ("where 1 < .n", "n > 1"),
    ("sort-by .n --desc", "sort n desc"), ("sort-by .name", ""), ("sort-by (.n)", "sort n"),
    ("first 2", "first 2"), ("skip 3", "skip 3"),
    ("where .n > 1 | sort-by .n | skip 1 | first 1", "n > 1, sort n, skip 1, first 1"),
    ("where .n > $bound", "n > 1"), ("where .n > 1 | each {|r| $r} | first 1", ""),
    ("where .n > (1 // 0)", ""),
  ]

  @Test(arguments: stages) func sameResult(_ test: (stage: String, query: String)) {
    let run = TestCases.run(with: [AbsorbingSource.self])
    let before = "let bound = 1; "
    let absorbed = run.evaluateText("\(before)origin | \(test.stage)")
    #expect(absorbed == run.evaluateText("\(before)origin --refuse | \(test.stage)"))
    let query = run.evaluateText("\(before)origin | \(test.stage) | describe --query")
    if test.query.isEmpty {
      #expect(["null", "\"\""].contains(query), "\(query)")
    } else {
      #expect(query == "\"\(test.query)\"")
    }
  }

  @Test func originCounts() {
    let run = TestCases.run(with: [AbsorbingSource.self])
    #expect(run.evaluateText("origin | where .n > 1 | length") == "3")
    #expect(run.evaluateText("origin --refuse | where .n > 1 | length") == "3")
    #expect(run.evaluateText("origin | first | get name") == "\"a\"")
    #expect(run.evaluateText("origin | where .n > 9 | is-empty") == "true")
  }

  /// The checker follows columns through the stages.
  @Test(arguments: [
    ("origin | where .x > 1", "E0270"), ("origin | select name | where .n > 1", "E0270"),
    ("origin | reject name | sort-by .name", "E0270"),
    ("origin | rename n m | where .n > 1", "E0270"),
    ("origin | insert m (.n + 1) | where .m > 2 | get m", "[4, 3, 6]"),
    ("origin | update n \"x\" | where .n > 1", "E0313"), ("origin | count-by .name | get count | sum", "4"),
    ("origin | count-by .name | where .n > 1", "E0270"),
    ("origin | group-by .name --count --sum n | where .sum_n > 3 | get name", "[\"d\"]"),
    ("origin | group-by .name | where .n > 1", "E0270"), ("(origin | first).x", "E0270"),
    ("origin | enumerate | where .item.x > 1", "E0270"),
    ("origin | first 2 | skip 1 | reverse | uniq | where .x == 1", "E0270"),
    ("origin | select nmae", "E0270"), ("origin | select z?", "[{z: null}, {z: null}, {z: null}, {z: null}]"),
    ("origin | reject x", "E0270"), ("origin | rename x y", "E0270"), ("origin | get x", "E0270"),
    ("origin | get x --or 0 | sum", "0"), ("origin | sum x", "E0270"), ("origin | max n", "5"),
    ("origin | group-by .name --sum x", "E0270"), ("origin | update x 1", "E0270"),
    ("origin | flatten x", "E0270"),
    ("origin | join-rows [{n: 1}] --on x", "E0270"), ("origin | select .name | get name | first", "\"a\""),
    ("origin | default x 1 | get x | first", "1"), ("origin | get 1 | get n", "1"),
    ("origin | get n | where $it > \"a\"", "E0313"),
  ]) func columnsAreFollowed(_ test: (code: String, result: String)) {
    let text = TestCases.run(with: [AbsorbingSource.self]).evaluateText(test.code)
    #expect((test.result.hasPrefix("E0") ? String(text.prefix(5)) : text) == test.result, "\(text)")
  }
}
