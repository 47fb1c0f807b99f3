import Syntax

/// The names that can be seen where the checker is, by their numbers.
///
/// Each block keeps what its names hide, and gives it back when it ends.
struct Names {
  private struct Slot {
    var variable: Variable?
    /// The block that made it, counted from 1.
    var block = 0
  }

  private var slots: [Slot]
  private var made: [(number: UInt32, hidden: Slot)] = []
  /// Where the names of each open block begin in `made`.
  private var starts: [Int] = []

  /// - Parameter count: how many names the source has.
  init(count: Int) { slots = [Slot](repeating: Slot(), count: count) }

  /// How many blocks are open.
  var depth: Int { starts.count }

  var isBlockEmpty: Bool { made.count == starts.last ?? 0 }

  /// All that are made, the hidden ones' hiders first.
  var all: [Variable] { made.reversed().compactMap { slots[Int($0.number)].variable } }

  subscript(_ number: UInt32) -> Variable? { slots[Int(number)].variable }

  /// True iff the innermost block made this name.
  func isMadeInBlock(_ number: UInt32) -> Bool { slots[Int(number)].block == depth }

  mutating func open() { starts.append(made.count) }

  /// Makes a name in the innermost block; one that it made before is gone.
  mutating func make(_ number: UInt32, _ variable: Variable) {
    let slot = slots[Int(number)]
    if slot.block != depth { made.append((number, slot)) }
    slots[Int(number)] = Slot(variable: variable, block: depth)
  }

  /// Takes a name of the innermost block away; nil when it has no more.
  mutating func takeLast() -> Variable? {
    guard !isBlockEmpty, let (number, hidden) = made.popLast() else { return nil }
    let variable = slots[Int(number)].variable
    slots[Int(number)] = hidden
    return variable
  }

  mutating func close() { starts.removeLast() }
}

/// The numbers of the language's own names in a source; those that do not stand in it have one that no name has.
struct OwnNames {
  let now: UInt32
  let args: UInt32
  let env: UInt32
  let it: UInt32

  static let absent = UInt32.max

  init(_ symbols: Symbols) {
    now = symbols.known("now") ?? OwnNames.absent
    args = symbols.known("args") ?? OwnNames.absent
    env = symbols.known("env") ?? OwnNames.absent
    it = symbols.known("it") ?? OwnNames.absent
  }

  /// True iff a mention of this name never means a variable.
  func isValue(_ number: UInt32) -> Bool { number == now || number == args || number == env }

  func contains(_ number: UInt32) -> Bool { number == now || number == args || number == env || number == it }
}
