import Glibc
import Syntax
import Testing

/// What is repeated to make something deep.
struct Deep: CustomTestStringConvertible, Sendable {
  let unit: String
  /// What the text ends in, as often as the unit stands before it.
  let close: String
  /// What stands once before all of it.
  let before: String

  init(_ unit: String, _ close: String = "", before: String = "") {
    self.unit = unit
    self.close = close
    self.before = before
  }

  var testDescription: String { before + unit }

  func text(_ count: Int) -> String {
    before + String(repeating: unit, count: count) + "1" + String(repeating: close, count: count)
  }

  /// The text without its end.
  func open(_ count: Int) -> String { before + String(repeating: unit, count: count) }
}

@Suite("Nesting") struct NestingTests {
  static let all: [Deep] = [
    Deep("(", ")"), Deep("[", "]"), Deep("{a: ", "}"), Deep("{|x| ", " }"), Deep("-"), Deep("1 - -"),
    Deep("not "),
    Deep("if true { ", " }"), Deep("while true { ", " }"),
    Deep("for x in [1] { ", " }"),
    Deep("try { ", " } catch { }"), Deep("match 1 { _ => (", ") }"), Deep("match 1 { _ => { ", " } }"),
    Deep("\"\\(", ")\""), Deep("\"a\\(\"b\\(", ")\")\""), Deep("f (", ")"), Deep("[f ", "]"),
    Deep("f {a: (", ")}"),
    Deep("f -(", ")"), Deep("f ...(", ")"), Deep("$x[", "]"), Deep("$x.a[$y[", "]]"), Deep("plan { ", " }"),
    Deep("batch { ", " }"), Deep("do {|| ", " }"), Deep("where (", ")"),
    Deep(".a[", "]", before: "f | where "),
    Deep("update a (", ")"), Deep("def f [] { ", " }"), Deep("test \"a\" { ", " }"), Deep("(f | g (", "))"),
    Deep("[{a: (", ")}]"), Deep("[", "]", before: "let "), Deep("{a: ", "}", before: "let "),
    Deep("[", "]", before: "match 1 { "), Deep("{a: ", "}", before: "match 1 { "),
    Deep("[", "]", before: "{|"),
    Deep("list<", ">", before: "def f [a: "), Deep("(", ")", before: "def f [a = "), Deep("f --x=(", ")"),
    Deep("{...", "}"), Deep("{...{a: ", "}}"), Deep("$x[(do {|| ", "})]"),
  ]

  /// Chains that are long but flat in the text; the tree would be deep.
  static let chains: [Deep] = [
    Deep("1 + "), Deep("1 - "), Deep("1 * "), Deep("$x and "), Deep("$x or "), Deep("$x ?? "),
    Deep("\"a\" + "),
  ]

  @Test("10,000 deep is an error with a code, not a crash; the rest of the text is not read", arguments: all)
  func deep(_ test: Deep) {
    for text in [test.text(10_000), test.open(10_000)] {
      let parsed = parse(Source(name: "test", text: text))
      #expect(parsed.diagnostics.map(\.code) == ["E0105"])
      let isIncomplete = parsed.isIncomplete
      #expect(!isIncomplete)
      let isSound = PropertyTests.isSound(parsed)
      #expect(isSound)
    }
  }

  @Test("L13: `else if` is a chain, not a level", arguments: [1, 250, 10_000]) func chain(_ count: Int) {
    let text = String(repeating: "if true { } else ", count: count) + "{ }"
    #expect(errors(text).isEmpty)
    #expect(errors("if true { if true { " + text + " } }").isEmpty)
  }

  private func errors(_ text: String) -> [String] {
    parse(Source(name: "test", text: text)).diagnostics.map { "\($0.code) \($0.message)" }
  }

  @Test("a chain of 10,000 operators, fields or indices is an error with a code", arguments: chains)
  func chain(_ test: Deep) {
    #expect(parse(Source(name: "test", text: test.text(10_000))).diagnostics.map(\.code) == ["E0105"])
    #expect(errors(test.text(900)) == [])
  }

  @Test("fields and indices in a row are limited alike")
  func links() {
    for link in [".a", "[0]", ".a?", "[0]?", ".\"b c\""] {
      let long = "$x" + String(repeating: link, count: 10_000)
      #expect(parse(Source(name: "test", text: long)).diagnostics.map(\.code) == ["E0105"])
      #expect(errors("$x" + String(repeating: link, count: 900)) == [])
    }
  }

  @Test("chains inside brackets count together: the tree stays low")
  func together() {
    let inner = String(repeating: " + 1", count: 400)
    var text = "1"
    for _ in 0..<20 { text = "(\(text))\(inner)" }
    #expect(parse(Source(name: "test", text: text)).diagnostics.map(\.code) == ["E0105"])
  }

  @Test("long lists, pipes, calls, arms and else-ifs side by side are no nesting")
  func wide() {
    #expect(
      !parse(Source(name: "test", text: "[" + String(repeating: "(1 + $x.a) ", count: 5_000) + "]")).hasErrors
    )
    #expect(errors("f" + String(repeating: " $x.a[0].b", count: 5_000)) == [])
    #expect(errors("f" + String(repeating: " | f 1", count: 5_000)) == [])
    #expect(
      !parse(Source(name: "test", text: "match 1 {" + String(repeating: " 1 => $x.a\n", count: 5_000) + "}"))
        .hasErrors)
    #expect(
      !parse(Source(name: "test", text: "\"" + String(repeating: "a\\($x.a)", count: 5_000) + "\"")).hasErrors
    )
    #expect(errors(String(repeating: "$x.a + 1\n", count: 5_000)) == [])
  }

  @Test("the limit itself: 200 brackets pass, 201 do not")
  func limit() {
    for test in [Deep("(", ")"), Deep("[", "]"), Deep("{a: ", "}"), Deep("{|| ", "}"), Deep("\"\\(", ")\"")] {
      #expect(errors(test.text(200)) == [], "\(test.unit)")
      let over = parse(Source(name: "test", text: test.text(201)))
      #expect(over.diagnostics.map(\.message) == ["more than 200 brackets and blocks inside each other"])
    }
    #expect(parse(Source(name: "test", text: "((1))"), nesting: 1).diagnostics.map(\.code) == ["E0105"])
  }

  @Test("statements that begin with values nest without being read twice")
  func noExponent() {
    #expect(errors(Deep("$x[(do {|| ", "})]").text(60)) == [])
  }

  @Test("the deepest text that is accepted fits a small stack")
  func smallStack() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, Self.stackSize)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { _ in
        for test in NestingTests.all { _ = parse(Source(name: "test", text: test.text(10_000))) }
        return nil
      }, nil)
    #expect(status == 0)
    pthread_join(thread, nil)
  }

  /// In debug builds a frame is several times larger.
  private static var stackSize: Int {
    #if DEBUG
      4 << 20
    #else
      512 << 10
    #endif
  }
}
