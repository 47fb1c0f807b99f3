internal import Base
internal import Syntax

/// A name that holds a value: found by the checker, given a register by the compiler.
final class Variable {
  /// Its name's number in the tree of its owner, or `OwnNames.absent`.
  let number: UInt32
  let isMutable: Bool
  let span: Span
  /// The function whose registers hold it.
  let owner: FunctionInfo
  var type: Type
  /// The number among the globals where `def`s (or later lines of the REPL) see it.
  var global: Int?
  var isUsed = false
  /// How often it is read at most: 2 stands for all more than once.
  private(set) var reads = 0
  /// Where it is read, as far as there is room; none once a place may run several times.
  private var places = SIMD8<UInt32>(repeating: 0)
  private var placeCount = 0
  /// A parameter that a stream may stay in: one place reads it, once.
  var mayBeStream = false
  /// Of a name for a closure that never changes: how many parameters that takes.
  var arity: Int?
  /// The current row of a row argument, or a parameter.
  var isParameter = false
  /// The fields that are read of it; nil once it is used in another way.
  var fields: [String]? = []
  /// Set by the compiler when the statement that makes it is compiled.
  var register = -1

  var name: String { number == OwnNames.absent ? "" : owner.unit.tree.text(number) }

  init(_ number: UInt32, isMutable: Bool, span: Span, owner: FunctionInfo, type: Type) {
    self.number = number
    self.isMutable = isMutable
    self.span = span
    self.owner = owner
    self.type = type
  }

  /// Notes that one more place reads it.
  func noteRead(at span: Span, isRepeated: Bool) {
    reads = min(2, reads + (isRepeated ? 2 : 1))
    if isRepeated { placeCount = .max }
    guard placeCount < places.scalarCount else {
      placeCount = .max
      return
    }
    places[placeCount] = span.start
    placeCount += 1
  }

  /// Whether what stands there surely reads it once.
  func isReadOnce(in span: Span) -> Bool {
    guard placeCount <= places.scalarCount else { return false }
    return (0..<placeCount).count { places[$0] >= span.start && places[$0] < span.end } == 1
  }

  /// Notes that a field is read; a set of fields too large to be worth narrowing counts as all fields.
  func noteField(_ name: String, among known: [String]?) {
    guard let known, known.count < 64 else {
      fields = nil
      return
    }
    fields = known.contains { sameBytes($0, name) } ? known : known + [name]
  }
}

/// How a function refers to a name in its code.
enum Binding {
  case local(Variable)
  case global(Variable)
  /// A captured value, by its number.
  case capture(Int)
  case now
  case arguments
  case environment
}
