import Builtins
import Interpreter
import Support
import Testing

/// A record that is assigned to the place it came from with a field more is changed there, and means what it meant before.
@Suite struct FieldPlaceTests {
  static let changes: [Case] = [
    Case("mut r = {a: 1}; $r = ($r | upsert b 2); $r", "{a: 1, b: 2}"),
    Case("mut r = {a: 1}; $r = ($r | upsert a x); $r = ($r | update a y); $r", "{a: \"y\"}"),
    Case("mut r = {n: 1}; $r = ($r | upsert n (.n + 1)); $r", "{n: 2}"),
    Case("mut r = {n: 1}; $r = ($r | upsert m {|x| $x.n * 5}); $r", "{n: 1, m: 5}"),
    Case("mut r = {n: 1}; $r = ($r | insert m ($r.n + .n)); $r", "{n: 1, m: 2}"),
    Case("mut r = {n: 1}; let k = \"m\"; $r = ($r | upsert $k (1..3)); $r", "{n: 1, m: 1..3}"),
    Case("mut r = {a: {b: 1}}; $r = ($r | upsert a.c 2); $r", "{a: {b: 1, c: 2}}"),
    Case("mut r = {\"a.c\": 1}; $r = ($r | upsert a.c 2); $r", "{\"a.c\": 2}"),
    Case("mut x = {a: [{n: 1}]}; $x.a[0] = ($x.a[0] | upsert m 2); $x", "{a: [{n: 1, m: 2}]}"),
    Case("mut x = {a: [{n: 1}]}; $x.a[-1] = {...$x.a[-1], n: 3, o: 4}; $x", "{a: [{n: 3, o: 4}]}"),
    Case("mut r = {a: 1}; $r = {...$r, b: 2, ...{a: 3, c: 4, b: 5}}; $r", "{a: 3, b: 5, c: 4}"),
    Case("mut r = {a: 1}; $r = {...$r, ...$r}; $r", "{a: 1}"),
    Case("mut r = {a: 1}; $r = ($r | merge $r); $r = ($r | merge {b: $r}); $r", "{a: 1, b: {a: 1}}"),
    Case("mut r = [{a: 1} {a: 2}]; $r = ($r | merge {b: 1}); $r", "[{a: 1, b: 1}, {a: 2, b: 1}]"),
    Case("mut r = [{a: 1} {a: 2}]; $r = ($r | update a (.a * 2)); $r", "[{a: 2}, {a: 4}]"),
    Case("mut r = {}; for i in 1..40 { $r = {...$r, \"k\\($i)\": $i} }; [($r | length) $r.k40]", "[40, 40]"),
    Case(
      "mut r = {}; for i in 1..40 { $r = ($r | upsert \"k\\($i)\" $i) }; [($r | length) $r.k40]", "[40, 40]"),
  ]

  /// Another name, a closure and an error still have the record as it was.
  static let aliases: [Case] = [
    Case("mut r = {a: 1}; let s = $r; $r = ($r | upsert a 2); [$r $s]", "[{a: 2}, {a: 1}]"),
    Case("mut r = {a: 1}; let f = {|| $r}; $r = {...$r, a: 2}; [$r (do $f)]", "[{a: 2}, {a: 1}]"),
    Case("mut r = {a: 1}; $r = ($r | merge {b: $r}); $r", "{a: 1, b: {a: 1}}"),
    Case(
      "let l = {a: 1}; mut r = [$l $l]; $r[0] = ($r[0] | upsert a 2); [$r $l]", "[[{a: 2}, {a: 1}], {a: 1}]"),
  ]

  static let same = "def same [x] { $x }\n"
  /// What fails changes nothing, and says what the command says.
  static let faults: [Case] = [
    Case("mut r = {a: 1}; $r = ($r | insert a 2)", "E0335"),
    Case("mut r = {a: 1}; $r = ($r | update b 2)", "E0322"),
    Case("mut r = {a: 1}; try { $r = ($r | upsert a (1 / .z)) } catch { }; $r", "{a: 1}"),
    Case("mut r = {a: 1}; try { $r = ($r | insert a 2) } catch { }; $r", "{a: 1}"),
    Case(same + "mut r = {a: 1}; try { $r = {...$r, b: 2, ...(same 1)} } catch { }; $r", "{a: 1}"),
    Case(same + "mut r = (same 1); $r = {...$r, b: 2}", "E0305"),
    Case(same + "mut r = (same 1); $r = ($r | upsert b 2)", "E0301"),
    Case(same + "mut r = (same 1); $r = ($r | merge {b: 2})", "E0301"),
    Case(same + "mut r = {a: 1}; $r = ($r | merge (same 2))", "E0301"),
  ]

  @Test(arguments: changes + aliases + faults)
  func gives(_ example: Case) {
    #expect(given(example.code) == example.result)
  }

  /// In a `def` the place is a register, at the top level a global.
  @Test(arguments: changes + aliases)
  func givesInADef(_ example: Case) {
    let code = "def main [] {\n\(example.code)\n}\nmain"
    #expect(given(code) == example.result)
  }

  @Test func limitsHold() throws {
    let loop = "mut r = {}\nmut i = 0\nwhile true { $r = ($r | upsert \"k\\($i)\" $i); $i += 1 }"
    var limits = Limits()
    limits.memory = 1 << 20
    #expect(fault(loop, limits) == "E0406")
    limits = Limits()
    limits.steps = 100_000
    #expect(fault(loop, limits) == "E0403")
    let deep = "mut r = {}\nfor i in 1..300 { $r = {...$r, in: $r} }"
    #expect(fault(deep, Limits()) == "E0312")
  }

  private func fault(_ code: String, _ limits: Limits) -> String? {
    do throws(Fault) {
      _ = try TestRun(BuiltinCommands.all, limits: limits).evaluate(code)
      return nil
    } catch {
      return error.code
    }
  }
}

/// `match` over constants goes to its arm by a table, and takes the arm that trying them in turn would.
@Suite struct MatchTableTests {
  static let arms = """
    def arm [x] { match $x { 0 => "zero", 1 | 2 => "few", -3 => "below", 2 => "never", 5..9 => "some", 7 => "never",
      100..<1000 => "many", a => "letter", null => "nothing", 1000.. => "huge", _ => "other" } }

    """
  static let cases: [Case] = [
    Case(arms + "[0 1 2 3] | each {|x| arm $x}", "[\"zero\", \"few\", \"few\", \"other\"]"),
    Case(
      arms + "[(-3) (-4) 5 7 9 10] | each {|x| arm $x}",
      "[\"below\", \"other\", \"some\", \"some\", \"some\", \"other\"]"),
    Case(
      arms + "[100 999 1000 9223372036854775807] | each {|x| arm $x}",
      "[\"many\", \"many\", \"huge\", \"huge\"]"),
    Case(
      arms + "[(arm null) (arm 2.0) (arm true) (arm [1])]", "[\"nothing\", \"few\", \"other\", \"other\"]"),
    Case(
      "def f [x n] { match $x { 1 if $n => \"a\", 1 => \"b\", 2 => \"c\", 3 => \"d\", 4 => \"e\", _ => \"z\" } }; [(f 1 true) (f 1 false) (f 4 true)]",
      "[\"a\", \"b\", \"e\"]"),
    Case(
      "def f [x] { match $x { a => 1, b => 2, c => 3, d => 4, e => 5, f => 6, g => 7, h | a => 8, 5 => 9, _ => 0 } }; [a h z 5 6] | each {|x| f $x}",
      "[1, 8, 0, 9, 0]"),
    Case("match 7 { 1 => \"a\", 2 => \"b\", 3 => \"c\", 4 => \"d\" }", "E0326"),
    Case(
      "[1 5 1000000] | each {|x| match $x { 1 => \"a\", 1000000 => \"b\", 500 => \"c\", 5 => \"d\", 9 => \"e\", $y => $y }}",
      "[\"a\", \"d\", \"b\"]"),
  ]

  @Test(arguments: cases)
  func gives(_ example: Case) {
    #expect(given(example.code) == example.result)
  }
}

/// A list is looked at for the type of a parameter once, and again after each change.
@Suite struct CheckedListTests {
  static let made = "mut m = (1..20 | each {|i| [$i]})\ndef f [m: list<list<int>>] { $m | length }\nf $m\n"
  static let cases: [Case] = [
    Case(made + "$m[3] = [x]; f $m", "E0301"),
    Case(made + "$m[3][0] = \"x\"; f $m", "E0301"),
    Case(made + "$m[3] = ($m[3] | append x); f $m", "E0301"),
    Case(made + "$m = ($m | append 1); f $m", "E0301"),
    Case(made + "$m += [1]; f $m", "E0301"),
    Case(made + "let k = $m; $m[3][0] = \"x\"; f $k", "20"), Case(made + "$m = ($m | skip 2); f $m", "18"),
    Case(
      "def f [xs: list<float>] { $xs }; mut xs = (1..20 | each {|i| $i}); f $xs; $xs[0] = 7; let a = (f $xs); [$a[0] $xs[1] $a[1]]",
      "[7.0, 2, 2.0]"),
    Case(
      "def f [xs: list<float>] { mut y = $xs; $y[0] = 9.5; $y }; let xs = (1..20 | each {|i| $i}); f $xs; let a = (f $xs); [$xs[0] $a[0] $a[1]]",
      "[1, 9.5, 2.0]"),
    Case("def f [xs: list<record>] { $xs | length }; f (1..20 | each {|i| {a: $i}})", "20"),
  ]

  @Test(arguments: cases)
  func gives(_ example: Case) {
    #expect(given(example.code) == example.result)
  }
}

/// What a program gives; of an error only the code.
private func given(_ code: String) -> String {
  let text = TestRun(BuiltinCommands.all).evaluateText(code)
  return text.hasPrefix("E0") ? String(text.prefix(5)) : text
}
