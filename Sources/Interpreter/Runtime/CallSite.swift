import Syntax

/// How a command is called at one place: which registers of the window hold what.
final class CallSite {
  let command: any Command.Type
  let signature: Signature
  /// The offset of what is not given.
  static let none = Int32.min

  /// By positional parameter: its register, counted from the window's first; `none` where not given.
  let positional: [Int32]
  /// The registers of the rest, in order.
  let rest: [Int32]
  /// By flag.
  let flags: [Int32]
  /// What comes through the pipe.
  let input: Int32
  /// With `...` among them: the list of all positional arguments.
  let spread: Int32
  /// With `...` in the rest: the list of it.
  let restList: Int32
  let span: Span
  /// How many registers of the window lie behind its first.
  let width: Int
  /// True iff the result goes nowhere but to where values are shown.
  var isShown = false
  /// What the registers must hold, by kind, so that types need not be looked at; nil where they must.
  private let wanted: [(register: Int, kinds: UInt32)]?
  /// The flags where none is given.
  private let noFlags: [Value?]?

  init(
    command: any Command.Type, signature: Signature, positional: [Int32], rest: [Int32], flags: [Int32],
    input: Int32, spread: Int32, restList: Int32, span: Span, width: Int
  ) {
    self.command = command
    self.signature = signature
    self.positional = positional
    self.rest = rest
    self.flags = flags
    self.input = input
    self.spread = spread
    self.restList = restList
    self.span = span
    self.width = width
    noFlags = flags.allSatisfy { $0 == CallSite.none } ? flags.map { _ in nil } : nil
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

  /// Whether the kinds of what lies in a window say that all types are right.
  func accepts(_ window: Cells) -> Bool {
    guard let wanted else { return false }
    return wanted.allSatisfy { 1 << UInt32(truncatingIfNeeded: window[$0.register].tag & 31) & $0.kinds != 0 }
  }

  /// The values of the flags.
  func flagValues(_ window: Cells) -> [Value?] {
    noFlags ?? flags.map { $0 == CallSite.none ? nil : window[Int($0)].value }
  }
}
