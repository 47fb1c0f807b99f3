internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Writes events to a file as the product does.
enum EventsExport: Command {
  static var name: String { "events export" }
  static let signature = Signature(
    "Writes events to a CSV file with the columns of the product's own exports.", category: .events,
    effect: .of(.eventExport, [.outside, .alone]),
    positional: [Parameter("file", .named("path"), "the file; a leading `~/` is the home folder")],
    flags: [
      Flag("from", .named("moment"), "from this instant or day on; without it 30 days before the end"),
      Flag("to", .named("moment"), "before this instant; a date alone is included; without it now"),
      Flag("account", .named("account"), "only events that this machine account caused or that changed it"),
      Flag("force", nil, "replaces an existing file", short: "f"),
    ], output: .record([Column("events", .int), Column("file", .string)]),
    details: """
      At most 367 days of the run's calendar at a time, newest first, however many events there are. Messages are plain text, `type` is the \
      product's name of the type, `appIcon` and `installationId` are empty. With --account every row names the machine \
      account as the user, as the product's page of a machine account does. The file is for its owner only (0600), and \
      takes its place when it is whole. The export is an event itself. Beside it FILE.proof is written, a text signed by you that says what is in the file: `events verify FILE` needs no vault, and `vault verify --anchor FILE.proof` finds a vault that is older.
      """,
    examples: [
      Example("events export events.csv --from 2026-01-01 --to 2026-12-31"),
      Example("events export ci.csv --from 30d --account ci-web --force"),
    ])

  static let plannedEvents = ["events.exported"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let written = try call.requiredText("file")
    let session = try VaultAccess.of(call).open()
    let range = try range(call, session)
    let (export, csv) = try Fault.wrapping(
      (try session.exportEvents(range), try EventCSV(session, account: range.account)))
    let writer = EventCSVWriter(csv, account: range.account)
    let path = Files.expanded(written, call.context.host)
    let file = try WholeFile(path, replaces: call.has("force"))
    let proof = try WholeFile(path + ".proof", replaces: call.has("force"))
    let digest = SHA256Hasher()
    func write(_ bytes: [UInt8]) throws(Fault) {
      digest.update(bytes)
      try file.write(bytes)
    }
    try write(EventCSV.header)
    let progress = call.context.progress
    try progress.following("events", of: nil, outcome: "no file was written") { () throws(Fault) in
      while true {
        let count = try Fault.wrapping(export.next { (row) throws(VaultError) in try writer.add(row) })
        if count == 0 { break }
        try write(writer.take())
        try progress.advance(count)
      }
    }
    let text = try Fault.wrapping { () throws(VaultError) in
      try export.record()
      return try export.proof(file: digest.finalize())?.text
    }
    if let text {
      try proof.write(Array(text.utf8))
      try proof.commit()
    } else {
      call.context.host.writeErrorLine(
        "note: there is no \(written).proof: no owner has changed this vault since an earlier release")
    }
    try file.commit()
    return .record([("events", .int(export.count)), ("file", .string(written))])
  }

  private static func range(_ call: Call, _ session: VaultSession) throws(Fault) -> EventRange {
    let to = try call.flag("to").map { (value) throws(Fault) in try Moment.end(value, call) }
    let end = to ?? session.service.now()
    let from = try call.flag("from").map { (value) throws(Fault) in try Moment.start(value, call) }
    let start = from ?? Moment.days(-EventFlags.days, from: end, call.context)
    return EventRange(
      from: start, to: end, account: try EventFlags(call, session).id("account", .account),
      shift: Moment.shift(from: start, to: end, call.context))
  }
}
