internal import Base
internal import Interpreter
internal import Vault

/// The failed sign-ins that a server counts.
enum Locked: Command {
  static var name: String { "locked" }
  static let signature = Signature(
    "Access tokens that wrong secrets were tried with at `sms serve`, and until when these are refused unseen.",
    category: .tokens, output: .rows(columns),
    details: """
      From the fifth failure of a token from an address on, further wrong secrets from there wait, twice as long each \
      time, up to 15 minutes. The right one is always taken, and ends the count.
      """,
    examples: [Example("locked | length", gives: "0")])

  private static let columns = [
    Column("token", .mention(.token)), Column("account", .mention(.account)), Column("address", .string),
    Column("failures", .int),
    Column("last", .datetime), Column("until", .optional(.datetime)),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let locked = try Fault.wrapping { () throws(VaultError) in try session.lockedLogins() }
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
