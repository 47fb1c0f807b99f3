internal import Interpreter
internal import Vault

/// Shows what the organization's plan includes and how much of it is used.
enum SubscriptionShow: Command {
  static var name: String { "subscription" }
  static let signature = Signature(
    "Shows the organization's plan: what is used, what is included, and the limits.",
    category: .vault, output: .record(columns),
    details: """
      For owners and admins. null means no limit. `account create` and new seats raise the included number up to the limit; `subscription set` changes both.
      """,
    examples: [
      Example("(subscription).machine_accounts", gives: "{used: 3, included: null, limit: null}"),
      Example("(subscription).tier", gives: "\"none\""),
    ])

  private static let allowance = [
    Column("used", .int), Column("included", .optional(.int)), Column("limit", .optional(.int)),
  ]

  private static let columns = [
    Column("tier", .string), Column("seats", .record(allowance)),
    Column("machine_accounts", .record(allowance)), Column("projects", .record(allowance)),
    Column("enabled", .bool), Column("secrets_manager", .bool),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let subscription = try Fault.wrapping(session.subscription())
    let values: [Value] = [
      .string(subscription.numbers.plan.rawValue), record(subscription[.seats]),
      record(subscription[.machineAccounts]), record(subscription[.projects]),
      .bool(subscription.organization.isEnabled), .bool(subscription.organization.usesSecretsManager),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }

  private static func record(_ allowance: Allowance) -> Value {
    .record([
      ("used", .int(Int(allowance.used))), ("included", number(allowance.included)),
      ("limit", number(allowance.limit)),
    ])
  }

  private static func number(_ value: Int64?) -> Value { value.map { .int(Int($0)) } ?? .null }
}
