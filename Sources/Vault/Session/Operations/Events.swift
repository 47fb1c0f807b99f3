package import Base
internal import Crypto

/// A filter of events; every given field must match.
package struct EventFilter: Sendable, Equatable {
  /// The first instant, included.
  package var from: Int64?
  /// The first instant that is not included any more.
  package var to: Int64?
  /// The machine account that was acted upon, or else the one that acted; nil: any.
  package var account: UUID128?
  /// The project acted upon; nil: any.
  package var project: UUID128?
  /// The secret acted upon; nil: any.
  package var secret: UUID128?
  /// The person acted upon; nil: any.
  package var person: UUID128?
  /// Types by number, each a range; empty: all.
  package var types: [ClosedRange<Int64>] = []

  /// No filter.
  package init() {}

  /// The order of events: by date, because imported ones have higher numbers than younger ones, then by number.
  package static let newestFirst = [
    SortKey<EventRow>(.date, descending: true), SortKey<EventRow>(.number, descending: true),
  ]

  /// The query of this filter, newest first.
  package var query: EventQuery {
    var query = EventQuery(order: Self.newestFirst)
    if let from { query.conditions.append(Condition(.date, .greaterOrEqual, .int(from))) }
    if let to { query.conditions.append(Condition(.date, .less, .int(to))) }
    if let account {
      query.conditions.append(
        Condition(firstOf: EventRow.accountColumns, .equal, [.id(account)]))
    }
    if let project { query.conditions.append(.equal(.project, .id(project))) }
    if let secret { query.conditions.append(.equal(.secret, .id(secret))) }
    if let person {
      query.conditions.append(Condition(anyOf: [.person, .actorPerson], .equal, [.id(person)]))
    }
    if let types = typeConditions { query.conditions += types }
    return query
  }

  private var typeConditions: [Condition<EventRow>]? {
    if types.isEmpty { return nil }
    if types.count == 1 {
      // Events of one type are walked along their own index.
      if types[0].lowerBound == types[0].upperBound { return [.equal(.type, .int(types[0].lowerBound))] }
      return [
        Condition(.type, .greaterOrEqual, .int(types[0].lowerBound)),
        Condition(.type, .lessOrEqual, .int(types[0].upperBound)),
      ]
    }
    // Several ranges become the known numbers in them: a range alone may hold any number.
    var numbers: Set<Int64> = []
    for range in types {
      if range.lowerBound == range.upperBound { numbers.insert(range.lowerBound) }
      numbers.formUnion(EventCode.allCases.map(\.number).filter(range.contains))
    }
    return [.oneOf(.type, numbers.sorted().map { .int($0) })]
  }
}

extension VaultSession {
  /// The events of a query; `EventFilter.query` gives the usual ones, `events(_:after:limit:)` their pages.
  package func events(_ query: EventQuery) throws(VaultError) -> [Event] {
    try require(.eventList)
    return try store.rows(try limitedEvents(query)).map(Event.init)
  }

  /// The next events of a query, newest first, after the one that the page before ended with.
  ///
  /// What one of two columns must equal is asked for column by column: each has an index to walk along, both
  /// together have none.
  package func events(
    _ query: EventQuery, after last: EventCursor?, limit: Int
  ) throws(VaultError) -> [Event] {
    try require(.eventList)
    let limited = try limitedEvents(query)
    let mark = last.map { (value: $0.date, number: $0.number) }
    func page(_ query: EventQuery) throws(VaultError) -> [EventRow] {
      try store.page(query, fallingBy: .date, after: mark, limit: limit)
    }
    let either = limited.conditions.firstIndex { $0.columns.count == 2 && $0.comparison == .equal }
    guard let either, limited.offset == 0 else { return try page(limited).map(Event.init) }
    let condition = limited.conditions[either]
    var found: [EventRow] = []
    for alternative in condition.alternatives {
      var part = limited
      part.conditions.remove(at: either)
      part.conditions += alternative
      found += try page(part)
    }
    found.sort { ($0.date, $0.number) > ($1.date, $1.number) }
    var rows: [EventRow] = []
    // Both columns may equal it.
    for row in found where row.number != rows.last?.number { rows.append(row) }
    return rows.prefix(limit).map(Event.init)
  }

  /// How many events fulfil a query.
  package func countEvents(_ query: EventQuery) throws(VaultError) -> Int {
    try require(.eventList)
    return try store.count(try limitedEvents(query))
  }

  /// Limits a query to the events of the machine accounts that the person may read.
  func limitedEvents(_ query: EventQuery) throws(VaultError) -> EventQuery {
    guard let numbers = try accessView().listed(.eventList, .account) else { return query }
    let accounts = try store.rows(AccountQuery().limited(to: numbers))
    return query.and(
      Condition(anyOf: [.account, .actorAccount], .oneOf, accounts.map { .id($0.id) }))
  }

  /// The name of an object that an event refers to, even of a deleted one; nil when it is unknown.
  ///
  /// Names, including missing ones, are cached until the next change, so that a long list looks each up once.
  package func name(_ kind: EntityKind, _ id: UUID128) throws(VaultError) -> String? {
    if let name = names[kind]?[id] { return name }
    if names[kind, default: [:]].count >= Self.keptNames { names[kind] = [:] }
    var name = id == actor.id ? actor.ref.name : try ref(kind, id: id)?.name
    if name == nil { name = try hiddenName(kind, id) }
    if name == nil, try canReadAll(kind) { name = try buriedName(kind, id) }
    names[kind, default: [:]].updateValue(name, forKey: id)
    return name
  }

  /// Opens the names of many things together, so that `name` has them: of those that their rows tell.
  package func fetchNames(_ kind: EntityKind, _ ids: [UUID128]) throws(VaultError) {
    switch kind {
    case .account: try fetchNames(AccountRow.self, ids)
    case .project: try fetchNames(ProjectRow.self, ids)
    case .secret: try fetchNames(SecretRow.self, ids)
    default: break
    }
  }

  /// How many ids are asked for at once; a list that is shorter is filled up, so that there is one statement.
  private static var fetchedNames: Int { 64 }

  private func fetchNames<Row: NamedRow>(_ type: Row.Type, _ ids: [UUID128]) throws(VaultError) {
    var opener = try NameOpener(keys)
    var found: [UUID128] = []
    let isReadable = try readable(Row.self)
    for start in stride(from: 0, to: ids.count, by: Self.fetchedNames) {
      var part = ids[start..<min(ids.count, start + Self.fetchedNames)].map { Field.id($0) }
      part += [Field](repeating: part[0], count: Self.fetchedNames - part.count)
      let query = Query<Row>([.oneOf(Row.Column.id, part)])
      try store.scan(query, [.number, Row.Column.id, Row.Column.name]) { (row) throws(VaultError) in
        guard isReadable(try row.int(0)) else { return true }
        found.append(try row.id(1))
        try row.text(2) { (sealed) throws(VaultError) in try opener.add(sealed) }
        return true
      }
    }
    let opened = try opener.finish()
    if names[Row.kind, default: [:]].count + found.count > Self.keptNames { names[Row.kind] = [:] }
    for (place, id) in found.enumerated() where id != actor.id {
      let name = opened.name(place)
      if name.isReadable { names[Row.kind, default: [:]].updateValue(name.text, forKey: id) }
    }
  }

  /// How many names of a kind are kept.
  private static var keptNames: Int { 20_000 }

  /// Whether the caller may read everything of a kind, and so the names of deleted objects.
  func canReadAll(_ kind: EntityKind) throws(VaultError) -> Bool {
    switch kind {
    case .account: try accessView().listed(.accountList, kind) == nil
    case .project: try accessView().listed(.projectList, kind) == nil
    case .secret: try accessView().listed(.secretList, kind) == nil
    case .token: try accessView().listed(.tokenList, kind) == nil
    // People and groups are listed wholly or not at all, whatever the policies.
    case .person: service.environment.rules.right(actor.caller, .personList) == .all
    case .group: service.environment.rules.right(actor.caller, .groupList) == .all
    case .grant, .event: true
    }
  }

  /// The name of a secret in the trash or of a revoked token: their rows are there, but hidden.
  private func hiddenName(_ kind: EntityKind, _ id: UUID128) throws(VaultError) -> String? {
    let name: DecryptedName? =
      switch kind {
      case .secret: try row(SecretRow.self, id).map { keys.name($0.name.text) }
      case .token: try row(TokenRow.self, id).map { keys.name($0.name.text) }
      default: nil
      }
    return name.flatMap { $0.isReadable ? $0.text : nil }
  }

  private func buriedName(_ kind: EntityKind, _ id: UUID128) throws(VaultError) -> String? {
    let stone = try store.first(
      Query<TombstoneRow>([.equal(.subject, .id(id)), .equal(.kind, .int(kind.rawValue))]))
    return stone.flatMap {
      let name = keys.name($0.name)
      return name.isReadable ? name.text : nil
    }
  }

  /// The ids of things of a kind that had this name and were deleted, trashed or revoked.
  ///
  /// With `byPath` a name may be PROJECT/KEY: that is how a secret is asked for, but no text that it equals.
  package func buried(
    _ kind: EntityKind, named name: String, byPath: Bool = false
  ) throws(VaultError) -> [UUID128] {
    guard try canReadAll(kind) else { return [] }
    let hidden: [UUID128] =
      switch kind {
      case .secret where byPath: try secrets(named: name, .isNotNull(.deleted)).map(\.id)
      case .secret: try rows(SecretRow.self, named: name, [.isNotNull(.deleted)]).map(\.id)
      case .token: try rows(TokenRow.self, named: name, [.isNotNull(.revoked)]).map(\.id)
      default: []
      }
    return try hidden
      + store.rows(
        Query<TombstoneRow>([
          .equal(.kind, .int(kind.rawValue)), .equal(.digest, .bytes(keys.digest(kind, name))),
        ])
      ).map(\.subject)
  }
}
