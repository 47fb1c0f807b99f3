import Syntax

/// The names that can be seen where the checker is, by their numbers.
///
/// Each block keeps what its names hide, and gives it back when it ends. A variable is meant by its number among those
/// of the file, from 1 (`NodeFacts`), so that none of this counts references.
struct Names {
  private struct Slot {
    /// 0: no variable has the name.
    var variable: UInt32 = 0
    /// The block that made it, counted from 1.
    var block: UInt32 = 0
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
  var all: [UInt32] { made.reversed().map { slots[Int($0.number)].variable }.filter { $0 != 0 } }

  /// The number of the variable that a name means here; 0 where it means none.
  subscript(_ number: UInt32) -> UInt32 { slots[Int(number)].variable }

  /// True iff the innermost block made this name.
  func isMadeInBlock(_ number: UInt32) -> Bool { Int(slots[Int(number)].block) == depth }

  mutating func open() { starts.append(made.count) }

  /// Makes a name in the innermost block; one that it made before is gone.
  mutating func make(_ number: UInt32, _ variable: UInt32) {
    let slot = slots[Int(number)]
    if Int(slot.block) != depth { made.append((number, slot)) }
    slots[Int(number)] = Slot(variable: variable, block: UInt32(truncatingIfNeeded: depth))
  }

  /// Takes a name of the innermost block away; nil when it has no more.
  mutating func takeLast() -> UInt32? {
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
  /// The input from the pipe.
  let input: UInt32

  static let absent = UInt32.max

  init(_ symbols: Symbols) {
    now = symbols.known("now") ?? OwnNames.absent
    args = symbols.known("args") ?? OwnNames.absent
    env = symbols.known("env") ?? OwnNames.absent
    it = symbols.known("it") ?? OwnNames.absent
    input = symbols.known("in") ?? OwnNames.absent
  }

  /// True iff a use of this name never means a variable.
  func isValue(_ number: UInt32) -> Bool { number == now || number == args || number == env }

  func contains(_ number: UInt32) -> Bool { isValue(number) || isImplied(number) }

  /// True iff it is made by where it stands; a parameter may have the name too.
  func isImplied(_ number: UInt32) -> Bool { number == it || number == input }
}
