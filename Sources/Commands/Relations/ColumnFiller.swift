internal import Base
internal import Interpreter
internal import Vault

/// Fills a column of a page while the rows of the page are scanned.
///
/// It stands outside of what is generic over relations, so that its code is made once. Each way to read a column is a class, so
/// that a scan calls it without a look at what it holds.
class ColumnFiller {
  /// The index of the column among the borrowed fields of a row.
  final let place: Int
  final let column: RowColumn

  /// Fills a column from the field at a place.
  init(_ place: Int, _ column: RowColumn) {
    self.place = place
    self.column = column
  }

  /// Takes the value of a row that a scan stands on.
  func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {}

  /// The same for a caller that lends this filler, which takes no closure that throws such an error.
  @inline(__always)
  final func failure(filling row: Int, _ fields: LentFields) -> VaultError? {
    do throws(VaultError) { try fill(row, fields) } catch { return error }
    return nil
  }

  /// Ends the scan of so many rows.
  func finish(_ count: Int, _ session: VaultSession) throws(VaultError) {}
}

/// Whole numbers, and dates in µs.
final class IntFiller: ColumnFiller {
  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    if let value = try fields.intOrNil(place) {
      column.words[row] = Int(value)
    } else {
      column.setNull(row)
    }
  }
}

/// Words, by the numbers that they are stored as.
final class WordFiller: ColumnFiller {
  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    guard let value = try fields.intOrNil(place) else { return column.setNull(row) }
    guard let code = UInt32(exactly: value), code != RowColumn.noCode else {
      throw .damaged("a number in a column of words is out of range")
    }
    column.codes[row] = code
  }
}

/// Ids, which become text when they are looked at.
final class IDFiller: ColumnFiller {
  private let ids: IDColumn

  init(_ place: Int, capacity: Int) {
    let ids = IDColumn(capacity)
    self.ids = ids
    super.init(place, .made(capacity) { .string(or: ids[$0]?.text) })
  }

  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    ids.set(row, try fields.idOrNil(place))
  }
}

/// Texts as they are stored.
final class TextFiller: ColumnFiller {
  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    if let text = try fields.textOrNil(place) { column.set(row, utf8: text) } else { column.setNull(row) }
  }
}

/// Texts that come again and again, as codes.
final class CodedTextFiller: ColumnFiller {
  private let texts: TextReader

  init(_ place: Int, _ column: RowColumn, _ texts: TextReader) {
    self.texts = texts
    super.init(place, column)
  }

  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    if let text = try fields.textOrNil(place) {
      column.codes[row] = texts.code(text)
    } else {
      column.setNull(row)
    }
  }
}

/// Sealed names, which are opened together when the scan has ended.
final class NameFiller: ColumnFiller {
  private var opener: NameOpener

  init(_ place: Int, _ column: RowColumn, _ opener: NameOpener) {
    self.opener = opener
    super.init(place, column)
  }

  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    try opener.add(try fields.text(place))
  }

  override func finish(_ count: Int, _ session: VaultSession) throws(VaultError) {
    let names = try session.names(of: &opener)
    for row in 0..<count { names.withUTF8(row) { column.set(row, utf8: $0) } }
  }
}

/// Things that are referred to by their numbers in the store.
final class OwnerFiller: ColumnFiller {
  private let owners: OwnerReader

  init(_ place: Int, _ column: RowColumn, _ owners: OwnerReader) {
    self.owners = owners
    super.init(place, column)
  }

  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    if let number = try fields.intOrNil(place) {
      column.codes[row] = owners.code(number)
    } else {
      column.setNull(row)
    }
  }
}

/// Things that are referred to by their ids.
final class ReferenceFiller: ColumnFiller {
  private let kind: EntityKind
  private let index: ReferenceIndex
  /// The filler to use where this column is null.
  private let next: ReferenceFiller?

  /// Fills a column from the first of some fields that holds an id, each of its own kind; nil where there is no field.
  init?(_ places: ArraySlice<(kind: EntityKind, place: Int)>, _ column: RowColumn, _ index: ReferenceIndex) {
    guard let first = places.first else { return nil }
    kind = first.kind
    self.index = index
    next = ReferenceFiller(places.dropFirst(), column, index)
    super.init(first.place, column)
  }

  override func fill(_ row: Int, _ fields: LentFields) throws(VaultError) {
    if let id = try fields.idOrNil(place) {
      column.codes[row] = index.number(kind, id)
    } else if let next {
      try next.fill(row, fields)
    } else {
      column.setNull(row)
    }
  }
}

/// Ids side by side, which become text when they are looked at.
final class IDColumn {
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
