internal import Base
import Syntax

/// Collects the code of one function: instructions with their places, constants, tables.
struct Assembler {
  var code: [UInt64] = []
  var spans: [Span] = []
  var constants: [Value] = []
  var sites: [CallSite] = []
  var tables: [MatchTable] = []
  var shapes: [Shape] = []
  var names: [String] = []
  var fields: [FieldSite] = []
  var functions: [FunctionSlot] = []
  var types: [TypedParameter] = []
  var handlers: [Handler] = []
  /// Registers that have copies of what variables hold.
  var shared: Set<Int> = []
  /// The place of what is being compiled.
  var span = Span(0, 0)
  /// Registers in use, and the most that ever were.
  private(set) var top: Int
  private(set) var high: Int
  private var intConstants: [Int: Int] = [:]
  private var textConstants: [ExactText: Int] = [:]
  private var nameNumbers: [ExactText: Int] = [:]
  private var fieldNumbers: [ExactText: Int] = [:]
  private var shapeNumbers: [[ExactText]: Int] = [:]
  private var slotNumbers: [ObjectIdentifier: Int] = [:]
  private let work: CompileWork

  init(registers: Int, work: CompileWork) {
    top = registers
    high = max(1, registers)
    self.work = work
  }

  var here: Int { code.count }

  mutating func emit(_ op: Opcode, flag: UInt8 = 0, a: Int = 0, b: Int = 0, c: Int = 0) {
    // A number that does not fit its operand would mean another one.
    if a | b | max(c, 0) > Instruction.largest { work.refuse(op, span) }
    code.append(Instruction.make(op, flag: flag, a: a, b: b, c: c))
    spans.append(span)
    if code.count & CompileWork.stretch == 0 { work.look() }
  }

  /// Tells the call that has just been compiled, if it was one, that its result will be shown and is then gone.
  mutating func showLastCall(_ register: Int) {
    guard let last = code.last, !sites.isEmpty,
      last == Instruction.make(.callCommand, flag: 0, a: register, wide: sites.count - 1)
    else { return }
    sites[sites.count - 1].place.isShown = true
  }

  mutating func emitWide(_ op: Opcode, flag: UInt8 = 0, a: Int = 0, _ wide: Int) {
    if a > Instruction.largest || Int32(exactly: wide) == nil { work.refuse(op, span) }
    code.append(Instruction.make(op, flag: flag, a: a, wide: wide))
    spans.append(span)
    if code.count & CompileWork.stretch == 0 { work.look() }
  }

  /// Emits a jump whose target is not known yet; gives its place for `land`.
  mutating func jump(_ op: Opcode = .jump, a: Int = 0) -> Int {
    emitWide(op, a: a, 0)
    return here - 1
  }

  /// Makes a jump end here.
  mutating func land(_ place: Int) { aim(place, at: here) }

  mutating func land(_ places: [Int]) {
    for place in places { land(place) }
  }

  /// Makes a jump end at a target.
  mutating func aim(_ place: Int, at target: Int) {
    let word = code[place]
    let distance = UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: target - place - 1)))
    code[place] = (word & 0xFFFF_FFFF) | distance << 32
  }

  /// Emits a jump back to a target.
  mutating func loop(_ op: Opcode = .loop, a: Int = 0, to target: Int) {
    emitWide(op, a: a, target - here - 1)
  }

  // MARK: registers

  /// Takes the next register.
  mutating func take() -> Int {
    top += 1
    high = max(high, top)
    return top - 1
  }

  /// Empties the registers given back that have copies of what variables hold.
  mutating func clearShared() {
    guard !shared.isEmpty else { return }
    for register in shared.filter({ $0 >= top }).sorted() {
      emit(.clear, a: register, b: 1)
      shared.remove(register)
    }
  }

  /// Forgets such registers from one on: what was in them is gone.
  mutating func forgetShared(from register: Int) {
    if !shared.isEmpty { shared = shared.filter { $0 < register } }
  }

  /// Gives back all registers from one on.
  mutating func release(to register: Int) { top = register }

  // MARK: tables

  mutating func constant(_ value: Value) -> Int {
    switch value {
    case .int(let number):
      if let known = intConstants[number] { return known }
      intConstants[number] = constants.count
    case .text(let text):
      let key = ExactText(text.string)
      if let known = textConstants[key] { return known }
      textConstants[key] = constants.count
    default: break
    }
    constants.append(value)
    return constants.count - 1
  }

  mutating func name(_ text: String) -> Int {
    let key = ExactText(text)
    if let known = nameNumbers[key] { return known }
    nameNumbers[key] = names.count
    names.append(text)
    return names.count - 1
  }

  /// A place where a field is read: each its own, while there is room for their numbers.
  mutating func field(_ text: String) -> Int {
    let key = ExactText(text)
    if fields.count > Instruction.largest / 2, let known = fieldNumbers[key] { return known }
    fieldNumbers[key] = fields.count
    fields.append(FieldSite(text))
    return fields.count - 1
  }

  mutating func shape(_ keys: [String]) -> Int {
    let exact = keys.map(ExactText.init)
    if let known = shapeNumbers[exact] { return known }
    shapeNumbers[exact] = shapes.count
    shapes.append(Shape(keys))
    return shapes.count - 1
  }

  mutating func slot(_ slot: FunctionSlot) -> Int {
    if let known = slotNumbers[ObjectIdentifier(slot)] { return known }
    slotNumbers[ObjectIdentifier(slot)] = functions.count
    functions.append(slot)
    return functions.count - 1
  }

  /// The finished function.
  func function(_ info: FunctionInfo) -> Function {
    let function = Function(
      name: info.name, source: info.unit.tree.source, parameterCount: info.parameters.count, code: code,
      constants: constants, fields: fields)
    function.registerCount = high + 1
    function.sites = sites
    function.tables = tables
    function.shapes = shapes
    function.names = names
    function.functions = functions
    function.types = types
    function.handlers = handlers
    function.spans = spans
    function.effect = info.wholeEffect()
    function.captures = info.captures.map { outer, _ in
      switch outer {
      case .local(let variable) where variable.isMutable && variable.global != nil:
        .global(variable.global ?? 0)
      case .local(let variable): .register(variable.register)
      case .global(let variable): .global(variable.global ?? 0)
      case .capture(let index): .capture(index)
      default: .register(0)
      }
    }
    return function
  }
}
