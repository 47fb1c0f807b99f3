import Syntax

/// Where a caught error goes: for instructions from `from` to before `to`.
struct Handler {
  enum Kind {
    case catching, finally
    /// No handler: the error in `register` is what a fault here came after.
    case cleanup
    /// The end of a `plan` or `batch` that is left by a fault of any kind.
    case block
  }

  let kind: Kind
  let from: Int
  let to: Int
  let target: Int
  /// The register that takes the error.
  let register: Int
}

/// Where a closure takes a captured value from when it is made.
enum Capture {
  /// A register of the function that makes it.
  case register(Int)
  /// One of that function's own captures.
  case capture(Int)
  case global(Int)
}

/// A conjunct of a row condition that compares a column with something that does not depend on the row.
struct RowConjunct {
  let column: String
  let comparison: RowComparison.Operator
  /// Calculates the other side; shares the captures of the condition.
  let operand: Function
}

/// What is known of a row argument's expression besides its code.
struct RowFacts {
  /// `.name` or `.name.name …` alone, also as the whole of a closure: `{|r| $r.name }`.
  var path: [String]?
  /// The conjuncts that a condition begins with.
  var conjuncts: [RowConjunct] = []
  /// Whether the condition is these conjuncts and nothing else.
  var isWhole = false
}

/// A place where a field is read: the name, and where it was in the records that came last.
struct FieldSite {
  let name: String
  /// What it is of a date.
  let date: DateField?
  /// The shape of those records, which is kept, so that no other one takes its address; nil before the first.
  private(set) var shape: UnsafeRawPointer?
  private(set) var index = 0

  init(_ name: String) {
    self.name = name
    date = DateField(rawValue: name)
  }

  /// Notes where the field is in records of a shape; a shape that may change is not noted.
  mutating func remember(_ shape: Shape, _ index: Int) {
    if shape.isOwned { return }
    forget()
    self.shape = UnsafeRawPointer(Unmanaged.passRetained(shape).toOpaque())
    self.index = index
  }

  /// Where the field is in a record, if that has the shape that came last.
  @inline(__always)
  func index(in record: RecordObject) -> Int? {
    UnsafeRawPointer(Unmanaged.passUnretained(record.shape).toOpaque()) == shape ? index : nil
  }

  /// Where the field is in a record, which is noted; nil where it has none.
  @inline(__always)
  mutating func find(in record: RecordObject) -> Int? { index(in: record) ?? lookUp(in: record.shape) }

  /// Where the field is in rows of a shape, which is noted; nil where they have none.
  @inline(__always)
  mutating func find(in shape: Shape) -> Int? {
    UnsafeRawPointer(Unmanaged.passUnretained(shape).toOpaque()) == self.shape ? index : lookUp(in: shape)
  }

  @inline(never)
  private mutating func lookUp(in shape: Shape) -> Int? {
    guard let index = shape.index(of: name) else { return nil }
    remember(shape, index)
    return index
  }

  /// Gives the shape back.
  mutating func forget() {
    if let shape { Unmanaged<Shape>.fromOpaque(shape).release() }
    shape = nil
  }
}

/// What the loop reads of a function, in plain memory: no object is counted to get at it.
struct FunctionLayout {
  let code: UnsafeMutablePointer<UInt64>
  let constants: UnsafeMutablePointer<Cell>
  var fields: UnsafeMutablePointer<FieldSite>
  var slots: UnsafeMutablePointer<Unmanaged<FunctionSlot>>
  var sites: UnsafeMutablePointer<Unmanaged<CallSite>>
  var tables: UnsafeMutablePointer<Unmanaged<MatchTable>>
  var registerCount: Int
  let owner: Unmanaged<Function>
}

typealias Layout = UnsafeMutablePointer<FunctionLayout>

/// Compiled code of a `def`, a closure, a row argument or a whole script.
final class Function {
  let name: String
  let source: Source
  let parameterCount: Int
  var registerCount = 0 {
    didSet { layout.pointee.registerCount = registerCount }
  }
  let code: UnsafeMutablePointer<UInt64>
  let codeCount: Int
  let constants: UnsafeMutablePointer<Cell>
  let constantCount: Int
  let layout = Layout.allocate(capacity: 1)
  /// The places where it calls commands.
  var sites: [CallSite] = [] {
    didSet { Function.replace(&layout.pointee.sites, sites) }
  }
  /// The tables of its `match`es.
  var tables: [MatchTable] = [] {
    didSet { Function.replace(&layout.pointee.tables, tables) }
  }
  var shapes: [Shape] = []
  var names: [String] = []
  /// The places where fields are read.
  let fieldCount: Int
  /// The functions that it calls and the closures that it makes.
  var functions: [FunctionSlot] = [] {
    didSet { Function.replace(&layout.pointee.slots, functions) }
  }
  /// The types that its parameters are checked for.
  var types: [TypedParameter] = []
  var captures: [Capture] = []
  var handlers: [Handler] = []
  var spans: [Span] = []
  /// The effects of running it.
  var effect: Effect = .read
  var rowFacts: RowFacts?
  /// Whether it is the expression of a row argument, not a closure.
  var isRow = false
  /// Of a condition that surely gives no closure: the fields of its row that it looks at; nil where it may use the
  /// row in another way.
  var rowFields: [String]?
  /// How a call of a `def` with `...` assigns its arguments to parameters.
  var signature: DefSignature?

  init(
    name: String, source: Source, parameterCount: Int, code: [UInt64], constants: [Value],
    fields: [FieldSite] = []
  ) {
    self.name = name
    self.source = source
    self.parameterCount = parameterCount
    codeCount = code.count
    self.code = .allocate(capacity: max(1, code.count))
    self.code.initialize(from: code, count: code.count)
    constantCount = constants.count
    fieldCount = fields.count
    self.constants = .allocate(capacity: max(1, constants.count))
    for (index, value) in constants.enumerated() { (self.constants + index).initialize(to: Cell(value)) }
    layout.initialize(
      to: FunctionLayout(
        code: self.code, constants: self.constants, fields: .allocate(capacity: max(1, fields.count)),
        slots: .allocate(capacity: 1), sites: .allocate(capacity: 1), tables: .allocate(capacity: 1),
        registerCount: 0,
        owner: Unmanaged.passUnretained(self)))
    layout.pointee.fields.initialize(from: fields, count: fields.count)
  }

  deinit {
    constants.clear(0, constantCount)
    constants.deallocate()
    code.deallocate()
    for index in 0..<fieldCount { layout.pointee.fields[index].forget() }
    layout.pointee.fields.deinitialize(count: fieldCount)
    layout.pointee.fields.deallocate()
    layout.pointee.slots.deallocate()
    layout.pointee.sites.deallocate()
    layout.pointee.tables.deallocate()
    layout.deallocate()
  }

  /// Lays objects that the function keeps out in plain memory.
  private static func replace<T: AnyObject>(
    _ memory: inout UnsafeMutablePointer<Unmanaged<T>>, _ objects: [T]
  ) {
    memory.deallocate()
    memory = .allocate(capacity: max(1, objects.count))
    for (index, object) in objects.enumerated() {
      (memory + index).initialize(to: Unmanaged.passUnretained(object))
    }
  }

  /// The place of an instruction.
  func span(_ index: Int) -> Span { index >= 0 && index < spans.count ? spans[index] : Span(0, 0) }
}

/// A parameter's name with its type.
struct TypedParameter {
  let name: String
  let type: Type
  let typeName: String
  /// The kinds of items with which a list is surely of the type.
  let itemKinds: UInt32
  /// With fewer items a list is looked at each time.
  static let shortList = 16

  init(name: String, type: Type) {
    self.name = name
    self.type = type
    typeName = type.name
    itemKinds = TypeTest.itemKinds(type)
  }
}

/// How many arguments a `def` takes.
struct DefSignature {
  var required: Int
  var positional: Int
  var hasRest: Bool
  var flags: Int
}

/// A function with the values that it captured when it was made.
package final class ClosureObject: HeapObject {
  let function: Function
  let captures: UnsafeMutablePointer<Cell>
  private let captureCount: Int

  init(function: Function, captureCount: Int) {
    self.function = function
    self.captureCount = captureCount
    captures = .allocate(capacity: max(1, captureCount))
    captures.initialize(repeating: Cell(), count: max(1, captureCount))
  }

  deinit {
    captures.clear(0, captureCount)
    captures.deallocate()
  }

  /// The number of parameters.
  package var parameterCount: Int { function.parameterCount }

  /// Whether a value that it captured is as asked for.
  func holdsCapture(_ isMeant: (Value) -> Bool) -> Bool {
    (0..<captureCount).contains { isMeant(captures[$0].value) }
  }

  /// The effects of calling it.
  package var effect: Effect { function.effect }

  /// For a row argument that is one field: its name.
  package var rowField: String? {
    guard let path = function.rowFacts?.path, path.count == 1, function.isRow else { return nil }
    return path[0]
  }

  /// For a row argument or a closure that takes a field of the row, or a field of that and so on: the names.
  var rowPath: [String]? { function.rowFacts?.path }
}
