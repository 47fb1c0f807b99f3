internal import Interpreter
internal import Vault

/// The columns of a page while its rows are scanned, in the order in which the rows come.
struct ColumnScan<R: Relation> {
  /// The stored columns that are read: those of `R.mark` first.
  private(set) var columns: [R.Row.Column] = R.mark
  /// The numbers of the rows.
  private(set) var numbers: [Int64] = []
  /// What the last row has in the columns of `R.mark`.
  private(set) var mark: [Int64]?
  private let capacity: Int
  private var fillers: [(index: Int, filler: ColumnFiller)] = []
  /// The same, kept by `fillers`, so that nothing is counted for a row.
  private var lent: [Unmanaged<ColumnFiller>] = []
  private var fields: BorrowedFields

  /// A scan of some columns of the relation, by their numbers, for no more rows than `capacity`.
  init(_ wanted: [Int], capacity: Int, _ reader: RelationReader<R>) throws(VaultError) {
    self.capacity = capacity
    fields = BorrowedFields(count: 0, of: R.Row.table)
    numbers.reserveCapacity(capacity)
    for index in wanted {
      let places = R.columns[index].form.columns.map { place($0) }
      guard let filler = try reader.filler(index, places, capacity: capacity) else { continue }
      fillers.append((index, filler))
      lent.append(.passUnretained(filler))
    }
    fields = BorrowedFields(count: columns.count, of: R.Row.table)
  }

  private mutating func place(_ column: R.Row.Column) -> Int {
    if let place = columns.firstIndex(of: column) { return place }
    columns.append(column)
    return columns.count - 1
  }

  /// Whether there is no room for another row.
  var isFull: Bool { numbers.count == capacity }

  /// Takes the row that a scan stands on; with numbers only if it has one of these.
  @inline(__always)
  mutating func add(_ row: any RowCursor, of wanted: NearNumbers? = nil) throws(VaultError) {
    try row.lend(to: fields.all)
    let number = try fields.int(R.mark.count - 1)
    if let wanted, !wanted.contains(number) { return }
    let place = numbers.count
    if place == capacity { throw .damaged("the store gives more rows than were asked for") }
    for filler in lent {
      let fault = filler._withUnsafeGuaranteedRef { $0.failure(filling: place, fields) }
      if let fault { throw fault }
    }
    numbers.append(number)
  }

  /// Notes where the next page begins: behind the row that was taken last.
  mutating func noteMark() throws(VaultError) {
    guard !numbers.isEmpty else { return }
    var mark: [Int64] = []
    for place in R.mark.indices { mark.append(try fields.int(place)) }
    self.mark = mark
  }

  /// The columns that were filled, by their numbers in the relation.
  mutating func finish(_ rowContext: RowContext) throws(VaultError) -> [(index: Int, column: RowColumn)] {
    for (_, filler) in fillers { try filler.finish(numbers.count, rowContext.session) }
    return fillers.map { ($0, $1.column) }
  }
}
