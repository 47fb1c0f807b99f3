internal import Crypto
internal import Interpreter
internal import Vault

/// How a column of the language is read from scanned ones, which are given by their places.
enum EventPart {
  case date, number
  case type(Int)
  case name(Int)
  /// What stands in the first of two columns that holds an id, and which mention of its row that is.
  case firstOf(EntityKind, Int, EntityKind, Int, Int)
  case mention(EntityKind, Int, Int)
  case text(Int)
  case int(Int)
  case origin(Int)
  case id(Int)

  /// Which mention of its row it is.
  var mention: Int? {
    switch self {
    case .firstOf(_, _, _, _, let number), .mention(_, _, let number): number
    default: nil
    }
  }
}

/// The parts of some columns of events, and which stored columns they are read from.
struct EventParts {
  private(set) var parts: [EventPart] = []
  /// The stored columns: the date and the number first.
  private(set) var columns: [EventRow.Column] = [.date, .number]
  /// How many mentions each row has.
  private(set) var mentions = 0
  /// The places of columns that are texts.
  private(set) var texts: [Int] = []

  /// The parts of these columns; nil where one of them needs more than its own stored column.
  init?(_ names: [String]) {
    for name in names {
      guard let part = part(name) else { return nil }
      parts.append(part)
    }
  }

  private mutating func part(_ name: String) -> EventPart? {
    switch name {
    case "date": return .date
    case "number": return .number
    case "type": return .type(place(.type))
    case "event": return .name(place(.type))
    case "actor":
      return .firstOf(.person, place(.actorPerson), .account, place(.actorAccount), mention())
    case "account":
      let places = EventRow.accountColumns.map { place($0) }
      return .firstOf(.account, places[0], .account, places[1], mention())
    case "project": return .mention(.project, place(.project), mention())
    case "secret": return .mention(.secret, place(.secret), mention())
    case "person": return .mention(.person, place(.person), mention())
    case "group": return .mention(.group, place(.group), mention())
    case "token": return .mention(.token, place(.token), mention())
    case "ip":
      let place = place(.ip)
      if !texts.contains(place) { texts.append(place) }
      return .text(place)
    case "device": return .int(place(.device))
    case "origin": return .origin(place(.origin))
    case "id": return .id(place(.id))
    case "run": return .id(place(.runID))
    default: return nil
    }
  }

  private mutating func place(_ column: EventRow.Column) -> Int {
    if let place = columns.firstIndex(of: column) { return place }
    columns.append(column)
    return columns.count - 1
  }

  private mutating func mention() -> Int {
    mentions += 1
    return mentions - 1
  }
}

/// Rows of events as they were read, kept to become values or lines.
final class EventPage: HeldRows {
  private let parts: [EventPart]
  private let columns: [EventRow.Column]
  private let textColumns: [Int]
  private let zones: ZoneTable
  private let zone: UInt16

  private(set) var count = 0
  private var capacity = 0
  private var fields: UnsafeMutableBufferPointer<LentField>
  private let mentionCount: Int
  private var mentions: UnsafeMutableBufferPointer<MentionTable.Place?>
  /// What its mentions have their places in.
  private var table = MentionTable()
  private let names: EventNames
  private var texts = TextBlocks()
  private var dates = UTCDates()

  init(_ parts: EventParts, _ names: EventNames, _ context: Context) {
    self.names = names
    self.parts = parts.parts
    columns = parts.columns
    textColumns = parts.texts
    mentionCount = parts.mentions
    (zones, zone) = (context.zones, context.zone)
    fields = .allocate(capacity: 0)
    mentions = .allocate(capacity: 0)
  }

  deinit {
    fields.deallocate()
    mentions.deallocate()
  }

  /// Begins anew, with room for so many rows, whose mentions get their places in a table.
  func clear(rows: Int, _ table: MentionTable) {
    count = 0
    self.table = table
    texts.clear()
    guard rows > capacity else { return }
    capacity = rows
    fields.deallocate()
    fields = .allocate(capacity: rows * columns.count)
    fields.initialize(repeating: .null)
    mentions.deallocate()
    mentions = .allocate(capacity: rows * mentionCount)
    mentions.initialize(repeating: nil)
  }

  /// Keeps the row that a scan stands on; its texts are lent until the scan goes on, or copied.
  @inline(__always)
  func add(_ row: any RowCursor, copiesTexts: Bool) throws(VaultError) {
    let start = count * columns.count
    let place = UnsafeMutableBufferPointer(rebasing: fields[start..<start + columns.count])
    try row.lend(to: place)
    if copiesTexts {
      for column in textColumns {
        if case .text(let text) = place[column] { place[column] = .text(texts.copy(text)) }
      }
    }
    count += 1
  }

  // MARK: fields

  private func wrong(_ place: Int) -> VaultError {
    .damaged("\(columns[place].rawValue) of an event is of another type")
  }

  @inline(__always)
  private func field(_ row: Int, _ place: Int) -> LentField { fields[row &* columns.count &+ place] }

  /// The number at a place of a row.
  @inline(__always)
  func int(_ row: Int, _ place: Int) throws(VaultError) -> Int64 {
    guard case .int(let value) = field(row, place) else { throw wrong(place) }
    return value
  }

  /// The same, or nothing.
  @inline(__always)
  func intOrNil(_ row: Int, _ place: Int) throws(VaultError) -> Int64? {
    if case .null = field(row, place) { return nil }
    return try int(row, place)
  }

  /// The id at a place, or nothing.
  @inline(__always)
  func idOrNil(_ row: Int, _ place: Int) throws(VaultError) -> UUID128? {
    switch field(row, place) {
    case .null: return nil
    case .id(let id): return id
    default: throw wrong(place)
    }
  }

  /// The UTF-8 at a place, or nothing.
  @inline(__always)
  func textOrNil(_ row: Int, _ place: Int) throws(VaultError) -> UnsafeBufferPointer<UInt8>? {
    switch field(row, place) {
    case .null: return nil
    case .text(let text): return text
    default: throw wrong(place)
    }
  }

  /// The word for an origin.
  func origin(_ row: Int, _ place: Int) throws(VaultError) -> String {
    guard let origin = EventOrigin(rawValue: try int(row, place)) else {
      throw .damaged("the origin of an event is unknown")
    }
    return origin.word
  }

  /// The name of a type.
  func name(_ row: Int, _ place: Int) throws(VaultError) -> String {
    let type = try int(row, place)
    return EventCode(number: type)?.name ?? String(type)
  }

  /// The place of a row in the order of events.
  func mark(_ row: Int) throws(VaultError) -> EventMark {
    EventMark(date: try int(row, 0), number: try int(row, 1))
  }

  // MARK: mentions

  /// The place of what a row mentions in a column; nil where there is nothing.
  func place(_ row: Int, _ part: EventPart) throws(VaultError) -> MentionTable.Place? {
    try place(row, part, table)
  }

  @inline(__always)
  private func place(
    _ row: Int, _ part: EventPart, _ table: MentionTable
  ) throws(VaultError) -> MentionTable.Place? {
    switch part {
    case .mention(let kind, let place, _): return try idOrNil(row, place).map { table.place(kind, $0) }
    case .firstOf(let kind, let place, let otherKind, let otherPlace, _):
      if let id = try idOrNil(row, place) { return table.place(kind, id) }
      return try idOrNil(row, otherPlace).map { table.place(otherKind, $0) }
    default: return nil
    }
  }

  func prepare() throws(VaultError) {
    let table = table
    for row in 0..<count {
      for part in parts {
        guard let number = part.mention else { continue }
        mentions[row &* mentionCount &+ number] = try place(row, part, table)
      }
    }
  }

  func complete(_ layout: CellLayout) throws(VaultError) { try names.makeCells(of: table, layout) }

  // MARK: lines

  func write(_ layout: CellLayout, to bytes: CellBuffer) throws(VaultError) {
    let cell = CellBytes(layout: layout)
    for row in 0..<count {
      let start = bytes.count
      for index in parts.indices {
        if index > 0 { bytes.append(layout.separator) }
        try append(parts[index], row, cell, to: bytes)
      }
      // A record of one empty cell would be an empty line, which readers pass over.
      if bytes.count == start { bytes.append("\"\"") }
      cell.end(to: bytes)
    }
  }

  @inline(__always)
  private func append(
    _ part: EventPart, _ row: Int, _ cell: CellBytes, to bytes: CellBuffer
  ) throws(VaultError) {
    switch part {
    case .date where zone == 0: dates.append(try int(row, 0), to: bytes) { zones.text($0, in: 0) }
    case .date: cell.append(zones.text(try int(row, 0), in: zone), to: bytes)
    case .number: bytes.append(number: try int(row, 1))
    case .type(let place): bytes.append(number: try int(row, place))
    case .int(let place): if let number = try intOrNil(row, place) { bytes.append(number: number) }
    case .text(let place): if let text = try textOrNil(row, place) { cell.append(text, to: bytes) }
    case .firstOf(_, _, _, _, let number), .mention(_, _, let number):
      mentions[row &* mentionCount &+ number]?.append(to: bytes)
    case .name(let place): cell.append(try name(row, place), to: bytes)
    case .origin(let place): cell.append(try origin(row, place), to: bytes)
    case .id(let place): if let id = try idOrNil(row, place) { bytes.append(id) }
    }
  }
}

/// Copies of texts, which stay where they are until all are forgotten.
private struct TextBlocks: ~Copyable {
  private static let blockSize = 65_536
  private var blocks: [UnsafeMutableBufferPointer<UInt8>] = []
  private var current = 0
  private var used = 0

  deinit { for block in blocks { block.deallocate() } }

  /// Forgets all texts; the blocks are kept.
  mutating func clear() { (current, used) = (0, 0) }

  /// A copy of a text.
  mutating func copy(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    while current < blocks.count, blocks[current].count - used < text.count {
      (current, used) = (current + 1, 0)
    }
    if current == blocks.count { blocks.append(.allocate(capacity: max(Self.blockSize, text.count))) }
    let place = UnsafeMutableBufferPointer(rebasing: blocks[current][used..<used + text.count])
    _ = place.update(fromContentsOf: text)
    used += text.count
    return UnsafeBufferPointer(place)
  }
}
