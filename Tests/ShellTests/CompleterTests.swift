import Builtins
import Commands
import Console
import Interpreter
import Support
import Syntax
import Testing

@testable import Shell

/// What Tab offers, in process.
@Suite struct CompleterTests {
  /// A vault of two names.
  private final class Names: DomainSession, IdleSession {
    var hasVault: Bool { true }
    func signIn() throws(Fault) {}
    var banner: String? { nil }
    var failures: Int { 0 }
    var changes: Int { 0 }
    var talliesChanges = false
    func takeTally() -> String? { nil }
    var isReadOnly: Bool { false }
    func lacks(_ name: String, of type: String) -> Bool { false }
    func forgetCommitted() {}
    func lock() {}
    func createVault(organization: String, email: String) throws(Fault) {}
    func takeLock() -> Bool { false }
    func closingNotes() -> [String] { [] }
    func names(of type: String, _ typed: String, loose: Bool) -> EntityNames? {
      guard ["account", "accounts", "grant-side"].contains(type) else { return nil }
      let names = ["ci-web", "ci my api", "deploy", "2026"].filter { loose || $0.hasPrefix(typed) }
      return EntityNames(names.map { EntityName($0, note: "machine account") })
    }
    func readNames() -> Bool { false }
  }

  /// The candidates at the end of a line, as they are put in, with what follows the only one.
  private static func complete(_ line: String) throws -> [String] {
    try completer().complete(line, line.utf8.count).candidates.map { completion in
      String(decoding: Array(line.utf8.prefix(completion.start)), as: UTF8.self) + completion.text
    }
  }

  /// A completer over a vault of two names and a variable.
  static func completer() throws -> Completer {
    let shell = Shell(
      parts: ProgramParts(
        version: "test", commands: [], patterns: RegexEngine(), session: { _, _, _ in Names() }),
      environment: { _ in nil })
    let registry = Registry()
    registry.add(BuiltinCommands.all + IOCommands.all + [Help.self, History.self] + DomainCommands.all)
    registry.add(DomainCommands.types)
    let run = try Run(
      shell: shell, options: Options(), host: ShellHost(options: Options(), variables: { _ in nil }),
      registry: registry)
    let scopes = Scopes()
    run.context.define("answer", .int(42), in: scopes)
    return Completer(run: run, scopes: scopes)
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
    // Fields of the rows that arrive here, in a closure too, and outside the brackets behind them.
    ("accounts | where .proj", ["accounts | where .projects"]),
    (
      "tokens | where .status == \"active\" | sort-by .expi",
      ["tokens | where .status == \"active\" | sort-by .expires"]
    ),
    ("accounts | select name secrets | where .sec", ["accounts | select name secrets | where .secrets"]),
    ("accounts | each {|a| $a.proj", ["accounts | each {|a| $a.projects"]),
    (
      "accounts | each {|a| $a",
      ["accounts | each {|a| $a", "accounts | each {|a| $answer", "accounts | each {|a| $args"]
    ),
    ("let a = (tokens | where .stat", ["let a = (tokens | where .status"]),
    ("accounts | where .nosuch", []),
    ("$answer.x", []),
    ("print (1) ci", []),
    // A second try by letters in their order, when nothing begins so.
    ("acct", ["account", "accounts"]),
    ("account show cw", ["account show ci-web"]),
    ("account show 20", ["account show \"2026\""]),
    // What touches a comma or an equals sign is the same argument.
    ("person set ada --role=ad", ["person set ada --role=admin"]),
    (
      "person invite ada@x.y --allow event-logs,manage-g",
      ["person invite ada@x.y --allow event-logs,manage-groups"]
    ),
    ("events --type 2304 --account de", ["events --type 2304 --account deploy"]),
    ("grant ci-web deploy --access read-", ["grant ci-web deploy --access read-write"]),
    ("token create deploy --expires ne", ["token create deploy --expires never"]),
    ("events --type account.ren", ["events --type account.renamed"]),
    ("vault set machine", ["vault set machine-projects"]),
    // Closed sets beside a comparison, columns by name, and fields inside fields.
    (
      "tokens | where .status == \"expir",
      ["expired", "expiring soon"].map { "tokens | where .status == \"\($0)\"" }
    ),
    (
      "tokens | where {|t| $t.status == ",
      ["active", "expiring soon", "expired"].map { "tokens | where {|t| $t.status == \"\($0)\"" }
    ),
    ("accounts | select name proj", ["accounts | select name projects"]),
    ("tokens | where .expires.week", ["tokens | where .expires.weekday"]),
    ("accounts | sort-by proj", ["accounts | sort-by .projects"]),
    // Behind a bar stands what takes something from it.
    ("accounts | whoa", []),
    ("whi", ["while"]),
    ("now | to-zone Europe/Ber", ["now | to-zone Europe/Berlin"]),
    ("[1] | save x --encode ya", ["[1] | save x --encode yaml"]),
    // Inside quotes.
    ("account show \"ci m", ["account show \"ci my api\""]),
    ("account delete ci-web --y", ["account delete ci-web --yes"]),
    // A dot alone begins a field; the parts of a date are fields of it.
    (
      "projects | where {|p| $p.",
      ["name", "secrets", "accounts", "revised", "access", "created", "id"].map {
        "projects | where {|p| $p.\($0)"
      }
    ),
    (
      "projects | where .",
      ["name", "secrets", "accounts", "revised", "access", "created", "id"].map { "projects | where .\($0)" }
    ),
    ("$now.week", ["$now.weekday"]),
    // Paths without quotes, and those that only a text may hold.
    ("open /usr/bi", ["open /usr/bin/"]), ("open /usr/../usr/bi", ["open /usr/../usr/bin/"]),
    ("open ../../../../../../../../usr/bi", ["open ../../../../../../../../usr/bin/"]),
    ("[1] | save /usr/bi", ["[1] | save /usr/bin/"]), ("open \"/usr/bi", ["open \"/usr/bin/\""]),
    ("use /usr/bi", ["use \"/usr/bin/\""]), ("use \"/usr/bi", ["use \"/usr/bin/\""]),
    ("1 /ac", []),
    // The options of the dialogue and their values.
    ("set ", ["auto-lock", "hints", "rows", "zone"].map { "set \($0)" }),
    ("set hints ", ["set hints on", "set hints off"]), ("set zone Europe/Ber", ["set zone Europe/Berlin"]),
    ("accounts | chart bar na", ["accounts | chart bar name"]),
    ("accounts | chart bar name proj", ["accounts | chart bar name projects"]),
    ("watch ", ["1s", "5s", "30s", "1m"].map { "watch \($0)" }),
    (
      "help E031",
      ["E0310", "E0311", "E0312", "E0313", "E0314", "E0315", "E0316", "E0317", "E0318", "E0319"].map {
        "help \($0)"
      }
    ),
    ("# accoun", []),
    // Fields of what the line itself has named.
    ("for a in (accounts) { $a.proj", ["for a in (accounts) { $a.projects"]),
    ("for a in (accounts) { print $a.proj", ["for a in (accounts) { print $a.projects"]),
    ("let x = (accounts | first); $x.proj", ["let x = (accounts | first); $x.projects"]),
    ("if true { let x = (accounts | first); $x.proj", ["if true { let x = (accounts | first); $x.projects"]),
    // Parameters have names of their own, and types behind the colon.
    ("def greet [", []), ("def greet [x", []),
    ("def greet [x: stri", ["def greet [x: string"]),
    ("def greet [x: int y: dur", ["def greet [x: int y: duration"]),
    ("def greet [--times: in", ["def greet [--times: int"]),
    // Names that are compared with, alone and in a list.
    (
      "accounts | where .name in [",
      ["2026", "ci my api", "ci-web", "deploy"].map { "accounts | where .name in [\"\($0)\"" }
    ),
    ("accounts | where .name in [\"ci-web\" \"dep", ["accounts | where .name in [\"ci-web\" \"deploy\""]),
    ("accounts | where .name == \"dep", ["accounts | where .name == \"deploy\""]),
    ("tokens | where .account == \"dep", ["tokens | where .account == \"deploy\""]),
    (
      "tokens | where .status not-in [\"expir",
      ["expired", "expiring soon"].map { "tokens | where .status not-in [\"\($0)\"" }
    ),
    ("\"a | accoun", []),
  ]

  @Test(arguments: lines) func aLine(_ line: String, _ candidates: [String]) throws {
    #expect(Set(try Self.complete(line)) == Set(candidates))
  }

  @Test func examplesOfTopicsCheckAndNoCommandHidesATopic() throws {
    let run = try Self.completer().run
    for topic in Topics.all {
      #expect(run.registry.command(topic.name) == nil, "\(topic.name)")
      for example in topic.examples {
        #expect(!parse(Source(name: "", text: example.code + "\n")).hasErrors, "\(example.code)")
        #expect(Lookahead(run.context, Scopes()).errors(in: example.code).isEmpty, "\(example.code)")
      }
    }
  }

  @Test func helpFindsPagesTopicsCodesAndWords() throws {
    let registry = try Self.completer().run.registry
    #expect(HelpPage.page(["dates"], registry)?.hasPrefix("dates: ") == true)
    #expect(HelpPage.page(["e0317"], registry)?.hasPrefix("E0317: A number is divided by zero.") == true)
    #expect(HelpPage.page(["account"], registry)?.contains("account create") == true)
    #expect(HelpPage.page(["E9999"], registry) == nil && HelpPage.page(["nosuch"], registry) == nil)
    #expect(HelpPage.found(["passphrase"], registry)?.contains("vault passphrase") == true)
    for rotating in ["secret edit", "vault rekey", "token create"] {
      #expect(HelpPage.found(["rotate"], registry)?.contains(rotating) == true, "\(rotating)")
    }
    #expect(HelpPage.found(["zone", "date"], registry)?.contains("format-date") == true)
    #expect(HelpPage.found(["qqqq"], registry) == nil)
    // All of it is on one screen.
    let rows = HelpPage.overview(registry).split(separator: "\n")
    #expect(rows.count <= 40 && rows.allSatisfy { $0.utf8.count <= 100 })
  }

  @Test func anEmptyLineOffersEveryFirstWord() throws {
    let all = try Self.complete("")
    #expect(all.count > 50)
    #expect(all.contains("accounts") && all.contains("vault") && all.contains("where"))
    #expect(Set(all).count == all.count)
  }
}
