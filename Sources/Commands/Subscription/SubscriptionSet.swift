internal import Interpreter
internal import Vault

/// Changes the plan and its numbers.
enum SubscriptionSet: Command {
  static var name: String { "subscription set" }
  static let signature = Signature(
    "Changes the organization's plan, what it includes, and its limits.", category: .vault,
    effect: .of(.subscriptionSet),
    flags: [
      Flag("tier", .named("tier"), "`none` (no limits), `free`, `teams` or `enterprise`"),
      Flag("machine-accounts", .int, "the number of machine accounts included"),
      Flag("max", .named("ceiling"), "the limit of machine accounts, or `none`"),
      Flag("seats", .int, "the number of seats included: people with access to secrets"),
      Flag("max-seats", .named("ceiling"), "the limit of seats, or `none`"),
    ], rules: [.atLeastOne("tier", "machine-accounts", "max", "seats", "max-seats")], output: ChangeRows.type,
    details: """
      For owners. `free` has 2 seats, 3 machine accounts and 3 projects and cannot have more; `teams` begins with 20 \
      machine accounts, `enterprise` with 50, or with as many as are used. A number cannot be below what the plan \
      begins with or what is used, nor a limit below the number. Nothing shrinks by itself.
      """,
    examples: [
      Example(
        "subscription set --tier teams --max 30 | select subject before after",
        gives: "[{subject: \"tier\", before: \"none\", after: \"teams\"}, "
          + "{subject: \"machine-accounts\", before: null, after: 20}, {subject: \"max\", before: null, after: 30}, "
          + "{subject: \"seats\", before: null, after: 2}]"),
      Example("subscription set --tier none | get action", gives: "[\"unchanged\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let change = try read(call)
    let session = try VaultAccess.of(call).open()
    let (before, after) = try Fault.wrapping(session.setSubscription(change))
    var rows: [Value] = []
    func add(_ name: String, _ old: Value, _ new: Value, _ isSame: Bool) {
      if isSame, !call.has(name) { return }
      rows.append(
        ChangeRows.row(isSame ? "unchanged" : "changed", .string(name), before: old, after: new))
    }
    func add(_ name: String, _ old: Int64?, _ new: Int64?) {
      add(name, number(old), number(new), old == new)
    }
    add("tier", .string(before.plan.rawValue), .string(after.plan.rawValue), before.plan == after.plan)
    add("machine-accounts", before.machineAccounts, after.machineAccounts)
    add("max", before.maxMachineAccounts, after.maxMachineAccounts)
    add("seats", before.seats, after.seats)
    add("max-seats", before.maxSeats, after.maxSeats)
    return .list(rows)
  }

  private static func number(_ value: Int64?) -> Value { value.map { .int(Int($0)) } ?? .null }

  private static func read(_ call: Call) throws(Fault) -> SubscriptionChange {
    var change = SubscriptionChange()
    if let word = try call.text("tier") {
      guard let plan = Plan(rawValue: word) else { throw SubscriptionWords.unknownTier(word) }
      change.plan = plan
    }
    change.machineAccounts = try call.int("machine-accounts").map { Int64($0) }
    change.seats = try call.int("seats").map { Int64($0) }
    change.maxMachineAccounts = try ceiling("max", call)
    change.maxSeats = try ceiling("max-seats", call)
    return change
  }

  private static func ceiling(_ name: String, _ call: Call) throws(Fault) -> Ceiling? {
    switch call.flag(name) {
    case nil: return nil
    case .int(let number)?: return .at(Int64(number))
    case .text(let text)?: return try SubscriptionWords.ceiling(text.string).get()
    case let value?: throw call.wrongType("--" + name, "number or `none`", value)
    }
  }
}

/// The words of a subscription, read without a vault.
enum SubscriptionWords {
  static func unknownTier(_ word: String) -> Fault {
    Keywords.unknown(word, "tier", Plan.allCases.map(\.rawValue))
  }

  /// A number or `none`.
  static func ceiling(_ word: String) -> Result<Ceiling, Fault> {
    if Texts.areSame(word, "none") { return .success(.open) }
    guard let number = Int64(word) else {
      return .failure(
        Fault(CommandFault.noneOf(word: word, what: "limit", help: "give a number, or `none` for no limit")))
    }
    return .success(.at(number))
  }
}

extension ParameterTypes {
  /// The types that the subscription brings.
  static let subscription: [ParameterType] = [
    ParameterType(name: "tier", accepts: [.string], choices: { Meanings.tiers }) { word in
      Plan(rawValue: word) == nil ? .failure(SubscriptionWords.unknownTier(word)) : .success(())
    },
    ParameterType(
      name: "ceiling", accepts: [.string, .int], choices: { [Choice("none", "no limit")] }
    ) { word in
      SubscriptionWords.ceiling(word).map { _ in () }
    },
    ParameterType(
      name: "config-field", accepts: [.string],
      choices: { AccountConfigShow.columns.map { Choice($0.name, $0.type.name) } }
    ) { word in
      let fields = AccountConfigShow.columns.map(\.name)
      return fields.contains(where: { Texts.areSame($0, word) })
        ? .success(()) : .failure(Keywords.unknown(word, "field of the configuration", fields))
    },
  ]
}
