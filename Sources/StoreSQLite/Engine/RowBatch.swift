import CSQLite
import Crypto
import Vault

/// The fields of rows of one table, as plain memory: they are gathered by one thread and bound by another.
final class RowBatch: FieldSink {
  private enum Kind: UInt8 { case null, number, text, bytes }

  /// A field: a number, or where its bytes lie.
  private struct Place {
    let kind: Kind
    let count: Int32
    let value: Int64
  }

  let columns: Int
  private let most: Int
  private var places: [Place] = []
  private var bytes: [UInt8] = []

  /// A batch of up to so many rows.
  init(columns: Int, rows: Int) {
    self.columns = columns
    most = rows * columns
    places.reserveCapacity(most)
    bytes.reserveCapacity(rows * 512)
  }

  /// How many rows it holds.
  var rows: Int { places.count / columns }
  var isFull: Bool { places.count >= most }
  var isEmpty: Bool { places.isEmpty }

  func clear() {
    places.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.mostKept)
  }

  /// Memory of this size at most waits for the next rows.
  private static let mostKept = 1 << 20

  func addNull() { places.append(Place(kind: .null, count: 0, value: 0)) }
  func add(_ number: Int64) { places.append(Place(kind: .number, count: 0, value: number)) }

  func add(_ text: String) {
    var text = text
    text.withUTF8 { add(.text, UnsafeRawBufferPointer($0)) }
  }

  func add(_ id: UUID128) {
    withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { add(.bytes, $0) }
  }

  func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add(.bytes, $0) } }

  private func add(_ kind: Kind, _ field: UnsafeRawBufferPointer) {
    places.append(Place(kind: kind, count: Int32(clamping: field.count), value: Int64(bytes.count)))
    bytes.append(contentsOf: field)
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
    let range = row * columns..<(row + count) * columns
    // What is bound stays where it is for as long as the statement runs.
    let code = bytes.withUnsafeBytes { bytes in
      for (index, place) in places[range].enumerated() {
        let code = Self.bind(place, bytes, statement.handle, Int32(index + 1))
        if code != SQLITE_OK { return code }
      }
      let code = sqlite3_step(statement.handle)
      sqlite3_reset(statement.handle)
      return code
    }
    if code != SQLITE_DONE {
      throw ResultCode.error(sqlite3_db_handle(statement.handle), code, table: statement.table)
    }
  }

  private static func bind(
    _ place: Place, _ bytes: UnsafeRawBufferPointer, _ handle: OpaquePointer, _ index: Int32
  ) -> Int32 {
    switch place.kind {
    case .null: return sqlite3_bind_null(handle, index)
    case .number: return sqlite3_bind_int64(handle, index, place.value)
    case .text where place.count == 0: return sms_sqlite_bind_text(handle, index, "", 0)
    case .text:
      return sms_sqlite_bind_kept_text(
        handle, index, bytes.baseAddress.map { $0 + Int(place.value) }, place.count)
    case .bytes where place.count == 0: return sqlite3_bind_zeroblob(handle, index, 0)
    case .bytes:
      return sms_sqlite_bind_kept_blob(
        handle, index, bytes.baseAddress.map { $0 + Int(place.value) }, place.count)
    }
  }
}
