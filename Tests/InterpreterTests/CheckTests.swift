import Interpreter
import Support
import Syntax
import Testing

/// A program and everything that checking it says, as `LINE:COLUMN CODE message / help`.
struct Check: CustomTestStringConvertible, Sendable {
  let code: String
  let said: [String]

  init(_ code: String, _ said: String...) {
    self.code = code
    self.said = said
  }

  var testDescription: String { code }
}

@Suite("Checker") struct CheckTests {
  @Test("says exactly this", arguments: names + commands + columns + types + flow + more + words + needs)
  func says(_ test: Check) {
    #expect(CheckFixture.said(test.code) == test.said)
  }

  @Test("codes of warnings begin with W, of errors with E, and only errors stop a program")
  func severities() {
    let tests =
      Self.names + Self.commands + Self.columns + Self.types + Self.flow + Self.more + Self.words + Self.needs
    for test in tests {
      for diagnostic in CheckFixture.diagnostics(test.code) {
        #expect(diagnostic.code.hasPrefix(diagnostic.severity == .warning ? "W" : "E"), "\(test.code)")
        let isIncomplete = diagnostic.isIncomplete
        #expect(!isIncomplete, "\(test.code)")
      }
    }
    #expect(TestRun().output("let x = 1; 2") == "2\n")
  }

  @Test(
    "what is known only when running is found then",
    arguments: [
      ("let f = {|t| thing move a --to $t }; do $f null", "E0210 `thing move` needs --to or --out"),
      ("let f = {|t| thing move a --out --to $t }; do $f b", "E0205 `thing move` takes either --to or --out"),
      ("let f = {|l| thing move ...$l --out }; do $f []", "E0210 `thing move` needs thing"),
      ("let f = {|l| thing rename ...$l }; do $f [a]", "E0210 `thing rename` needs name"),
      ("let f = {|l| \"x\" | thing rename ...$l }; do $f []", "E0210 `thing rename` needs name"),
      (
        "let f = {|l| \"x\" | thing rename ...$l }; do $f [a b]",
        "E0211 `thing rename` takes 1 arguments, `...` gave 2"
      ),
      ("let f = {|t| thing note --sure --title $t }; do $f null", "E0210 `thing note` needs --title"),
      ("let f = {|t| thing note --title x --sure=$t }; do $f false", "E0210 `thing note` needs --sure"),
      ("def two [a b] { $a + $b }; let l = [1]; two ...$l", "E0210 `two` needs 2 arguments, `...` gave 1"),
      (
        "def two [a b] { $a + $b }; let l = [1 2 3]; two ...$l",
        "E0211 `two` takes 2 arguments, `...` gave 3"
      ),
      (
        "let f = {|n| account create a $n }; do $f x",
        "E0301 `account create` takes an int for limit, not a string"
      ),
      ("let f = {|x| true and $x }; do $f 1", "E0302 `and` and `or` take a bool, not an int"),
    ])
  func needsWhenRunning(_ code: String, _ said: String) {
    #expect(CheckFixture.run().evaluateText(code) == said)
  }

  @Test("what comes through the pipe is the subject")
  func subjects() {
    let run = CheckFixture.run()
    #expect(run.evaluateText("thing rename a b") == "\"a b\"")
    #expect(run.evaluateText("\"a\" | thing rename b") == "\"a b\"")
    #expect(run.evaluateText("\"a\" | thing rename ...[b]") == "\"a b\"")
    #expect(run.evaluateText("thing rename ...[a b]") == "\"a b\"")
  }

  // MARK: several files

  @Test("a used file gives its definitions and top-level names, under a name or without")
  func use() {
    let files = ["lib.sms": "# Doubles.\ndef twice [n: int] { $n * $factor }\nlet factor = 2"]
    #expect(CheckFixture.said("use \"lib.sms\"\ntwice 2", files: files) == [])
    #expect(CheckFixture.said("use \"lib.sms\" as l\nl twice 2", files: files) == [])
    #expect(
      CheckFixture.said("use \"lib.sms\" as l\nl twise 2\nl\ntwice 2", files: files) == [
        "2:1 E0201 `l` has no `twise` / it has twice",
        "3:1 E0201 `l` has no command without a name / it has twice",
        "4:1 E0201 there is no command `twice` / `help` lists the commands; text is in quotes",
      ])
    #expect(
      CheckFixture.said("use \"lib.sms\"\ntwice x", files: files) == ["2:7 E0212 n: `x` is no int"])
    #expect(TestRun(files: files).evaluateText("use \"lib.sms\" as l\n(l twice 4) + 1") == "9")
  }

  @Test("files that use each other in a circle are errors")
  func cycles() {
    #expect(
      CheckFixture.said(
        "use \"a\"\nfa", files: ["a": "use \"b\"\ndef fa [] { fb }", "b": "use \"a\"\ndef fb [] { 1 }"]) == [
          "b:1:1 E0241 files use each other in a circle: a → b → a"
        ])
    #expect(
      CheckFixture.said("use \"test\"", files: ["test": "1"]) == [
        "1:1 E0241 files use each other in a circle: test"
      ])
  }

  @Test("a file used twice is read once; what two files both define is told")
  func twice() {
    let files = [
      "a": "use \"c\"\ndef fa [] { fc }", "b": "use \"c\"\ndef fb [] { fc }", "c": "def fc [] { 1 }",
      "d": "def fa [] { 2 }",
    ]
    #expect(CheckFixture.said("use \"a\"\nuse \"b\"\nprint (fa) (fb)", files: files) == [])
    #expect(
      CheckFixture.said("use \"a\"\nuse \"d\"\nfa", files: files) == [
        "2:1 E0242 `fa` comes from two used files / `use \"…\" as name` keeps them apart"
      ])
    #expect(
      CheckFixture.said("use \"a\"\nfc", files: files) == [
        "2:1 E0201 there is no command `fc` / did you mean `fa`?"
      ], "what a used file uses itself is not passed on")
    #expect(
      CheckFixture.said("use \"c\"\ndef fc [] { 2 }\nfc", files: files) == [
        "2:1 W0232 `fc` hides one of a used file"
      ])
    #expect(CheckFixture.said("use \"a\" as a\nuse \"d\" as d\nprint (a fa) (d fa)", files: files) == [])
  }

  @Test("a used file holds only definitions, and its errors are told under its name")
  func usedFile() {
    #expect(
      CheckFixture.said("use \"a\"", files: ["a": "def f [] { $x }\nprint 1\nlet x = 1\ntest \"t\" { f }"])
        == [
          "a:2:1 E0243 a used file holds only `def`, `let`, `use` and `test`"
        ])
    #expect(
      CheckFixture.said("use \"a\"\n$x", files: ["a": "def f [] { $y }\nlet z ="]) == [
        "a:2:8 E0106 a value is missing at the end", "2:1 E0223 `$x` is not defined",
      ])
    #expect(
      CheckFixture.said("use \"a\"\nf\nmain", files: ["a": "def f [] { $y }\ndef main [] { 1 }"]) == [
        "a:1:12 E0223 `$y` is not defined",
        "3:1 E0201 there is no command `main` / did you mean `min`?",
      ])
  }

  @Test("the deepest trees that the parser makes can be checked and compiled")
  func deepTrees() {
    func repeated(_ unit: String, _ close: String = "", _ count: Int) -> String {
      String(repeating: unit, count: count) + "1" + String(repeating: close, count: count)
    }
    #expect(TestRun().evaluateText(repeated("1 + ", "", 900)) == "901")
    #expect(TestRun().evaluateText(repeated("(", ")", 199)) == "1")
    #expect(TestRun().evaluateText(repeated("-", "", 198)) == "1")
    #expect(TestRun().evaluateText(repeated("if true { ", " }", 190)) == "1")
    #expect(TestRun().evaluateText(repeated("[", "]", 190) + " | describe-nothing").hasPrefix("E0201"))
    #expect(TestRun().evaluateText("let x = " + repeated("{a: ", "}", 190) + "\n1") == "1")
    #expect(TestRun().evaluateText("let f = " + repeated("{|| ", "}", 190) + "\n1") == "1")
    #expect(TestRun().evaluateText(repeated("\"\\(", ")\"", 190)) == "\"1\"")
  }

  @Test("a chain of many definitions, each calling the next, is checked and its effect known")
  func longCallChain() {
    var code = "def f0 [] { 1 }\n"
    for number in 1..<3_000 { code += "def f\(number) [] { f\(number - 1) }\n" }
    let program = TestRun().check(code + "f2999")
    #expect(program.diagnostics.map(\.message) == [])
    let isRead = program.effect == .read
    #expect(isRead)
  }
}
