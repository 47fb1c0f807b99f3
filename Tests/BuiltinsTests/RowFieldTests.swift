import Interpreter
import Support
import Testing

/// L04, L08, L15: what depends on the row, on a key or on what comes through the pipe.
@Suite struct RowFieldTests {
  static let fields: [TestCase] = [
    TestCase("[{a: 1, b: 1} {a: 2, b: 2}] | uniq ([.a .b]) | length", "2"),
    TestCase("[{a: 1, b: 1} {a: 2, b: 2}] | uniq [.a .b] | length", "2"),
    TestCase("[{l: [1], x: 5}] | update l (.l | append .x)", "[{l: [1, 5], x: 5}]"),
    TestCase("[{s: \"a-b\", p: \"-\"}] | update s (.s | split .p) | get s", "[[\"a\", \"b\"]]"),
    TestCase("[{s: \"a-b\", p: \"-\"}] | where (.s | split .p | length) == 2 | length", "1"),
    TestCase("[{a: 1}] | insert r {x: .a, y: [[.a] $it.a]}", "[{a: 1, r: {x: 1, y: [[1], 1]}}]"),
    TestCase("[{a: 1, b: x}] | insert r \"\\(.a)\\($it.b)\"", "[{a: 1, b: \"x\", r: \"1x\"}]"),
    TestCase("[{t: [2]}] | insert r [...$it.t ....t -.t.0]", "[{t: [2], r: [2, 2, -2]}]"),
    TestCase("[{a: 2} {a: 1}] | sort-by $it.a | get a", "[1, 2]"),
    TestCase("[3 1 2] | sort-by $it", "[1, 2, 3]"),
    TestCase("[3 1 2] | sort-by -$it", "[3, 2, 1]"),
    TestCase("[{a: 1, b: 2}] | update a $it.b", "[{a: 2, b: 2}]"),
    TestCase("[[2 1] [1 5]] | sort-by .0", "[[1, 5], [2, 1]]"),
    TestCase("[[2 1] [1 5]] | where .1 > 1", "[[1, 5]]"),
    TestCase("[[2 1] [1 5]] | group-by .0 | length", "2"), TestCase("[[2 1] [2 5]] | uniq .0", "[[2, 1]]"),
    // A row argument inside another has a row of its own; a closure's body is no part.
    TestCase("[{x: 2, l: [{x: 1} {x: 3}]}] | update l (.l | where .x > 1)", "[{x: 2, l: [{x: 3}]}]"),
    TestCase("[{a: 1}] | update a ([5] | each {|x| [.a $x] })", "[{a: [[\".a\", 5]]}]"),
    // What stays text: paths, words without a name behind the point, and quotes.
    TestCase("[{a: 1}] | update a [./a ../a ... \".a\"]", "[{a: [\"./a\", \"../a\", \"...\", \".a\"]}]"),
    TestCase("[.a .b]", "[\".a\", \".b\"]"), TestCase("[{a: 1}] | get .a", "[1]"),
    TestCase("let x = 5; [{a: 1}] | insert b $x | insert c [$x]", "[{a: 1, b: 5, c: [5]}]"),
    TestCase("[{n: 1}] | where .x > 1", "E0270"), TestCase("[{a: 1}] | update a (.l | append .x)", "E0270"),
  ]

  static let literals: [TestCase] = [
    TestCase("let x = true; {a: true and $x, b: null ?? 1, c: false or $x}", "{a: true, b: 1, c: true}"),
    TestCase(
      "{a: if true { 1 } else { 2 }, b: match 3 { 3 => 'x' } c: try { throw 'x' } catch { 5 }}",
      "{a: 1, b: \"x\", c: 5}"),
    TestCase("{a: if, b: match c: try}", "{a: \"if\", b: \"match\", c: \"try\"}"),
    TestCase("let k = 'x'; let a = {name: n}; {$k: 5, ($a.name): 1, \"\\($k)y\": 2}", "{x: 5, n: 1, xy: 2}"),
    TestCase("{a: 1, (\"a\" + \"\"): 2, b: 3}", "{a: 2, b: 3}"),
    TestCase("let k = 'a'; {$k: 1, ...{a: 2}}", "{a: 2}"),
    TestCase("[{k: x, v: 1}] | each {|r| {$r.k: $r.v} }", "[{x: 1}]"),
    TestCase("[{k: x, v: 1}] | insert r {.k: .v} | get r", "[{x: 1}]"),
    TestCase("{(1): 2}", "E0301"), TestCase("let n = null; {$n: 2}", "E0301"),
    TestCase("[[1]] | each {|x| {($x | first): 2} }", "E0301"),
    TestCase("def f [x: float=1] { $x }; [(f) (f 2)]", "[1.0, 2.0]"),
    TestCase("def f [x: float --y: float] { [$x $y] }; let n = 3; f $n --y $n", "[3.0, 3.0]"),
    TestCase("def f [x: list<float>] { $x }; [(f [1 2]) (f [1.5 2])]", "[[1.0, 2.0], [1.5, 2.0]]"),
    TestCase("def f [x: float?] { $x }; [(f null) (f 1)]", "[null, 1.0]"),
    TestCase("def f [x: list<float>] { $x }; f [1 a]", "E0301"),
    TestCase("def f [x: int] { $x }; f 1.5", "E0212"),
    TestCase("\"2026-01-31 08:00:00+00\" | to-date", "2026-01-31T08:00:00Z"),
  ]

  static let piped: [TestCase] = [
    TestCase("5 | $in * 2 | $in + 1", "11"), TestCase("\"x\" | if $in == x { 1 } else { 2 }", "E0109"),
    TestCase("\"x\" | if $in == \"x\" { 1 } else { 2 }", "1"), TestCase("x | match { x => 1 }", "E0201"),
    TestCase("\"x\" | match { x => 10, _ => 20 } | {n: $in}", "{n: 10}"),
    TestCase("\"5x\" | try { $in | to-int } catch { 0 }", "0"),
    TestCase("[1 2 3] | where $it > 1 | ($in | length) + $in.0", "4"),
    TestCase("[1 2] | each {|x| $x | if $in > 1 { big } else { small } }", "E0201"),
    TestCase("[1 2] | each {|x| $x | if $in > 1 { \"big\" } else { \"small\" } }", "[\"small\", \"big\"]"),
    TestCase("mut n = 0; [1 2] | if ($in | length) > 1 { $n = 5 }; $n", "5"),
    TestCase("[1 2] | {n: ($in | each {|x| $x + ($in | length) })}", "{n: [3, 4]}"),
    TestCase("1 | (2 | $in + 1) + $in", "4"), TestCase("1 | 2", "E0110"), TestCase("[{a: 1}] | .a", "E0110"),
    TestCase("1 | if true { 2 }", "E0110"), TestCase("$in", "E0223"), TestCase("[1] | append $in", "E0223"),
    TestCase("def f [] { $in }; 1 | f", "E0223"), TestCase("[1] | each {|in| $in + 1 }", "[2]"),
  ]

  static let paths: [TestCase] = [
    TestCase("{a: {b: [1 2 {c: 3}]}} | get a.b.2.c", "3"),
    TestCase("[{a: {b: 1}} {a: {b: 2}}] | get a.b", "[1, 2]"),
    TestCase("[{a: {b: 1}} {a: {}} {}] | get a.b --or 0", "[1, 0, 0]"), TestCase("[{n: 7}] | get 0.n", "7"),
    TestCase("{a: {b: 1}} | get a.c", "E0322"), TestCase("{a: {b: 1}} | get b.c", "E0270"),
    TestCase("[{n: x, a: {b: 1}}] | select n a.b", "[{n: \"x\", \"a.b\": 1}]"),
    TestCase("[{a: {b: 1}} {}] | select a.b?", "[{\"a.b\": 1}, {\"a.b\": null}]"),
    TestCase("[{a: {b: 1}}] | select a.b | sort-by .\"a.b\" | get a.b", "[1]"),
    TestCase("{\"a.b\": 1, a: {b: 2}} | get a.b", "1"),
    TestCase("{\"a.b\": 1, a: {b: 2}} | reject a.b", "{a: {b: 2}}"),
    TestCase("{a: {b: 1, c: 2}} | reject a.c", "{a: {b: 1}}"), TestCase("{a: 1} | reject a.c", "E0336"),
    TestCase("{a: {b: 1}} | update a.b (.a.b + 1)", "{a: {b: 2}}"),
    TestCase("{a: {b: 1}} | update a.c 1", "E0322"),
    TestCase("{l: [1 2]} | update l.1 5", "{l: [1, 5]}"), TestCase("{l: [1 2]} | upsert l.2 5", "E0324"),
    TestCase("{a: 1} | insert b.c.d 2", "{a: 1, b: {c: {d: 2}}}"),
    TestCase("{a: {b: 1}} | insert a.b 2", "E0335"),
    TestCase("{a: 1} | insert a.b 2", "E0336"), TestCase("{a: null} | upsert a.b 2", "{a: {b: 2}}"),
    TestCase("[{a: 1} {}] | upsert a 2 | upsert b.c .a", "[{a: 2, b: {c: 2}}, {a: 2, b: {c: 2}}]"),
    TestCase("{a: 1} | insert '\"b.c\"' 2", "{a: 1, \"b.c\": 2}"),
    TestCase("{a: 1} | insert a..b 2", "{a: 1, \"a..b\": 2}"),
    TestCase("[{a: {b: 1}}] | update .a.b 2", "[{a: {b: 2}}]"),
    TestCase("{a: 1, b: 2} | items", "[{key: \"a\", value: 1}, {key: \"b\", value: 2}]"),
    TestCase("{} | items", "[]"),
    TestCase("{a: 1, b: 2} | each {|v k| \"\\($k)\\($v)\" }", "[\"a1\", \"b2\"]"),
    TestCase("{} | each {|v| $v }", "[]"),
    TestCase("[1] | items", "E0301"), TestCase("{a: 1} | each {|v k| $k + 1 }", "E0315"),
  ]

  static let directions: [TestCase] = [
    TestCase(
      "[{n: b, t: 1} {n: a, t: 1} {n: c, t: 2}] | sort-by .t --desc .n | get n", "[\"c\", \"a\", \"b\"]"),
    TestCase(
      "[{n: b, t: 1} {n: a, t: 1} {n: c, t: 2}] | sort-by .t .n --desc | get n", "[\"c\", \"b\", \"a\"]"),
    TestCase(
      "[{n: b, t: 1} {n: a, t: 1} {n: c, t: 2}] | sort-by --desc .t .n | get n", "[\"c\", \"b\", \"a\"]"),
    TestCase(
      "[{n: b, t: 1} {n: a, t: 1} {n: c, t: 2}] | sort-by .t --asc .n -d | get n", "[\"b\", \"a\", \"c\"]"),
    TestCase(
      "[{n: b, t: 1} {n: a, t: 1} {n: c, t: 2}] | sort-by --desc .t --asc .n | get n", "[\"b\", \"a\", \"c\"]"
    ),
    TestCase("[{n: b, t: 1} {n: null, t: 1}] | sort-by .t --asc .n --desc | get n", "[\"b\", null]"),
    TestCase("[{n: 1}] | sort-by .n --desc --desc", "E0203"),
    TestCase("[{n: 1}] | sort-by .n --desc --asc", "E0203"),
    TestCase("[3 1] | sort-by --desc=(1 > 2)", "[1, 3]"),
  ]

  @Test(arguments: fields + literals + piped + paths + directions)
  func gives(_ test: TestCase) { test.check() }

  /// An expression over the row of `r`, with `.a` or with `$r.a`.
  private static func expression(_ depth: Int, _ numbers: inout SystemFreeNumbers, _ row: Bool) -> String {
    let field = ["a", "b", "c"][numbers.below(3)]
    let name = row ? "." + field : "$r." + field
    if depth == 0 { return name }
    let inner = expression(depth - 1, &numbers, row)
    switch numbers.below(7) {
    case 0: return "[\(inner) 1 \(name)]"
    case 1: return "{x: \(inner), y: \(name)}"
    case 2: return "([1] | append \(inner) \(name))"
    case 3: return "(if true { [\(inner)] } else { \(name) })"
    case 4: return "([[\(inner)]] | flatten | append [\(name)])"
    case 5: return "{k: ({z: \(inner)} | insert n {m: 1} | get z)}"
    default: return "([3 4] | each {|q| $q } | append ([\(inner)] | first))"
    }
  }

  @Test("random expressions over the row give what the same closure gives")
  func sameAsClosure() {
    var numbers = SystemFreeNumbers(state: 20_261_129)
    for round in 0..<300 {
      let depth = round % 5
      var again = numbers
      let overRow = Self.expression(depth, &numbers, true)
      let inClosure = Self.expression(depth, &again, false)
      let rows = "[{a: 1, b: [2], c: \"x\"} {a: {k: 1}, b: 5, c: null}]"
      let given = TestCases.run().evaluateText("\(rows) | insert out \(overRow)")
      let wanted = TestCases.run().evaluateText("\(rows) | insert out {|r| \(inClosure) }")
      #expect(given == wanted, "\(overRow)")
      let sorted = TestCases.run().evaluateText("\(rows) | uniq \(overRow) | length")
      #expect(
        sorted == TestCases.run().evaluateText("\(rows) | uniq {|r| \(inClosure) } | length"), "\(overRow)")
    }
  }
}

/// Numbers that a seed repeats.
struct SystemFreeNumbers {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
