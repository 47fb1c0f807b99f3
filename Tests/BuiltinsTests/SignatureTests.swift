import Builtins
import Interpreter
import Support
import Syntax
import Testing

/// What every command owes to help, completion and the checker.
@Suite struct SignatureTests {
  static let names: [String] = BuiltinCommands.all.map { $0.name }

  @Test func namesAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
  }

  @Test(arguments: names) func signature(_ name: String) throws {
    let command = try #require(BuiltinCommands.all.first { $0.name == name })
    let signature = command.signature
    #expect(signature.summary.hasSuffix("."))
    #expect(signature.details.isEmpty || signature.details.hasSuffix("."))
    let parameters = signature.positional + (signature.rest.map { [$0] } ?? [])
    for parameter in parameters { #expect(!parameter.doc.isEmpty, "\(parameter.name)") }
    for flag in signature.flags { #expect(!flag.doc.isEmpty, "--\(flag.name)") }
    let words = parameters.map(\.name) + signature.flags.map { "--" + $0.name }
    #expect(Set(words).count == words.count, "a name stands twice")
    let letters = signature.flags.compactMap(\.short)
    #expect(Set(letters).count == letters.count, "a letter stands twice")
    // What may be left out stands behind what may not.
    let optional = signature.positional.map(\.isOptional)
    #expect(optional == optional.sorted { !$0 && $1 })
    #expect(signature.examples.contains { $0.result != nil })
    checkRequirements(signature)
  }

  /// A row command without a pipe is an error of the check.
  @Test(arguments: names) func needsItsInput(_ name: String) throws {
    let command = try #require(BuiltinCommands.all.first { $0.name == name })
    guard case .required = command.signature.input else { return }
    let call = Call(
      name: name, signature: command.signature, positional: [], rest: [], flags: [], input: nil, source: nil,
      span: .init(0, 0), context: TestCases.run().context)
    #expect(throws: Fault.self) { try command.run(call) }
  }
}
