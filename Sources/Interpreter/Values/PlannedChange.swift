/// The rows that a plan gives: what it would have changed, in order.
package enum PlannedChange {
  /// The columns: the change as a command reports it, and the events that would be written for it.
  package static let columns = [
    Column("action", .string), Column("subject", .any), Column("object", .any), Column("before", .any),
    Column("after", .any), Column("events", .list(.string)),
  ]

  /// What a plan gives.
  package static let type = Type.rows(columns)

  private static let shape = Shape(columns.map(\.name))

  /// Makes a row for a change; `events` are the codes that a real run would write.
  package static func row(
    _ action: String, subject: Value, object: Value = .null, before: Value = .null, after: Value = .null,
    events: [String] = []
  ) -> Value {
    let values = [.string(action), subject, object, before, after, .list(events.map { .string($0) })]
    return .record(RecordObject(shape: shape, values: values))
  }
}
