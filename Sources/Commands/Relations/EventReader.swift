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
  private var row: (any RowCursor)?
  private var date: Int64 = 0
  private var number: Int64 = 0

  // What was mentioned so far, as values and as cells, until names change.
  private var known = KeyTable()
  private var mentions: [Value] = []
  private var cells: [[UInt8]] = []
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
    generation = maker.session.nameGeneration
  }

  func page(
    _ query: EventQuery, limit: Int, _ body: () throws(VaultError) -> Void
  ) throws(VaultError) -> Int {
    forgetOldNames()
    let count = try maker.session.scanEvents(query, after: mark, limit: limit, columns) {
      (row) throws(VaultError) in
      try take(row)
      try body()
    }
    row = nil
    if count > 0 { mark = EventMark(date: date, number: number) }
    return count
  }

  func all(_ query: EventQuery, _ body: () throws(VaultError) -> Void) throws(VaultError) {
    forgetOldNames()
    try maker.session.scanEvents(query, columns) { (row) throws(VaultError) in
      try take(row)
      try body()
    }
    row = nil
  }

  private func take(_ row: any RowCursor) throws(VaultError) {
    date = try row.int(0)
    number = try row.int(1)
    self.row = row
  }

  func values() throws(VaultError) -> [Value] {
    guard let row else { return [] }
    var values: [Value] = []
    values.reserveCapacity(parts.count)
    for part in parts { values.append(try value(part, row)) }
    return values
  }

  func value() throws(VaultError) -> Value {
    guard let row, let part = parts.first else { return .null }
    return try value(part, row)
  }

  private func value(_ part: Part, _ row: any RowCursor) throws(VaultError) -> Value {
    switch part {
    case .date: return maker.date(date)
    case .number: return .int(Int(number))
    case .type(let place): return .int(Int(try row.int(place)))
    case .name(let place): return .string(Self.name(try row.int(place)))
    case .text(let place):
      if row.isNull(place) { return .null }
      var text = ""
      try row.text(place) { text = String(decoding: $0, as: UTF8.self) }
      return .string(text)
    case .int(let place): return row.isNull(place) ? .null : .int(Int(try row.int(place)))
    case .origin(let place): return .string(try origin(row, place).word)
    case .id(let place): return .string(try row.id(place).text)
    case .actor, .mention: return try mention(part, row).map { mentions[$0] } ?? .null
    }
  }

  private static func name(_ type: Int64) -> String { EventCode(number: type)?.name ?? String(type) }

  private func origin(_ row: any RowCursor, _ place: Int) throws(VaultError) -> EventOrigin {
    guard let origin = EventOrigin(rawValue: try row.int(place)) else {
      throw .damaged("the origin of an event is unknown")
    }
    return origin
  }

  // MARK: mentions

  /// Where a mention is kept; nil where there is none.
  private func mention(_ part: Part, _ row: any RowCursor) throws(VaultError) -> Int? {
    switch part {
    case .mention(let kind, let place): return row.isNull(place) ? nil : try kept(kind, try row.id(place))
    case .actor(let person, let account):
      if !row.isNull(person) { return try kept(.person, try row.id(person)) }
      return row.isNull(account) ? nil : try kept(.account, try row.id(account))
    default: return nil
    }
  }

  private func kept(_ kind: EntityKind, _ id: UUID128) throws(VaultError) -> Int {
    let place = known.number(of: id, tag: UInt64(bitPattern: kind.rawValue) &+ 16)
    if place == mentions.count {
      // There before it is named: a name that cannot be read ends all.
      mentions.append(.null)
      cells.append([])
      mentions[place] = try Mentions(maker: maker, wanted: ["it"]).value(kind, id, "it")
    }
    return place
  }

  /// The most mentions that are kept from page to page.
  private static let keptMentions = 50_000

  private func forgetOldNames() {
    if generation == maker.session.nameGeneration, mentions.count < Self.keptMentions { return }
    generation = maker.session.nameGeneration
    known = KeyTable()
    mentions = []
    cells = []
  }

  // MARK: cells

  func line(_ layout: CellLayout, to bytes: inout [UInt8]) throws(VaultError) {
    guard let row else { return }
    let cell = CellBytes(layout: layout)
    let start = bytes.count
    for index in parts.indices {
      if index > 0 { bytes.append(layout.separator) }
      try append(parts[index], row, cell, to: &bytes)
    }
    // A record of one empty cell would be an empty line, which readers pass over.
    if bytes.count == start { bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
    cell.end(to: &bytes)
  }

  private func append(
    _ part: Part, _ row: any RowCursor, _ cell: CellBytes, to bytes: inout [UInt8]
  ) throws(VaultError) {
    switch part {
    case .date where maker.context.zone == 0:
      dates.append(date, to: &bytes) { [maker] in maker.context.zones.text($0, in: 0) }
    case .date: bytes += cell.cell(maker.context.zones.text(date, in: maker.context.zone))
    case .number: CellBytes.append(number, to: &bytes)
    case .type(let place): CellBytes.append(try row.int(place), to: &bytes)
    case .int(let place): if !row.isNull(place) { CellBytes.append(try row.int(place), to: &bytes) }
    case .text(let place):
      if row.isNull(place) { return }
      try row.text(place) { cell.append($0, to: &bytes) }
    case .actor, .mention:
      guard let place = try mention(part, row) else { return }
      if cells[place].isEmpty, case .entity(let entity) = mentions[place] {
        cells[place] = cell.cell(entity.name)
      }
      bytes += cells[place]
    case .name, .origin, .id: bytes += cell.cell(try value(part, row).string ?? "")
    }
  }
}
