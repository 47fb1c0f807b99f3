package import Crypto

/// The columns of one kind of row; the raw value is the column's name in the store.
package protocol StoredColumn: RawRepresentable, CaseIterable, Hashable, Sendable
where RawValue == String {
  /// The primary key.
  static var number: Self { get }
  /// Whether a row may lack a value here.
  var isNullable: Bool { get }
  /// Whether it is long text that a query may leave out; such a column is never null.
  var isContent: Bool { get }
}

extension StoredColumn {
  /// Most columns are not.
  package var isContent: Bool { false }
}

/// One kind of row of the store: a table, its columns in order, and the way to and from fields.
package protocol StoredRow: Sendable {
  associatedtype Column: StoredColumn

  /// The table's name.
  static var table: String { get }
  /// The creation number (0: the store gives one); the page key, and what other tables refer to.
  var number: Int64 { get set }
  /// Reads the row from its fields in the order of `Column.allCases`.
  init(from reader: inout FieldReader) throws(VaultError)
  /// The row's fields in the order of `Column.allCases`.
  var fields: [Field] { get }
  /// Hands out the fields, the number first: null where the store gives one.
  func write(to sink: any FieldSink)
}

extension StoredRow {
  /// Hands out `fields`; rows that come by the million do without that array.
  package func write(to sink: any FieldSink) {
    if number == 0 { sink.addNull() } else { sink.add(number) }
    for field in fields.dropFirst() { sink.add(field) }
  }
}

/// Hands out the fields of a row one after the other, each as the type that the row expects.
package struct FieldReader {
  private let fields: [Field]
  private let table: String
  private var next = 0

  /// Reads these fields, which were found in this table.
  package init(_ fields: [Field], table: String) {
    self.fields = fields
    self.table = table
  }

  private mutating func take() -> Field {
    defer { next += 1 }
    return next < fields.count ? fields[next] : .null
  }

  private func wrong() -> VaultError { .damaged("column \(next) of \(table) holds another type") }

  /// The next field as a number.
  package mutating func int() throws(VaultError) -> Int64 {
    guard case .int(let value) = take() else { throw wrong() }
    return value
  }

  /// The next field as a number or nothing.
  package mutating func intOrNil() throws(VaultError) -> Int64? {
    switch take() {
    case .null: return nil
    case .int(let value): return value
    default: throw wrong()
    }
  }

  /// The next field as a truth value.
  package mutating func bool() throws(VaultError) -> Bool { try int() != 0 }

  /// The next field as text.
  package mutating func text() throws(VaultError) -> String {
    guard case .text(let value) = take() else { throw wrong() }
    return value
  }

  /// The next field as text or nothing.
  package mutating func textOrNil() throws(VaultError) -> String? {
    switch take() {
    case .null: return nil
    case .text(let value): return value
    default: throw wrong()
    }
  }

  /// The next field as an id.
  package mutating func id() throws(VaultError) -> UUID128 {
    guard case .id(let value) = take() else { throw wrong() }
    return value
  }

  /// The next field as an id or nothing.
  package mutating func idOrNil() throws(VaultError) -> UUID128? {
    switch take() {
    case .null: return nil
    case .id(let value): return value
    default: throw wrong()
    }
  }

  /// The next field as bytes.
  package mutating func bytes() throws(VaultError) -> [UInt8] {
    guard let value = try bytesOrNil() else { throw wrong() }
    return value
  }

  /// The next field as bytes or nothing.
  package mutating func bytesOrNil() throws(VaultError) -> [UInt8]? {
    switch take() {
    case .null: return nil
    case .id(let value): return value.bytes
    case .blob(let value): return value
    default: throw wrong()
    }
  }

  /// The next field as a case of an enumeration that the store keeps by number.
  package mutating func choice<T: RawRepresentable>(_ type: T.Type) throws(VaultError) -> T
  where T.RawValue == Int64 {
    guard let value = T(rawValue: try int()) else { throw wrong() }
    return value
  }
}
