package import Base

/// A row that an event wrote or deleted.
///
/// In the event it is 49 bytes: the table's number, the row's id, and the digest of what was written; 32 zero bytes say
/// that the row was deleted. They stand in the order of tables and ids.
package struct RowWrite: Sendable, Equatable {
  /// The table that the row is in.
  package let table: ProvenTable
  /// The id of the row.
  package let id: UUID128
  /// The SHA-256 of the row's message; nil: the row was deleted.
  package let digest: [UInt8]?

  /// A row that was written, or deleted.
  package init(_ table: ProvenTable, _ id: UUID128, digest: [UInt8]?) {
    self.table = table
    self.id = id
    self.digest = digest
  }

  /// How many bytes one has.
  static let count = 49

  /// The bytes of some, of several about one row those of the last; nil: there are none.
  static func joined(_ writes: [RowWrite]) -> [UInt8]? {
    if writes.isEmpty { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(writes.count * count)
    for write in last(of: writes) {
      bytes.append(write.table.rawValue)
      bytes += write.id.bytes
      if let digest = write.digest { bytes += digest } else { bytes += repeatElement(0, count: 32) }
    }
    return bytes
  }

  private static func last(of writes: [RowWrite]) -> [RowWrite] {
    if writes.count == 1 { return writes }
    var seen: Set<Row> = []
    var kept: [RowWrite] = []
    for write in writes.reversed() where seen.insert(Row(table: write.table, id: write.id)).inserted {
      kept.append(write)
    }
    return kept.sorted { ($0.table.rawValue, $0.id) < ($1.table.rawValue, $1.id) }
  }

  /// A row by its table and id.
  package struct Row: Sendable, Hashable {
    /// The table that the row is in.
    package let table: ProvenTable
    /// The id of the row.
    package let id: UUID128

    /// The row of an id.
    package init(table: ProvenTable, id: UUID128) {
      self.table = table
      self.id = id
    }
  }
}

extension EventRow {
  /// What was written of one row with it; nil: nothing.
  package func write(of row: RowWrite.Row) -> RowWrite? {
    guard let rows, rows.count % RowWrite.count == 0 else { return nil }
    let wanted = [row.table.rawValue] + row.id.bytes
    // They stand in order: a rekey's are a few MB.
    var (low, high) = (0, rows.count / RowWrite.count)
    while low < high {
      let middle = (low + high) / 2
      let start = middle * RowWrite.count
      let found = rows[start..<start + wanted.count]
      if found.elementsEqual(wanted) {
        let digest = Array(rows[start + wanted.count..<start + RowWrite.count])
        return RowWrite(row.table, row.id, digest: digest.contains { $0 != 0 } ? digest : nil)
      }
      if found.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The rows that were written with it; nil: they cannot be read.
  package var writes: [RowWrite]? {
    guard let rows else { return [] }
    guard rows.count % RowWrite.count == 0 else { return nil }
    var writes: [RowWrite] = []
    writes.reserveCapacity(rows.count / RowWrite.count)
    for start in stride(from: 0, to: rows.count, by: RowWrite.count) {
      let digest = Array(rows[start + 17..<start + RowWrite.count])
      guard let table = ProvenTable(rawValue: rows[start]),
        let id = UUID128(bytes: Array(rows[start + 1..<start + 17]))
      else { return nil }
      writes.append(RowWrite(table, id, digest: digest.contains { $0 != 0 } ? digest : nil))
    }
    return writes
  }
}
