internal import Base
internal import Interpreter
internal import Vault

/// The events, newest first.
enum EventRelation: Relation {
  static var noun: String { "events" }
  static var kind: EntityKind { .event }
  static var name: String { "event" }
  static var order: [SortKey<EventRow>] { EventFilter.newestFirst }
  static var mark: [EventRow.Column] { [.date, .number] }
  static var isImmutable: Bool { true }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn("date", .datetime, .date(.date)),
    RelationColumn("type", .int, .number(.type), words: "event-code"),
    RelationColumn("event", .string, .word(.type, number, name), words: "event-name"),
    RelationColumn("actor", .any, .mention([.person, .account], [.actorPerson, .actorAccount])),
    RelationColumn("account", .optionalMention(.account), .mention([.account], EventRow.accountColumns)),
    RelationColumn(
      "change", .optional(.string),
      .made(ColumnFiller.changeColumns, ColumnFiller.changes)),
    RelationColumn("project", .optionalMention(.project), .mention([.project], [.project]), isShown: false),
    RelationColumn("secret", .optionalMention(.secret), .mention([.secret], [.secret]), isShown: false),
    RelationColumn("person", .optionalMention(.person), .mention([.person], [.person]), isShown: false),
    RelationColumn("group", .optionalMention(.group), .mention([.group], [.group]), isShown: false),
    RelationColumn("token", .optionalMention(.token), .mention([.token], [.token]), isShown: false),
    RelationColumn("ip", .optional(.string), .text(.ip), isShown: false),
    RelationColumn("device", .optional(.int), .number(.device), isShown: false),
    RelationColumn(
      "message", .string, .made(ColumnFiller.messageColumns, ColumnFiller.messages),
      isShown: false),
    RelationColumn("origin", .string, .word(.origin, origin, word), isShown: false, words: "event-origin"),
    RelationColumn("run", .optional(.string), .id(.runID), isShown: false),
    RelationColumn("number", .int, .number(.number), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  /// The number of a type by the name that a row shows for it.
  @Sendable private static func number(_ name: String) -> Int64? {
    if let code = EventCode(name: name) { return code.number }
    guard let number = Int64(name), sameBytes(String(number), name),
      EventCode(number: number) == nil
    else { return nil }
    return number
  }

  /// The name that a row shows for the number of a type.
  @Sendable private static func name(_ number: Int64) -> String {
    EventCode(number: number)?.name ?? String(number)
  }

  /// The origin that a row shows as a word.
  @Sendable private static func origin(_ word: String) -> Int64? { EventOrigin(word: word)?.rawValue }

  /// The word that a row shows for an origin.
  @Sendable private static func word(_ origin: Int64) throws(VaultError) -> String {
    guard let origin = EventOrigin(rawValue: origin) else {
      throw .damaged("the origin of an event is unknown")
    }
    return origin.word
  }

  static func items(_ query: Query<EventRow>, _ session: VaultSession) throws(VaultError) -> [Event] {
    try session.events(query)
  }

  static func count(_ query: Query<EventRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countEvents(query)
  }

  static func number(_ item: Event) -> Int64 { item.number }

  static func scan(
    _ query: Query<EventRow>, _ columns: [EventRow.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool {
    try session.scanEvents(query, columns, body)
    return true
  }

  static func scan(
    _ query: Query<EventRow>, after last: [Int64]?, limit: Int, _ columns: [EventRow.Column],
    _ session: VaultSession, _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool {
    let mark = last.map { EventCursor(date: $0[0], number: $0[1]) }
    // What one of two columns equals is merged from two walks along their indexes.
    if query.conditions.contains(where: { $0.columns.count == 2 && $0.comparison == .equal }) {
      for event in try session.events(query, after: mark, limit: limit) {
        try body(event.row.cursor(columns))
      }
    } else {
      _ = try session.scanEvents(query, after: mark, limit: limit, columns, body)
    }
    return true
  }

  static func groups(
    _ query: Query<EventRow>, by columns: [EventRow.Column], _ totals: [RelationTotal<EventRow>],
    _ rowContext: RowContext
  ) throws(VaultError) -> [RelationGroup]? {
    var aggregates: [Aggregate<EventRow>] = []
    for case .aggregate(let aggregate, _) in totals { aggregates.append(aggregate) }
    guard let groups = try rowContext.session.eventGroups(query, by: columns, EventTotals(aggregates)) else {
      return nil
    }
    return groups.map { group in
      var next = 0
      let values = totals.map { (total) -> Value in
        guard case .aggregate(_, let isDate) = total else { return .int(group.count) }
        next += 1
        let value = group.totals[next - 1]
        return isDate ? rowContext.date(value) : .int(Int(value))
      }
      return RelationGroup(key: group.key, totals: values, first: group.newest)
    }
  }

  static func value(of key: Field, _ column: String, _ rowContext: RowContext) throws(VaultError) -> Value? {
    switch (key, column) {
    case (.null, _): return .null
    case (.int(let date), "date"): return rowContext.date(date)
    case (.int(let type), "event"): return .string(EventCode(number: type)?.name ?? String(type))
    case (.int(let origin), "origin"): return EventOrigin(rawValue: origin).map { .string($0.word) }
    case (.int(let number), _): return .int(Int(number))
    case (.id(let id), "id"), (.id(let id), "run"): return .string(id.text)
    case (.id(let id), let kind):
      guard let kind = EntityKind(word: kind) else { return nil }
      return .mention(
        EntityRef(kind: kind, id: id, name: try rowContext.session.name(kind, id) ?? id.text))
    default: return nil
    }
  }
}
