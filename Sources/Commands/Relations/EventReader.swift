internal import Crypto
internal import Interpreter
internal import Vault

/// Reads records of some columns of events straight from the store.
final class EventReader: RecordReader, PageHolder {
  typealias Row = EventRow

  private let maker: RowMaker
  private let parts: EventParts
  private var mark: EventMark?
  /// The row that a scan stands on, while there is one.
  private let current: EventPage
  /// Pages whose lines are made later, by turns.
  private var pages: [EventPage] = []
  private var turn = 0

  // What was mentioned so far, as places of cells and as values, until names change.
  private var known = MentionTable()
  private var mentions: [Value] = []
  private let names: EventNames
  private var generation: Int

  /// A reader of these columns; nil where one of them needs more than its own stored column.
  init?(_ columns: [String], _ maker: RowMaker) {
    guard let parts = EventParts(columns) else { return nil }
    self.parts = parts
    self.maker = maker
    names = EventNames(maker.session)
    current = EventPage(parts, names, maker.context)
    generation = maker.session.nameGeneration
  }

  func page(
    _ query: EventQuery, limit: Int, _ body: () throws(VaultError) -> Void
  ) throws(VaultError) -> Int {
    forgetOldNames()
    defer { current.clear(rows: 1, known) }
    var last: EventMark?
    let count = try maker.session.scanEvents(query, after: mark, limit: limit, parts.columns) {
      (row) throws(VaultError) in
      last = try take(row)
      try body()
    }
    mark = last ?? mark
    return count
  }

  func all(_ query: EventQuery, _ body: () throws(VaultError) -> Void) throws(VaultError) {
    forgetOldNames()
    defer { current.clear(rows: 1, known) }
    try maker.session.scanEvents(query, parts.columns) { (row) throws(VaultError) in
      _ = try take(row)
      try body()
    }
  }

  private func take(_ row: any RowCursor) throws(VaultError) -> EventMark {
    current.clear(rows: 1, known)
    try current.add(row, copiesTexts: false)
    return try current.mark(0)
  }

  /// The most mentions that are kept from page to page.
  private static let keptMentions = 50_000

  private func forgetOldNames() {
    if generation == maker.session.nameGeneration, known.count < Self.keptMentions { return }
    generation = maker.session.nameGeneration
    known = MentionTable()
    mentions = []
  }

  // MARK: pages and lines

  var holder: (any PageHolder<EventRow>)? { self }

  func heldPage(_ query: EventQuery, limit: Int) throws(VaultError) -> any HeldRows {
    forgetOldNames()
    if pages.count < 3 { pages.append(EventPage(parts, names, maker.context)) }
    let page = pages[turn % 3]
    turn += 1
    page.clear(rows: limit, known)
    _ = try maker.session.scanEvents(query, after: mark, limit: limit, parts.columns) {
      (row) throws(VaultError) in try page.add(row, copiesTexts: true)
    }
    if page.count > 0 { mark = try page.mark(page.count - 1) }
    return page
  }

  func line(_ layout: CellLayout, to bytes: CellBuffer) throws(VaultError) {
    try current.prepare()
    try current.complete(layout)
    try current.write(layout, to: bytes)
  }

  // MARK: values

  func values() throws(VaultError) -> [Value] {
    guard current.count > 0 else { return [] }
    var values: [Value] = []
    values.reserveCapacity(parts.parts.count)
    for part in parts.parts { values.append(try value(part)) }
    return values
  }

  func value() throws(VaultError) -> Value {
    guard current.count > 0, let part = parts.parts.first else { return .null }
    return try value(part)
  }

  private func value(_ part: EventPart) throws(VaultError) -> Value {
    switch part {
    case .date: return maker.date(try current.int(0, 0))
    case .number: return .int(Int(try current.int(0, 1)))
    case .type(let place): return .int(Int(try current.int(0, place)))
    case .name(let place): return .string(try current.name(0, place))
    case .text(let place):
      guard let text = try current.textOrNil(0, place) else { return .null }
      return .string(String(decoding: text, as: UTF8.self))
    case .int(let place): return try current.intOrNil(0, place).map { .int(Int($0)) } ?? .null
    case .origin(let place): return .string(try current.origin(0, place))
    case .id(let place): return .string(or: try current.idOrNil(0, place)?.text)
    case .firstOf, .mention:
      guard let place = try current.place(0, part) else { return .null }
      try nameAll()
      return mentions[place.number]
    }
  }

  /// Names what was mentioned for the first time.
  private func nameAll() throws(VaultError) {
    while mentions.count < known.count {
      let place = known[mentions.count]
      // There before it is named: a name that cannot be read ends all.
      mentions.append(.null)
      guard let kind = place.kind else { continue }
      mentions[mentions.count - 1] = try Mentions(maker: maker, wanted: ["it"]).value(kind, place.id, "it")
    }
  }
}
