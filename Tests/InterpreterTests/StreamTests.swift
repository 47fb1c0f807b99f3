import Builtins
import Interpreter
import Support
import Testing

/// L01, L02: a stream has one reader, and is a list wherever it is kept.
@Suite struct StreamTests {
  /// Rows of 1 to 3 that are read once.
  private static let rows = "(1..3 | where true)"

  /// Places where a value is kept, with `S` for the stream; each gives the value twice.
  static let kept: [String] = [
    "let x = S; [$x $x]", "mut x = 0; $x = S; [$x $x]", "let x = (null ?? S); [$x $x]",
    "let x = [S]; [$x[0] $x[0]]", "let x = {a: S}; [$x.a $x.a]", "let x = {...{b: 1}, a: S}; [$x.a $x.a]",
    "mut x = {}; $x.a = S; [$x.a $x.a]", "let x = [...[] S]; [$x[0] $x[0]]",
    "let x = ([] | append S); [$x[0] $x[0]]", "let x = ({} | merge {a: S}); [$x.a $x.a]",
    "let x = ({a: 1} | insert b S); [$x.b $x.b]", "let x = ({a: 1} | update a S); [$x.a $x.a]",
    "let x = ([{a: 1}] | insert b {|r| S} | first); [$x.b $x.b]", "let x = ([] | first --or S); [$x $x]",
    "let x = ([1] | get 5 --or S); [$x $x]", "let x = ([{a: null}] | default a S | first); [$x.a $x.a]",
    "let x = ([] | reduce --init S {|a b| $a}); [$x $x]", "let x = ([1] | each {|i| S} | first); [$x $x]",
    "def f [x] { [$x $x] }; f S", "def f [x] { [$x $x] }; S | f", "def f [...x] { [$x[0] $x[0]] }; f S",
    "def f [--x: list] { [$x $x] }; f --x S", "def f [x = S] { [$x $x] }; f",
    "def f [x] { [$x $x] }; f ...[S]",
    "def f [x y] { [$x $y] }; S | f ...[S]", "def f [x] { let c = {|| $x}; [(do $c) (do $c)] }; f S",
    "def f [x] { [1 2] | each {|i| $x} }; f S",
    "def f [x] { mut l = []; for i in 1..2 { $l += [$x] }; $l }; f S",
    "def f [x] { mut l = []; while ($x | length) > ($l | length) + 1 { $l += [$x] }; $l }; f S",
    "def f [x] { g $x }; def g [y] { [$y $y] }; f S",
    "def f [x] { [1 2] | where ($x | length) > 2 | each {|i| $x} }; f S",
    "do {|x| [$x $x]} S", "S | do {|x| [$x $x]}", "let c = {|x| [$x $x]}; do $c S",
    "let x = (do {|| S}); [$x $x]", "def f [] { S }; let x = (f); [$x $x]",
    "def f [] { {a: S} }; let x = (f); [$x.a $x.a]",
    "def f [x] -> int { $x }; let x = (f S); [$x $x]",
    "def f [x] -> string { return $x }; let x = (f S); [$x $x]",
    "let x = if true { S }; [$x $x]", "match S { $x => [$x $x] }",
    "let x = match 1 { 1 => (S), _ => 0 }; [$x $x]",
    "try { throw {code: a, msg: b, x: S} } catch e { [$e.x $e.x] }",
    "let x = (try { S } catch { 0 }); [$x $x]",
    "def f [] { try { return S } catch { 0 } }; let x = (f); [$x $x]",
    "let x = ([[]] | zip [S] | first); [$x[1] $x[1]]", "let x = ([] + S); [$x $x]",
  ]

  @Test("L01, L02: what is kept can be read twice", arguments: kept) func twice(_ code: String) {
    let given = TestRun(BuiltinCommands.all).evaluateText(code.replacing("S", with: StreamTests.rows))
    #expect(given == "[[1, 2, 3], [1, 2, 3]]")
  }

  /// One reader, at the end of any chain of places through which a stream may go.
  @Test("L01, L02: no chain of places gives E0320", arguments: 0..<200) func chains(_ seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    var code = StreamTests.rows
    var defs = ""
    for level in 0..<random.below(5) + 1 {
      switch random.below(9) {
      case 0: code = "([\(code)] | first)"
      case 1: code = "({a: \(code)} | get a)"
      case 2:
        defs += "def f\(level) [x] { $x }; "
        code = "(f\(level) \(code))"
      case 3:
        defs += "def f\(level) [x y = 1] { if ($x | length) == $y { 0 } else { $x } }; "
        code = "(\(code) | f\(level))"
      case 4:
        defs += "def f\(level) [--x: list] { let c = {|| $x}; do $c }; "
        code = "(f\(level) --x \(code))"
      case 5: code = "(\(code) | do {|x| if ($x | is-empty) { 0 } else { $x }})"
      case 6: code = "(try { \(code) } catch e { throw $e })"
      case 7: code = "(null ?? \(code))"
      default: code = "([] | append \(code) | last)"
      }
    }
    let whole = "\(defs)let a = \(code); [$a $a] | flatten | sum"
    let given = TestRun(BuiltinCommands.all).evaluateText(whole)
    #expect(given == "12", "\(whole)")
  }

  @Test("L02: a parameter with one reader passes rows on as they come") func oneReader() {
    let run = TestRun(BuiltinCommands.all)
    #expect(
      run.evaluateText("def f [x] { $x | where true }; 1..3 | each {|x| $x} | f | describe | get type")
        == "\"rows\"")
    // The second row fails, but is never pulled.
    #expect(run.evaluateText("def f [x] { $x | first }; [1 a] | each {|x| 0 + $x} | f") == "1")
  }

  @Test("L13: a closure that shows something runs for every row", arguments: ["print", "log", "inspect"])
  func shows(_ command: String) {
    let run = TestRun(BuiltinCommands.all + IOCommands.all)
    let shown = command == "inspect" ? "$x | inspect" : "\(command) $x"
    let given = run.evaluateText("1..3 | each {|x| \(shown); $x} | first")
    #expect(given == "1")
    #expect((run.host.output + run.host.errors).filter { "123".contains($0) } == "123")
  }
}
