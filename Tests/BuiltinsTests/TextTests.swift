import Builtins
import Interpreter
import Support
import Testing

@Suite struct TextTests {
  static let cases: [TestCase] = [
    TestCase("\"\" | lines", "[]"), TestCase("\"\\n\" | lines", "[\"\"]"),
    TestCase("\"a\\r\\nb\\rc\" | lines", "[\"a\", \"b\\rc\"]"),
    TestCase("\"a\\nb\" | lines | length", "2"), TestCase("\"\\r\" | lines", "[\"\\r\"]"),
    TestCase("\"\" | split \",\"", "[\"\"]"), TestCase("\"\" | split", "[]"),
    TestCase("\",\" | split \",\"", "[\"\", \"\"]"),
    TestCase("\"aXXbXXc\" | split XX --max 2", "[\"a\", \"bXXc\"]"), TestCase("\"a\" | split \"\"", "E0354"),
    TestCase("\"aaa\" | split aa", "[\"\", \"a\"]"), TestCase("\"a\" | split x --max 0", "E0340"),
    TestCase("\"a, b;c\" | split '[,;] *' -r", "[\"a\", \"b\", \"c\"]"),
    TestCase("\"abc\" | split '' -r", "[\"abc\"]"),
    TestCase("\"a\" | split '(' -r", "E0350"), TestCase("\" \\t\\u{a0}x \" | trim", "\"x\""),
    TestCase("\"\" | trim", "\"\""),
    TestCase("\"xxaxx\" | trim x --right", "\"xxa\""), TestCase("\"xax\" | trim x -l -r", "\"a\""),
    TestCase("\"aaa\" | replace a b --max 2", "\"bba\""), TestCase("\"a\" | replace '' x", "\"xax\""),
    TestCase("\"a\" | replace '(' x", "E0350"), TestCase("\"a\" | replace a '$9'", "E0351"),
    TestCase("\"a.b\" | replace . x -l", "\"axb\""),
    TestCase("\"a\" | replace \"\" x -l", "E0354"), TestCase("\"a$b\" | replace '\\$' '$$$$'", "\"a$$b\""),
    TestCase("\"x\" | replace y z -l", "\"x\""),
    TestCase("\"ß\" | upper", "\"SS\""), TestCase("\"x\" | lower", "\"x\""),
    TestCase("\"a\" | starts-with \"\"", "true"),
    TestCase("\"\" | ends-with a", "false"), TestCase("\"Ab\" | starts-with aB -i", "true"),
    TestCase("\"abab\" | contains bab", "true"),
    TestCase("\"aab\" | contains ab", "true"), TestCase("\"\\u{e9}\" | contains \"e\\u{301}\"", "false"),
    TestCase("\"a😀b\" | find b", "2"),
    TestCase("\"\" | find a", "null"), TestCase("\"ab\" | pad 0", "\"ab\""),
    TestCase("\"ab\" | pad -1", "E0340"),
    TestCase("\"ä\" | pad 3 --with \"·\"", "\"ä··\""), TestCase("\"a\" | pad 3 --with ab", "E0355"),
    TestCase("\"a\" | repeat -1", "E0340"),
    TestCase("\"ab\" | repeat 9223372036854775807", "E0406"),
    TestCase("\"a\" | pad 9223372036854775807", "E0406"),
    TestCase("[a 1 1.5 true 90s] | join \" \"", "\"a 1 1.5 true 1m30s\""),
    TestCase("[a null] | join", "E0353"),
    TestCase("[[a]] | join", "E0353"), TestCase("1..3 | each {|x| \"\\($x)\"} | join \"-\"", "\"1-2-3\""),
    TestCase("{a: 1} | format \"{b}\"", "E0322"), TestCase("{a: null} | format \"{a}\"", "E0307"),
    TestCase("1 | format \"{\"", "E0356"),
    TestCase("1 | format \"}\"", "E0356"), TestCase("1 | format \"{:x}\"", "E0356"),
    TestCase("{a: ab} | format \"[{a:4}] [{a:>4}]\"", "\"[ab  ] [  ab]\""),
    TestCase("1.005 | format \"{:8.1}\"", "\"     1.0\""), TestCase("12 | format \"{:.2}\"", "\"12.00\""),
    TestCase("[] | format \"{a}\"", "[]"),
    TestCase("\"a1\" | extract '(?<l>[a-z])(?<d>\\d)?(?<x>x)?'", "{l: \"a\", d: \"1\", x: null}"),
    TestCase("\"\" | extract '(?<l>a)' --all", "[]"),
    TestCase("\"k=v\" | extract '(\\w)=(\\w)'", "{\"1\": \"k\", \"2\": \"v\"}"),
    TestCase("\"x\" | extract '('", "E0350"), TestCase("(\"a1\" | extract '(?<l>\\w)').x", "E0322"),
    TestCase("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\" =~ '^(a|a)+$'", "E0352"),
    TestCase("[a1 b] | where $it =~ '\\d'", "[\"a1\"]"),
    TestCase("5 | upper", "E0301"), TestCase("def f [x] { $x | upper }; f 5", "E0301"),
    TestCase("def f [x] { $x | trim }; f null", "E0301"),
  ]

  @Test(arguments: cases) func table(_ test: TestCase) { test.check() }

  static let sealedStages = [
    "lines", "upper", "trim", "length", "to-string", "to-int --or 0", "split x", "format \"{}\"",
    "contains s", "is-empty", "extract s",
    "starts-with s", "find s", "repeat 2", "replace s t", "to-date --or null",
  ]

  /// Sealed text is taken apart by nothing.
  @Test(arguments: sealedStages) func sealedTextIsRefused(_ stage: String) {
    let run = TestCases.run(with: [SealedSource.self])
    let text = run.evaluateText("def f [x] { $x | \(stage) }; f (seal)")
    #expect(text.hasPrefix("E0"), "\(text)")
  }

  static let sealedItems = [
    "join", "uniq", "sort-by", "count-by", "group-by ($it)", "min", "max", "sum", "diff [x]", "format \"{}\"",
    "where $it == \"s3cret\"",
    "where $it =~ \"s\"", "any $it in [s3cret]",
  ]

  /// A list with sealed text in it has no order, no keys, no text.
  @Test(arguments: sealedItems) func sealedItemsAreRefused(_ stage: String) {
    let run = TestCases.run(with: [SealedSource.self])
    let text = run.evaluateText("def f [x] { $x | \(stage) }; f [(seal) (seal)]")
    #expect(text.hasPrefix("E0"), "\(text)")
  }

  /// What only moves items keeps the seal.
  @Test(arguments: [
    "first 1", "reverse", "each {|x| $x}", "select v?", "enumerate", "compact", "append 1", "inspect",
    "insert n .v",
  ])
  func movingKeepsTheSeal(_ stage: String) {
    let run = TestCases.run(with: [SealedSource.self])
    let text = run.evaluateText("[{v: (seal)}] | \(stage)")
    #expect(text.contains(Display.mask) && !text.contains("s3cret"), "\(text)")
    #expect(!run.host.errors.contains("s3cret"))
  }

  @Test func patternsAreCompiledOnce() throws {
    let engine = RegexEngine()
    let first = try engine.pattern("a+")
    #expect(try engine.pattern("a+") === first)
    for number in 0..<300 { _ = try engine.pattern("a{\(number)}") }
    #expect(try engine.pattern("a+").matches("caat"))
  }

  @Test func joinsAMillionTexts() {
    #expect(TestCases.run().evaluateText("1..1000000 | join \",\" | length") == "6888895")
  }
}

/// Sealed text that says when it was opened.
final class TestEnvelope: Envelope {
  let kind = "value"
  let id = "id"

  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let bytes = Array("s3cret".utf8)
    let result: Result<Void, Fault> = bytes.withUnsafeBytes { raw in
      do throws(Fault) { return .success(try body(raw)) } catch { return .failure(error) }
    }
    try result.get()
  }
}

/// Gives sealed text.
enum SealedSource: Command {
  static var name: String { "seal" }
  static let signature = Signature("Gives sealed text.", category: .values, output: .any)

  static func run(_ call: Call) throws(Fault) -> Value { .sealed(SealedObject(TestEnvelope())) }
}
