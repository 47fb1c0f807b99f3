import Base
import CSQLite
import Vault

/// The fields of rows of one table, as plain memory, until a statement takes several rows at once.
final class RowBatch: FieldSink {
  private enum Kind: UInt8 { case null, number, text, bytes }

  /// A field: a number, or the place of its bytes.
  private struct Place {
    let kind: Kind
    let count: Int32
    let value: Int64
  }

  let columns: Int
  private let most: Int
  private let places: UnsafeMutablePointer<Place>
  private var count = 0
  private var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var used = 0

  /// A batch of up to so many rows.
  init(columns: Int, rows: Int) {
    self.columns = columns
    most = rows * columns
    places = .allocate(capacity: most)
  }

  deinit {
    places.deallocate()
    bytes.deallocate()
  }

  /// How many rows it holds.
  var rows: Int { count / columns }
  var isFull: Bool { count >= most }
  var isEmpty: Bool { count == 0 }

  /// Forgets the rows; memory of a usual size waits for the next ones.
  func clear() {
    count = 0
    used = 0
    if bytes.count > Self.mostKept { resize(to: 0) }
  }

  private static let mostKept = 1 << 20

  func addNull() { add(Place(kind: .null, count: 0, value: 0)) }
  func add(_ number: Int64) { add(Place(kind: .number, count: 0, value: number)) }

  func add(_ text: String) {
    var text = text
    text.withUTF8 { add(.text, UnsafeRawBufferPointer($0)) }
  }

  func add(_ id: UUID128) {
    withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { add(.bytes, $0) }
  }

  func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add(.bytes, $0) } }

  private func add(_ kind: Kind, _ field: UnsafeRawBufferPointer) {
    add(Place(kind: kind, count: Int32(clamping: field.count), value: Int64(used)))
    guard let from = field.baseAddress, field.count > 0 else { return }
    if used + field.count > bytes.count { resize(to: 2 * (used + field.count) + 256) }
    bytes.baseAddress.map { $0 + used }?.copyMemory(from: from, byteCount: field.count)
    used += field.count
  }

  private func add(_ place: Place) {
    precondition(count < most, "a row has more fields than its table columns")
    places[count] = place
    count += 1
  }

  private func resize(to size: Int) {
    let new = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    new.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<min(used, size)]))
    bytes.deallocate()
    bytes = new
  }

  /// Adds the rows: with `many`, which takes so many at a time, and what is left with `one`.
  func insert(many: Statement, of count: Int, one: Statement) throws(VaultError) {
    var row = 0
    while rows - row >= count {
      try insert(with: many, row, count)
      row += count
    }
    while row < rows {
      try insert(with: one, row, 1)
      row += 1
    }
  }

  private func insert(with statement: Statement, _ row: Int, _ count: Int) throws(VaultError) {
    // What is bound stays where it is for as long as the statement runs.
    var code = SQLITE_OK
    for index in 0..<count * columns where code == SQLITE_OK {
      code = bind(places[row * columns + index], statement.handle, Int32(index + 1))
    }
    if code == SQLITE_OK {
      code = sqlite3_step(statement.handle)
      sqlite3_reset(statement.handle)
    }
    if code != SQLITE_DONE {
      throw ResultCode.error(sqlite3_db_handle(statement.handle), code, table: statement.table)
    }
  }

  private func bind(_ place: Place, _ handle: OpaquePointer, _ index: Int32) -> Int32 {
    func start() -> UnsafeRawPointer? { bytes.baseAddress.map { UnsafeRawPointer($0 + Int(place.value)) } }
    switch place.kind {
    case .null: return sqlite3_bind_null(handle, index)
    case .number: return sqlite3_bind_int64(handle, index, place.value)
    case .text where place.count == 0: return sms_sqlite_bind_text(handle, index, "", 0)
    case .text: return sms_sqlite_bind_kept_text(handle, index, start(), place.count)
    case .bytes where place.count == 0: return sqlite3_bind_zeroblob(handle, index, 0)
    case .bytes: return sms_sqlite_bind_kept_blob(handle, index, start(), place.count)
    }
  }
}
