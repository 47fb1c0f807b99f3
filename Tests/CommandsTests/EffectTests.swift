import Builtins
import Commands
import Interpreter
import Testing

/// M06: what each command does, written down once more: a command that declares too little would pass through a
/// read-only run, a plan and a batch, and every test that takes what it expects from the signature.
@Suite struct EffectTests {
  /// The effects of each command, from its code and not from its signature: a new command adds its own here.
  private static let effects: [([String], Effect)] = [
    (["save", "tee", "events anchor", "events verify"], .outside),
    (["exec", "lock", "unlock"], [.outside, .waits]),
    (["confirm", "input", "sleep"], .waits),
    (["reveal"], .reveal), (["vault export"], [.reveal, .outside]), (["run"], [.reveal, .outside, .waits]),
    (
      [
        "account create", "account rename", "account set", "events import", "grant", "group add",
        "group create",
        "group rename", "locked clear", "person invite", "person key create", "person set", "project create",
        "project rename", "secret create", "secret edit", "secret move", "secret restore", "subscription set",
        "token create", "vault import", "vault set", "audit key add",
      ], .write
    ),
    (
      [
        "account delete", "audit key revoke", "group delete", "group remove", "person key revoke",
        "person remove",
        "person reset", "project delete", "revoke", "secret delete", "secret purge",
        "secret version delete", "token revoke",
        "trash purge",
      ], [.write, .destroy]
    ),
    (["vault passphrase"], [.write, .outside]),
    (
      ["events export", "person join", "vault backup", "vault create", "vault recovery-key"],
      [.write, .outside, .alone]
    ),
    (["vault rekey", "vault repair"], [.write, .destroy, .alone]),
    (["vault restore"], [.write, .destroy, .outside, .alone]),
    (
      [
        "abs", "account config", "account show", "accounts", "all", "any", "append", "assert", "avg", "ceil",
        "chunk", "compact", "contains", "count-by", "date", "default", "describe", "diff", "do", "each",
        "ends-with", "enumerate", "events", "exit", "extract", "find", "first", "flatten", "floor", "format",
        "format-date", "from csv", "from env", "from json", "from jsonl", "from md", "from tsv", "from yaml",
        "get", "grants", "group-by", "groups", "help", "history", "insert", "is-empty", "join", "join-rows",
        "keys", "last", "length", "lines", "locked", "lower", "max", "merge", "min", "open", "pad",
        "audit keys", "people", "person keys", "project show", "projects", "reduce", "reject", "rename",
        "repeat",
        "replace", "reverse", "round", "secret show", "secret versions", "secrets", "select", "skip",
        "sort-by", "split", "starts-with", "stdin", "subscription", "sum", "table", "timeit", "to csv",
        "to env", "to json", "to jsonl", "to md", "to tsv", "to yaml", "to-bool", "to-date", "to-duration",
        "to-float", "to-int", "to-string", "to-zone", "tokens", "transpose", "trash", "trim", "uniq",
        "update", "upper", "values", "vault status", "vault verify", "where", "whoami", "zip", "take-while",
        "skip-while",
        "partition", "window", "random text", "random bytes", "random uuid", "random int", "exists", "ls",
        "encode base64", "decode base64", "encode hex", "decode hex", "encode url", "decode url", "hash",
        "items", "upsert", "chart bar", "chart line", "chart heat", "step", "median", "percentile", "stddev",
      ], .read
    ),
    // What shows something runs for every row.
    (["inspect", "log", "print", "set", "clear"], .shows), (["watch", "tour"], [.shows, .waits]),
  ]

  @Test func everyCommandDeclaresWhatItDoes() {
    var wanted: [String: Effect] = [:]
    for (names, effect) in Self.effects {
      for name in names {
        let other = wanted.updateValue(effect, forKey: name)
        #expect(other == nil, "\(name) stands twice")
      }
    }
    let commands =
      BuiltinCommands.all + IOCommands.all + [Help.self, History.self, TourCommand.self] + DomainCommands.all
    for command in commands {
      let effect = command.signature.effect
      #expect(wanted[command.name] == effect, "\(command.name) declares \(effect.names)")
    }
    let names = commands.map { $0.name }
    #expect(Set(wanted.keys).subtracting(names) == [])
  }
}
