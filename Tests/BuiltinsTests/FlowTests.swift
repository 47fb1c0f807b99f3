import Interpreter
import Support
import Syntax
import Testing

@Suite struct FlowTests {
  static let cases: [TestCase] = [
    TestCase("do {|| 5}", "5"), TestCase("do {|x| $x} 1 2", "E0211"),
    TestCase("1 | do {|x y| [$x $y]} 2", "[1, 2]"),
    TestCase("do {|x| $x}", "E0210"), TestCase("let f = [{|x| $x}]; do $f[0]", "E0210"),
    TestCase("exit 256", "E0380"), TestCase("exit -1", "E0380"),
    TestCase("sleep -1s", "E0340"),
    TestCase("assert false", "E0381"), TestCase("assert 5", "E0301"),
    TestCase("[1 2] | assert $it > 1", "E0381"),
    TestCase("1..3 | where $it > 1 | assert $it > 2 | length", "E0381"), TestCase("5 | assert $it > 4", "5"),
    TestCase("{a: 1} | assert .a == 1", "{a: 1}"), TestCase("let ok = {|r| $r > 0}; [1] | assert $ok", "[1]"),
    TestCase("[{a: 1} {a: 1.5}] | describe", "{type: \"list\", columns: [{name: \"a\", type: \"any\"}]}"),
    TestCase("[] | describe | get columns", "null"),
    TestCase("1..3 | each {|x| $x} | describe", "{type: \"rows\", columns: null}"),
    TestCase(
      "[{a: 1}] | where .a > 0 | select a | describe",
      "{type: \"rows\", columns: [{name: \"a\", type: \"any\"}]}"),
  ]

  @Test(arguments: cases) func table(_ test: TestCase) { test.check() }

  @Test func exitPassesCatchAndRunsFinally() {
    let run = TestCases.run()
    do throws(Fault) {
      _ = try run.evaluate("try { try { exit 4 } catch { 1 } } finally { [1] | inspect }")
      Issue.record("the run went on")
    } catch {
      #expect(error.report.kind == .exit(4))
      #expect(error.report.status == 4)
      #expect(run.host.errors == "[1]\n")
    }
  }

  @Test func inspectWritesRowsAsTheyPass() {
    let run = TestCases.run()
    #expect(run.evaluateText("1..9 | each {|x| $x} | inspect n | first 2") == "[1, 2]")
    #expect(run.host.errors == "n: 1\nn: 2\n")
    #expect(run.evaluateText("{a: \"x\"} | inspect") == "{a: \"x\"}")
    #expect(run.host.errors.hasSuffix("{a: \"x\"}\n"))
  }

  @Test func assertQuotesItself() {
    let run = TestCases.run()
    #expect(run.evaluateText("let n = 3\nassert $n == 4") == "E0381 this does not hold: assert $n == 4")
  }

  @Test func sleepEndsAtTheTimeLimit() {
    var limits = Limits()
    limits.time = 1
    let run = TestCases.run(limits: limits)
    // The machine's clock begins when it is made: at the first evaluation.
    _ = run.evaluateText("null")
    run.host.time += 10
    #expect(run.evaluateText("sleep 1h").prefix(5) == "E0404")
  }

  /// An error of `finally` is told, whatever was on its way: after `exit`, and after errors with causes of their own.
  @Test func errorsOfFinallyAreTold() {
    for (code, said, status) in [
      ("try { exit 0 } finally { throw {code: late, msg: m} }", "late", 1),
      ("try { exit 7 } finally { throw {code: late, msg: m} }", "late", 7),
      ("try { try { exit 0 } finally { throw {code: late, msg: m} } } catch e { 1 }", "late", 1),
      ("try { exit 7 } finally { 1 }", "exit", 7),
    ] as [(String, String, Int32)] {
      do throws(Fault) {
        _ = try TestCases.run().evaluate(code)
        Issue.record("\(code) ran")
      } catch {
        #expect(
          error.code == said && error.report.status == status, "\(code): \(error.code) \(error.report.status)"
        )
      }
    }
    let code = """
      try { throw {code: first, msg: a} } finally {
        try { try { throw {code: inner, msg: b} } finally { throw {code: middle, msg: c} } } catch e { throw $e }
      }
      """
    do throws(Fault) { _ = try TestCases.run().evaluate(code) } catch {
      let help = error.diagnostic.help ?? ""
      #expect(error.code == "middle" && help.contains("`inner b`") && help.contains("`first a`"), "\(help)")
    }
  }
}
