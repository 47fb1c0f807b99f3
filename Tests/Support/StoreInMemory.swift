package import Vault

/// A store of arrays: no index, no SQL, everything row by row; other stores are compared with it.
package final class StoreInMemory: VaultStore {
  private struct Table {
    /// Rows by number, as fields in the order of their columns.
    private(set) var rows: [[Field]] = []
    var highestEver: Int64 = 0
    /// The columns that are unique together, and what stands in them.
    private let keys: [[Int]]
    private var taken: [Set<[Field]>]

    init(_ keys: [[Int]]) {
      self.keys = keys
      taken = keys.map { _ in [] }
    }

    /// Whether another row has the same in columns that are unique together.
    func refuses(_ fields: [Field]) -> Bool {
      keys.indices.contains { key in taken[key].contains(keys[key].map { fields[$0] }) }
    }

    mutating func insert(_ fields: [Field], at place: Int) {
      rows.insert(fields, at: place)
      for key in keys.indices { taken[key].insert(keys[key].map { fields[$0] }) }
    }

    mutating func remove(at place: Int) -> [Field] {
      let fields = rows.remove(at: place)
      for key in keys.indices { taken[key].remove(keys[key].map { fields[$0] }) }
      return fields
    }
  }

  private var tables: [String: Table] = [:]
  private var snapshots: [[String: Table]] = []
  private var kind: TransactionKind?
  /// Whether events may be changed, too, as who can write a file could.
  package var isOpenToEdits = false

  /// An empty store.
  package init() {}

  /// Another store that holds the same rows now.
  package func copy() -> StoreInMemory {
    let other = StoreInMemory()
    other.tables = tables
    return other
  }

  package func snapshot() throws(VaultError) -> (any VaultStore)? { copy() }

  package func begin(_ kind: TransactionKind) throws(VaultError) {
    guard self.kind == nil else { throw .transaction(problem: .alreadyOpen) }
    self.kind = kind
    snapshots = [tables]
  }

  package func commit() throws(VaultError) {
    kind = nil
    snapshots = []
  }

  package func rollback() {
    if let first = snapshots.first { tables = first }
    kind = nil
    snapshots = []
  }

  package func savepoint() throws(VaultError) { snapshots.append(tables) }

  package func releaseSavepoint() throws(VaultError) {
    guard snapshots.count > 1 else { throw .transaction(problem: .noneOpen) }
    snapshots.removeLast()
  }

  package func rollbackToSavepoint() {
    guard snapshots.count > 1 else { return }
    tables = snapshots.removeLast()
  }

  package func insert<Row: StoredRow>(_ row: Row) throws(VaultError) -> Int64 {
    var fields = row.fields
    var number = row.number
    return try changing(Row.self) { (table) throws(VaultError) in
      if number == 0 {
        number = table.highestEver + 1
        fields[0] = .int(number)
      }
      if table.refuses(fields) { throw .constraint(table: Row.table) }
      table.highestEver = max(table.highestEver, number)
      // A number is nearly always the highest.
      let place = table.rows.lastIndex { Self.number($0) < number }.map { $0 + 1 } ?? 0
      table.insert(fields, at: place)
      return number
    }
  }

  package func update<Row: StoredRow>(
    _ type: Row.Type, number: Int64, set: [(column: Row.Column, value: Field)]
  ) throws(VaultError) {
    let indexes = set.map { Self.index($0.column, type) }
    try changing(type) { (table) throws(VaultError) in
      guard let place = table.rows.firstIndex(where: { Self.number($0) == number }) else { return }
      try checkAppendOnly(Row.self)
      let before = table.remove(at: place)
      var fields = before
      for (index, item) in zip(indexes, set) { fields[index] = item.value }
      let isTaken = table.refuses(fields)
      table.insert(isTaken ? before : fields, at: place)
      if isTaken { throw .constraint(table: Row.table) }
    }
  }

  package func delete<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    let fulfils = Self.test(query)
    return try changing(Row.self) { (table) throws(VaultError) in
      let doomed = table.rows.indices.filter { fulfils(table.rows[$0]) }
      if doomed.isEmpty { return 0 }
      try checkAppendOnly(Row.self)
      for place in doomed.reversed() { _ = table.remove(at: place) }
      return doomed.count
    }
  }

  /// Changes a table where it lies: a copy of it would be one of all its rows.
  private func changing<Row: StoredRow, T>(
    _ type: Row.Type, _ body: (inout Table) throws(VaultError) -> T
  ) throws(VaultError) -> T {
    var table = tables.removeValue(forKey: Row.table) ?? Table(Self.uniqueKeys(Row.self))
    defer { tables[Row.table] = table }
    return try body(&table)
  }

  package func rows<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> [Row] {
    var found = matching(query)
    for key in query.order.reversed() {
      let index = Self.index(key.column, Row.self)
      found = Self.stablySorted(found, by: index, descending: key.descending)
    }
    var result: [Row] = []
    let hidden = query.leavesOutContent ? Row.Column.allCases.enumerated().filter(\.element.isContent) : []
    for var fields in found.dropFirst(query.offset).prefix(query.limit ?? Int.max) {
      for (index, _) in hidden { fields[index] = .text("") }
      var reader = FieldReader(fields, table: Row.table)
      result.append(try Row(from: &reader))
    }
    return result
  }

  package func count<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    matching(query).count
  }

  package func groups<Row: StoredRow>(
    _ query: Query<Row>, by column: Row.Column, _ aggregates: [Aggregate<Row>]
  ) throws(VaultError) -> [RowGroup] {
    let key = Self.index(column, Row.self)
    var members: [Field: [[Field]]] = [:]
    for row in matching(query) { members[row[key], default: []].append(row) }
    return members.sorted { $0.key.precedes($1.key) }.map { key, rows in
      RowGroup(key: key, count: rows.count, values: aggregates.map { Self.value($0, rows) })
    }
  }

  package func highest<Row: StoredRow>(_ type: Row.Type) throws(VaultError) -> Int64 {
    tables[Row.table]?.rows.map(Self.number).max() ?? 0
  }

  package func facts() throws(VaultError) -> StoreFacts {
    StoreFacts(path: "", schemaVersion: 1, bytes: 0)
  }

  package func integrityProblems() throws(VaultError) -> [String] { [] }

  package func purgeDeleted() -> Bool { true }
}

extension StoreInMemory {
  private static func number(_ fields: [Field]) -> Int64 {
    if case .int(let number)? = fields.first { number } else { 0 }
  }

  private static func index<Row: StoredRow>(_ column: Row.Column, _ type: Row.Type) -> Int {
    Array(Row.Column.allCases).firstIndex(of: column) ?? 0
  }

  /// Rows that fulfil the conditions, by number (descending if the order's last key is).
  private func matching<Row: StoredRow>(_ query: Query<Row>) -> [[Field]] {
    let found = tables[Row.table]?.rows.filter(Self.test(query)) ?? []
    return query.order.last?.descending == true ? found.reversed() : found
  }

  /// Tells whether the fields of a row fulfil the conditions of a query, whose columns are looked up once.
  static func test<Row: StoredRow>(_ query: Query<Row>) -> ([Field]) -> Bool {
    let conditions = query.conditions.map { condition in
      (
        indexes: condition.columns.map { index($0, Row.self) }, isOfFirst: condition.isOfFirst,
        comparison: condition.comparison, values: condition.values
      )
    }
    let visible = query.visible
    return { row in
      if let visible, !visible.contains(number(row)) { return false }
      for condition in conditions {
        let isFulfilled =
          if condition.isOfFirst {
            holds(
              condition.indexes.first { !row[$0].isNull }.map { row[$0] } ?? .null, condition.comparison,
              condition.values)
          } else {
            condition.indexes.contains { holds(row[$0], condition.comparison, condition.values) }
          }
        if !isFulfilled { return false }
      }
      return true
    }
  }

  private static func holds(_ field: Field, _ comparison: FieldComparison, _ values: [Field]) -> Bool {
    switch comparison {
    case .isNull: return field.isNull
    case .isNotNull: return !field.isNull
    case .oneOf: return !field.isNull && values.contains(field)
    case .notEqual: return field != values.first
    default: break
    }
    guard let value = values.first, !field.isNull, !value.isNull else { return false }
    return switch comparison {
    case .equal: field == value
    case .less: field.precedes(value)
    case .lessOrEqual: !value.precedes(field)
    case .greater: value.precedes(field)
    default: !field.precedes(value)
    }
  }

  /// Sorted by one column, null last in either direction; equal rows keep their order.
  private static func stablySorted(_ rows: [[Field]], by index: Int, descending: Bool) -> [[Field]] {
    rows.enumerated().sorted { left, right in
      let (a, b) = (left.element[index], right.element[index])
      if a == b { return left.offset < right.offset }
      if a.isNull || b.isNull { return b.isNull }
      return descending ? b.precedes(a) : a.precedes(b)
    }.map(\.element)
  }

  private static func value<Row: StoredRow>(_ aggregate: Aggregate<Row>, _ rows: [[Field]]) -> Field {
    let fields = rows.map { $0[index(aggregate.column, Row.self)] }.filter { !$0.isNull }
    guard !fields.isEmpty else { return .null }
    switch aggregate.function {
    case .min: return fields.min { $0.precedes($1) } ?? .null
    case .max: return fields.max { $0.precedes($1) } ?? .null
    case .sum:
      return .int(
        fields.reduce(0) { sum, field in
          if case .int(let value) = field { sum + value } else { sum }
        })
    }
  }

  /// Events are never changed and never deleted.
  private func checkAppendOnly<Row: StoredRow>(_ type: Row.Type) throws(VaultError) {
    if Row.table == EventRow.table, !isOpenToEdits { throw .constraint(table: Row.table) }
  }

  /// The columns that are unique together: what the schema of the other stores says.
  private static func uniqueKeys<Row: StoredRow>(_ type: Row.Type) -> [[Int]] {
    let names = Row.Column.allCases.map(\.rawValue)
    func key(_ columns: String...) -> [Int] { columns.compactMap { names.firstIndex(of: $0) } }
    var keys = [key("number")]
    if names.contains("id") { keys.append(key("id")) }
    if Row.table == PersonRow.table { keys.append(key("email")) }
    if Row.table == PolicyRow.table {
      keys.append(key("subject_kind", "subject", "object_kind", "object"))
    }
    if Row.table == GroupMemberRow.table { keys.append(key("person_group", "person")) }
    return keys
  }
}

/// Gives one store in memory for each path, for as long as the provider lives.
package final class StoresInMemory: StoreProvider {
  private var stores: [String: StoreInMemory] = [:]

  /// No stores yet.
  package init() {}

  package func create(at path: String) throws(VaultError) -> any VaultStore {
    guard stores[path] == nil else { throw .alreadyThere(path: path) }
    let store = StoreInMemory()
    stores[path] = store
    return store
  }

  package func open(at path: String) throws(VaultError) -> any VaultStore {
    guard let store = stores[path] else { throw .missing(path: path) }
    return store
  }

  package func discard(_ store: any VaultStore) {
    stores = stores.filter { $0.value !== store }
  }
}
