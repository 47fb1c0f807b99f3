internal import Interpreter
internal import Vault

/// Signs a user in for a while.
enum Unlock: Command {
  static var name: String { "unlock" }
  static let signature = Signature(
    "Signs in once for the commands that follow.", category: .vault, effect: [.outside, .waits],
    flags: [
      Flag("for", .duration, "how long it lasts (15m)"),
      Flag("idle", .duration, "ends it after this time without use (5m)"),
      Flag(
        "only", .named("effects"),
        "limits it: one or a list of `read`, `write`, `reveal`, `destroy`, `manage`"),
    ], output: .record(columns),
    details: """
      It starts a background process of yours that keeps the key in locked memory and opens the vault for commands at a terminal. Scripts and timers, which have no terminal, use it only with --agent. It ends with `lock`, with its time and with a logout; a rekey, a removal or an expiry holds at once. A second `unlock` replaces the first.
      """,
    examples: [
      Example("unlock", "asks for the passphrase, and no more for 15 minutes"),
      Example("unlock --for 1h --idle 10m --only read", "for an hour, and for reading only"),
    ])

  private static let columns = [
    Column("person", .string), Column("organization", .string), Column("until", .datetime),
    Column("idle", .duration), Column("only", .list(.string)),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let seconds = try call.seconds("for", 15 * 60)
    let idle = min(try call.seconds("idle", 5 * 60), seconds)
    let only = try call.effects()
    let (session, lasting) = try access.unlock(seconds: seconds, idle: idle, ceiling: only?.rawValue)
    let until = Instant(
      microseconds: call.context.host.clock() + Int(lasting) * 1_000_000, zone: call.context.zone)
    let values: [Value] = [
      .string(session.actor.person?.email ?? ""), .string(session.organization.name), .datetime(until),
      .duration(Int(idle) * 1_000_000), KeyWords.only(only),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }
}

extension Call {
  /// The seconds of a flag, from one second to a day.
  fileprivate func seconds(_ name: String, _ usual: Int64) throws(Fault) -> Int64 {
    guard case .duration(let microseconds)? = flag(name) else { return usual }
    guard (1_000_000...86_400_000_000).contains(microseconds) else {
      throw fault(CommandFault.timeOutOfRange(flag: name, given: Display.duration(microseconds)))
    }
    return Int64(microseconds / 1_000_000)
  }
}

/// Ends what `unlock` began.
enum Lock: Command {
  static var name: String { "lock" }
  static let signature = Signature(
    "Ends `unlock`: the next command asks for the passphrase again.", category: .vault,
    effect: [.outside, .waits],
    flags: [Flag("all", nil, "for all vaults and people, even if the vault is gone")],
    output: .record([Column("ended", .int)]),
    details: """
      It ends the sign-in of the person of --as or SMS_USER to this vault, or of everyone if none is given. In an interactive session it locks the session, too: variables lose what `reveal` opened, and the next line that needs the vault asks.
      """,
    examples: [
      Example("lock", "ends the keeper of this vault"), Example("lock --all", "ends all keepers of yours"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let ended = try access.lockKeepers(all: call.has("all"))
    access.wantsLock = true
    return .record([("ended", .int(ended))])
  }
}
