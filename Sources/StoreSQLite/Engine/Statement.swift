import Base
import CSQLite
import Vault

/// A prepared statement; a final class because caches cannot hold noncopyable values.
final class Statement {
  let handle: OpaquePointer
  /// The table that it is about, for errors.
  let table: String
  /// Whether the plan uses a covering index; nil: not checked yet.
  var isCovered: Bool?
  /// The fields of the row that is being added.
  private var row: RowBatch?

  init(_ handle: OpaquePointer, table: String) {
    self.handle = handle
    self.table = table
  }

  deinit { sqlite3_finalize(handle) }

  /// Adds a row: the values are bound from memory that is reused for the next row.
  func insert<Row: StoredRow>(_ new: Row) throws(VaultError) {
    let row = self.row ?? RowBatch(columns: Row.Column.allCases.count, rows: 1)
    self.row = row
    row.clear()
    new.write(to: row)
    try row.insert(many: self, of: 1, one: self)
  }

  /// Binds the values to the first parameters, runs `step` for each row, and is ready again after.
  func run(
    _ values: [Field], row: (Statement) throws(VaultError) -> Void = { (_) throws(VaultError) in }
  ) throws(VaultError) {
    try scan(values) { (found) throws(VaultError) in
      try row(found)
      return true
    }
  }

  private func bind(_ field: Field, at index: Int32) throws(VaultError) {
    let code: Int32
    switch field {
    case .null: code = sqlite3_bind_null(handle, index)
    case .int(let value): code = sqlite3_bind_int64(handle, index, value)
    case .text(var value):
      code = value.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) { text in
          // An empty text may have no address, which would bind null.
          text.isEmpty
            ? sms_sqlite_bind_text(handle, index, "", 0)
            : sms_sqlite_bind_text(handle, index, text.baseAddress, Int32(clamping: text.count))
        }
      }
    case .id(let value):
      code = withUnsafeBytes(of: (value.high.bigEndian, value.low.bigEndian)) {
        sms_sqlite_bind_blob(handle, index, $0.baseAddress, Int32($0.count))
      }
    case .blob(let value):
      code = value.withUnsafeBytes {
        sms_sqlite_bind_blob(handle, index, $0.baseAddress, Int32(clamping: $0.count))
      }
    }
    if code != SQLITE_OK {
      throw ResultCode.error(sqlite3_db_handle(handle), code, table: table)
    }
  }

  /// The same for rows until one gives false.
  func scan(_ values: [Field], row: (Statement) throws(VaultError) -> Bool) throws(VaultError) {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    var index: Int32 = 1
    for value in values {
      try bind(value, at: index)
      index += 1
    }
    while true {
      let code = sqlite3_step(handle)
      if code == SQLITE_ROW {
        if try !row(self) { return }
      } else if code == SQLITE_DONE {
        return
      } else {
        throw ResultCode.error(sqlite3_db_handle(handle), code, table: table)
      }
    }
  }

  /// Its text, with the parameters' marks.
  var sql: String { sqlite3_sql(handle).map { String(cString: $0) } ?? "" }

  /// How many columns a row has.
  var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// The number in a column.
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  /// The text in a column, repaired where it is not UTF-8; for messages.
  func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(handle, column) else { return "" }
    return String(decoding: bytes.buffer(sqlite3_column_bytes(handle, column)), as: UTF8.self)
  }

  /// The value in a column.
  func field(_ column: Int32) throws(VaultError) -> Field {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .int(sqlite3_column_int64(handle, column))
    case SQLITE_TEXT:
      guard let bytes = sqlite3_column_text(handle, column) else {
        throw ResultCode.error(sqlite3_db_handle(handle), SQLITE_NOMEM, table: table)
      }
      let buffer = bytes.buffer(sqlite3_column_bytes(handle, column))
      guard let text = String(validating: buffer, as: UTF8.self) else {
        throw .damaged("the table \(table) holds text that is not UTF-8")
      }
      return .text(text)
    case SQLITE_BLOB:
      let count = Int(sqlite3_column_bytes(handle, column))
      let bytes = UnsafeRawBufferPointer(
        start: sqlite3_column_blob(handle, column), count: count)
      return .bytes([UInt8](bytes))
    default: throw .damaged("the table \(table) holds a fraction")
    }
  }
}

extension Statement: RowCursor {
  private func wrong(_ column: Int) -> VaultError {
    .damaged("column \(column) of \(table) holds another type")
  }

  /// Whether a column holds nothing.
  func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

  /// Whether a column holds bytes.
  func isID(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_BLOB }

  /// The number in a column.
  func int(_ column: Int) throws(VaultError) -> Int64 {
    guard sqlite3_column_type(handle, Int32(column)) == SQLITE_INTEGER else { throw wrong(column) }
    return sqlite3_column_int64(handle, Int32(column))
  }

  /// The id in a column.
  func id(_ column: Int) throws(VaultError) -> UUID128 {
    guard let blob = sqlite3_column_blob(handle, Int32(column)),
      let id = UUID128(
        bytes: UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    else { throw wrong(column) }
    return id
  }

  /// Calls the body with the UTF-8 of the text in a column.
  func text(
    _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(VaultError) -> Void
  ) throws(VaultError) {
    guard sqlite3_column_type(handle, Int32(column)) == SQLITE_TEXT,
      let text = sqlite3_column_text(handle, Int32(column))
    else { throw wrong(column) }
    let bytes = text.buffer(sqlite3_column_bytes(handle, Int32(column)))
    try check(bytes)
    try body(bytes)
  }

  private func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(VaultError) {
    if !Self.isASCII(bytes), String(validating: bytes, as: UTF8.self) == nil {
      throw .damaged("the table \(table) holds text that is not UTF-8")
    }
  }

  /// Whether all bytes are ASCII; compares eight at a time, the last eight overlapping the ones before.
  private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    guard raw.count >= 8 else { return raw.allSatisfy { $0 < 0x80 } }
    var seen: UInt64 = 0
    for start in stride(from: 0, to: raw.count - 8, by: 8) {
      seen |= raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    }
    seen |= raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
    return seen & 0x8080_8080_8080_8080 == 0
  }

  /// The value of a column, of any type.
  func field(_ column: Int) throws(VaultError) -> Field { try field(Int32(column)) }

  /// Fills `fields` with borrowed values of the first columns.
  func lend(to fields: UnsafeMutableBufferPointer<BorrowedField>) throws(VaultError) {
    for column in fields.indices {
      fields[column] = try borrowed(sqlite3_column_value(handle, Int32(column)))
    }
  }

  /// Borrows one value, which is looked up once: SQLite's functions of columns would look it up at each call.
  @inline(__always)
  private func borrowed(_ value: OpaquePointer?) throws(VaultError) -> BorrowedField {
    switch sqlite3_value_type(value) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .int(sqlite3_value_int64(value))
    case SQLITE_BLOB:
      let start = sqlite3_value_blob(value)
      let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
      return UUID128(bytes: bytes).map { .id($0) } ?? .other
    case SQLITE_TEXT:
      guard let text = sqlite3_value_text(value) else {
        throw ResultCode.error(sqlite3_db_handle(handle), SQLITE_NOMEM, table: table)
      }
      let bytes = text.buffer(sqlite3_value_bytes(value))
      try check(bytes)
      return .text(bytes)
    default: return .other
    }
  }
}

extension UnsafePointer<UInt8> {
  /// The bytes from here.
  fileprivate func buffer(_ count: Int32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: self, count: Int(count))
  }
}
