import Builtins
import Interpreter
import Support
import Testing

/// Values and the exact text that they are written as.
@Suite("formats: writing") struct FormatWritingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let code: String
    let text: String

    init(_ code: String, _ text: String) {
      self.code = code
      self.text = text
    }

    var testDescription: String { code }
  }

  private static func check(_ item: Case) { #expect(IORun().string(item.code) == item.text) }

  @Test(arguments: [
    Case(
      "{a: 1, b: [], c: {}, d: [null true]} | to json",
      "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": {},\n  \"d\": [\n    null,\n    true\n  ]\n}"),
    Case(
      "[1 2.0 1.5 \"a\\n\\\"\\u{1}é\" 90s 2026-01-31T08:00:00+02:00 1..3] | to json -c",
      "[1,2.0,1.5,\"a\\n\\\"\\u0001é\",\"1m30s\",\"2026-01-31T08:00:00+02:00\",\"1..3\"]"),
    Case(
      "some-accounts | first 1 | to json -c",
      "[{\"name\":\"ci\",\"project\":{\"kind\":\"project\",\"id\":\"p1\",\"name\":\"prod-1\"},"
        + "\"created\":\"1970-01-02T00:00:00Z\",\"id\":\"a1\"}]"),
    Case(
      "(some-accounts | first).project | to json -c",
      "{\"kind\":\"project\",\"id\":\"p1\",\"name\":\"prod-1\"}"),
    Case("try { throw {code: x, msg: m} } catch e { $e.code | to json }", "\"x\""),
    Case("{a: [{b: {|x| $x}}]} | to json", "E0631 a closure cannot be written as json at `a[0].b`"),
    Case("null | to json", "null"), Case("some-accounts | where false | to json", "[]"),
    Case("[{a: 1} 2 [3]] | to jsonl", "{\"a\":1}\n2\n[3]\n"), Case("[] | to jsonl", ""),
    Case("{a: 1} | to jsonl", "{\"a\":1}\n"), Case("1..3 | to jsonl", "1\n2\n3\n"),
  ]) func json(_ item: Case) { Self.check(item) }

  @Test(arguments: [
    Case(
      "[{a: 1, b: \"x\"} {c: null, a: [1 {k: v}]} {b: 'say \"hi\"'}] | to csv",
      "a,b,c\r\n1,x,\r\n\"[1,{\"\"k\"\":\"\"v\"\"}]\",,\r\n,\"say \"\"hi\"\"\",\r\n"),
    Case(
      "some-accounts | to csv",
      "name,project,created,id\r\nci,prod-1,1970-01-02T00:00:00Z,a1\r\nweb,prod-2,1970-01-03T00:00:00Z,a2\r\n"
    ),
    Case("some-accounts | where false | to csv", "name,project,created,id\r\n"), Case("[] | to csv", ""),
    Case("{a: 1} | to csv", "a\r\n1\r\n"), Case("[{a: \"\"} {a: null}] | to csv", "a\r\n\"\"\r\n\"\"\r\n"),
    Case(
      "[{a: \"=1\"} {a: \"+x\"} {a: \"-1\"} {a: \"-x\"} {a: \"@x\"} {a: \"\\tx\"} {a: -5}] | to csv",
      "a\r\n'=1\r\n'+x\r\n-1\r\n'-x\r\n'@x\r\n'\tx\r\n-5\r\n"),
    Case("[{a: \"=1\"} {a: \"@x\"}] | to csv --raw", "a\r\n=1\r\n@x\r\n"),
    Case("[{\"=h\": 1}] | to csv", "'=h\r\n1\r\n"),
    Case("'[{\"e\u{301}\": 1, \"\u{e9}\": 2}]' | from json | to csv", "e\u{301},\u{e9}\r\n1,2\r\n"),
    Case("[{a: 1} 2] | to csv", "E0632 csv is made of records, not of an int"),
    Case("[{a: {|x| 1}}] | to csv", "E0631 a closure cannot be written as csv at `[0].a`"),
    Case("[{a: \"x\\ty\", b: \"p,q\"}] | to tsv", "a\tb\n\"x\ty\"\tp,q\n"),
    Case("[{a: \"=x\"}] | to tsv", "a\n'=x\n"), Case("[{a: \"=x\"}] | to tsv --raw", "a\n=x\n"),
  ]) func cells(_ item: Case) { Self.check(item) }

  @Test(arguments: [
    Case(
      "{A: 1, B: \"it's\", C: \"\", D: true, E: 90m, F: \"a\\nb\"} | to env",
      "A=1\nB=\"it's\"\nC=''\nD=true\nE=1h30m\nF='a\nb'\n"),
    Case("{A: 1} | to env --export", "export A=1\n"), Case("{} | to env", ""),
    Case(
      "{\"A-B\": 1} | to env",
      "E0633 `A-B` cannot be written as env: \"A-B\" is not a variable's name: letters, digits and _ only, no digit first"
    ),
    Case("{A: null} | to env", "E0631 null cannot be written as env at `A`"),
    Case("{A: [1]} | to env", "E0631 a list cannot be written as env at `A`"),
    Case(
      "{a: 1, b: [x, {c: null}], d: \"no\", e: \"\", f: 90s} | to yaml",
      "a: 1\nb:\n  - x\n  - c: null\nd: \"no\"\ne: \"\"\nf: \"1m30s\"\n"),
    Case("[] | to yaml", "[]\n"),
    Case("some-accounts | first 1 | reject project created | to yaml", "- name: ci\n  id: a1\n"),
  ]) func trees(_ item: Case) { Self.check(item) }

  @Test(arguments: [
    Case(
      "[{name: ci, n: 1} {name: \"a|b\\nc\", n: 20}] | to md",
      "| name | n |\n| --- | ---: |\n| ci | 1 |\n| a\\|b<br>c | 20 |\n"),
    Case(
      "[{a: \"<b>&amp; *x* _y_ a_b [l](u) `c` ~d~ \\\\\"}] | to md",
      "| a |\n| --- |\n| \\<b>\\&amp; \\*x\\* \\_y\\_ a_b \\[l\\](u) \\`c\\` \\~d\\~ \\\\ |\n"),
    Case("[{a: \" x\\r\\t\"}] | to md", "| a |\n| --- |\n| &#32;x&#13;&#9; |\n"),
    // K09: a table of Markdown is a table.
    Case(
      "[{a: \"\\u{1b}[31m\\u{7f}\\u{85}\\u{202e}\"}] | to md",
      "| a |\n| --- |\n| &#27;\\[31m&#127;&#133;&#8238; |\n"),
    Case(
      "some-accounts | select name project | to md",
      "| name | project |\n| --- | --- |\n| ci | prod-1 |\n| web | prod-2 |\n"),
    Case("[] | to md", ""),
  ]) func markdown(_ item: Case) { Self.check(item) }

  @Test(arguments: ["json", "yaml"]) func deepValuesAreRefused(_ format: String) {
    let code = "mut x = [1]; for i in 1..300 { $x = [$x] }; $x | to \(format)"
    #expect(IORun().string(code).hasPrefix("E0312"))
  }

  @Test func formatsOfTheCommandLine() throws {
    let run = IORun().run
    let rows = Value.list([.record([("a", .int(1))])])
    for (format, text) in [
      ("json", "[\n  {\n    \"a\": 1\n  }\n]\n"), ("jsonl", "{\"a\":1}\n"), ("csv", "a\r\n1\r\n"),
      ("tsv", "a\n1\n"),
      ("yaml", "- a: 1\n"), ("md", "| a |\n| ---: |\n| 1 |\n"),
    ] {
      let bytes = try Formats.write(rows, as: format, run.context)
      #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
    let fault = #expect(throws: Fault.self) { try Formats.write(rows, as: "jason", run.context) }
    #expect(fault?.code == "E0620" && fault?.report.help == "did you mean `json`?")
  }

  @Test func theTextOfTooManyRowsIsALimit() {
    var limits = Limits()
    limits.memory = 100_000
    let fault = IORun(limits: limits).fault("1..100000 | to jsonl")
    #expect(fault?.code == "E0406" && fault?.isCatchable == false)
  }
}
