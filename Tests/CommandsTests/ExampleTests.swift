import Commands
import Interpreter
import Support
import Syntax
import Testing

/// One example of a command of the domain.
struct ExampleCase: CustomTestStringConvertible, Sendable {
  let command: String
  let code: String
  let result: String?

  var testDescription: String { "\(command): \(code)" }

  static let all: [ExampleCase] = DomainCommands.all.flatMap { command in
    command.signature.examples.map { ExampleCase(command: command.name, code: $0.code, result: $0.result) }
  }
}

/// Every example does on the organization Acme what it says.
@Suite struct ExampleTests {
  @Test(arguments: ExampleCase.all) func example(_ example: ExampleCase) throws {
    let fixture = try CommandsFixture()
    guard let result = example.result else {
      #expect(fixture.run.check(example.code).diagnostics.map(\.message) == [])
      return
    }
    do throws(Fault) {
      let given = try fixture.run.evaluate(example.code)
      let wanted = try TestRun(CommandsFixture.commands).evaluate(result)
      let text = Display(fixture.run.context)
      #expect(
        try Comparison.equal(given, wanted), "gave \(text.literal(given)), wanted \(text.literal(wanted))")
    } catch {
      Issue.record("\(error.code) \(error.message) \(error.report.help ?? "")")
    }
  }
}
