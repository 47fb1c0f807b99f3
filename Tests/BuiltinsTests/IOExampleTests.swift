import Builtins
import Interpreter
import Support
import Syntax
import Testing

/// What the signatures of these commands promise.
@Suite("files and formats: signatures and examples") struct IOExampleTests {
  static let cases = IOCommands.all.flatMap { command in
    command.signature.examples.map { ExampleCase(command: command.name, code: $0.code, result: $0.result) }
  }
  static let names: [String] = IOCommands.all.map { $0.name }

  @Test(arguments: cases) func example(_ example: ExampleCase) {
    guard let result = example.result else {
      #expect(IORun().run.check(example.code).diagnostics.map(\.message) == [])
      return
    }
    #expect(IORun().text(example.code) == IORun().text(result))
  }

  @Test(arguments: names) func signature(_ name: String) throws {
    let command = try #require(IOCommands.all.first { $0.name == name })
    let signature = command.signature
    #expect(
      signature.summary.hasSuffix(".") && (signature.details.isEmpty || signature.details.hasSuffix(".")))
    let parameters = signature.positional + (signature.rest.map { [$0] } ?? [])
    for parameter in parameters { #expect(!parameter.doc.isEmpty, "\(parameter.name)") }
    for flag in signature.flags { #expect(!flag.doc.isEmpty, "--\(flag.name)") }
    let words = parameters.map(\.name) + signature.flags.map { "--" + $0.name }
    #expect(Set(words).count == words.count, "a name stands twice")
    #expect(!signature.examples.isEmpty)
    // What touches nothing outside shows what it gives.
    if name.contains(" ") || ["print", "log", "table"].contains(name) {
      #expect(signature.examples.contains { $0.result != nil })
    }
  }

  @Test func namesAreUnique() {
    let all = Self.names + BuiltinCommands.all.map { $0.name }
    #expect(Set(all).count == all.count)
  }

  /// What the checker is told that a call gives: seen in what it says of the call as a condition.
  @Test(arguments: [
    ("open x.csv", "rows"), ("open x.json", "any"), ("open x.txt", "a string"), ("open x", "a string"),
    ("open a.b/.env", "a record"), ("open x.YML", "any"), ("open x.md", "a string"),
    ("open x.txt --decode jsonl", "rows"), ("open x.txt --decode nonsense", "any"),
    ("open x.csv --lines", "a list<string>"), ("open x.csv --text", "a string"),
    ("open x.csv --base64", "a string"), ("stdin", "a string"), ("stdin --decode env", "a record"),
    ("input a", "a string"), ("input a --hidden", "sealed text"),
  ])
  func types(_ call: String, _ type: String) {
    let told = IORun().run.check("if (\(call)) { null }").diagnostics.filter { $0.code == "E0301" }.map(
      \.message)
    #expect(told == (type == "any" ? [] : ["a condition takes a bool, not \(type)"]))
  }
}
