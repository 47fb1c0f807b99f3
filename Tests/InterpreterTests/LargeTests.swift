import Builtins
import Interpreter
import Support
import Syntax
import Testing

/// L06: what no 16 bits count works, or is an error with a code; L07: what is large takes no more time for each part.
@Suite struct LargeTests {
  private func said(_ code: String) -> String { TestRun(BuiltinCommands.all).evaluateText(code) }

  // MARK: it works

  @Test("L06: keys of a literal") func keys() {
    let keys = (0..<LargePrograms.most).map { "k\($0): \($0)" }.joined(separator: ", ")
    #expect(said("let r = {\(keys)}; [$r.k1 $r.k65537 ($r | keys | length)]") == "[1, 65537, 66000]")
    #expect(
      said("let r = {k65999: 0, ...{\(keys)}, k1: 7}; [$r.k1 $r.k65537 $r.k65999]") == "[7, 65537, 65999]")
  }

  @Test("L06: parts of a text") func parts() {
    let text = "let a = 7; \"" + String(repeating: "\\($a)x", count: LargePrograms.most) + "\" | length"
    #expect(said(text) == String(2 * LargePrograms.most))
  }

  @Test("L06: items, constants, arguments, closures") func many() {
    #expect(said("let a = [\(LargePrograms.list { "t\($0)" })]; [$a[1] $a[65537]]") == "[\"t1\", \"t65537\"]")
    #expect(said("def f [...r] { $r[65537] }; f \(LargePrograms.list { String($0) })") == "65537")
    #expect(
      said("let l = [\(LargePrograms.list { "{|| \($0)}" })]; [(do $l[1]) (do $l[65537])]") == "[1, 65537]")
    let few = (0..<40_000).map(String.init).joined(separator: " ")
    #expect(said("[a] | append \(few) | get 32769") == "32768")
  }

  @Test("L06: `def`s that one piece of code calls") func calls() {
    let defs = (0..<LargePrograms.most).map { "def f\($0) [] { \($0) }" }.joined(separator: "\n")
    #expect(
      said("\(defs)\nlet l = [\(LargePrograms.list { "(f\($0))" })]; [$l[1] $l[65537]]") == "[1, 65537]")
  }

  @Test("L06: jumps") func jumps() {
    let body = String(repeating: "$x += 0\n", count: LargePrograms.most)
    #expect(said("mut x = 0\nwhile $x < 2 {\n\(body)$x += 1\n}\nif $x == 1 {\n\(body)}\n$x") == "2")
  }

  // MARK: it is an error

  @Test("L06: more than an instruction holds is E0409", arguments: 0..<13) func isRefused(_ index: Int) {
    let (name, code) = LargePrograms.refused()[index]
    #expect(said(code()).hasPrefix("E0409 more than 65535 "), "\(name)")
  }

  @Test("L06: an error of this kind has its place, and no `finally` without end") func places() throws {
    let deep =
      "def f [] {\n" + String(repeating: "try { 1 } finally { ", count: 40)
      + String(repeating: "}", count: 40)
    let run = TestRun(BuiltinCommands.all)
    do throws(Fault) {
      _ = try run.evaluate(deep + "\n}\nf")
      Issue.record("it ran")
    } catch {
      #expect(error.code == "E0409")
      #expect(error.report.span != nil && error.report.status == 2)
    }
  }

  // MARK: time

  @Test(
    "L07: effects of 50,000 `def`s that call the next, in a chain and in a circle", arguments: [false, true])
  func effects(_ isCircle: Bool) {
    let count = 50_000
    var lines = (0..<count).map { "def f\($0) [] { if false { f\($0 + 1) } }" }
    lines.append("def f\(count) [] { \(isCircle ? "if false { f0 }" : "exit 1"); print a }")
    let run = TestRun(BuiltinCommands.all + IOCommands.all)
    let program = run.check(lines.joined(separator: "\n") + "\nf0")
    #expect(!program.hasErrors)
    #expect(program.effect.contains(.shows))
  }

  @Test("L07: checking looks at the time") func checkingStops() {
    var limits = Limits()
    limits.time = -1
    let program = TestRun(BuiltinCommands.all, limits: limits).check("[\(LargePrograms.list { String($0) })]")
    #expect(throws: Fault.self) { try program.finish() }
  }

  @Test("L07: compiling looks at the time") func compilingStops() {
    let run = TestRun(BuiltinCommands.all)
    let program = run.check("[\(LargePrograms.list { String($0) })]")
    run.context.limits.time = -1
    #expect(throws: Fault.self) { try run.context.run(program) }
  }
}

/// Programs with more of something than 16 bits count.
private enum LargePrograms {
  static let most = 66_000

  static func list(_ make: (Int) -> String) -> String { (0..<most).map(make).joined(separator: " ") }

  /// A program for each operand of 16 bits.
  static func refused() -> [(String, () -> String)] {
    [
      ("names", { (0..<most).map { "let v\($0) = \($0)" }.joined(separator: "\n") + "\n$v1" }),
      ("parameters", { "def f [\(list { "p\($0)" })] { $p1 }" }),
      ("typed parameters", { "def f [\(list { "p\($0): int = 1" })] { $p1 }" }),
      ("flags", { "def f [\(list { "--p\($0)" })] { $p1 }" }),
      ("fields by name", { "let r = {a: 1}; [\(list { "$r.k\($0)?" })] | length" }),
      ("variables of the environment", { "[\(list { "$env.K\($0)?" })] | length" }),
      ("shapes", { "let x = 1; [\(list { "{k\($0): $x}" })] | length" }),
      ("arguments of a command", { "[1] | append \(list { String($0) }) | length" }),
      ("items of a pattern", { "let [\(list { _ in "_" })] = [1]" }),
      ("items of an arm", { "match [1] { [\(list { _ in "_" })] => 1, _ => 2 }" }),
      ("names of a pattern", { "let [\(list { "v\($0)" })] = [1]; $v1" }),
      (
        "keys of arms",
        { "match {a: 1} { \((0..<most).map { "{k\($0): _} => 1" }.joined(separator: "\n")) }" }
      ),
      (
        "captures",
        {
          let names = (0..<32_900).map { "$v\($0)" }.joined(separator: " ")
          let more = (32_900..<most).map { "$v\($0)" }.joined(separator: " ")
          let lets = (0..<most).map { "let v\($0) = \($0)" }
          return "\(lets.joined(separator: "\n"))\nlet c = {|| [\(names) \(more)]}\ndo $c"
        }
      ),
    ]
  }
}
