internal import Interpreter
internal import Vault

/// Signs a user in for a while.
enum Unlock: Command {
  static var name: String { "unlock" }
  static let signature = Signature(
    "Signs in once, for the commands that follow for a while.", category: .vault, effect: [.outside, .waits],
    flags: [
      Flag("for", .duration, "for how long (15m)"),
      Flag("idle", .duration, "after how long without a use it ends earlier (5m)"),
      Flag(
        "only", .named("effects"),
        "what it may do at most: one or a list of `read`, `write`, `reveal`, `destroy`"),
    ], output: .record(columns),
    details: """
      It leaves a keeper behind: a process of yours that holds what the passphrase gives, in locked memory, and opens \
      the vault with it for what you run at a terminal. Scripts, timers and whatever has no terminal use it only with \
      --agent. `lock`, its time and a logout end it; what a rekey, a removal or an expiry changes holds at once. \
      A second `unlock` takes the place of the first.
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
    "Ends what `unlock` began: the next command asks for the passphrase again.", category: .vault,
    effect: [.outside, .waits],
    flags: [Flag("all", nil, "for all vaults and people, also where the vault is gone")],
    output: .record([Column("ended", .int)]),
    details: """
      For this vault: of the person whom --as or SMS_USER names, without one of all. In the dialogue it also locks the \
      dialogue: what `reveal` opened and a variable holds is dropped, and the next line that needs the vault asks.
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
