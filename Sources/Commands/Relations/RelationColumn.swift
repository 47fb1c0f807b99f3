internal import Interpreter
internal import Vault

/// A column of a relation: its name and type, how it is stored, and how its values are read.
struct RelationColumn<R: Relation>: Sendable {
  /// How the values of a page are read.
  enum Reading: Sendable {
    /// From the stored columns of the form.
    case stored
    /// From the items of the rows.
    case item(@Sendable (R.Item, RowContext) throws(VaultError) -> Value)
    /// For all rows of a page at once, by their numbers.
    case page(@Sendable ([Int64], RowContext) throws(VaultError) -> (Int) -> Value)
  }

  let column: Column
  let form: StoredForm<R.Row>
  let reading: Reading

  init(
    _ name: String, _ type: Type, _ form: StoredForm<R.Row> = .computed, isShown: Bool = true,
    words: String? = nil, item: (@Sendable (R.Item, RowContext) throws(VaultError) -> Value)? = nil
  ) {
    self.init(
      name, type, form, isShown: isShown, words: words, reading: item.map { .item($0) } ?? .stored)
  }

  init(
    _ name: String, _ type: Type, _ form: StoredForm<R.Row> = .computed, isShown: Bool = true,
    words: String? = nil,
    page: @escaping @Sendable ([Int64], RowContext) throws(VaultError) -> (Int) -> Value
  ) {
    self.init(name, type, form, isShown: isShown, words: words, reading: .page(page))
  }

  private init(
    _ name: String, _ type: Type, _ form: StoredForm<R.Row>, isShown: Bool, words: String?, reading: Reading
  ) {
    column = Column(name, type, isShown: isShown, words: words)
    self.form = form
    self.reading = reading
  }
}

/// How a column of the language is stored: which comparisons the store can do, and how it is read.
enum StoredForm<Row: StoredRow>: Sendable {
  /// Computed, or sealed: compared row by row.
  case computed
  /// Computed from stored columns while rows are scanned, by what their places and the most rows are given to; likewise.
  case made([Row.Column], @Sendable ([Int], Int) -> ColumnFiller)
  /// A date in µs.
  case date(Row.Column)
  case number(Row.Column)
  /// The text of an id.
  case id(Row.Column)
  /// A text that is not sealed.
  case text(Row.Column)
  /// A sealed text, found by its digest; only where every row has one.
  case name(
    EntityKind, Row.Column, digest: Row.Column, hasAll: @Sendable (VaultSession) throws(VaultError) -> Bool)
  /// A thing by its id, in the first of these columns that holds one: each is of its own kind, or all are of one.
  case mention([EntityKind], [Row.Column])
  /// A thing by its number.
  case owner(EntityKind, Row.Column)
  /// A thing by its kind and number.
  case side([EntityKind], kind: Row.Column, number: Row.Column)
  /// Words that stand for stored numbers: the number of a word, where it is one, and the word of a number.
  case word(
    Row.Column, @Sendable (String) -> Int64?, @Sendable (Int64) throws(VaultError) -> String)

  /// The stored columns that its values are read from.
  var columns: [Row.Column] {
    switch self {
    case .computed: []
    case .date(let column), .number(let column), .id(let column), .text(let column),
      .name(_, let column, _, _), .owner(_, let column), .word(let column, _, _):
      [column]
    case .mention(_, let columns), .made(let columns, _): columns
    case .side(_, let kind, let number): [kind, number]
    }
  }

  /// The columns whose first stored values are as many as those of the language.
  var keys: [Row.Column]? {
    switch self {
    case .date(let column), .number(let column), .id(let column), .word(let column, _, _): return [column]
    // An id does not say which of several kinds it is of.
    case .mention(let kinds, let columns): return kinds.count == 1 ? columns : nil
    default: return nil
    }
  }
}
