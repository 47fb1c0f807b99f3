import Builtins
import Interpreter
import Support
import Testing

/// What names mean where blocks, closures and files give one name to several variables.
@Suite("Names") struct NameTests {
  private func value(_ code: String, files: [String: String] = [:]) -> String {
    TestRun(BuiltinCommands.all, files: files).evaluateText(code)
  }

  @Test(
    "a name hides one outside from where it is made to the end of its block",
    arguments: [
      ("let x = 1; mut seen = []; if true { let x = 2; $seen = $seen + [$x] }; $seen + [$x]", "[2, 1]"),
      (
        "let x = 1; mut seen = []; if true { $seen = [$x]; let x = 2; $seen = $seen + [$x] }; $seen", "[1, 2]"
      ),
      (
        "let x = 1; mut seen = []; for x in [2 3] { let y = $x; $seen = $seen + [$y] }; $seen + [$x]",
        "[2, 3, 1]"
      ),
      (
        """
        let x = 1
        mut seen = []
        if true { let x = 2; if true { let x = 3; $seen = $seen + [$x] }; $seen = $seen + [$x] }
        $seen + [$x]
        """, "[3, 2, 1]"
      ),
      ("let x = 1; [(do {|x| $x + 1 } 5) $x]", "[6, 1]"),
      ("let x = 1; let f = {|| let y = $x; let x = 7; [$y $x] }; (do $f) + [$x]", "[1, 7, 1]"),
      ("let x = 1; let got = (match 4 { $x => $x }); [$got $x]", "[4, 1]"),
      ("let e = 1; let got = (try { throw \"no\" } catch e { $e.msg }); [$got $e]", "[\"no\", 1]"),
      ("let x = 1; def f [x] { $x + 1 }; [(f 5) $x]", "[6, 1]"),
      ("let it = 1; 2", "E0220 `$it` is the language's own name"),
      ("let x = 1; [10 20] | where $it > 15 | each {|it| $it + $x }", "[21]"),
    ])
  func shadowing(_ code: String, _ result: String) {
    #expect(value(code) == result)
  }

  @Test("each file numbers its names on its own: what two used files and the script call alike stays apart")
  func twoFiles() {
    let files = [
      "a.sms": "let first = 1\nlet second = 2\ndef fa [] { $first * 10 + $second }",
      "b.sms":
        "let second = 3\nlet other = 9\nlet first = 4\ndef fb [third] { $first * 10 + $second + $third }",
    ]
    let own = "let third = 5\nlet second = 6\nlet first = 7\n"
    #expect(
      value("use \"a.sms\"\nuse \"b.sms\"\n" + own + "[(fa) (fb 100) $first $second $third]", files: files)
        == "[12, 143, 7, 6, 5]")
    #expect(
      value("use \"a.sms\" as a\nuse \"b.sms\" as b\n" + own + "[(a fa) (b fb 0) $first]", files: files)
        == "[12, 43, 7]")
    #expect(
      value("use \"a.sms\"\nlet mine = 1\n$other", files: files) == "E0223 `$other` is not defined",
      "the names of a used file are its own")
  }
}
