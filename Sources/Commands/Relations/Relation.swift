internal import Interpreter
internal import Vault

/// How a column of the language lies in the store, and so which comparisons the store can do.
enum StoredForm<Row: StoredRow>: Sendable {
  /// Computed, or sealed: compared row by row.
  case computed
  /// A date in µs.
  case date(Row.Column)
  case number(Row.Column)
  /// The text of an id.
  case id(Row.Column)
  /// A sealed text, found by its digest; only where every row has one.
  case name(EntityKind, Row.Column, hasAll: @Sendable (VaultSession) throws(VaultError) -> Bool)
  /// A thing by its id, in the first of these columns that holds one.
  case mention([EntityKind], [Row.Column])
  /// A thing by its number.
  case owner(EntityKind, Row.Column)
  /// A thing by its kind and number.
  case side([EntityKind], kind: Row.Column, number: Row.Column)
  /// Words that stand for stored fields; what is no such word never stands there.
  case word(Row.Column, @Sendable (String) -> Field?)
}

/// A column of a relation.
struct RelationColumn<Row: StoredRow>: Sendable {
  let column: Column
  let form: StoredForm<Row>

  init(
    _ name: String, _ type: Type, _ form: StoredForm<Row> = .computed, isShown: Bool = true,
    words: String? = nil
  ) {
    column = Column(name, type, isShown: isShown, words: words)
    self.form = form
  }
}

/// A relation of the vault, as its stream needs it.
protocol Relation {
  associatedtype Row: StoredRow
  associatedtype Item
  /// The command that gives it: `accounts`.
  static var noun: String { get }
  static var columns: [RelationColumn<Row>] { get }
  /// The order of the rows without `sort-by`, and of rows that it leaves equal.
  static var order: [SortKey<Row>] { get }
  static func items(_ query: Query<Row>, _ session: VaultSession) throws(VaultError) -> [Item]
  static func count(_ query: Query<Row>, _ session: VaultSession) throws(VaultError) -> Int
  static func number(_ item: Item) -> Int64
  /// The items of a query in the order of the relation, after the one that the page before ended with, up to the
  /// highest number when the relation was opened.
  static func page(
    _ query: Query<Row>, after last: Item?, through highest: Int64, limit: Int, _ session: VaultSession
  ) throws(VaultError) -> [Item]
  /// The rows of items; of columns outside `wanted` the value may be null.
  static func rows(
    _ items: [Item], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject]
  /// A reader of records of these columns for rows of these conditions; nil where items are read instead.
  static func reader(
    _ columns: [String], _ conditions: [Condition<Row>], _ maker: RowMaker
  ) -> (any RecordReader<Row>)?
  /// The rows by the first of some stored columns that holds a value, in the order of their first rows, with totals of columns that hold no null; nil
  /// where nobody groups them.
  static func groups(
    _ query: Query<Row>, by columns: [Row.Column], _ totals: [RelationTotal<Row>], _ maker: RowMaker
  ) throws(VaultError) -> [RelationGroup]?
  /// The value of the language for a group's key; nil where it cannot be told.
  static func value(of key: Field, _ column: String, _ maker: RowMaker) throws(VaultError) -> Value?
}

extension Relation {
  static var order: [SortKey<Row>] { [SortKey(.number)] }

  static func page(
    _ query: Query<Row>, after last: Item?, through highest: Int64, limit: Int, _ session: VaultSession
  ) throws(VaultError) -> [Item] {
    try items(query.page(after: last.map(number) ?? 0, through: highest, limit: limit), session)
  }

  static func reader(
    _ columns: [String], _ conditions: [Condition<Row>], _ maker: RowMaker
  ) -> (any RecordReader<Row>)? { nil }

  static func groups(
    _ query: Query<Row>, by columns: [Row.Column], _ totals: [RelationTotal<Row>], _ maker: RowMaker
  ) throws(VaultError) -> [RelationGroup]? { nil }

  static func value(of key: Field, _ column: String, _ maker: RowMaker) throws(VaultError) -> Value? { nil }

  /// The column of a name.
  static func column(_ name: String) -> RelationColumn<Row>? {
    columns.first { $0.column.name.utf8.elementsEqual(name.utf8) }
  }

  /// The type of the rows, for the checker.
  static func type(_ kind: EntityKind) -> Type { .list(.entity(kind.word, columns.map(\.column))) }
}

/// A total of a group, in the store's terms.
enum RelationTotal<Row: StoredRow> {
  case count
  /// Of a column; as a date where it is one.
  case aggregate(Aggregate<Row>, isDate: Bool)
}

/// What rows are made with: the session that opened them, and the zone of their dates.
struct RowMaker {
  let session: VaultSession
  let context: Context

  func date(_ microseconds: Int64) -> Value { .date(microseconds, context) }

  func date(or microseconds: Int64?) -> Value { .date(or: microseconds, context) }
}
