import Syntax
import Testing

@testable import Shell

/// T18: the excerpt of a diagnostic does not show what is secret, or becomes it.
@Suite struct HiddenSpansTests {
  private static let hidden: [String] = [
    #""canary" | secret create K --project nope"#, #""canary"\n  | secret create K --project nope"#,
    #""canary" | trim | secret edit K"#, #"let password = "canary"; nope"#,
    #"{db_password: "canary"} | nope"#,
    #"exec [curl -u "me:canary" $url]"#, #"for v in ["canary"] { $v | secret create K }"#,
    #"let v = "canary"; $v | secret create K"#, #""canary" | secret create K | | nope"#,
    #""canary" | secret create K --project "nope"#, #"nope --password canary ("#,
    #"let t = "https://me:canary@db.example/x"; nope"#, #"{key: K, value: "canary"} | secret create"#,
  ]

  @Test(arguments: hidden) func noLiteralThatBecomesASecretIsShown(text: String) {
    let source = Source(name: "x", text: text)
    var renderer = DiagnosticRenderer()
    renderer.hidden = HiddenSpans().spans(of:)
    var seen = false
    for place in text.utf8.indices.map({ text.utf8.distance(from: text.startIndex, to: $0) }) {
      for length in [1, 5, 1000] {
        let span = Span(place, min(place + length, text.utf8.count))
        let shown = renderer.render(
          Diagnostic(code: "E0000", severity: .error, message: "m", source: source, span: span))
        #expect(!shown.contains("canary") && !shown.contains("anary"), "\(place): \(shown)")
        seen = seen || shown.contains("••••")
      }
    }
    #expect(seen)
  }

  /// A long line is cut around the place, and what is hidden stays so.
  @Test func longLinesHideToo() {
    let text = "\"canary" + String(repeating: "x", count: 3000) + "\" | secret create K --project nope"
    var renderer = DiagnosticRenderer()
    renderer.hidden = HiddenSpans().spans(of:)
    let source = Source(name: "x", text: text)
    for place in stride(from: 0, to: text.utf8.count, by: 37) {
      let shown = renderer.render(
        Diagnostic(
          code: "E0000", severity: .error, message: "m", source: source, span: Span(place, place + 3)))
      #expect(!shown.contains("canary") && !shown.contains("xx"), "\(shown)")
    }
  }

  @Test func theCaretStandsUnderItsWord() {
    let source = Source(name: "x", text: #""canary" | secret create K --project nope"#)
    var renderer = DiagnosticRenderer()
    renderer.hidden = HiddenSpans().spans(of:)
    let shown = renderer.render(
      Diagnostic(code: "E0000", severity: .error, message: "m", source: source, span: Span(11, 17)))
    #expect(shown == "error E0000 m  x:1:12\n  | •••• | secret create K --project nope\n  |        ^^^^^^\n")
  }

  @Test func allElseIsShown() {
    for text in [
      "accounts | where .name == \"ci\" | nope", "grant ci project:web --access read", "print \"x\" nope",
    ] {
      #expect(Redaction.hidden(in: Source(name: "x", text: text)) == [], "\(text)")
    }
  }
}
