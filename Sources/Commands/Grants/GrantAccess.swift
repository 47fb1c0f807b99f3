internal import Interpreter
internal import Vault

/// Grants machine accounts projects.
enum GrantAccess: Command {
  static var name: String { "grant" }
  static let signature = Signature(
    "Grants machine accounts projects: all of the first with all of the second.", category: .grants,
    effect: .write,
    rest: Parameter("side", .named("grant-side"), "machine accounts and projects, in any order"),
    flags: [
      Flag("access", .named("level"), "`read` or `read-write`"),
      Flag("exact", nil, "lower a level, too; without it a higher one is kept"), SharedFlags.keepGoing,
    ], input: .optional(.any), output: ChangeRows.type,
    details: """
      Arguments and pipe may be mixed. All in one transaction. What is granted already stays `unchanged`, a higher \
      level is `kept`.
      """,
    examples: [
      Example("grant deploy project:web --access read | get action", gives: "[\"granted\"]"),
      Example("grant ci-web project:web --access read | get action", gives: "[\"unchanged\"]"),
      Example(
        "accounts | where .name =~ \"^ci-\" | grant project:payments-prod --access read | get action",
        gives: "[\"kept\" \"granted\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    guard let word = try call.text("access") else {
      throw call.fault(
        "E0210", "`grant` needs --access", help: "--access read, or --access read-write", status: 2)
    }
    guard let level = AccessLevel(word: word) else {
      throw call.fault("E0212", "`\(word)` is no level of access", help: "levels are read and read-write")
    }
    let sides = try GrantPairs(call)
    let exact = call.has("exact")
    let requests = sides.pairs.map {
      GrantRequest(account: $0.account.id, project: $0.project.id, level: level)
    }
    let session = try VaultAccess.of(call).open()
    return try call.changing(sides, requests) { (requests) throws(VaultError) in
      try session.grant(requests, exact: exact)
    }
  }
}

extension Call {
  /// Changes pairs: all in one transaction, or with `--keep-going` each in its own.
  func changing<Request>(
    _ sides: GrantPairs, _ requests: [Request],
    _ body: ([Request]) throws(VaultError) -> [Change]
  ) throws(Fault) -> Value {
    if requests.isEmpty { return .list(sides.failed) }
    if !keepsGoing {
      let changes = try Fault.wrapping { () throws(VaultError) in try body(requests) }
      return .list(changes.map { ChangeRows.row($0) })
    }
    let numbered = Array(zip(sides.pairs, requests))
    return try changing(numbered, after: sides.failed, shown: { .mention($0.0.account) }) {
      (pair, _) throws(Fault) in
      let changes = try Fault.wrapping { () throws(VaultError) in try body([pair.1]) }
      return changes.first.map { ChangeRows.row($0) } ?? .null
    }
  }
}
