internal import Interpreter
internal import Vault

/// Grants people, groups and machine accounts what they may read and write.
enum GrantAccess: Command {
  static var name: String { "grant" }
  static let signature = Signature(
    "Grants access: who (person, group, machine account), to what (project, secret, machine account).",
    category: .grants, effect: .of(.grantChange),
    rest: Parameter(
      "side", .named("grant-side"), "who and what, in any order; `kind:name` if a name is ambiguous", least: 2
    ),
    flags: [
      Flag("access", .named("level"), "`read` or `read-write`; on machine accounts it is always read-write"),
      Flag("exact", nil, "lowers a higher level, too"), SharedFlags.keepGoing,
    ], input: .optional(.any), output: ChangeRows.type,
    details: """
      Every subject gets access to every object. People and groups are subjects, projects and secrets are objects. A machine account is an object beside people and groups, else a subject. Arguments and input may be mixed. All in one transaction. An existing grant is `unchanged`, a higher level is `kept`.
      """,
    examples: [
      Example("grant deploy project:web --access read | get action", gives: "[\"granted\"]"),
      Example("grant ci-web project:web --access read | get action", gives: "[\"unchanged\"]"),
      Example(
        "accounts | where .name =~ \"^ci-\" | grant project:payments-prod --access read | get action",
        gives: "[\"kept\" \"granted\"]"),
      Example("grant bob@acme.example account:deploy | get after", gives: "[\"read-write\"]"),
      Example("grant group:ops project:web secret:web/API_KEY --access read | length", gives: "2"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let word = try call.text("access")
    let level = word.flatMap { AccessLevel(word: $0) }
    if let word, level == nil {
      throw call.fault(
        CommandFault.noneOf(word: word, what: "level of access", help: "levels are read and read-write"))
    }
    let sides = try GrantPairs(call)
    if level == nil, sides.pairs.contains(where: { $0.object.kind != .account }) {
      throw call.fault(CommandFault.levelMissing)
    }
    let exact = call.has("exact")
    let requests = sides.pairs.map {
      GrantRequest(GrantSide($0.subject), on: GrantSide($0.object), level: level)
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
      let changes = try Fault.wrapping(body(requests))
      return .list(changes.map { ChangeRows.row($0) })
    }
    let numbered = Array(zip(sides.pairs, requests))
    return try changing("grants", numbered, after: sides.failed, shown: { .mention($0.0.subject) }) {
      (pair, _) throws(VaultError) in
      ChangeRows.row(try body([pair.1]))
    }
  }
}
