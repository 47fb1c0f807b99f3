import Builtins
import Interpreter
import Support
import Testing

/// A program and what its last statement gives, as the language writes it; an error by its code.
struct TestCase: CustomTestStringConvertible, Sendable {
  let code: String
  let result: String

  init(_ code: String, _ result: String) {
    self.code = code
    self.result = result
  }

  var testDescription: String { code }

  /// Runs the program and compares; of an error only the code.
  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let given = TestCases.run().evaluateText(code)
    let isError = result.utf8.first == UInt8(ascii: "E") && result.utf8.count == 5
    #expect((isError ? String(given.prefix(5)) : given) == result, "\(given)", sourceLocation: sourceLocation)
  }
}

enum TestCases {
  /// A run with all commands of the language.
  static func run(limits: Limits = Limits(), with more: [any Command.Type] = []) -> TestRun {
    TestRun(BuiltinCommands.all + more, patterns: RegexEngine(), limits: limits)
  }
}
