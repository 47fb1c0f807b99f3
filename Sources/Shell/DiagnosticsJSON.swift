internal import Base
import Syntax

/// Diagnostics for programs: one JSON array.
enum DiagnosticsJSON {
  static func bytes(_ diagnostics: [Diagnostic]) -> [UInt8] {
    let items = diagnostics.map { diagnostic in
      var fields = [
        "\"severity\": \(text(diagnostic.severity.rawValue))", "\"code\": \(text(diagnostic.code))",
        "\"message\": \(text(diagnostic.message))",
      ]
      if let source = diagnostic.source {
        let start = source.place(of: diagnostic.span.start)
        let end = source.place(of: diagnostic.span.end)
        fields.append("\"file\": \(text(source.name))")
        fields.append("\"line\": \(start.line), \"column\": \(start.column)")
        fields.append("\"end_line\": \(end.line), \"end_column\": \(end.column)")
        fields.append("\"offset\": \(diagnostic.span.start), \"end_offset\": \(diagnostic.span.end)")
      }
      fields.append("\"incomplete\": \(diagnostic.isIncomplete)")
      fields.append("\"help\": \(diagnostic.help.map(text) ?? "null")")
      return "  {" + fields.joined(separator: ", ") + "}"
    }
    return Array((items.isEmpty ? "[]\n" : "[\n" + items.joined(separator: ",\n") + "\n]\n").utf8)
  }

  /// Text as JSON writes it.
  static func text(_ text: String) -> String {
    quoted(text) { $0.value < 0x20 ? "\\u" + hexText($0.value, width: 4) : nil }
  }
}

extension Diagnostic {
  /// The same about a file that has no text here.
  func of(_ source: Source) -> Diagnostic {
    var copy = self
    copy.source = source
    copy.span = Span(0, 0)
    return copy
  }
}
