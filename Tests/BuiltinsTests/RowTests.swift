import Interpreter
import Support
import Testing

@Suite struct RowTests {
  /// Of nothing.
  static let empty: [TestCase] = [
    TestCase("[] | where .x > 1", "[]"), TestCase("[] | each {|x| $x}", "[]"),
    TestCase("[] | all false", "true"),
    TestCase("[] | any true", "false"), TestCase("[] | reduce {|a x| $a}", "E0333"),
    TestCase("[] | sort-by .x", "[]"),
    TestCase("[] | group-by .x", "[]"), TestCase("[] | group-by .x --count", "[]"),
    TestCase("[] | count-by .x", "[]"),
    TestCase("[] | uniq", "[]"), TestCase("[] | update x 1", "[]"), TestCase("[] | insert x 1", "[]"),
    TestCase("[] | select a", "[]"), TestCase("[] | reject a", "[]"), TestCase("[] | rename a b", "[]"),
    TestCase("[] | get a", "[]"), TestCase("[] | get 0", "E0324"), TestCase("[] | get 0 --or 5", "5"),
    TestCase("[] | first", "E0341"), TestCase("[] | first 2", "[]"), TestCase("[] | last", "E0341"),
    TestCase("[] | last 2", "[]"), TestCase("[] | skip 2", "[]"), TestCase("[] | first --or null", "null"),
    TestCase("[] | join-rows [{k: 1}] --on k", "[]"), TestCase("[] | diff []", "[]"),
    TestCase("[] | flatten", "[]"),
    TestCase("[] | length", "0"), TestCase("[] | sum", "0"), TestCase("[] | min", "E0341"),
    TestCase("[] | max", "E0341"),
    TestCase("[] | avg", "E0341"), TestCase("[] | reverse", "[]"), TestCase("[] | enumerate", "[]"),
    TestCase("[] | zip [1]", "[]"), TestCase("[1] | zip []", "[]"), TestCase("[] | transpose", "[]"),
    TestCase("{} | transpose", "[]"), TestCase("[] | default a 1", "[]"), TestCase("[] | compact", "[]"),
    TestCase("5..1 | each {|x| $x}", "[]"), TestCase("5..1 | length", "0"), TestCase("[] | append", "[]"),
  ]

  static let nulls: [TestCase] = [
    TestCase("[null 1 null 0] | sort-by", "[0, 1, null, null]"),
    TestCase("[null 1 null 0] | sort-by --desc", "[1, 0, null, null]"),
    TestCase("[{a: null, n: 1} {a: 1, n: 2} {a: null, n: 3}] | sort-by .a | get n", "[2, 1, 3]"),
    TestCase("[1 null] | sum", "E0334"), TestCase("[null] | min", "E0313"),
    TestCase("[1 null] | max", "E0313"),
    TestCase("[{x: null}] | where .x < 5", "E0313"), TestCase("[{x: null}] | where .x == 5", "[]"),
    TestCase("[null null 1] | uniq", "[null, 1]"),
    TestCase("[null 1 null] | count-by", "[{value: null, count: 2}, {value: 1, count: 1}]"),
    TestCase("[{k: null}] | join-rows [{k: null, b: 1}] --on k", "[]"),
    TestCase("[{k: null}] | join-rows [{k: null, b: 1}] --on k --left", "[{k: null, b: null}]"),
    TestCase("null | length", "E0345"), TestCase("null | is-empty", "true"),
    TestCase("[{a: null}] | compact a", "[]"), TestCase("[{b: 1}] | compact a", "[]"),
    TestCase("[{a: null}] | default a 1 | get a", "[1]"), TestCase("[[null] null] | flatten", "[null, null]"),
  ]

  static let order: [TestCase] = [
    TestCase("[{k: b, n: 1} {k: a, n: 2} {k: b, n: 3} {k: a, n: 4}] | sort-by .k | get n", "[2, 4, 1, 3]"),
    TestCase(
      "[{k: b, n: 1} {k: a, n: 2} {k: b, n: 3} {k: a, n: 4}] | sort-by .k --desc | get n", "[1, 3, 2, 4]"),
    TestCase("[3 1 2] | sort-by --desc", "[3, 2, 1]"),
    TestCase("[1 1.5 1.0 0] | sort-by", "[0, 1, 1.0, 1.5]"),
    TestCase("[1 a] | sort-by", "E0313"), TestCase("[{n: 1}] | sort-by n", "E0215"),
    TestCase("[true false] | sort-by", "[false, true]"),
    TestCase("[b a \"ä\" B] | sort-by", "[\"B\", \"a\", \"b\", \"ä\"]"),
    TestCase("[2026-02-01 2026-01-01] | sort-by | first", "2026-01-01T00:00:00Z"),
    TestCase(
      "[aaaaaaaab aaaaaaaa aaaaaaaaa \"\" \"a\\0\" a] | sort-by",
      "[\"\", \"a\", \"a\\0\", \"aaaaaaaa\", \"aaaaaaaaa\", \"aaaaaaaab\"]"),
    TestCase("[{k: x, n: 1} {k: y, n: 2} {k: x, n: 3}] | sort-by .k --desc | get n", "[2, 1, 3]"),
    TestCase("[[2 1] [1 2] [1 1]] | sort-by", "[[1, 1], [1, 2], [2, 1]]"),
    TestCase("[{a: 1}] | sort-by .b", "E0270"), TestCase("let r = [{a: 1} {b: 1}]; $r | sort-by .b", "E0322"),
    TestCase("1..2000 | sort-by (0 - $it) | first 2", "[2000, 1999]"),
    TestCase("1..2000 | sort-by ($it % 10) | first 3", "[10, 20, 30]"),
    TestCase("1..2000 | each {|x| \"\\($x % 7)\"} | sort-by | last", "\"6\""),
  ]

  static let counts: [TestCase] = [
    TestCase("[1 2] | first -1", "E0340"), TestCase("[1 2] | last -1", "E0340"),
    TestCase("[1 2] | skip -1", "E0340"),
    TestCase("[1 2] | chunk 0", "E0340"), TestCase("[1 2] | first 0", "[]"), TestCase("[1 2] | last 0", "[]"),
    TestCase("[1 2] | first 9", "[1, 2]"), TestCase("[1 2] | last 9", "[1, 2]"),
    TestCase("1..9 | last 3", "[7, 8, 9]"),
    TestCase("1..9 | last", "9"), TestCase("1..9 | last 0", "[]"), TestCase("1..9 | skip 7", "[8, 9]"),
    TestCase("1..9 | get 2", "3"), TestCase("1..9 | get -1", "9"), TestCase("[a b] | get -1", "\"b\""),
    TestCase("[a b] | get 2", "E0324"), TestCase("1..1000000000000 | length", "1000000000000"),
  ]

  static let shapes: [TestCase] = [
    TestCase("[{a: 1}] | update b 1", "E0270"),
    TestCase("def f [x] { $x | update b 1 }; f [{a: 1}]", "E0322"),
    TestCase("def f [x] { ($x | update a 2).a }; f {a: 1}", "2"),
    TestCase("def f [x] { ($x | select a | merge {b: 1}).b }; f {a: 1}", "1"),
    TestCase("[{a: 1}] | insert a 1", "E0335"),
    TestCase("[1] | update a 1", "E0336"), TestCase("{a: 1} | update a (.a + 1)", "{a: 2}"),
    TestCase("{a: 1} | insert b .a", "{a: 1, b: 1}"),
    TestCase("[{a: 1} {b: 1, a: 2}] | update a 0", "[{a: 0}, {b: 1, a: 0}]"),
    TestCase("[{a: 1}] | update a {|r| $r.a + 1}", "[{a: 2}]"),
    TestCase("let f = {|r| $r.a * 9}; [{a: 1}] | insert n $f", "[{a: 1, n: 9}]"),
    TestCase("[{a: [3 4]}] | insert n (.a | each {|x| $x + 1})", "[{a: [3, 4], n: [4, 5]}]"),
    TestCase("[{a: 1, b: 2}] | select b b", "E0343"), TestCase("[{a: 1}] | select", "E0342"),
    TestCase("let r = [{a: 1}]; $r | select z", "E0270"),
    TestCase("def f [x] { $x | select z }; f [{a: 1}]", "E0322"),
    TestCase("[{a: 1, b: 2}] | select .b", "[{b: 2}]"),
    TestCase("let c = [b a]; [{a: 1, b: 2}] | select ...$c", "[{b: 2, a: 1}]"),
    TestCase("[{a: 1, b: 2}] | rename a b", "E0343"), TestCase("[{a: 1}] | rename a b c", "E0344"),
    TestCase("def f [x] { $x | rename x y }; f [{a: 1}]", "E0322"),
    TestCase("def f [x] { $x | reject x }; f [{a: 1}]", "E0322"),
    TestCase("[{a: 1} {b: 2}] | get a", "E0322"),
    TestCase("[{key: a, value: 1} {key: a, value: 2}] | transpose", "E0343"),
    TestCase("[{k: 1, a: 1}] | join-rows [{k: 1, a: 2}] --on k", "[{k: 1, a: 1, a_2: 2}]"),
    TestCase("[{k: 1}] | join-rows [{k: 1}]", "E0346"),
    TestCase("[{k: 1}] | join-rows [{x: 1}] --on k", "E0322"),
    TestCase("[{k: 1}] | diff [{k: 1} {k: 1}] --on k", "E0347"),
    TestCase(
      "[a a b] | diff [a c]",
      "[{change: \"removed\", item: \"a\"}, {change: \"removed\", item: \"b\"}, {change: \"added\", item: \"c\"}]"
    ),
    TestCase("[{k: 1} {k: 2}] | diff [{k: 2} {k: 3}] --on k | get change", "[\"removed\", \"added\"]"),
    TestCase("[{v: 5}] | flatten v", "[{v: 5}]"), TestCase("1..3 | chunk 2 | flatten", "[1, 2, 3]"),
    TestCase(
      "[{k: 1, n: a} {k: 1, n: b}] | group-by .k --min n --max n", "[{k: 1, min_n: \"a\", max_n: \"b\"}]"),
    TestCase(
      "[{a: 1, b: 2} {a: 1, b: 3}] | count-by .a .b", "[{a: 1, b: 2, count: 1}, {a: 1, b: 3, count: 1}]"),
    TestCase("[{count: 1}] | count-by .count", "[{count_2: 1, count: 1}]"),
    TestCase("[\"\\u{e9}\" \"e\\u{301}\"] | uniq | length", "2"),
    TestCase("[1 1.0 \"1\"] | count-by | get count", "[2, 1]"),
  ]

  static let types: [TestCase] = [
    TestCase("5 | each {|x| $x}", "E0301"), TestCase("def f [x] { $x | each {|y| $y} }; f 5", "E0301"),
    TestCase("def f [x] { $x | length }; f 5", "E0345"), TestCase("[1] | where $it + 1", "E0301"),
    TestCase("def f [x] { [1] | where $x }; f 5", "E0331"), TestCase("[1] | each 5", "E0212"),
    TestCase("[a 1] | sum", "E0334"), TestCase("[1h 1] | sum", "E0315"), TestCase("[1 a] | max", "E0313"),
    TestCase("[1h 30m] | avg", "45m"), TestCase("[1 2 3] | avg", "2.0"),
    // A closure is equal to itself, as a key too.
    TestCase("let c = {|x| $x}; [$c {|x| $x} $c] | uniq | length", "2"),
    TestCase("9223372036854775807..9223372036854775807 | append 1 | sum", "E0316"),
  ]

  @Test(arguments: empty + nulls + order + counts + shapes + types) func table(_ test: TestCase) {
    test.check()
  }

  static let rowOfFault: [(code: String, row: Int)] = [
    ("[{n: 1} {n: null}] | where .n > 0", 1), ("[1 2 a] | each {|x| $x + 1}", 2),
    ("let r = [{a: 1} {}]; $r | get a", 1),
    ("[1 2 a] | sum", 2), ("[1 a] | sort-by", 1), ("let r = [{a: 1} 5]; $r | select a", 1),
    ("def big [x] { $x > \"a\" }; [1 2] | any (big $it)", 0),
    ("[1 null] | reduce {|a x| $a + $x}", 1), ("let r = [{a: 1} {b: 1}]; $r | update a 1", 1),
    ("let r = [{k: 1} {}]; $r | group-by .k", 1), ("let r = [{k: 1} {}]; $r | uniq .k", 1),
  ]

  @Test(arguments: rowOfFault) func faultNamesItsRow(_ test: (code: String, row: Int)) {
    do throws(Fault) {
      let value = try TestCases.run().evaluate(test.code)
      Issue.record("no fault but a \(value.typeName)")
    } catch {
      #expect(error.report.row == test.row, "\(error.code) \(error.message)")
      #expect(error.report.span != nil)
    }
  }

  @Test func streamsHaveOneReader() {
    let run = TestCases.run(with: [CountingSource.self])
    #expect(
      run.evaluateText("def twice [rows] { [($rows | length) ($rows | length)] }; counting 3 | twice")
        == "[3, 3]")
    #expect(run.evaluateText("let rows = (counting 3); [($rows | length) ($rows | length)]") == "[3, 3]")
  }

  /// What is not asked for is not read.
  @Test(arguments: [
    ("counting 100 | first 3 | length", 3), ("counting 100 | each {|x| $x} | first", 1),
    ("counting 100 | any $it > 4", 6),
    ("counting 100 | where $it > 4 | first 2 | length", 7), ("counting 100 | chunk 2 | first", 2),
    ("counting 100 | is-empty", 1), ("counting 100 | zip [1 2] | length", 3), ("counting 100 | get 4", 5),
  ]) func stopsReading(_ test: (code: String, read: Int)) {
    let run = TestCases.run(with: [CountingSource.self])
    let box = CountingSource.box(run.context)
    _ = run.evaluateText(test.code)
    #expect(box.read == test.read)
  }

  /// A closure with an effect gets all rows read before it runs, and runs for all of them.
  @Test func effectsComeAfterReading() {
    let run = TestCases.run(with: [CountingSource.self, Effectful.self])
    let box = CountingSource.box(run.context)
    #expect(run.evaluateText("counting 5 | each {|x| effectful; $x} | first 1") == "[0]")
    #expect(box.read == 5)
    #expect(box.readAtEffects == [5, 5, 5, 5, 5])
    for stage in [
      "count-by (effectful)", "group-by (effectful)", "uniq (effectful)", "where (effectful) == null",
      "all (effectful) == null",
    ] {
      (box.read, box.readAtEffects) = (0, [])
      _ = run.evaluateText("counting 3 | \(stage)")
      #expect(box.readAtEffects == [3, 3, 3], "\(stage)")
    }
  }

  @Test func collectingHasALimit() {
    var limits = Limits()
    limits.memory = 1 << 20
    let run = TestCases.run(limits: limits)
    #expect(run.evaluateText("1..1000000 | sort-by").prefix(5) == "E0406")
    #expect(
      TestCases.run(limits: limits).evaluateText("1..1000000 | group-by ($it % 2)").prefix(5) == "E0406")
    #expect(TestCases.run(limits: limits).evaluateText("1..1000000 | uniq | length").prefix(5) == "E0406")
    #expect(
      TestCases.run(limits: limits).evaluateText("1..200000 | where $it % 2 == 0 | each {|x| $x} | length")
        == "100000")
  }

  @Test func stepsLimitRowCommands() {
    var limits = Limits()
    limits.steps = 50_000
    // Items of a range are calculated: the rows come from a source that walks.
    let run = TestCases.run(limits: limits, with: [CountingSource.self])
    #expect(run.evaluateText("counting 1000000 | skip 900000 | first").prefix(5) == "E0403")
  }
}
