/// One call of a command: its place, its run, and its values side by side: what came through the pipe, arguments by
/// position, flags, the rest.
///
/// The place of a call uses the same one again where no one keeps the call before.
final class GivenArguments {
  let place: CallPlace
  /// The run, which is there as long as the call runs; who keeps the call beyond that keeps the run, too (`keepRun`).
  unowned(unsafe) let context: Context
  private var kept: Context?
  /// The values; absent where nothing was given.
  let cells: Cells
  let positionalCount: Int
  let flagCount: Int
  let restCount: Int
  /// Whether any flag was given.
  private(set) var hasFlags = false
  private var count: Int { 1 + positionalCount + flagCount + restCount }

  /// Makes room for values that are given one by one.
  init(
    _ place: CallPlace, _ context: Context, positional: Int, flags: Int, rest: Int, hasFlags: Bool = false
  ) {
    self.place = place
    self.context = context
    positionalCount = positional
    flagCount = flags
    restCount = rest
    self.hasFlags = hasFlags
    cells = .allocate(capacity: 1 + positional + flags + rest)
    cells.initialize(repeating: GivenArguments.absent, count: 1 + positional + flags + rest)
  }

  convenience init(
    _ place: CallPlace, _ context: Context, positional: [Value?], flags: [Value?], rest: [Value],
    input: Value?
  ) {
    self.init(place, context, positional: positional.count, flags: flags.count, rest: rest.count)
    if let input { cells.give(0, Cell(input)) }
    for (index, value) in positional.enumerated() { if let value { cells.give(1 + index, Cell(value)) } }
    for (index, value) in flags.enumerated() { if let value { give(flag: index, Cell(value)) } }
    for (index, value) in rest.enumerated() { cells.give(slot(rest: index), Cell(value)) }
  }

  deinit {
    for index in 0..<count where cells[index].isObject { cells[index].release() }
    cells.deallocate()
  }

  /// Keeps the run as long as the call is kept.
  func keepRun() { kept = context }

  /// Gives a flag a value, whose reference goes over.
  func give(flag index: Int, _ cell: Cell) {
    hasFlags = true
    cells.give(slot(flag: index), cell)
  }

  // Where values lie among the cells; that of the pipe is the first.

  private func slot(flag index: Int) -> Int { 1 + positionalCount + index }

  private func slot(rest index: Int) -> Int { 1 + positionalCount + flagCount + index }

  // MARK: reading

  // Cells, without a new reference.

  var inputCell: Cell { cells[0] }

  func positionalCell(_ index: Int) -> Cell {
    index < positionalCount ? cells[1 + index] : GivenArguments.absent
  }

  func flagCell(_ index: Int) -> Cell { cells[slot(flag: index)] }

  var input: Value? { value(0) }

  func positional(_ index: Int) -> Value? { index < positionalCount ? value(1 + index) : nil }

  func flag(_ index: Int) -> Value? { index < flagCount ? value(slot(flag: index)) : nil }

  func rest(_ index: Int) -> Value { cells[slot(rest: index)].value }

  @inline(__always)
  private func value(_ index: Int) -> Value? { cells[index].tag == Cell.absent ? nil : cells[index].value }

  static var absent: Cell { Cell(tag: Cell.absent, bits: 0) }
}
