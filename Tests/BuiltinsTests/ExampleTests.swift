import Builtins
import Interpreter
import Support
import Syntax
import Testing

/// One example of a command, found again by its numbers: examples are not Sendable as metatypes.
struct ExampleCase: CustomTestStringConvertible, Sendable {
  let command: String
  let code: String
  let result: String?

  var testDescription: String { "\(command): \(code)" }

  static let all: [ExampleCase] = BuiltinCommands.all.flatMap { command in
    command.signature.examples.map { ExampleCase(command: command.name, code: $0.code, result: $0.result) }
  }
}

/// Every example of every command does what it says.
@Suite struct ExampleTests {
  @Test(arguments: ExampleCase.all) func example(_ example: ExampleCase) {
    let run = TestRun(BuiltinCommands.all, patterns: RegexEngine())
    guard let result = example.result else {
      #expect(run.check(example.code).diagnostics.map(\.message) == [])
      return
    }
    do throws(Fault) {
      let given = try run.evaluate(example.code)
      let wanted = try TestRun(BuiltinCommands.all, patterns: RegexEngine()).evaluate(result)
      let text = Display(run.context)
      #expect(
        try Comparison.equal(given, wanted), "gave \(text.literal(given)), wanted \(text.literal(wanted))")
    } catch {
      Issue.record("\(error.code) \(error.message) \(error.report.help ?? "")")
    }
  }
}
