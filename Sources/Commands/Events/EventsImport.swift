internal import Base
internal import Interpreter
internal import Syntax
internal import Vault

/// Imports events from a file.
enum EventsImport: Command {
  static var name: String { "events import" }
  static let signature = Signature(
    "Imports a history that was exported elsewhere: all of the file or nothing.", category: .events,
    effect: .of(.eventImport),
    positional: [Parameter("file", .named("path"), "a CSV file as the product exports it, or JSON lines")],
    output: .record([Column("events", .int), Column("file", .string)]),
    details: """
      A `.csv` has the ten columns of `events export`; of the ids that its messages shorten to eight digits those are \
      restored that this vault knows, the messages stay as they are. A `.jsonl` has an object a line: `date` and \
      `type` (a number or a name), perhaps `actor`, `machine_account`, `secret`, `project`, `person`, `group`, \
      `token` (ids, of whatever vault, or names of what is or was in this one), `ip` and `device`. An actor by an id \
      that this vault does not know is a person, with device 21 a machine account; without an actor the machine \
      account of an event about a secret or project is who acted. Dates have no offset or their own, and have come. \
      Imported events take their place by date, have the origin `import`, and change nothing: the chain of events \
      proves that they were imported, not that they happened. The same file is imported once. Owners only.
      """,
    examples: [Example("events import history.csv"), Example("events import history.jsonl")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let written = try call.requiredText("file")
    let session = try VaultAccess.of(call).open()
    try Fault.wrapping(session.require(.eventImport))
    if session.isReadOnly { throw Fault(VaultError.readOnly) }
    let isCSV = hasEnding(written, ".csv")
    guard isCSV || hasEnding(written, ".jsonl") || hasEnding(written, ".ndjson") else {
      throw call.fault(CommandFault.unknownFormat(file: written))
    }
    let path = Files.expanded(written, call.context.host)
    let file = try EventFile(path, written: written, now: session.service.now())
    let count =
      isCSV
      ? try take(EventCells.self, file, session, call) : try take(EventLines.self, file, session, call)
    return .record([("events", .int(count)), ("file", .string(written))])
  }

  /// What is true where an import is stopped.
  private static let unchanged = "nothing was changed"

  private static func hasEnding(_ path: String, _ ending: String) -> Bool {
    path.lowercased().hasSuffix(ending)
  }

  private static func take<Reader: EventReader>(
    _ format: Reader.Type, _ file: EventFile, _ session: VaultSession, _ call: Call
  ) throws(Fault) -> Int {
    let progress = call.context.progress
    let survey = try progress.following("bytes of the file", of: file.size, outcome: unchanged) {
      () throws(Fault) in
      try file.survey(format) { (bytes) throws(Fault) in try progress.advance(bytes) }
    }
    let importing = try once(file, call) { () throws(VaultError) in
      try session.checkEventImport(digest: survey.digest)
      return try session.importEvents(digest: survey.digest, count: survey.count)
    }
    // On any error everything is rolled back.
    defer { importing.cancel() }
    let ids = try Fault.wrapping(EventIDs(session, try EventCSV(session, account: nil)))
    try progress.following("events", of: survey.count, outcome: unchanged) { () throws(Fault) in
      for block in survey.fromOldest {
        let records = try file.records(format, block)
        for index in records.indices {
          let record = records[survey.isNewestFirst ? records.count - 1 - index : index]
          let event = try record.event(ids)
          try Fault.wrapping(importing.add(event))
        }
        try progress.advance(records.count)
      }
    }
    try file.checkUnchanged()
    try Fault.wrapping(importing.finish())
    return importing.count
  }

  /// Says when the file was imported already.
  private static func once<T>(
    _ file: EventFile, _ call: Call, _ body: () throws(VaultError) -> T
  ) throws(Fault) -> T {
    do throws(VaultError) { return try body() } catch {
      guard case .importedAlready(_, let date) = error else { throw Fault(error) }
      let day = call.context.zones.text(date, in: call.context.zone)
      throw call.fault(Fault(error).words.saying("\(file.written) was imported already, at \(day)"))
    }
  }
}
