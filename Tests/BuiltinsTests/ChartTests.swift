import Builtins
import Interpreter
import Support
import Testing

/// Charts as text; what they say of wrong rows.
@Suite struct ChartTests {
  private func lines(_ code: String) throws -> [String] {
    let text = try TestCases.run().evaluate(code).string ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func bars() throws {
    #expect(
      try lines("[{n: 4, a: \"x\", m: 1} {n: 8, a: \"日本\", m: 2}] | chart bar a n --width 20")
        == ["x     ██████ 4", "日本  ████████████ 8"])
    #expect(
      try lines("[2 -2 0] | chart bar --width 20") == ["1  ██████████████ 2", "2  ▒▒▒▒▒▒▒▒▒▒▒▒▒▒ -2", "3  0"])
    #expect(try lines("[{a: \"x\", d: 1h} {a: \"y\", d: 30m}] | chart bar --width 20").count == 2)
    #expect(try lines("[] | chart bar") == [""])
  }

  @Test func aLineAndItsMeans() throws {
    #expect(try lines("[0 0 0] | chart line --width 20 --height 1").count == 2)
    let long = try lines("1..1000 | each {|n| $n} | chart line --width 40 --height 4")
    #expect(long.count == 5 && long.allSatisfy { $0.unicodeScalars.count <= 40 })
    #expect(long[3].hasSuffix("█") && long[0].hasSuffix("█") && long[0].contains("  "))
  }

  @Test func hoursByWeekday() throws {
    let heat = try lines(
      "[{d: 2026-01-31T08:00:00Z} {d: 2026-01-31T08:59:59Z} {d: 2026-01-26T23:00:00Z} {d: null}] | chart heat"
    )
    #expect(
      heat.count == 8 && heat[1].hasSuffix("  1") && heat[6].hasSuffix("  2") && heat[2].hasSuffix("  0"))
    #expect(heat[6].contains("██") && heat[1].contains("▒▒"))
  }

  static let wrong: [TestCase] = [
    TestCase("[{a: \"x\"}] | chart bar", "E0397"), TestCase("[\"x\"] | chart bar", "E0397"),
    TestCase("[{a: \"x\", n: 1}] | chart bar b n", "E0322"), TestCase("[{a: 1}] | chart heat a", "E0397"),
    TestCase("[1] | chart bar --width 3", "E0860"), TestCase("[1] | chart line --height 0", "E0860"),
    TestCase("[{a: 1, b: null}] | chart bar a b", "E0397"),
  ]

  @Test(arguments: wrong)
  func wrongRows(_ test: TestCase) { test.check() }
}
