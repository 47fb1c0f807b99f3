internal import Base
package import Syntax

/// A command is data plus `run`.
///
/// It holds nothing: session, limits and terminal come with the call.
package protocol Command {
  /// One word, or several (`account create`).
  static var name: String { get }
  static var signature: Signature { get }
  /// Does the work of one call.
  static func run(_ call: Call) throws(Fault) -> Value
  /// For a command that works outside, and so is not run in a plan: the events that a real run would write.
  static var plannedEvents: [String] { get }
  /// What the call gives, as far as its input's type and constant arguments tell; the default is the signature's output.
  static func output(input: Type, arguments: KnownArguments) -> Type
  /// The columns that its input must have, as far as constant arguments tell; the default is none.
  static func neededColumns(_ arguments: KnownArguments) -> [String]
  /// The command that looks at the target before earlier stages of the pipe change the vault.
  ///
  /// It is called with the same arguments and without input; nil where there is nothing to look at. `isSealed`:
  /// sealed text is surely coming.
  static func preparation(isSealed: Bool) -> (any Command.Type)?
  /// What the machine does itself where the values at hand allow it; the default is nothing.
  static var intrinsic: Intrinsic? { get }
}

/// Commands that the machine knows: for some values it does their work without a call.
package enum Intrinsic: Sendable {
  /// The number of items of a list, of characters of a short text.
  case length
  /// Adds the arguments to a list, in place where the list has no other reference.
  case append
  /// With a count: the first, all but the first, or the last items of a list.
  case first, skip, last
  /// Calls the closure that is the first argument with the others.
  case call
  /// Adds the fields of a record, or one field, to a record, in place where it is assigned to where it came from.
  case merge, update, insert, upsert
}

extension Command {
  package static var plannedEvents: [String] { [] }

  package static func output(input: Type, arguments: KnownArguments) -> Type { signature.output }

  package static func neededColumns(_ arguments: KnownArguments) -> [String] { [] }

  package static func preparation(isSealed: Bool) -> (any Command.Type)? { nil }

  package static var intrinsic: Intrinsic? { nil }
}

/// The data shared by all calls of a command at one call site.
final class CallPlace {
  let name: String
  let signature: Signature
  let effect: Effect
  let source: Source?
  let span: Span
  /// True iff the result goes nowhere but to where values are shown.
  var isShown = false
  /// What the command keeps from one call to the next.
  var kept: AnyObject?
  /// The names of the positional parameters and of the flags, apart from all else that the signature says.
  private let parameters: PlaceNames
  private let flags: PlaceNames

  init(name: String, signature: Signature, source: Source?, span: Span) {
    self.name = name
    self.signature = signature
    self.source = source
    self.span = span
    effect = signature.effect
    parameters = PlaceNames(signature.positional.map(\.name))
    flags = PlaceNames(signature.flags.map(\.name))
  }

  func parameter(_ name: String) -> Int? { parameters.index(of: name) }

  func flag(_ name: String) -> Int? { flags.index(of: name) }
}

/// Names of parameters, which commands ask for by name at each call.
private struct PlaceNames {
  private let names: [String]
  /// The names as texts are kept: short ones are all in there, and equal ones mostly are the same literal.
  private let kept: [(UInt64, UInt64)]

  init(_ names: [String]) {
    self.names = names
    kept = names.map { PlaceNames.form($0) }
  }

  func index(of name: String) -> Int? {
    let form = PlaceNames.form(name)
    for index in 0..<kept.count where kept[index] == form { return index }
    for index in 0..<names.count where sameBytes(names[index], name) { return index }
    return nil
  }

  @inline(__always)
  private static func form(_ name: String) -> (UInt64, UInt64) {
    unsafeBitCast(name, to: (UInt64, UInt64).self)
  }
}

/// One call of a command: its arguments, what came through the pipe, and the run it belongs to.
///
/// All of it lies in one object: a call is passed on and kept at little cost.
package struct Call {
  let given: GivenArguments

  init(_ given: GivenArguments) { self.given = given }

  /// Makes a call outside of compiled code; nil stands for optional arguments that are not given.
  package init(
    name: String, signature: Signature, positional: [Value?], rest: [Value], flags: [Value?], input: Value?,
    source: Source?, span: Span, context: Context
  ) {
    given = GivenArguments(
      CallPlace(name: name, signature: signature, source: source, span: span), context,
      positional: positional, flags: flags, rest: rest, input: input)
    given.keepRun()
  }

  var place: CallPlace { given.place }
  /// The run that the call belongs to.
  package var context: Context { given.context }
  /// The name of the command that is called.
  package var name: String { place.name }
  /// The signature of the command that is called.
  package var signature: Signature { place.signature }
  /// The text in which the call stands; nil for calls that no program made.
  package var source: Source? { place.source }
  /// The range of the call in its source.
  package var span: Span { place.span }
  /// True iff the result goes nowhere but to where values are shown.
  package var isShown: Bool { place.isShown }
  /// What the command keeps from one call at this place to the next: only what it may find out again.
  package var kept: AnyObject? {
    get { place.kept }
    nonmutating set { place.kept = newValue }
  }
  /// By position in the signature; nil where an optional one was left out.
  package var positional: [Value?] { (0..<given.positionalCount).map { given.positional($0) } }
  /// The rest arguments, in order.
  package var rest: [Value] { (0..<given.restCount).map { given.rest($0) } }
  /// By position in the signature's flags; nil where not given, true for a switch.
  package var flags: [Value?] { (0..<given.flagCount).map { given.flag($0) } }
  /// What came through the pipe; nil where nothing was piped.
  package var input: Value? { given.input }

  /// The value of a positional parameter, by its name.
  package func argument(_ name: String) -> Value? { place.parameter(name).flatMap { given.positional($0) } }

  /// The value of a flag; nil where it was not given, or was given as null.
  package func flag(_ name: String) -> Value? {
    guard given.hasFlags, let index = place.flag(name), let value = given.flag(index), !value.isNull else {
      return nil
    }
    return value
  }

  /// True iff a switch was given.
  package func has(_ name: String) -> Bool {
    guard let value = flag(name) else { return false }
    guard case .bool(let given) = value else { return true }
    return given
  }

  /// What was given for a positional parameter, or for a flag if not null, without a new reference; absent if nothing.
  @inline(__always)
  private func cell(_ name: String) -> Cell {
    if let index = place.parameter(name) { return given.positionalCell(index) }
    guard given.hasFlags, let index = place.flag(name) else { return GivenArguments.absent }
    let cell = given.flagCell(index)
    return cell.tag == Cell.null ? GivenArguments.absent : cell
  }

  /// The text of a positional parameter or flag of type string; nil where not given.
  package func text(_ name: String) throws(Fault) -> String? {
    let cell = cell(name)
    if cell.tag == Cell.text { return cell.object(as: TextObject.self).string }
    if cell.tag == Cell.absent { return nil }
    throw wrongType(name, "string", cell.value)
  }

  /// The integer of a positional parameter or flag; nil where not given.
  package func int(_ name: String) throws(Fault) -> Int? {
    let cell = cell(name)
    if cell.tag == Cell.int { return cell.bits }
    if cell.tag == Cell.absent { return nil }
    throw wrongType(name, "int", cell.value)
  }

  /// What came through the pipe, if it is a text.
  package var pipedText: String? {
    let cell = given.inputCell
    return cell.tag == Cell.text ? cell.object(as: TextObject.self).string : nil
  }

  /// The closure (or row argument) of a positional parameter or flag.
  package func closure(_ name: String) throws(Fault) -> ClosureObject {
    guard let value = argument(name) ?? flag(name), case .closure(let closure) = value else {
      throw wrongType(name, "closure", argument(name) ?? .null)
    }
    return closure
  }

  /// The fault of a cause, at the place of this call.
  package func fault(_ cause: some FaultCause) -> Fault { Fault(cause, source: source, span: span) }

  /// The fault E0301 for an argument of another type than `wanted`.
  package func wrongType(_ name: String, _ wanted: String, _ value: Value) -> Fault {
    fault(
      ArgumentFault.wrongType(
        command: self.name, parameter: name, wanted: wanted, given: value.typeName))
  }

  /// Refuses an effect that a flag adds to its command's, where the code around the call does not allow it.
  package func require(_ effect: Effect) throws(Fault) {
    try context.machine.allow(effect, self)
    if context.isPlanning {
      throw fault(RunFault.fileInPlan(command: name))
    }
  }

  /// Calls a closure with arguments.
  package func invoke(_ closure: ClosureObject, _ arguments: [Value]) throws(Fault) -> Value {
    try context.machine.invoke(closure, arguments)
  }
}
