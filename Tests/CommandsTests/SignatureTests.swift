import Commands
import Interpreter
import Support
import Syntax
import Testing

/// What every command of the domain owes to help, completion and the checker.
@Suite struct SignatureTests {
  static let names: [String] = DomainCommands.all.map { $0.name }

  /// Options of the program: they may stand anywhere on a command line, so no command may have such a flag.
  static let options: Set<String> = [
    "vault", "as", "passphrase-file", "key-file", "token-file", "plan", "read-only", "atomic", "max-changes",
    "format", "lock", "timeout", "max-lock", "quiet", "log", "zone", "now", "color", "allow-exec", "trace",
    "version",
    "help",
  ]

  @Test func namesAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Set(DomainCommands.types.map(\.name)).count == DomainCommands.types.count)
  }

  @Test(arguments: names) func signature(_ name: String) throws {
    let command = try #require(DomainCommands.all.first { $0.name == name })
    let signature = command.signature
    #expect(signature.summary.hasSuffix("."))
    #expect(signature.details.isEmpty || signature.details.hasSuffix("."))
    let parameters = signature.positional + (signature.rest.map { [$0] } ?? [])
    for parameter in parameters { #expect(!parameter.doc.isEmpty, "\(parameter.name)") }
    for flag in signature.flags {
      #expect(!flag.doc.isEmpty, "--\(flag.name)")
      #expect(!Self.options.contains(flag.name), "--\(flag.name)")
    }
    let words = parameters.map(\.name) + signature.flags.map { "--" + $0.name }
    #expect(Set(words).count == words.count, "a name stands twice")
    #expect(!signature.examples.isEmpty)
    checkRequirements(signature)
  }

  /// Calls that lack what they need, or give too much, are found before the vault is opened.
  @Test(arguments: [
    ("account rename x", "E0210"), ("account show", "E0210"), ("grant api-edge", "E0210"),
    ("revoke api-edge", "E0210"), ("token create ci", "E0210"), ("secret move x", "E0210"),
    ("secret move x --project a --unassigned", "E0205"), ("account delete", "E0210"),
    ("person set eve@acme.example", "E0210"), ("vault set api-url", "E0210"),
    ("vault set api-url x --default", "E0205"), ("trash purge", "E0210"), ("token revoke", "E0210"),
    ("token revoke x --stdin", "E0205"), ("secret create", "E0210"),
    ("secret create K --alphabet abc", "E0210"),
    ("\"v\" | secret create K --generate 8", "E0205"), ("secret edit K --note-file n --no-note", "E0205"),
    ("accounts | first | account show x", "E0852"), ("secrets | reveal x", "E0852"),
    ("subscription set", "E0210"), ("group add ops", "E0210"), ("account config", "E0210"),
  ])
  func whatIsMissingIsFoundBeforeRunning(_ code: String, _ expected: String) throws {
    let fixture = try CommandsFixture()
    let codes = fixture.run.check("let r = (\(code)); $r").diagnostics.map(\.code)
    #expect(codes.filter { $0 != "E0254" } == [expected])
    #expect(!fixture.access.isOpen)
  }

  /// Declared types are those that the examples give, and all types of parameters have a reader.
  @Test(arguments: names) func typesAreKnown(_ name: String) throws {
    let command = try #require(DomainCommands.all.first { $0.name == name })
    let known = Set(DomainCommands.types.map(\.name) + ["path"])
    let types =
      command.signature.positional.map(\.type) + command.signature.flags.compactMap(\.type)
      + [command.signature.rest?.type].compactMap { $0 }
    for case .named(let type) in types { #expect(known.contains(type), "\(type)") }
  }

  /// K20: what is to be had only once stands in the column `value`, as the help of E0254 says.
  @Test func textsThatAreShownOnceHaveOneName() throws {
    let making = DomainCommands.all.compactMap { command -> (name: String, columns: [String])? in
      guard case .record(let columns?) = command.signature.output,
        command.signature.effect.contains(.write)
      else { return nil }
      let sealed = columns.filter { if case .sealed = $0.type { true } else { false } }
      return sealed.isEmpty ? nil : (command.name, sealed.map(\.name))
    }
    #expect(making.map(\.name).sorted() == DomainCommands.mustBeTaken.sorted())
    #expect(making.allSatisfy { $0.columns == ["value"] }, "\(making)")
    for name in making.map(\.name) {
      let fixture = try CommandsFixture()
      fixture.run.context.registry.mustBeTaken = DomainCommands.mustBeTaken
      let fault = fixture.run.check("\(name); 1").diagnostics.first { $0.code == "E0254" }
      #expect(fault?.help?.contains("get value") == true, "\(name)")
    }
  }

  @Test(arguments: ["accounts", "projects", "secrets", "tokens", "grants", "events", "trash"])
  func unknownColumnsAreFoundBeforeRunning(_ source: String) throws {
    let fixture = try CommandsFixture()
    let program = fixture.run.check("\(source) | where .creatd != null")
    #expect(program.diagnostics.map(\.code) == ["E0270"])
    #expect(!fixture.access.isOpen)
  }
}
