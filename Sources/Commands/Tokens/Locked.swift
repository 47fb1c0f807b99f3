internal import Base
internal import Interpreter
internal import Vault

/// The failed sign-ins that a server counts.
enum Locked: Command {
  static var name: String { "locked" }
  static let signature = Signature(
    "Lists access tokens with failed sign-ins at `sms serve`, and until when further tries are refused.",
    category: .tokens, output: .rows(columns),
    details: """
      From the fifth failure of a token from one address on, further tries from there are delayed, each time twice as long, up to 15 minutes. The right secret is always accepted and resets the count.
      """,
    examples: [Example("locked | length", gives: "0")])

  private static let columns = [
    Column("token", .mention(.token)), Column("account", .mention(.account)), Column("address", .string),
    Column("failures", .int),
    Column("last", .datetime), Column("until", .optional(.datetime)),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let locked = try Fault.wrapping(session.lockedLogins())
    let shape = Shape(columns.map(\.name))
    return .list(
      locked.map { login in
        .record(
          RecordObject(
            shape: shape,
            values: [
              .mention(login.token), .mention(login.account), .string(login.address),
              .int(Int(login.failures)), .date(login.last, call.context),
              .date(or: login.until, call.context),
            ]))
      })
  }
}
