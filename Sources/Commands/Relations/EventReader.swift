internal import Crypto
internal import Interpreter
internal import Vault

/// Reads records of some columns of events straight from the store.
final class EventReader: RecordReader {
  typealias Row = EventRow

  /// How a column of the language is read from scanned ones, which are given by their places.
  private enum Part {
    case date, number
    case type(Int)
    case name(Int)
    case actor(person: Int, account: Int)
    case mention(EntityKind, Int)
    case text(Int)
    case int(Int)
    case origin(Int)
    case id(Int)
  }

  private let maker: RowMaker
  private let parts: [Part]
  private let columns: [EventRow.Column]
  private var mark: EventMark?
  /// The columns of the row, while there is one.
  private let fields: UnsafeMutableBufferPointer<LentField>
  private var isOnRow = false
  private var date: Int64 = 0
  private var number: Int64 = 0

  // What was mentioned so far, as cells and as values, until names change.
  private var known = MentionTable()
  private var mentions: [Value] = []
  private var generation: Int
  private var dates = UTCDates()

  /// A reader of these columns; nil where one of them needs more than its own stored column.
  init?(_ names: [String], _ maker: RowMaker) {
    var columns: [EventRow.Column] = [.date, .number]
    func place(_ column: EventRow.Column) -> Int {
      columns.append(column)
      return columns.count - 1
    }
    var parts: [Part] = []
    for name in names {
      switch name {
      case "date": parts.append(.date)
      case "number": parts.append(.number)
      case "type": parts.append(.type(place(.type)))
      case "event": parts.append(.name(place(.type)))
      case "actor": parts.append(.actor(person: place(.actorPerson), account: place(.actorAccount)))
      case "account": parts.append(.mention(.account, place(.account)))
      case "project": parts.append(.mention(.project, place(.project)))
      case "secret": parts.append(.mention(.secret, place(.secret)))
      case "person": parts.append(.mention(.person, place(.person)))
      case "group": parts.append(.mention(.group, place(.group)))
      case "token": parts.append(.mention(.token, place(.token)))
      case "ip": parts.append(.text(place(.ip)))
      case "device": parts.append(.int(place(.device)))
      case "origin": parts.append(.origin(place(.origin)))
      case "id": parts.append(.id(place(.id)))
      default: return nil
      }
    }
    self.parts = parts
    self.columns = columns
    self.maker = maker
    fields = .allocate(capacity: columns.count)
    fields.initialize(repeating: .null)
    generation = maker.session.nameGeneration
  }

  deinit { fields.deallocate() }

  func page(
    _ query: EventQuery, limit: Int, _ body: () throws(VaultError) -> Void
  ) throws(VaultError) -> Int {
    forgetOldNames()
    defer { isOnRow = false }
    let count = try maker.session.scanEvents(query, after: mark, limit: limit, columns) {
      (row) throws(VaultError) in
      try take(row)
      try body()
    }
    if count > 0 { mark = EventMark(date: date, number: number) }
    return count
  }

  func all(_ query: EventQuery, _ body: () throws(VaultError) -> Void) throws(VaultError) {
    forgetOldNames()
    defer { isOnRow = false }
    try maker.session.scanEvents(query, columns) { (row) throws(VaultError) in
      try take(row)
      try body()
    }
  }

  private func take(_ row: any RowCursor) throws(VaultError) {
    try row.lend(to: fields)
    date = try int(0)
    number = try int(1)
    isOnRow = true
  }

  // MARK: fields

  private func wrong(_ place: Int) -> VaultError {
    .damaged("\(columns[place].rawValue) of an event is of another type")
  }

  /// The number at a place.
  private func int(_ place: Int) throws(VaultError) -> Int64 {
    guard case .int(let value) = fields[place] else { throw wrong(place) }
    return value
  }

  /// The number at a place, or nothing.
  private func intOrNil(_ place: Int) throws(VaultError) -> Int64? {
    if case .null = fields[place] { return nil }
    return try int(place)
  }

  /// The id at a place, or nothing.
  private func idOrNil(_ place: Int) throws(VaultError) -> UUID128? {
    switch fields[place] {
    case .null: return nil
    case .id(let id): return id
    default: throw wrong(place)
    }
  }

  /// The UTF-8 at a place, or nothing.
  private func textOrNil(_ place: Int) throws(VaultError) -> UnsafeBufferPointer<UInt8>? {
    switch fields[place] {
    case .null: return nil
    case .text(let text): return text
    default: throw wrong(place)
    }
  }

  // MARK: values

  func values() throws(VaultError) -> [Value] {
    guard isOnRow else { return [] }
    var values: [Value] = []
    values.reserveCapacity(parts.count)
    for part in parts { values.append(try value(part)) }
    return values
  }

  func value() throws(VaultError) -> Value {
    guard isOnRow, let part = parts.first else { return .null }
    return try value(part)
  }

  private func value(_ part: Part) throws(VaultError) -> Value {
    switch part {
    case .date: return maker.date(date)
    case .number: return .int(Int(number))
    case .type(let place): return .int(Int(try int(place)))
    case .name(let place): return .string(Self.name(try int(place)))
    case .text(let place):
      guard let text = try textOrNil(place) else { return .null }
      return .string(String(decoding: text, as: UTF8.self))
    case .int(let place): return try intOrNil(place).map { .int(Int($0)) } ?? .null
    case .origin(let place): return .string(try origin(place).word)
    case .id(let place):
      guard let id = try idOrNil(place) else { throw wrong(place) }
      return .string(id.text)
    case .actor, .mention: return try mention(part).map { mentions[$0] } ?? .null
    }
  }

  private static func name(_ type: Int64) -> String { EventCode(number: type)?.name ?? String(type) }

  private func origin(_ place: Int) throws(VaultError) -> EventOrigin {
    guard let origin = EventOrigin(rawValue: try int(place)) else {
      throw .damaged("the origin of an event is unknown")
    }
    return origin
  }

  // MARK: mentions

  /// Where a mention is kept; nil where there is none.
  @inline(__always)
  private func mention(_ part: Part) throws(VaultError) -> Int? {
    switch part {
    case .mention(let kind, let place):
      guard let id = try idOrNil(place) else { return nil }
      return try kept(kind, id)
    case .actor(let person, let account):
      if let id = try idOrNil(person) { return try kept(.person, id) }
      guard let id = try idOrNil(account) else { return nil }
      return try kept(.account, id)
    default: return nil
    }
  }

  @inline(__always)
  private func kept(_ kind: EntityKind, _ id: UUID128) throws(VaultError) -> Int {
    let place = known.number(kind.rawValue, id)
    if place == mentions.count { try name(kind, id) }
    return place
  }

  private func name(_ kind: EntityKind, _ id: UUID128) throws(VaultError) {
    // There before it is named: a name that cannot be read ends all.
    let place = mentions.count
    mentions.append(.null)
    mentions[place] = try Mentions(maker: maker, wanted: ["it"]).value(kind, id, "it")
  }

  /// The most mentions that are kept from page to page.
  private static let keptMentions = 50_000

  private func forgetOldNames() {
    if generation == maker.session.nameGeneration, mentions.count < Self.keptMentions { return }
    generation = maker.session.nameGeneration
    known = MentionTable()
    mentions = []
  }

  // MARK: cells

  func line(_ layout: CellLayout, to bytes: CellBuffer) throws(VaultError) {
    guard isOnRow else { return }
    let cell = CellBytes(layout: layout)
    let start = bytes.count
    for index in parts.indices {
      if index > 0 { bytes.append(layout.separator) }
      try append(parts[index], cell, to: bytes)
    }
    // A record of one empty cell would be an empty line, which readers pass over.
    if bytes.count == start { bytes.append("\"\"") }
    cell.end(to: bytes)
  }

  @inline(__always)
  private func append(_ part: Part, _ cell: CellBytes, to bytes: CellBuffer) throws(VaultError) {
    switch part {
    case .date where maker.context.zone == 0:
      dates.append(date, to: bytes) { maker.context.zones.text($0, in: 0) }
    case .date: cell.append(maker.context.zones.text(date, in: maker.context.zone), to: bytes)
    case .number: bytes.append(number: number)
    case .type(let place): bytes.append(number: try int(place))
    case .int(let place): if let number = try intOrNil(place) { bytes.append(number: number) }
    case .text(let place): if let text = try textOrNil(place) { cell.append(text, to: bytes) }
    case .actor, .mention:
      guard let place = try mention(part) else { return }
      if !known.append(place, to: bytes) { appendNew(place, cell, to: bytes) }
    case .name, .origin, .id: cell.append(try value(part).string ?? "", to: bytes)
    }
  }

  /// Appends the cell of a mention that had none yet, and keeps it.
  private func appendNew(_ place: Int, _ cell: CellBytes, to bytes: CellBuffer) {
    guard case .entity(let entity) = mentions[place] else { return }
    known.set(cell.cell(entity.name), of: place)
    _ = known.append(place, to: bytes)
  }
}
