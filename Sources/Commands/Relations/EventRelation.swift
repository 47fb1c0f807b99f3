internal import Crypto
internal import Interpreter
internal import Vault

/// The events, newest first.
enum EventRelation: Relation {
  static var noun: String { "events" }
  static var order: [SortKey<EventRow>] { EventFilter.newestFirst }

  static let columns: [RelationColumn<EventRow>] = [
    RelationColumn("date", .datetime, .date(.date)),
    RelationColumn("type", .int, .number(.type), words: "event-code"),
    RelationColumn("event", .string, .word(.type, number), words: "event-name"),
    RelationColumn("actor", .any, .mention([.person, .account], [.actorPerson, .actorAccount])),
    RelationColumn("account", .optionalMention(.account), .mention([.account], EventRow.accountColumns)),
    RelationColumn("change", .optional(.string)),
    RelationColumn("project", .optionalMention(.project), .mention([.project], [.project]), isShown: false),
    RelationColumn("secret", .optionalMention(.secret), .mention([.secret], [.secret]), isShown: false),
    RelationColumn("person", .optionalMention(.person), .mention([.person], [.person]), isShown: false),
    RelationColumn("group", .optionalMention(.group), .mention([.group], [.group]), isShown: false),
    RelationColumn("token", .optionalMention(.token), .mention([.token], [.token]), isShown: false),
    RelationColumn("ip", .optional(.string), isShown: false),
    RelationColumn("device", .optional(.int), .number(.device), isShown: false),
    RelationColumn("message", .string, isShown: false),
    RelationColumn("origin", .string, .word(.origin, origin), isShown: false, words: "event-origin"),
    RelationColumn("run", .optional(.string), .id(.runID), isShown: false),
    RelationColumn("number", .int, .number(.number), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  /// The number of a type by the name that a row shows for it.
  @Sendable private static func number(_ name: String) -> Field? {
    if let code = EventCode(name: name) { return .int(code.number) }
    guard let number = Int64(name), String(number).utf8.elementsEqual(name.utf8),
      EventCode(number: number) == nil
    else { return nil }
    return .int(number)
  }

  /// The origin that a row shows as a word.
  @Sendable private static func origin(_ word: String) -> Field? {
    EventOrigin(word: word).map { .int($0.rawValue) }
  }

  static func items(_ query: Query<EventRow>, _ session: VaultSession) throws(VaultError) -> [Event] {
    try session.events(query)
  }

  static func count(_ query: Query<EventRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countEvents(query)
  }

  static func number(_ item: Event) -> Int64 { item.number }

  static func page(
    _ query: Query<EventRow>, after last: Event?, through highest: Int64, limit: Int, _ session: VaultSession
  ) throws(VaultError) -> [Event] {
    try session.events(
      query.and(Condition(.number, .lessOrEqual, .int(highest))), after: last, limit: limit)
  }

  static func rows(
    _ items: [Event], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    var rows: [EntityObject] = []
    rows.reserveCapacity(items.count)
    for event in items {
      let mentions = Mentions(maker: maker, wanted: wanted)
      let actor = event.actor
      let values: [Value] = [
        maker.date(event.date), .int(Int(event.type)), .string(event.name),
        try mentions.value(actor?.kind ?? .person, actor?.id, "actor"),
        try mentions.value(.account, event.account, "account"),
        wanted.contains("change") ? .string(or: event.change) : .null,
        try mentions.value(.project, event.project, "project"),
        try mentions.value(.secret, event.secret, "secret"),
        try mentions.value(.person, event.person, "person"),
        try mentions.value(.group, event.group, "group"),
        try mentions.value(.token, event.token, "token"), .string(or: event.ip),
        event.device.map { .int(Int($0)) } ?? .null,
        wanted.contains("message") ? .string(event.message) : .null, .string(event.origin.word),
        .string(or: event.row.runID?.text), .int(Int(event.number)), .string(event.id.text),
      ]
      rows.append(
        EntityObject(
          kind: "event", id: event.id.text, name: event.name,
          row: RecordObject(shape: shape, values: values)))
    }
    return rows
  }

  static func reader(
    _ columns: [String], _ conditions: [Condition<EventRow>], _ maker: RowMaker
  ) -> (any RecordReader<EventRow>)? {
    // What one of two columns equals is merged from two pages of items.
    if conditions.contains(where: { $0.columns.count == 2 && $0.comparison == .equal }) { return nil }
    return EventReader(columns, maker)
  }

  static func groups(
    _ query: Query<EventRow>, by columns: [EventRow.Column], _ totals: [RelationTotal<EventRow>],
    _ maker: RowMaker
  ) throws(VaultError) -> [RelationGroup]? {
    var aggregates: [Aggregate<EventRow>] = []
    for case .aggregate(let aggregate, _) in totals { aggregates.append(aggregate) }
    guard let groups = try maker.session.eventGroups(query, by: columns, EventTotals(aggregates)) else {
      return nil
    }
    return groups.map { group in
      var next = 0
      let values = totals.map { (total) -> Value in
        guard case .aggregate(_, let isDate) = total else { return .int(group.count) }
        next += 1
        let value = group.totals[next - 1]
        return isDate ? maker.date(value) : .int(Int(value))
      }
      return RelationGroup(key: group.key, totals: values, first: group.newest)
    }
  }

  static func value(of key: Field, _ column: String, _ maker: RowMaker) throws(VaultError) -> Value? {
    switch (key, column) {
    case (.null, _): return .null
    case (.int(let date), "date"): return maker.date(date)
    case (.int(let type), "event"): return .string(EventCode(number: type)?.name ?? String(type))
    case (.int(let origin), "origin"): return EventOrigin(rawValue: origin).map { .string($0.word) }
    case (.int(let number), _): return .int(Int(number))
    case (.id(let id), "id"), (.id(let id), "run"): return .string(id.text)
    case (.id(let id), let kind):
      guard let kind = EntityKind(word: kind) else { return nil }
      return try Mentions(maker: maker, wanted: [column]).value(kind, id, column)
    default: return nil
    }
  }
}
