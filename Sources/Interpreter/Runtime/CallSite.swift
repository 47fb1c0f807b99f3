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
  /// What the registers must hold, by kind, so that types need not be looked at; nil where they must.
  private let wanted: [(register: Int, kinds: UInt32)]?
  /// The flags that are given, with their numbers.
  private let givenFlags: [(number: Int, register: Int32)]
  /// The arguments of the call before, which no one keeps any more.
  private var spare: GivenArguments?

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
    givenFlags = flags.enumerated().compactMap { $1 == CallSite.none ? nil : ($0, $1) }
    let signature = place.signature
    let isOpen = spread != CallSite.none || restList != CallSite.none
    // A flag may be null when running, which is as good as not given.
    guard !isOpen, signature.rules.isEmpty, !signature.flags.contains(where: \.isRequired) else {
      wanted = nil
      return
    }
    var wanted: [(register: Int, kinds: UInt32)] = []
    func want(_ register: Int32, _ kinds: UInt32) {
      if register != CallSite.none, kinds != TypeTest.allKinds { wanted.append((Int(register), kinds)) }
    }
    for (register, parameter) in zip(positional, signature.positional) {
      want(register, TypeTest.kinds(parameter.type))
    }
    for register in rest {
      want(register, signature.rest.map { TypeTest.kinds($0.type) } ?? TypeTest.allKinds)
    }
    for (register, flag) in zip(flags, signature.flags) {
      want(register, TypeTest.kinds(.optional(flag.wanted)))
    }
    switch signature.input {
    case .required(let type), .optional(let type): want(input, TypeTest.kinds(type))
    default: break
    }
    self.wanted = wanted
  }

  /// Whether the tags of a window's cells already prove that all types are right.
  func accepts(_ window: Cells) -> Bool {
    guard let wanted else { return false }
    for want in wanted
    where 1 << UInt32(truncatingIfNeeded: window[want.register].tag & 31) & want.kinds == 0 {
      return false
    }
    return true
  }

  // MARK: arguments

  /// The arguments in a window, from which they are moved.
  func arguments(_ window: Cells) throws(Fault) -> GivenArguments {
    if spread != CallSite.none || restList != CallSite.none { return try spreadArguments(window) }
    let given =
      spare ?? GivenArguments(positional: positional.count, flags: flags.count, rest: rest.count)
    spare = nil
    if input != CallSite.none { given.giveInput(take(window, input)) }
    for index in 0..<positional.count where positional[index] != CallSite.none {
      given.give(positional: index, take(window, positional[index]))
    }
    giveFlags(given, window)
    for index in 0..<rest.count { given.give(rest: index, take(window, rest[index])) }
    return given
  }

  /// Takes arguments back after the call, for the next one.
  @inline(__always)
  func giveBack(_ given: inout GivenArguments) {
    guard isKnownUniquelyReferenced(&given), spread == CallSite.none, restList == CallSite.none else {
      return
    }
    given.empty()
    spare = given
  }

  private func giveFlags(_ given: GivenArguments, _ window: Cells) {
    for flag in givenFlags { given.give(flag: flag.number, take(window, flag.register)) }
  }

  /// Moves what a register of the window holds; of one before it a copy is made.
  @inline(__always)
  private func take(_ window: Cells, _ offset: Int32) -> Cell {
    let cell = window[Int(offset)]
    if offset >= 0 { window[Int(offset)] = Cell() } else if cell.isObject { cell.retain() }
    return cell
  }

  /// The arguments where `...` stands among them.
  private func spreadArguments(_ window: Cells) throws(Fault) -> GivenArguments {
    func value(_ register: Int32) -> Value? {
      register == CallSite.none ? nil : window[Int(register)].value
    }
    var positional = self.positional.map(value)
    var rest = self.rest.compactMap(value)
    if case .list(let list)? = value(spread) { try distribute(list, &positional, &rest) }
    if case .list(let list)? = value(restList) { rest = Array(list.items) }
    let given = GivenArguments(
      positional: positional, flags: flags.map { _ in nil }, rest: rest, input: value(input))
    giveFlags(given, window)
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
