internal import CSupport
import Glibc
internal import Interpreter
internal import Vault

/// Keeps a signed place of the chain of events outside the vault.
enum EventsAnchor: Command {
  static var name: String { "events anchor" }
  static let signature = Signature(
    "Writes the signed end of the events to a place outside the vault: an older copy of the vault does not fit it.",
    category: .events, effect: [.outside],
    positional: [
      Parameter(
        "file", .named("path"), "the file to which a line is added; a leading `~/` is the home folder",
        optional: true)
    ],
    flags: [Flag("syslog", nil, "sends the line to the system's log")],
    rules: [.exactlyOne("file", "syslog")],
    output: .record([Column("event", .int), Column("anchor", .string)]),
    details: """
      For owners and admins. Keep the file where who can write the vault cannot write: another machine, an append-only disk. `vault verify --anchor FILE` compares. An anchor is no secret.
      """,
    examples: [
      Example("events anchor /mnt/audit/anchors", "from a timer, each night"),
      Example("events anchor --syslog"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let anchor = try Fault.wrapping(session.anchor())
    if let path = try call.text("file") {
      try AnchorFile.add(anchor, to: Files.expanded(path, call.context.host))
    } else {
      let log = sms_syslog_open("/dev/log", 5)
      defer { if log >= 0 { close(log) } }
      let failure = log < 0 ? log : sms_syslog_send(log, anchor.text)
      if failure != 0 {
        throw call.fault(CommandFault.noSystemLog(reason: String(cString: strerror(-failure))))
      }
    }
    return .record([("event", .int(Int(anchor.checkpoint.event))), ("anchor", .string(anchor.text))])
  }
}
