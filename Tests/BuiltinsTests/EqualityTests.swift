import Interpreter
import Support
import Testing

/// Gives an entity.
private enum EntityGiven: Command {
  static var name: String { "thing" }
  static let signature = Signature(
    "An entity.", category: .rows,
    positional: ["kind", "id", "name"].map { Parameter($0, .string, "its \($0)") }, output: .any)

  static func run(_ call: Call) throws(Fault) -> Value {
    .entity(
      EntityObject(
        kind: try call.text("kind") ?? "", id: try call.text("id") ?? "", name: try call.text("name") ?? ""))
  }
}

/// K03, K13: one equality and one order, whatever asks for them.
@Suite("One equality") struct EqualityTests {
  private func value(_ code: String) -> String {
    TestCases.run(with: [EntityGiven.self]).evaluateText(code)
  }

  /// Each says whether `$x` and `$y` are equal.
  private static let questions = [
    "$x == $y", "$y == $x", "not ($x != $y)", "$x in [$y]", "not ($y not-in [$x])", "[$y] has $x",
    "([$x $y] | uniq | length) == 1", "([{k: $x} {k: $y}] | each {|r| $r} | uniq .k | length) == 1",
    "([{k: $y, n: 1} {k: $x, n: 1}] | uniq .n .k | length) == 1", "([[$x] [$y]] | uniq | length) == 1",
    "([{k: $x} {k: $y}] | uniq | length) == 1",
    "([$x $y] | count-by | length) == 1", "([{k: $x} {k: $y}] | group-by .k | length) == 1",
    "([{k: $x} {k: $y}] | group-by .k --count | length) == 1", "([$x $y] | group-by | length) == 1",
    "[$x] | diff [$y] | is-empty", "[{k: $x}] | diff [{k: $y}] | is-empty",
    "([{k: $x}] | diff [{k: $y}] --on k | is-empty)",
    "[{k: 1, v: $x}] | diff [{k: 1, v: $y}] --on k | is-empty",
    "([{a: 1, k: $x}] | diff [{a: 1, k: $y}] --on a k | is-empty)", "[$x] | any $it == $y",
    "([{k: [$x]}] | join-rows [{k: [$y]}] --on k | length) == 1", "{a: $x, b: 1} == {b: 1, a: $y}",
  ]

  /// Pairs, of which two thirds are made to be equal.
  private func pairs(_ count: Int, _ seed: Int) -> [(EqualThing, EqualThing)] {
    var things = EqualThings(seed: seed)
    return (0..<count).map { _ in
      let one = things.thing()
      return (one, things.roll(3) == 0 ? things.thing() : things.variant(of: one))
    }
  }

  @Test(arguments: 1...20) func allAgreeOnPairs(_ seed: Int) {
    let pairs = pairs(500, seed)
    let list = pairs.map { "[\($0.code), \($1.code)]" }.joined(separator: ", ")
    let questions = Self.questions.map { "(\($0))" }.joined(separator: " ")
    let given = value("[\(list)] | each {|p| let x = $p[0]; let y = $p[1]; [\(questions)] | uniq }")
    let expected = "[" + pairs.map { "[\($0.isEqual(to: $1))]" }.joined(separator: ", ") + "]"
    if given != expected { tellFirst(pairs, expected) }
    #expect(given == expected, "seed \(seed)")
  }

  private func tellFirst(_ pairs: [(EqualThing, EqualThing)], _ expected: String) {
    for (x, y) in pairs {
      for question in Self.questions {
        let given = value("let x = \(x.code); let y = \(y.code); \(question)")
        if given == "\(x.isEqual(to: y))" { continue }
        Issue.record("\(question) for \(x.code) and \(y.code): \(given)")
        return
      }
    }
  }

  /// A constant of `match` equals what `==` says it does.
  @Test func matchAgrees() {
    for (x, y) in pairs(400, 77) {
      switch y {
      case .text, .int, .null, .bool: break
      default: continue
      }
      #expect(
        value("match \(x.code) { \(y.code) => true, _ => false }") == "\(x.isEqual(to: y))",
        "\(x.code) and \(y.code)")
    }
  }

  @Test(arguments: 1...4) func allAgreeOnOrder(_ seed: Int) {
    let pairs = pairs(1000, 100 + seed).compactMap { (x, y) in x.order(y).map { (x, y, $0) } }
    #expect(pairs.count > 200)
    let list = pairs.map { "[\($0.0.code), \($0.1.code)]" }.joined(separator: ", ")
    let code = """
      [\(list)] | each {|p| let x = $p[0]; let y = $p[1]; let r = [{k: $x, n: 0} {k: $y, n: 1}]
      [($x < $y) ($x <= $y) ($x > $y) ($x >= $y) ($x == $y)
       ($r | sort-by .k | get n | first) ($r | sort-by .k --desc | get n | first) ($r | sort-by .n .k | get n | first)
       (([$x $y] | min) == $x) (([$x $y] | max) == $x)
       (($r | group-by (1) --min k | get min_k | first) == $x)
       (($r | group-by (1) --max k | get max_k | first) == $x)] }
      """
    let expected = pairs.map { (_, _, order) in
      let (least, most) = (order <= 0, order >= 0)
      return
        "[\(order < 0), \(least), \(order > 0), \(most), \(order == 0), \(least ? 0 : 1), \(most ? 0 : 1), 0, "
        + "\(least), \(most), \(least), \(most)]"
    }
    #expect(value(code) == "[" + expected.joined(separator: ", ") + "]")
  }

  /// Of many: each joins the first group with an equal one; a join gives each pair that is equal.
  @Test(arguments: 1...60) func allAgreeOnLists(_ seed: Int) {
    var things = EqualThings(seed: 200 + seed)
    let left = things.things(30)
    let right = things.things(30)
    let rows = { (side: [EqualThing]) in
      side.enumerated().map { "{k: \($1.code), n: \($0)}" }.joined(separator: ", ")
    }
    #expect(
      value("[\(rows(left))] | group-by .k | get rows | each {|g| $g | get n }") == "\(groups(left))")
    #expect(value("[\(rows(left))] | uniq .k | get n") == "\(groups(left).map { $0[0] })")
    #expect(value("[\(rows(left))] | count-by .k | get count") == "\(groups(left).map(\.count))")
    var pairs: [[Int]] = []
    for (i, x) in left.enumerated() where !x.isNull {
      for (j, y) in right.enumerated() where !y.isNull && x.isEqual(to: y) { pairs.append([i, j]) }
    }
    #expect(
      value("[\(rows(left))] | join-rows [\(rows(right))] --on k | each {|r| [$r.n $r.n_2] }") == "\(pairs)")
    let shuffled = left.shuffled(using: &things.random)
    #expect(value("[\(rows(left))] | get k | diff ([\(rows(shuffled))] | get k)") == "[]")
  }

  private func groups(_ things: [EqualThing]) -> [[Int]] {
    var groups: [[Int]] = []
    var known: [(thing: EqualThing, group: Int)] = []
    for (number, thing) in things.enumerated() {
      if let same = known.first(where: { $0.thing.isSame(as: thing) }) {
        groups[same.group].append(number)
        continue
      }
      let equal = known.filter { $0.thing.isEqual(to: thing) }.map(\.group).min()
      known.append((thing, equal ?? groups.count))
      if let equal { groups[equal].append(number) } else { groups.append([number]) }
    }
    return groups
  }

  /// Records whose fields each may be a name of a thing or the thing: more choices than anybody asks for one by one.
  @Test func manyPlacesAtOnceEndSoon() {
    let mixed = (0..<40).map {
      "f\($0): (if $n % \($0 + 2) == 0 { thing account a\($0) n\($0) } else { \"n\($0)\" })"
    }
    let code = "0..<60 | each {|n| {\(mixed.joined(separator: ", "))} }"
    #expect(value("\(code) | uniq | length") == "1")
    #expect(value("let r = (\(code)); $r | diff ($r | reverse) | length") == "0")
  }

  static let examples: [TestCase] = [
    TestCase("9007199254740993 == 9007199254740992.0", "false"),
    TestCase("9007199254740993 > 9007199254740992.0", "true"),
    TestCase("[9007199254740993 9007199254740992.0] | uniq | length", "2"),
    TestCase("[9007199254740992.0 9007199254740993] | max", "9007199254740993"),
    TestCase("[9007199254740993 9007199254740992.0] | sort-by | get 1", "9007199254740993"),
    TestCase("9223372036854775807 < 9223372036854775808.0", "true"),
    TestCase("9007199254740993.0 in 9007199254740993..9007199254740994", "false"),
    TestCase("[{k: 9007199254740993}] | join-rows [{k: 9007199254740992.0}] --on k", "[]"),
    TestCase("try { throw {code: c, msg: m} } catch e { $e == $e }", "true"),
    TestCase("try { throw {code: c, msg: m} } catch e { [$e $e] | uniq | length }", "1"),
    TestCase(
      "let e = try { throw \"a\" } catch e { $e }; let f = try { throw \"b\" } catch e { $e }; $e == $f",
      "false"),
    TestCase("let f = {|x| $x }; [$f $f {|x| $x }] | uniq | length", "2"),
  ]

  @Test(arguments: examples) func example(_ test: TestCase) { test.check() }

  /// What differs is shown, and nothing else.
  static let differences: [(String, String)] = [
    (
      "[{s: (thing account a1 ci), n: 1, m: 2}] | diff [{s: ci, n: 1, m: 3}] --on .s",
      "[{change: \"changed\", s: ci, before: {m: 2}, after: {m: 3}}]"
    ),
    (
      "[{s: {kind: account, id: a1, name: old}}] | diff [{s: (thing account a1 ci)}] --on s", "[]"
    ),
    ("[{k: 1, a: 1}] | diff [{k: 1, b: 1}] --on k | get before", "[{a: 1}]"),
    ("[{k: 1, j: 1} {k: 1, j: 2}] | diff [{k: 1, j: 2}] --on .k .j | get change", "[\"removed\"]"),
    ("[{s: ci}] | diff [{s: (thing account a1 ci)} {s: (thing account a2 ci)}] --on s", "E0347"),
    ("[{s: ci} {s: (thing account a1 ci)}] | diff [] --on s", "E0347"),
    ("[{s: ci} {s: \"account:ci\"}] | diff [{s: (thing account a1 ci)}] --on s", "E0347"),
    ("[{change: 1, v: 1}] | diff [{change: 1, v: 2}] --on change | get change_2", "[1]"),
    ("[1] | diff [2] x", "E0346"),
    ("[ci (thing account a1 ci)] | diff [(thing account a1 ci) (thing account a2 ci)]", "[]"),
  ]

  @Test(arguments: differences) func difference(_ code: String, _ result: String) {
    let given = value(code)
    #expect((result.utf8.first == UInt8(ascii: "E") ? String(given.prefix(5)) : given) == result, "\(given)")
  }
}
