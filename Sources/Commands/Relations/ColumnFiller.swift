internal import Base
internal import Interpreter
internal import Vault

/// Fills a column of a page while the rows of the page are scanned.
///
/// It stands outside of what is generic over relations, so that its code is made once.
final class ColumnFiller {
  let column: RowColumn
  private let take: (Int, BorrowedFields) throws(VaultError) -> Void
  private let end: ((Int, VaultSession) throws(VaultError) -> Void)?

  /// A filler that takes the value of a row by its number from the fields that a scan lends, and may do the rest when
  /// the scan has ended.
  init(
    _ column: RowColumn, finish end: ((Int, VaultSession) throws(VaultError) -> Void)? = nil,
    _ take: @escaping (Int, BorrowedFields) throws(VaultError) -> Void
  ) {
    self.column = column
    self.take = take
    self.end = end
  }

  /// Takes the value of a row that a scan stands on; gives why it cannot.
  @inline(__always)
  func failure(filling row: Int, _ fields: BorrowedFields) -> VaultError? {
    do throws(VaultError) { try take(row, fields) } catch { return error }
    return nil
  }

  /// Ends the scan of so many rows.
  func finish(_ count: Int, _ session: VaultSession) throws(VaultError) { try end?(count, session) }

  // MARK: stored columns, by their places among the fields

  /// Whole numbers, and dates in µs.
  static func ints(_ place: Int, _ column: RowColumn) -> ColumnFiller {
    ColumnFiller(column) { (row, fields) throws(VaultError) in
      guard let value = try fields.intOrNil(place) else { return column.setNull(row) }
      column.words[row] = Int(value)
    }
  }

  /// Words, by the numbers that they are stored as.
  static func words(_ place: Int, _ column: RowColumn) -> ColumnFiller {
    ColumnFiller(column) { (row, fields) throws(VaultError) in
      guard let value = try fields.intOrNil(place) else { return column.setNull(row) }
      guard let code = UInt32(exactly: value), code != RowColumn.noCode else {
        throw .damaged("a number in a column of words is out of range")
      }
      column.codes[row] = code
    }
  }

  /// Ids, which become text when they are looked at.
  static func ids(_ place: Int, capacity: Int) -> ColumnFiller {
    let ids = IDColumn(capacity)
    return ColumnFiller(.made(capacity) { .string(or: ids[$0]?.text) }) { (row, fields) throws(VaultError) in
      ids.set(row, try fields.idOrNil(place))
    }
  }

  /// Texts as they are stored.
  static func texts(_ place: Int, _ column: RowColumn) -> ColumnFiller {
    ColumnFiller(column) { (row, fields) throws(VaultError) in
      guard let text = try fields.textOrNil(place) else { return column.setNull(row) }
      column.set(row, utf8: text)
    }
  }

  /// Texts that come again and again, as codes.
  static func texts(_ place: Int, _ column: RowColumn, _ texts: TextReader) -> ColumnFiller {
    ColumnFiller(column) { (row, fields) throws(VaultError) in
      guard let text = try fields.textOrNil(place) else { return column.setNull(row) }
      column.codes[row] = texts.code(text)
    }
  }

  /// Sealed names, which are opened together when the scan has ended.
  static func names(_ place: Int, _ column: RowColumn, _ opener: NameOpener) -> ColumnFiller {
    var opener = opener
    return ColumnFiller(
      column,
      finish: { (count, session) throws(VaultError) in
        let names = try session.names(of: &opener)
        for row in 0..<count { names.withUTF8(row) { column.set(row, utf8: $0) } }
      }
    ) { (_, fields) throws(VaultError) in try opener.add(try fields.text(place)) }
  }

  /// Things that are referred to by their numbers in the store.
  static func owners(_ place: Int, _ column: RowColumn, _ owners: OwnerReader) -> ColumnFiller {
    ColumnFiller(column) { (row, fields) throws(VaultError) in
      guard let number = try fields.intOrNil(place) else { return column.setNull(row) }
      column.codes[row] = owners.code(number)
    }
  }

  /// Things that are referred to by their ids, in the first of some fields that holds one: each is of its own kind.
  static func references(
    _ places: [(kind: EntityKind, place: Int)], _ column: RowColumn, _ index: ReferenceIndex
  ) -> ColumnFiller {
    ColumnFiller(column) { (row, fields) throws(VaultError) in
      for side in places.indices {
        guard let id = try fields.idOrNil(places[side].place) else { continue }
        column.codes[row] = index.number(places[side].kind, id)
        return
      }
      column.setNull(row)
    }
  }
}

/// Ids side by side, which become text when they are looked at.
private final class IDColumn {
  private let ids: UnsafeMutablePointer<UUID128>
  private let isThere: UnsafeMutablePointer<Bool>

  init(_ count: Int) {
    ids = .allocate(capacity: count)
    isThere = .allocate(capacity: count)
  }

  deinit {
    ids.deallocate()
    isThere.deallocate()
  }

  @inline(__always)
  func set(_ row: Int, _ id: UUID128?) {
    isThere[row] = id != nil
    if let id { ids[row] = id }
  }

  /// The id of a row.
  subscript(row: Int) -> UUID128? { isThere[row] ? ids[row] : nil }
}
