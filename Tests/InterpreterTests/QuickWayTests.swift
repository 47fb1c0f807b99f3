import Builtins
import Interpreter
import Support
import Testing

/// A random program, once with assignments that change a value where it lies, and once with a name between, for which
/// all is made anew.
private struct TwoWays {
  private var random: SplitMix
  private var quick: [String] = []
  private var general: [String] = []

  init(seed: Int) {
    random = SplitMix(seed: UInt64(seed) * 1_000_003)
    for _ in 0..<20 { step() }
  }

  func codes(inDef: Bool) -> (quick: String, general: String) { (code(quick, inDef), code(general, inDef)) }

  private func code(_ steps: [String], _ inDef: Bool) -> String {
    let body = """
      mut v0 = (same {a: 1, b: [{k: 1} {k: 2.5, m: [1]}], c: {d: {e: "x"}}})
      mut v1 = (same (1..20 | each {|n| $n}))
      mut v2 = (same [{k: 1} {k: "t"} {}])
      mut log = []
      \(steps.map { "try { \($0) } catch e { $log = [...$log $e.code] }" }.joined(separator: "\n"))
      [$v0 $v1 $v2 $log]
      """
    let defs = """
      def same [x: any] { $x }
      def fresh [x: any] { match $x { [...$items] => [...$items], $other => $other } }
      def ints [x: list<int>] { $x | length }
      def floats [x: list<float>] { $x }
      def records [x: list<record>] { $x | length }

      """
    return defs + (inDef ? "def main [] {\n\(body)\n}\nmain" : body)
  }

  private mutating func step() {
    let place = self.place()
    switch random.below(8) {
    case 0, 1, 2:
      assign(place, "(\(place) | \(pick(["upsert", "insert", "update"])) \(pick(keys)) \(fieldValue()))")
    case 3: assign(place, "(\(place) | merge \(value()))")
    case 4:
      assign(
        place,
        "{...\(place), \(pick(["k: \(value())", "n: \(value()), k: 3", "...\(value()), k: 4", "(same \"z\"): \(value())"]))}"
      )
    case 5: assign(place, "(\(place) | append \(value()))")
    case 6:
      let steps = ["$v0.b", "[-1]", ".m", "[0]"].prefix(1 + random.below(4))
      quick.append("$log = [...$log \(steps.joined())]")
      let names = steps.indices.map {
        $0 == 0 ? "let t0 = \(steps[0])" : "let t\($0) = $t\($0 - 1)\(steps[$0])"
      }
      general.append(names.joined(separator: "; ") + "; $log = [...$log $t\(steps.count - 1)]")
    default:
      let check = pick(["ints", "floats", "records"])
      quick.append("$log = [...$log (\(check) \(place))]")
      // A list that nothing was noted of.
      general.append("let t = (fresh \(place)); $log = [...$log (\(check) $t)]")
    }
  }

  private mutating func assign(_ place: String, _ new: String) {
    quick.append("\(place) = \(new)")
    general.append("let t = \(new); \(place) = $t")
  }

  // MARK: parts

  private let keys = ["k", "m", "a", "z", "d.e", "k.k", "(same \"n\")", "\"\""]

  private mutating func place() -> String {
    pick([
      "$v0", "$v0.b", "$v0.b[0]", "$v0.b[-1]", "$v0.c", "$v0.c.d", "$v0.a", "$v0.z", "$v0.z.y", "$v0.k",
      "$v1", "$v1[3]", "$v1[99]", "$v2", "$v2[0]", "$v2[2]", "$v2[1].k", "$v2[0].m",
    ])
  }

  /// Of any type, so that what is wrong shows when it runs.
  private mutating func value() -> String {
    pick([
      "(same 1)", "(same -2)", "(same 2.5)", "(same \"t\")", "(same null)", "(same [1 x])", "{k: 1}", "{}",
      "{k: {k: 2}, y: []}", "$v0", "$v1", "$v2[0]",
    ])
  }

  private mutating func fieldValue() -> String {
    pick([value(), value(), "(.k)", "(.k + 1)", "{|r| $r.k}", "{|r| $r}", "(1 / .z)"])
  }

  private mutating func pick(_ texts: [String]) -> String { texts[random.below(texts.count)] }
}

/// What the machine does in a quick way is what it does in the general one.
@Suite struct QuickWayTests {
  @Test(arguments: 0..<60, [false, true])
  func isTheGeneralOne(seed: Int, inDef: Bool) {
    let (quick, general) = TwoWays(seed: seed).codes(inDef: inDef)
    let given = result(quick)
    #expect(given.hasPrefix("["), "\(quick)")
    #expect(given == result(general), "\(quick)")
  }

  /// Arms of which a part is no constant are tried in turn.
  @Test(arguments: 0..<100)
  func matchTakesTheSameArm(seed: Int) {
    var random = SplitMix(seed: UInt64(seed) * 1_000_003)
    let patterns = [
      "0", "1", "2", "7", "-3", "1000000", "5..9", "-4..<0", "100..", "..-50", "a", "b", "\"é\"", "null",
      "true", "3 | b", "8 | 30..40",
    ]
    let arms = (0..<(4 + random.below(14))).map { number in
      patterns[random.below(patterns.count)] + (random.below(5) == 0 ? " if $x == $y" : "") + " => \(number)"
    }
    func code(_ separator: String) -> String {
      """
      def arm [x y] { match $x { \(arms.joined(separator: separator)), _ => "none" } }
      let xs = [0 1 2 3 7 (-3) (-4) (-60) 5 6 9 10 35 100 1000000 9223372036854775807 1.0 6.5 null true a b "é" z "" [1] {a: 1}]
      $xs | each {|x| [(arm $x $x) (arm $x q)] }
      """
    }
    let given = result(code(", "))
    #expect(given.hasPrefix("["), "\(code(", "))")
    #expect(given == result(code(", [_ _ _ _] => \"never\", ")), "\(code(", "))")
  }

  private func result(_ code: String) -> String { TestRun(BuiltinCommands.all).evaluateText(code) }
}
