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
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      default:
        if scalar.value < 0x20 {
          let hex = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
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
