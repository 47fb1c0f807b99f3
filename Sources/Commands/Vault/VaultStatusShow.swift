internal import Base
internal import Interpreter
internal import Vault

/// Shows counts and facts of the vault.
enum VaultStatusShow: Command {
  static var name: String { "vault status" }
  static let signature = Signature(
    "Shows what the vault holds: counts, the last event, and who can open it.", category: .vault,
    output: .record(columns),
    details: """
      `bytes` is the size of file and log, `wal_bytes` of the log alone. `events_per_day` is the average of the last 30 days, or since the vault was created. `generation` counts rekeys and restores. `events_waiting` counts the events that the sink lacks (`vault set event-sink`).
      """,
    examples: [
      Example("vault status | get accounts", gives: "3"),
      Example("vault status | get key_version", gives: "1"),
      Example("(vault status).organization", gives: "\"Acme\""),
    ])

  private static let columns = [
    Column("organization", .string), Column("path", .string), Column("bytes", .int),
    Column("wal_bytes", .int),
    Column("schema", .int), Column("generation", .int), Column("key_version", .int),
    Column("rekeyed", .optional(.datetime)),
    Column("people", .int), Column("accounts", .int), Column("projects", .int), Column("secrets", .int),
    Column("tokens", .int), Column("grants", .int), Column("events", .int), Column("events_per_day", .float),
    Column("last_event", .datetime),
    Column("event_sink", .optional(.string)), Column("events_waiting", .optional(.int)),
    Column("token_rate", .optional(.int)), Column("credentials", .rows(credentials)),
  ]

  private static let credentials = [
    Column("person", .string), Column("name", .optional(.string)), Column("kind", .string),
    Column("created", .datetime),
    Column("expires", .optional(.datetime)), Column("last_used", .optional(.datetime)), Column("id", .string),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let status = try Fault.wrapping { () throws(VaultError) in try session.status() }
    let context = call.context
    OldCopies.tell(status.store, context.host)
    let values: [Value] = [
      .string(status.organization.name), .string(status.store.path),
      .int(Int(status.store.bytes)), .int(Int(status.store.logBytes)), .int(status.store.schemaVersion),
      .int(Int(status.organization.generation)), .int(Int(status.organization.keyVersion)),
      .date(or: status.rekeyed, context), .int(status.people), .int(status.accounts), .int(status.projects),
      .int(status.secrets), .int(status.tokens), .int(status.grants), .int(Int(status.events)),
      .float((status.eventsPerDay * 10).rounded() / 10), .date(status.lastEvent, context),
      .string(or: status.eventSink), .int(or: status.eventsWaiting),
      .int(or: status.tokenRate.map(Int64.init)),
      .list(status.credentials.map { row($0, context) }),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }

  private static func row(_ credential: CredentialStatus, _ context: Context) -> Value {
    .record([
      ("person", .string(credential.person)), ("name", .string(or: credential.name)),
      ("kind", .string(credential.kind.word)),
      ("created", .date(credential.created, context)), ("expires", .date(or: credential.expires, context)),
      ("last_used", .date(or: credential.lastUsed, context)), ("id", .string(credential.id.text)),
    ])
  }
}
