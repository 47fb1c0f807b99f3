/// The values of one call of a command, side by side: what came through the pipe, arguments by position, flags, the rest.
///
/// The place of a call uses the same one again where no one keeps the call before.
final class GivenArguments {
  private let cells: Cells
  let positionalCount: Int
  let flagCount: Int
  let restCount: Int
  /// Whether any flag was given.
  private(set) var hasFlags = false
  private var count: Int { 1 + positionalCount + flagCount + restCount }

  /// Makes room for values that are given one by one.
  init(positional: Int, flags: Int, rest: Int) {
    positionalCount = positional
    flagCount = flags
    restCount = rest
    cells = .allocate(capacity: 1 + positional + flags + rest)
    cells.initialize(repeating: GivenArguments.absent, count: 1 + positional + flags + rest)
  }

  convenience init(positional: [Value?], flags: [Value?], rest: [Value], input: Value?) {
    self.init(positional: positional.count, flags: flags.count, rest: rest.count)
    if let input { giveInput(Cell(input)) }
    for (index, value) in positional.enumerated() { if let value { give(positional: index, Cell(value)) } }
    for (index, value) in flags.enumerated() { if let value { give(flag: index, Cell(value)) } }
    for (index, value) in rest.enumerated() { give(rest: index, Cell(value)) }
  }

  deinit {
    for index in 0..<count where cells[index].isObject { cells[index].release() }
    cells.deallocate()
  }

  /// Drops all values.
  func empty() {
    for index in 0..<count { cells.give(index, GivenArguments.absent) }
    hasFlags = false
  }

  // MARK: giving cells, whose references go over

  func giveInput(_ cell: Cell) { cells.give(0, cell) }

  func give(positional index: Int, _ cell: Cell) { cells.give(1 + index, cell) }

  func give(flag index: Int, _ cell: Cell) {
    hasFlags = true
    cells.give(1 + positionalCount + index, cell)
  }

  func give(rest index: Int, _ cell: Cell) { cells.give(1 + positionalCount + flagCount + index, cell) }

  // MARK: reading

  // Cells, without a new reference.

  var inputCell: Cell { cells[0] }

  func positionalCell(_ index: Int) -> Cell {
    index < positionalCount ? cells[1 + index] : GivenArguments.absent
  }

  func flagCell(_ index: Int) -> Cell { cells[1 + positionalCount + index] }

  var input: Value? { value(0) }

  func positional(_ index: Int) -> Value? { index < positionalCount ? value(1 + index) : nil }

  func flag(_ index: Int) -> Value? { index < flagCount ? value(1 + positionalCount + index) : nil }

  func rest(_ index: Int) -> Value { cells[1 + positionalCount + flagCount + index].value }

  @inline(__always)
  private func value(_ index: Int) -> Value? { cells[index].tag == Cell.absent ? nil : cells[index].value }

  static var absent: Cell { Cell(tag: Cell.absent, bits: 0) }
}
