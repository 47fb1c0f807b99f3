import Commands
import Interpreter
import Support
import Testing

extension CommandsFixture {
  /// The value of a program's last statement, as the language writes it; an error by code and message.
  func text(_ code: String) -> String { run.evaluateText(code) }

  /// The fault of a program; a program without one is a failure of the test.
  func fault(_ code: String, sourceLocation: SourceLocation = #_sourceLocation) -> Fault? {
    do throws(Fault) {
      let value = try run.evaluate(code)
      Issue.record(
        "no fault, but \(Display(run.context).literal(value))", sourceLocation: sourceLocation)
      return nil
    } catch {
      return error
    }
  }
}

/// Programs run one after the other in one fixture, each with what it gives.
func expectTexts(
  _ fixture: CommandsFixture, _ cases: [(code: String, text: String)],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (code, text) in cases {
    let given = fixture.text(code)
    #expect(given == text, "\(code)", sourceLocation: sourceLocation)
  }
}
