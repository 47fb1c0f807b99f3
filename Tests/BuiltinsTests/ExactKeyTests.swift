import Builtins
import Interpreter
import Support
import Testing

/// L05: names are told apart by their bytes, however they look; `é` may be one scalar or two.
@Suite("Keys that look alike") struct ExactKeyTests {
  /// With `$o` a record of both keys: one scalar first.
  static let cases: [TestCase] = [
    TestCase(
      "[{\"caf\\u{e9}\": 1} {\"cafe\\u{301}\": 1}] | each {|r| $r | keys | first | length }", "[4, 5]"),
    TestCase("$o | keys | each {|k| $k | length }", "[4, 5]"), TestCase("$o | values", "[1, 2]"),
    TestCase("[$o.\"caf\\u{e9}\" $o.\"cafe\\u{301}\"]", "[1, 2]"),
    TestCase("[$o[\"caf\\u{e9}\"] $o[\"cafe\\u{301}\"]]", "[1, 2]"),
    TestCase("{...{\"caf\\u{e9}\": 1}, ...{\"cafe\\u{301}\": 2}} | values", "[1, 2]"),
    TestCase("{\"caf\\u{e9}\": 0, ...$o} | values", "[1, 2]"),
    TestCase("{\"caf\\u{e9}\": 1} | merge {\"cafe\\u{301}\": 2} | values", "[1, 2]"),
    TestCase("{\"cafe\\u{301}\": 1, \"caf\\u{e9}\": 2} | values", "[1, 2]"),
    TestCase("{\"caf\\u{e9}\": 1, \"caf\\u{e9}\": 2}", "E0271"),
    TestCase("{\"caf\\u{e9}\": 1} == {\"cafe\\u{301}\": 1}", "false"),
    TestCase("[$o] | select \"cafe\\u{301}\" | get 0 | keys | first | length", "5"),
    TestCase("[$o] | reject \"cafe\\u{301}\" | get 0 | values", "[1]"),
    TestCase("[$o] | rename \"cafe\\u{301}\" x | get 0 | values", "[1, 2]"),
    TestCase("[$o] | rename x \"cafe\\u{301}\"", "E0270"),
    TestCase("[$o] | update \"cafe\\u{301}\" 5 | get 0 | values", "[1, 5]"),
    TestCase("[{\"caf\\u{e9}\": 1}] | insert \"cafe\\u{301}\" 5 | get 0 | values", "[1, 5]"),
    TestCase("[{\"caf\\u{e9}\": 1}] | get \"cafe\\u{301}\"", "E0270"),
    TestCase("[$o] | group-by .\"caf\\u{e9}\" .\"cafe\\u{301}\" --count | get 0 | values", "[1, 2, 1]"),
    TestCase("[$o] | count-by .\"caf\\u{e9}\" .\"cafe\\u{301}\" | get 0 | values", "[1, 2, 1]"),
    TestCase("[{\"caf\\u{e9}\": 1}] | join-rows [{\"cafe\\u{301}\": 1}] --on \"caf\\u{e9}\"", "E0322"),
    TestCase("[$o] | to csv | from csv | get 0 | values", "[\"1\", \"2\"]"),
    TestCase("[$o] | to md | from md | get 0 | values", "[\"1\", \"2\"]"),
    TestCase("$o | to json | from json | values", "[1, 2]"),
    TestCase("$o | to yaml | from yaml | values", "[1, 2]"),
    TestCase("[{\"caf\\u{e9}\": 1} {\"cafe\\u{301}\": 2}] | to csv | lines | first | length", "10"),
    TestCase("[$o] | transpose | length", "2"), TestCase("$o has \"cafe\\u{301}\"", "true"),
    TestCase("{\"caf\\u{e9}\": 1} has \"cafe\\u{301}\"", "false"),
    TestCase("match {\"caf\\u{e9}\": 1} { {\"cafe\\u{301}\": _} => 1, _ => 2 }", "2"),
    TestCase("match \"caf\\u{e9}\" { \"cafe\\u{301}\" => 1, _ => 2 }", "2"),
    TestCase("[\"caf\\u{e9}\" \"cafe\\u{301}\"] | uniq | length", "2"),
    TestCase("[\"caf\\u{e9}\" \"cafe\\u{301}\"] | count-by | length", "2"),
    TestCase("\"caf\\u{e9}\" in [\"cafe\\u{301}\"]", "false"),
    TestCase("mut r = {\"caf\\u{e9}\": 1}; $r.\"cafe\\u{301}\" = 2; $r | values", "[1, 2]"),
    TestCase("[{\"caf\\u{e9}\": 1} {\"cafe\\u{301}\": 2}] | get 1 | keys | first | length", "5"),
    TestCase(
      "[{\"caf\\u{e9}\": 1} {\"cafe\\u{301}\": 2}] | where .\"caf\\u{e9}\"? == 1 | length", "1"),
  ]

  @Test(arguments: cases) func exact(_ test: TestCase) {
    let given = TestCases.run(with: IOCommands.all).evaluateText(
      "let o = {\"caf\\u{e9}\": 1, \"cafe\\u{301}\": 2}; \(test.code)")
    let isError = test.result.hasPrefix("E0")
    #expect((isError ? String(given.prefix(5)) : given) == test.result, "\(given)")
  }
}
