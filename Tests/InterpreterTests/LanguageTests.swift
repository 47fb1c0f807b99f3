import Interpreter
import Support
import Syntax
import Testing

/// A program and what its last statement gives.
struct Case: CustomTestStringConvertible, Sendable {
  let code: String
  let result: String

  init(_ code: String, _ result: String) {
    self.code = code
    self.result = result
  }

  var testDescription: String { code }
}

@Suite struct LanguageTests {
  static let arithmetic: [Case] = [
    Case("1 + 2 * 3", "7"), Case("7 // 2", "3"), Case("-7 // 2", "-4"), Case("-7 % 3", "2"),
    Case("7 / 2", "3.5"),
    Case("1 + 1.5", "2.5"), Case("2 * -3", "-6"), Case("-(1 + 2)", "-3"), Case("1 == 1.0", "true"),
    Case("1 == \"1\"", "false"),
    Case("9223372036854775807 + 1", "E0316 the result does not fit a 64-bit integer"),
    Case("1 / 0", "E0317 division by zero"), Case("2026-01-31 + 1d", "2026-02-01T00:00:00Z"),
    Case("1h30m + 30m", "2h"), Case("90m / 1h", "1.5"), Case("2026-02-01 - 2026-01-31", "1d"),
    Case("\"a\" + \"b\"", "\"ab\""),
    Case("1 + \"1\"", "E0315 `+` does not take an int and a string"), Case("null ?? 5", "5"),
    Case("3 in [1 2 3]", "true"),
    Case("3 not-in [1 2 3]", "false"), Case("4 in 1..5", "true"), Case("not true", "false"),
    Case("1 < 2 and 2 < 3", "true"),
    Case("5..1", "5..1"),
    Case("[1 -1 \"-\" 007 x 1.5 true null 1..2]", "[1, -1, \"-\", 7, \"x\", 1.5, true, null, 1..2]"),
  ]

  static let values: [Case] = [
    Case("{a: 1, b: read}", "{a: 1, b: \"read\"}"), Case("let r = {a: {b: [1 2]}}; $r.a.b[-1]", "2"),
    Case("let r = {a: 1}; $r.x?", "null"), Case("let r = {a: 1}; $r[\"a\"]", "1"),
    Case("{...{a: 1}, b: 2}", "{a: 1, b: 2}"),
    Case("[0 ...[1 2] 3]", "[0, 1, 2, 3]"), Case("\"a\\(1 + 1)b\"", "\"a2b\""),
    Case("'raw \\n'", "\"raw \\\\n\""),
    Case("let [a b ...c] = [1 2 3 4]; [$a $b $c]", "[1, 2, [3, 4]]"),
    Case("let {a, b: [c]} = {a: 1, b: [2]}; [$a $c]", "[1, 2]"),
    Case("\"\\u{1F600}\"", "\"😀\""), Case("\"héllo\"[1]", "\"é\""), Case("[1 2 3 4][1..2]", "[2, 3]"),
    Case("{if: 1}.if", "1"), Case("[{k: a} {k: b}]", "[{k: \"a\"}, {k: \"b\"}]"),
    Case("2026-01-31.weekday", "\"sat\""),
    Case("let r = {a: 1}; $r.b", "E0270 there is no column `b`"),
    Case("mut r = {a: 1}; $r.a = 2; $r.c = [1]; $r.c[0] += 5; $r", "{a: 2, c: [6]}"),
    Case("let a = [1 2]; mut b = $a; $b[0] = 9; [$a $b]", "[[1, 2], [9, 2]]"),
  ]

  static let flow: [Case] = [
    Case("mut s = 0; for i in 1..10 { $s += $i }; $s", "55"),
    Case("mut s = 0; for i in 0..<3 { $s += $i }; $s", "3"),
    Case("mut s = 0; for x in [1 2 3] { if $x == 2 { continue }; $s += $x }; $s", "4"),
    Case("mut n = 0; while true { $n += 1; if $n > 5 { break } }; $n", "6"),
    Case("def fib [n: int] { if $n < 2 { return $n }; (fib ($n - 1)) + (fib ($n - 2)) }; fib 15", "610"),
    Case("def f [a b=2 --loud (-l) ...r] { [$a $b $loud $r] }; f 1", "[1, 2, false, []]"),
    Case("def f [a b=2 --loud (-l) ...r] { [$a $b $loud $r] }; f 1 5 -l 7 8", "[1, 5, true, [7, 8]]"),
    Case("def f [a b] { $a - $b }; f ...[5 3]", "2"), Case("def f [a] { $a * 2 }; 21 | f", "42"),
    Case("def f [x: int] { $x }; f abc", "E0212 x: `abc` is no int"),
    Case("def f [--n: int] { $n }; f", "null"),
    Case("def f [--n: int = 3] { $n }; f", "3"),
    Case("match 3 { 1 => \"one\", 2 | 3 => \"two\", _ => \"other\" }", "\"two\""),
    Case("match [1 2] { [] => 0, [$x] => 1, [$x ...$r] => $r }", "[2]"),
    Case("match {a: 1, b: 2} { {a: 2} => 0, {b} => $b }", "2"),
    Case("match 7 { 1..5 => \"low\", $n if $n > 6 => \"high\" }", "\"high\""),
    Case("match 9 { 1 => 2 }", "E0326 no arm of `match` fits 9"),
    Case("try { throw \"x\" } catch e { $e.msg }", "\"x\""),
    Case("try { throw {code: X1, msg: m} } catch e { $e.code }", "\"X1\""),
    Case(
      "mut l = []; try { try { throw \"a\" } finally { $l += [f] } } catch { $l += [c] }; $l",
      "[\"f\", \"c\"]"),
    Case("def f [] { try { return 1 } finally { 2 } }; f", "1"),
    Case("mut n = 0; for i in 1..3 { try { continue } finally { $n += $i } }; $n", "6"),
    Case("let x = if true { 1 } else { 2 }; $x", "1"), Case("let f = 5; def g [] { $f }; g", "5"),
    Case("def g [] { $late }; let r = try { g } catch e { $e.code }; let late = 1; $r", "\"E0303\""),
    Case("for d in 2026-01-30..2026-02-01 { $d.day }", "null"),
    Case("$undefined", "E0223 `$undefined` is not defined"),
    Case("let x = 1; $x = 2", "E0225 `$x` cannot be changed: it is no `mut`"),
    Case("def a [] { a }; a", "E0402 calls are more than 10000 deep"),
    Case("if 1 { 2 }", "E0301 a condition takes a bool, not an int"),
  ]

  /// L09: ranges of anything with an order, and half-open ones.
  static let patterns: [Case] = [
    Case("match 1.7 { 1.5..2.5 => 1, _ => 0 }", "1"), Case("match 2.5 { 1.5..<2.5 => 1, _ => 0 }", "0"),
    Case("match 2 { 1.5..2.5 => 1, _ => 0 }", "1"), Case("match 1.5 { 1..2 => 1, _ => 0 }", "1"),
    Case("match 3 { 3.. => 1, _ => 0 }", "1"), Case("match 2 { 3.. => 1, _ => 0 }", "0"),
    Case("match 3 { ..3 => 1, _ => 0 }", "1"), Case("match 3 { ..<3 => 1, _ => 0 }", "0"),
    Case("match 2.9 { ..<3 => 1, _ => 0 }", "1"), Case("match -7 { -10..-5 => 1, _ => 0 }", "1"),
    Case("match 2h { 1h..3h => 1, _ => 0 }", "1"), Case("match 2h { 3h.. => 1, _ => 0 }", "0"),
    Case("match 2026-01-05 { 2026-01-01..2026-01-31 => 1, _ => 0 }", "1"),
    Case("match 2026-02-01 { 2026-01-01..<2026-02-01 => 1, _ => 0 }", "0"),
    Case("match 2026-02-01 { 2026-01-15.. => 1, _ => 0 }", "1"),
    Case("match 2026-02-01T08:00:00Z { ..2026-02-01T08:00:00Z => 1, _ => 0 }", "1"),
    Case("match \"x\" { 3.. => 1, ..3 => 2, _ => 0 }", "0"), Case("match null { ..3 => 1, _ => 0 }", "0"),
    Case("match [5 1h] { [1..9 30m..] => 1, _ => 0 }", "1"),
    Case("match {a: 1.5} { {a: 1..2} => 1, _ => 0 }", "1"),
    Case("match 7 { 1..3 | 5.. => 1, _ => 0 }", "1"), Case("match 3 { 3..3 => 1, _ => 0 }", "1"),
    Case("match 1000 { 1_000 => 1, _ => 0 }", "1"), Case("match 1000.0 { 1e3 => 1, _ => 0 }", "1"),
    Case("match 1 { +1 => 1, _ => 0 }", "1"), Case("match \"a-b\" { a-b => 1, _ => 0 }", "1"),
    Case("match \"-v\" { -v => 1, _ => 0 }", "1"), Case("match \"a.b\" { a.b => 1, _ => 0 }", "1"),
    Case("match \"/run\" { /run => 1, _ => 0 }", "1"),
  ]

  @Test(arguments: arithmetic + values + flow + patterns)
  func gives(_ test: Case) {
    #expect(TestRun().evaluateText(test.code) == test.result)
  }
}
