internal import Crypto
internal import Interpreter
internal import Vault

/// Fills a column of a page while the rows of the page are scanned.
///
/// Outside of what is generic over relations: no code would be made for each of them.
struct ColumnFiller {
  /// Where a column is read from, by the places of the stored columns in the scan.
  enum Source {
    case int(Int)
    case word(Int)
    case id(Int, IDColumn)
    case text(Int, TextReader)
    case plain(Int)
    case name(Int)
    case owner(Int, OwnerReader)
    case reference([(kind: EntityKind, place: Int)], ReferenceIndex)
  }

  let source: Source
  let column: RowColumn

  /// Takes the value of a row that a scan stands on.
  @inline(__always)
  func fill(_ row: Int, _ fields: LentFields, _ names: inout NameOpener?) throws(VaultError) {
    switch source {
    case .int(let place):
      if let value = try fields.intOrNil(place) {
        column.words[row] = Int(value)
      } else {
        column.setNull(row)
      }
    case .word(let place):
      guard let value = try fields.intOrNil(place) else { return column.setNull(row) }
      guard let code = UInt32(exactly: value), code != RowColumn.noCode else {
        throw .damaged("a number in a column of words is out of range")
      }
      column.codes[row] = code
    case .id(let place, let ids): ids.set(row, try fields.idOrNil(place))
    case .text(let place, let texts):
      if let text = try fields.textOrNil(place) {
        column.codes[row] = texts.code(text)
      } else {
        column.setNull(row)
      }
    case .plain(let place):
      if let text = try fields.textOrNil(place) { column.set(row, utf8: text) } else { column.setNull(row) }
    case .name(let place): try names?.add(try fields.text(place))
    case .owner(let place, let reader):
      if let number = try fields.intOrNil(place) {
        column.codes[row] = reader.code(number)
      } else {
        column.setNull(row)
      }
    case .reference(let places, let table):
      for (kind, place) in places {
        if let id = try fields.idOrNil(place) {
          column.codes[row] = table.number(kind, id)
          return
        }
      }
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
