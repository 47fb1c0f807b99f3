internal import Base
internal import Interpreter
internal import Vault

/// A relation of the vault, as its rows need it: what `accounts`, `secrets`, `events` … give.
protocol Relation {
  associatedtype Row: StoredRow
  associatedtype Item
  /// The command that gives it: `accounts`.
  static var noun: String { get }
  /// The kind of its rows.
  static var kind: EntityKind { get }
  /// Each column is said once, here.
  static var columns: [RelationColumn<Self>] { get }
  /// The column that holds the name of a row.
  static var name: String { get }
  /// The order of the rows without `sort-by`, and of rows that it leaves equal.
  static var order: [SortKey<Row>] { get }
  /// Whether what a row holds never changes.
  static var isImmutable: Bool { get }
  static func items(_ query: Query<Row>, _ session: VaultSession) throws(VaultError) -> [Item]
  static func count(_ query: Query<Row>, _ session: VaultSession) throws(VaultError) -> Int
  static func number(_ item: Item) -> Int64
  /// The stored columns that say where a row stands in the order of the relation: the number comes last.
  static var mark: [Row.Column] { get }
  /// Goes through the rows of a query in its order; false, with none read, where rows are read as items.
  static func scan(
    _ query: Query<Row>, _ columns: [Row.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool
  /// Goes through the next rows of a query in the order of the relation, likewise.
  ///
  /// `last` holds what the page before ended with in the columns of `mark`.
  static func scan(
    _ query: Query<Row>, after last: [Int64]?, limit: Int, _ columns: [Row.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool
  /// The name of a row where it is no column; nil where `name` is one.
  static func name(_ item: Item) -> String?
  /// Groups rows by the first value among some stored columns, in the order of the groups' first rows, with
  /// totals of columns that hold no null; nil where the relation cannot group them.
  static func groups(
    _ query: Query<Row>, by columns: [Row.Column], _ totals: [RelationTotal<Row>], _ rowContext: RowContext
  ) throws(VaultError) -> [RelationGroup]?
  /// The value of the language for a group's key; nil where it cannot be told.
  static func value(of key: Field, _ column: String, _ rowContext: RowContext) throws(VaultError) -> Value?
}

extension Relation {
  static var order: [SortKey<Row>] { [SortKey(.number)] }
  static var isImmutable: Bool { false }
  static var mark: [Row.Column] { [.number] }

  static func scan(
    _ query: Query<Row>, _ columns: [Row.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool { false }

  static func scan(
    _ query: Query<Row>, after last: [Int64]?, limit: Int, _ columns: [Row.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool {
    var next = query
    if let number = last?.last { next.conditions.append(Condition(.number, .greater, .int(number))) }
    next.limit = limit
    return try scan(next, columns, session, body)
  }

  static func name(_ item: Item) -> String? { nil }

  static func groups(
    _ query: Query<Row>, by columns: [Row.Column], _ totals: [RelationTotal<Row>], _ rowContext: RowContext
  ) throws(VaultError) -> [RelationGroup]? { nil }

  static func value(of key: Field, _ column: String, _ rowContext: RowContext) throws(VaultError) -> Value? {
    nil
  }

  /// The number of the column of a name.
  static func index(_ name: String) -> Int? {
    columns.firstIndex { sameBytes($0.column.name, name) }
  }

  /// The column of a name.
  static func column(_ name: String) -> RelationColumn<Self>? { index(name).map { columns[$0] } }

  /// The type of the rows, for the checker.
  static var type: Type { .list(.entity(kind.word, columns.map(\.column))) }
}

/// A total of a group, in the store's terms.
enum RelationTotal<Row: StoredRow> {
  case count
  /// Of a column; as a date where it is one.
  case aggregate(Aggregate<Row>, isDate: Bool)
}

/// What rows are made with: the session that opened them, and the zone of their dates.
struct RowContext {
  let session: VaultSession
  let context: Context

  func date(_ microseconds: Int64) -> Value { .date(microseconds, context) }

  func date(or microseconds: Int64?) -> Value { .date(or: microseconds, context) }
}
