import Syntax

/// How a command is called at one place: which registers of the window hold what.
final class CallSite {
  let command: any Command.Type
  let place: CallPlace
  /// The offset of an argument that is not given.
  static let none = Int32.min

  /// By positional parameter: its register, counted from the window's first; `none` where not given.
  let positional: [Int32]
  /// The registers of the rest, in order.
  let rest: [Int32]
  /// By flag.
  let flags: [Int32]
  /// The register of the input from the pipe.
  let input: Int32
  /// With `...` among them: the list of all positional arguments.
  let spread: Int32
  /// With `...` in the rest: the list of it.
  let restList: Int32
  /// How many registers the window has after its first.
  let width: Int
  /// Whether the kinds of the cells may prove that all types are right; else the types are looked at.
  private let isProvable: Bool
  /// What goes from the window to the arguments.
  private let moves: [Move]
  private let hasFlags: Bool
  /// The arguments of the call before, which no one keeps any more.
  private var spare: GivenArguments?

  /// A value that goes from a register of the window to its place among the arguments.
  private struct Move {
    let register: Int
    let slot: Int
    /// The kinds that are surely of its type.
    let kinds: UInt32
  }

  init(
    command: any Command.Type, place: CallPlace, positional: [Int32], rest: [Int32], flags: [Int32],
    input: Int32, spread: Int32, restList: Int32, width: Int
  ) {
    self.command = command
    self.place = place
    self.positional = positional
    self.rest = rest
    self.flags = flags
    self.input = input
    self.spread = spread
    self.restList = restList
    self.width = width
    let signature = place.signature
    let isOpen = spread != CallSite.none || restList != CallSite.none
    // A flag may be null when running, which is as good as not given.
    isProvable = !isOpen && signature.rules.isEmpty && !signature.flags.contains(where: \.isRequired)
    hasFlags = flags.contains { $0 != CallSite.none }
    moves = CallSite.moves(signature, positional: positional, flags: flags, rest: rest, input: input)
  }

  private static func moves(
    _ signature: Signature, positional: [Int32], flags: [Int32], rest: [Int32], input: Int32
  ) -> [Move] {
    var moves: [Move] = []
    var slot = 0
    func move(_ register: Int32, _ type: Type?) {
      if register != CallSite.none {
        moves.append(
          Move(
            register: Int(register), slot: slot, kinds: type.map(TypeTest.kinds) ?? TypeTest.allKinds))
      }
      slot += 1
    }
    switch signature.input {
    case .required(let type), .optional(let type): move(input, type)
    default: move(input, nil)
    }
    for (index, register) in positional.enumerated() {
      move(register, index < signature.positional.count ? signature.positional[index].type : nil)
    }
    for (register, flag) in zip(flags, signature.flags) { move(register, .optional(flag.wanted)) }
    for register in rest { move(register, signature.rest?.type) }
    return moves
  }

  /// Calls the command with the arguments in a window; gives a cell that owns its reference.
  func call(_ window: Cells, _ machine: Machine) throws(Fault) -> Cell {
    var isChecked = isProvable
    var given: GivenArguments
    if spread == CallSite.none, restList == CallSite.none {
      given = arguments(window, machine.context, &isChecked)
    } else {
      given = try spreadArguments(window, machine.context)
    }
    do throws(Fault) {
      let result = Cell(taking: try machine.invoke(command, Call(given), isChecked: isChecked))
      giveBack(&given)
      return result
    } catch {
      given.keepRun()
      throw error
    }
  }

  // MARK: arguments

  /// Moves the arguments out of the window of the call; those in registers of variables, before the window, are copied.
  ///
  /// - Parameter isChecked: false afterwards where the kinds of the cells do not prove that all types are right.
  private func arguments(
    _ window: Cells, _ context: Context, _ isChecked: inout Bool
  ) -> GivenArguments {
    let given: GivenArguments
    if let spare, spare.context === context {
      given = spare
      self.spare = nil
    } else {
      given = GivenArguments(
        place, context, positional: positional.count, flags: flags.count, rest: rest.count,
        hasFlags: hasFlags)
    }
    for move in moves {
      let cell = window[move.register]
      if 1 << UInt32(truncatingIfNeeded: cell.tag & 31) & move.kinds == 0 { isChecked = false }
      if move.register >= 0 { window[move.register] = Cell() } else if cell.isObject { cell.retain() }
      given.cells[move.slot] = cell
    }
    return given
  }

  /// Takes arguments back after the call, for the next one.
  @inline(__always)
  private func giveBack(_ given: inout GivenArguments) {
    guard isKnownUniquelyReferenced(&given), spread == CallSite.none, restList == CallSite.none else {
      return given.keepRun()
    }
    for move in moves { given.cells.give(move.slot, GivenArguments.absent) }
    spare = given
  }

  /// The arguments where `...` stands among them.
  private func spreadArguments(_ window: Cells, _ context: Context) throws(Fault) -> GivenArguments {
    func value(_ register: Int32) -> Value? {
      register == CallSite.none ? nil : window[Int(register)].value
    }
    var positional = self.positional.map(value)
    var rest = self.rest.compactMap(value)
    if case .list(let list)? = value(spread) { try distribute(list, &positional, &rest) }
    if case .list(let list)? = value(restList) { rest = Array(list.items) }
    let given = GivenArguments(
      place, context, positional: positional, flags: flags.map { _ in nil }, rest: rest, input: value(input))
    for (index, register) in flags.enumerated() where register != CallSite.none {
      given.give(flag: index, Cell(window[Int(register)].value))
    }
    return given
  }

  private func distribute(
    _ list: ListObject, _ positional: inout [Value?], _ rest: inout [Value]
  ) throws(Fault) {
    let given = list.items
    let signature = place.signature
    // What came through the pipe is the subject.
    let first = input != CallSite.none && signature.positional.first?.isSubject == true ? 1 : 0
    let count = signature.positional.count - first
    for index in 0..<min(count, given.count) { positional[first + index] = given[index] }
    guard given.count > count else { return }
    if signature.rest == nil {
      throw Fault(ArgumentFault.spreadTooLong(command: place.name, most: count, count: given.count))
    }
    rest.append(contentsOf: given[count...])
  }
}
