internal import CSV
internal import Crypto
internal import Interpreter
internal import Vault

/// A relation of things with sealed names, whose columns can be read without items.
protocol ListedRelation: Relation {
  /// The column that holds the name.
  static var name: String { get }
  /// The columns that count what belongs to a row.
  static var counted: [String] { get }
  /// The kind of what the columns `project` and `access` are about; nil where there are none.
  static var accessed: EntityKind? { get }
  /// Rows with what is asked for.
  static func list(
    _ query: Query<Row>, _ parts: ListedParts, _ session: VaultSession
  ) throws(VaultError) -> ListedPage
  /// The counted columns of rows by their numbers, row after row; of columns that are not wanted it may be anything.
  static func counts(
    _ numbers: [Int64], _ wanted: Set<String>, _ session: VaultSession
  ) throws(VaultError) -> [Int]
}

extension ListedRelation {
  static var counted: [String] { [] }
  static var accessed: EntityKind? { nil }

  static func counts(
    _ numbers: [Int64], _ wanted: Set<String>, _ session: VaultSession
  ) throws(VaultError) -> [Int] { [] }

  static func reader(
    _ columns: [String], _ conditions: [Condition<Row>], _ maker: RowMaker
  ) -> (any RecordReader<Row>)? { ListedReader<Self>(columns, maker) }
}

/// How a column of such a relation is read.
///
/// Outside of the reader, which is generic: no code would be made for this type alone.
private enum ListedColumn { case name, id, created, revised, project, access, count(Int) }

/// What a project is shown as.
private struct Home {
  let value: Value
  let name: [UInt8]
}

/// Reads records of some columns of machine accounts, projects or secrets.
final class ListedReader<R: ListedRelation>: RecordReader {
  typealias Row = R.Row

  private let maker: RowMaker
  private let parts: [ListedColumn]
  private let wanted: ListedParts
  private let isCounted: Bool
  private let names: Set<String>
  private var page: ListedPage?
  private var moment: AnyObject?
  private var index = 0
  private var last: Int64 = 0
  private var counts: [Int] = []
  private let countWidth = R.counted.count
  private var access: OwnAccess?
  private var homes: [Int64: Home] = [:]
  private var dates = UTCDates()

  /// A reader of these columns; nil where there is one that it does not know.
  init?(_ names: [String], _ maker: RowMaker) {
    var parts: [ListedColumn] = []
    var wanted: ListedParts = []
    for name in names {
      switch name {
      case R.name: parts.append(.name)
      case "id": (parts, wanted) = (parts + [.id], wanted.union(.id))
      case "created": (parts, wanted) = (parts + [.created], wanted.union(.created))
      case "revised": (parts, wanted) = (parts + [.revised], wanted.union(.revised))
      case "access" where R.accessed != nil: parts.append(.access)
      case "project" where R.accessed == .secret:
        (parts, wanted) = (parts + [.project], wanted.union(.project))
      default:
        guard let place = R.counted.firstIndex(of: name) else { return nil }
        parts.append(.count(place))
      }
    }
    self.parts = parts
    self.wanted = wanted
    self.maker = maker
    self.names = Set(names)
    isCounted = !self.names.isDisjoint(with: R.counted)
  }

  func page(
    _ query: Query<Row>, limit: Int, _ body: () throws(VaultError) -> Void
  ) throws(VaultError) -> Int {
    var next = query.and(Condition(.number, .greater, .int(last)))
    next.limit = limit
    try all(next, body)
    let rows = page?.rows ?? []
    page = nil
    last = rows.last?.number ?? last
    return rows.count
  }

  func all(_ query: Query<Row>, _ body: () throws(VaultError) -> Void) throws(VaultError) {
    let found = try R.list(query, wanted, maker.session)
    if moment !== found.moment { homes = [:] }
    moment = found.moment
    page = found
    if isCounted { counts = try R.counts(found.rows.map(\.number), names, maker.session) }
    access = try R.accessed.map { (kind) throws(VaultError) in try OwnAccess(kind, names, maker) }
    for place in found.rows.indices {
      index = place
      try body()
    }
  }

  func values() throws(VaultError) -> [Value] {
    guard let page else { return [] }
    var values: [Value] = []
    values.reserveCapacity(parts.count)
    for part in parts { values.append(try value(part, page)) }
    return values
  }

  func value() throws(VaultError) -> Value {
    guard let page, let part = parts.first else { return .null }
    return try value(part, page)
  }

  private func value(_ part: ListedColumn, _ page: ListedPage) throws(VaultError) -> Value {
    let row = page.rows[index]
    switch part {
    case .name: return .string(page.names.text(index))
    case .id: return .string(row.id.text)
    case .created: return maker.date(row.created)
    case .revised: return maker.date(row.revised)
    case .access: return access?.value(row.number) ?? .null
    case .count(let column): return .int(counts[index * countWidth + column])
    case .project: return try home(row, page)?.value ?? .null
    }
  }

  /// The project of a secret; nil where there is none.
  private func home(_ row: ListedRow, _ page: ListedPage) throws(VaultError) -> Home? {
    guard let number = row.project else { return nil }
    if let known = homes[number] { return known }
    guard let project = try page.project(number, maker.session) else { return nil }
    let made = Home(value: .mention(project), name: Array(CSVWriter.label(project.name).utf8))
    homes[number] = made
    return made
  }

  // MARK: cells

  func line(_ layout: CellLayout, to bytes: CellBuffer) throws(VaultError) {
    guard let page else { return }
    let cell = CellBytes(layout: layout)
    let start = bytes.count
    for place in 0..<parts.count {
      if place > 0 { bytes.append(layout.separator) }
      try append(parts[place], page, cell, to: bytes)
    }
    // A record of one empty cell would be an empty line, which readers pass over.
    if bytes.count == start { bytes.append("\"\"") }
    cell.end(to: bytes)
  }

  private func append(
    _ part: ListedColumn, _ page: ListedPage, _ cell: CellBytes, to bytes: CellBuffer
  ) throws(VaultError) {
    let row = page.rows[index]
    switch part {
    case .name: page.names.withUTF8(index) { cell.append($0, to: bytes) }
    case .id: bytes.append(row.id)
    case .created: append(date: row.created, cell, to: bytes)
    case .revised: append(date: row.revised, cell, to: bytes)
    case .access: bytes.append(access?.word(row.number) ?? "")
    case .count(let column): bytes.append(number: Int64(counts[index * countWidth + column]))
    case .project: try home(row, page)?.name.withUnsafeBufferPointer { cell.append($0, to: bytes) }
    }
  }

  private func append(date: Int64, _ cell: CellBytes, to bytes: CellBuffer) {
    let (zones, zone) = (maker.context.zones, maker.context.zone)
    if zone == 0 {
      dates.append(date, to: bytes) { zones.text($0, in: 0) }
    } else {
      cell.append(zones.text(date, in: zone), to: bytes)
    }
  }
}
