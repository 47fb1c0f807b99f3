package import Base

/// The columns of one kind of row; the raw value is the column's name in the store.
package protocol StoredColumn: RawRepresentable, CaseIterable, Hashable, Sendable
where RawValue == String {
  /// The row that it is a column of.
  associatedtype Row: StoredRow where Row.Column == Self
  /// The primary key.
  static var number: Self { get }
  /// Whether it is long text that a query may leave out; such a column is never null.
  var isContent: Bool { get }
}

extension StoredColumn {
  /// Most columns are not.
  package var isContent: Bool { false }

  /// Whether a row may lack a value here.
  package var isNullable: Bool { Row.nullable.contains(self) }
}

/// One kind of row of the store: a table, its columns in order, and its fields in the same order.
package protocol StoredRow: Sendable {
  /// The columns of the table, in the order of the fields.
  associatedtype Column: StoredColumn where Column.Row == Self

  /// The table's name.
  static var table: String { get }
  /// The creation number (0: the store gives one); the page key, and what other tables refer to.
  var number: Int64 { get set }
  /// The columns that may be empty; `nullableColumns` tells them.
  static var nullable: Set<Column> { get }
  /// A blank row.
  init()
  /// Goes through the fields in the order of `Column.allCases`.
  mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError)
  /// Reads the row from its fields.
  init(from reader: inout FieldReader) throws(VaultError)
  /// Hands out the fields, the number first: null where the store gives one.
  func write(to sink: any FieldSink)
}

extension StoredRow {
  /// Reads the row from its fields.
  package init(from reader: inout FieldReader) throws(VaultError) {
    self.init()
    try visit(&reader)
  }

  /// Hands out the fields, the number first: null where the store gives one.
  package func write(to sink: any FieldSink) { write(to: sink, isUnnumbered: number == 0) }

  /// The row's fields, the number 0 where the store gives one.
  package var fields: [Field] {
    let list = FieldList()
    write(to: list, isUnnumbered: false)
    return list.all
  }

  private func write(to sink: any FieldSink, isUnnumbered: Bool) {
    // The writer changes no field: a copy of the row, with all that it refers to, is spared.
    withUnsafePointer(to: self) { row in
      var writer = FieldWriter(sink, isUnnumbered: isUnnumbered)
      try? UnsafeMutablePointer(mutating: row).pointee.visit(&writer)
    }
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

  /// The next field as a truth value, which is stored as 0 or 1.
  package mutating func bool() throws(VaultError) -> Bool {
    let number = try int()
    guard number == 0 || number == 1 else { throw wrong() }
    return number == 1
  }

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
