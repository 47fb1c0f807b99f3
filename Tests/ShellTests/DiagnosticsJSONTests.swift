import Foundation
import Syntax
import Testing

@testable import Shell

/// Diagnostics as JSON that another reader understands.
@Suite struct DiagnosticsJSONTests {
  private struct Item: Decodable {
    var severity: String
    var code: String
    var message: String
    var file: String?
    var line: Int?
    var column: Int?
    var endLine: Int?
    var endColumn: Int?
    var help: String?
  }

  private func decoded(_ diagnostics: [Diagnostic]) throws -> [Item] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([Item].self, from: Data(DiagnosticsJSON.bytes(diagnostics)))
  }

  @Test func nothingIsAnEmptyList() {
    #expect(String(decoding: DiagnosticsJSON.bytes([]), as: UTF8.self) == "[]\n")
  }

  @Test func placesAreOfLinesAndColumns() throws {
    let source = Source(name: "a \"b\"\\.sms", text: "let ü = 1\nprint $x\n")
    let items = try decoded([
      Diagnostic(
        code: "E0001", message: "quote \" backslash \\ newline \n tab \t bell \u{7} \u{202e} ü",
        source: source,
        span: Span(17, 19), help: "a\r\nb"),
      Diagnostic(code: "E0002", message: "no place", source: nil, span: Span(0, 0), help: nil),
    ])
    #expect(items.count == 2)
    #expect(items[0].message == "quote \" backslash \\ newline \n tab \t bell \u{7} \u{202e} ü")
    #expect(items[0].file == "a \"b\"\\.sms")
    #expect(items[0].help == "a\r\nb")
    #expect([items[0].line, items[0].column, items[0].endLine, items[0].endColumn] == [2, 7, 2, 9])
    #expect(items[1].file == nil && items[1].help == nil && items[1].severity == "error")
  }
}
