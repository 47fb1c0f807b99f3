import Builtins
import Commands
import Console
import Interpreter
import Testing

@testable import Shell

/// What Tab offers, in process.
@Suite struct CompleterTests {
  /// A vault of two names.
  private final class Names: DomainSession {
    var hasVault: Bool { true }
    func signIn() throws(Fault) {}
    var banner: String? { nil }
    var failures: Int { 0 }
    func forgetCommitted() {}
    func closingNotes() -> [String] { [] }
    func names(of type: String, beginning prefix: String) -> [String] {
      let names = type == "account" || type == "grant-side" ? ["ci-web", "ci my api", "deploy"] : []
      return names.filter { $0.hasPrefix(prefix) }
    }
    func begin() throws(Fault) {}
    func commit() throws(Fault) {}
    func rollback() throws(Fault) {}
    func savepoint() throws(Fault) {}
    func release() throws(Fault) {}
    func rollbackToSavepoint() throws(Fault) {}
    var lockedSince: Int? { nil }
    func beginPlan() throws(Fault) {}
    func endPlan() {}
    func plannedChanges(_ result: Value) throws(Fault) -> [Value] { [] }
    var committed: String? { nil }
  }

  /// The candidates at the end of a line, as they are put in, with what follows the only one.
  private static func complete(_ line: String) throws -> [String] {
    let shell = Shell(
      parts: Parts(version: "test", commands: [], patterns: RegexEngine(), session: { _, _, _ in Names() }),
      environment: { _ in nil })
    let registry = Registry()
    registry.add(BuiltinCommands.all + DomainCommands.all)
    registry.add(DomainCommands.types)
    let run = try Run(
      shell: shell, options: Options(), host: ShellHost(options: Options(), variables: { _ in nil }),
      registry: registry)
    let scopes = Scopes()
    run.context.define("answer", .int(42), in: scopes)
    return Completer(run: run, scopes: scopes).complete(line, line.utf8.count).map { completion in
      String(decoding: Array(line.utf8.prefix(completion.start)), as: UTF8.self) + completion.text
    }
  }

  private static let lines: [(String, [String])] = [
    ("accoun", ["account", "accounts"]),
    ("project ren", ["project rename"]),
    ("accounts | sort", ["accounts | sort-by"]),
    ("let a = (accounts | fir", ["let a = (accounts | first"]),
    ("account rename --ke", []),
    ("account delete --ye", ["account delete --yes"]),
    ("account show ci-w", ["account show ci-web"]),
    // A name that is no word is put in quotes.
    ("account show ci", ["account show ci-web", "account show \"ci my api\""]),
    ("account rename dep", ["account rename deploy"]),
    // The second parameter of `rename` is a new name: nothing is offered.
    ("account rename deploy ci", []),
    ("events --account de", ["events --account deploy"]),
    ("grant ci-web dep", ["grant ci-web deploy"]),
    ("$ans", ["$answer"]),
    ("print $ans", ["print $answer"]),
    ("nosuch ci", []),
    ("\"a | accoun", []),
  ]

  @Test(arguments: lines) func aLine(_ line: String, _ candidates: [String]) throws {
    #expect(Set(try Self.complete(line)) == Set(candidates))
  }

  @Test func anEmptyLineOffersEveryFirstWord() throws {
    let all = try Self.complete("")
    #expect(all.count > 50)
    #expect(all.contains("accounts") && all.contains("vault") && all.contains("where"))
    #expect(Set(all).count == all.count)
  }
}
