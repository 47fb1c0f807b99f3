internal import CSV
internal import Interpreter
internal import Vault

/// Reads records of some columns of a relation, without making items on the way.
protocol RecordReader<Row>: AnyObject {
  associatedtype Row: StoredRow
  /// Calls the body for each of the next rows of a query in the order of the relation, and says how many there were.
  func page(_ query: Query<Row>, limit: Int, _ body: () throws(VaultError) -> Void) throws(VaultError) -> Int
  /// Calls the body for all rows of a query in its order.
  func all(_ query: Query<Row>, _ body: () throws(VaultError) -> Void) throws(VaultError)
  /// The values of the row that the body was called for.
  func values() throws(VaultError) -> [Value]
  /// The value of its first column.
  func value() throws(VaultError) -> Value
  /// Appends that row as a line of cells.
  func line(_ layout: CellLayout, to bytes: inout [UInt8]) throws(VaultError)
}

/// The bytes of cells, as the writer of CSV writes them.
struct CellBytes {
  let layout: CellLayout

  /// The bytes of a text as a cell.
  func cell(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var text = text
    text.withUTF8 { append($0, to: &bytes) }
    return bytes
  }

  /// Appends a text as a cell.
  func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    if isPlain(text) {
      bytes.append(contentsOf: text)
      return
    }
    var writer = CSVWriter(separator: layout.separator, neutralises: layout.neutralises)
    writer.cell(text)
    bytes += writer.take()
  }

  /// Whether a text is its own cell: letters, digits and what surely means nothing, and a harmless beginning.
  private func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first else { return true }
    if first < 0x30 || first >= 0x7F || first == UInt8(ascii: "=") || first == UInt8(ascii: "@") {
      return false
    }
    for byte in text where byte < 0x2D || byte == layout.separator { return false }
    return true
  }

  /// Appends the end of a record.
  func end(to bytes: inout [UInt8]) {
    if layout.separator != 0x09 { bytes.append(0x0D) }
    bytes.append(0x0A)
  }

  /// Appends a whole number.
  static func append(_ number: Int64, to bytes: inout [UInt8]) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = bytes.count
    repeat {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}
