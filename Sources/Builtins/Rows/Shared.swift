internal import Interpreter
internal import Syntax

extension Call {
  /// A count: not negative.
  func count(_ name: String) throws(Fault) -> Int? {
    guard let count = try int(name) else { return nil }
    if count < 0 {
      throw fault(BuiltinFault.countBelow(command: self.name, given: count))
    }
    return count
  }

  /// The input from the pipe.
  func piped() throws(Fault) -> Value {
    if let input { return input }
    throw fault(BuiltinFault.inputMissing(command: name, help: "`$x | \(name) …`"))
  }

  /// The names of columns that the rest parameter gives: text, lists of text, `.name` as well.
  func columnNames() throws(Fault) -> [String] {
    var names: [String] = []
    for value in rest {
      if case .list(let list) = value {
        for item in list.items { names.append(try columnName(item)) }
      } else {
        names.append(try columnName(value))
      }
    }
    return names
  }

  /// One name of a column: `.name` serves as `name`.
  func columnName(_ value: Value) throws(Fault) -> String {
    switch value {
    case .text(let text): return plainName(text.string)
    case .int(let number): return String(number)
    case .closure(let closure):
      if let field = closure.rowField { return field }
      throw wrongType("column", "name", value)
    default: throw wrongType("column", "name", value)
    }
  }

  /// What `--or` gives: null counts as given.
  var fallback: Value? {
    for (index, flag) in signature.flags.enumerated() where flag.name == "or" {
      return index < flags.count ? flags[index] : nil
    }
    return nil
  }

  /// The value of `--or`, or the fault of having nothing.
  func fallback(_ message: String) throws(Fault) -> Value {
    if let fallback { return fallback }
    throw fault(BuiltinFault.nothingThere(message: message))
  }
}

/// `.n` as `n`.
func plainName(_ text: String) -> String {
  text.utf8.first == UInt8(ascii: ".") && text.utf8.count > 1 ? String(text.dropFirst()) : text
}

/// The names of columns among the known arguments; nil where one is not known.
func knownNames(_ values: [Value?]) -> [String]? {
  var names: [String] = []
  for value in values {
    guard let text = value?.string else { return nil }
    names.append(plainName(text))
  }
  return names
}

/// Makes rows of one origin over, the shape of the result once for all rows of one shape.
struct Reshaper {
  private var known: (old: Shape, new: Shape, indices: [Int])?

  /// The entries of a record at the positions that `plan` gives for its shape, under the names that it gives.
  mutating func apply(
    _ record: RecordObject, _ plan: (Shape) throws(Fault) -> [(name: String, index: Int)]
  ) throws(Fault) -> RecordObject {
    let (shape, indices) = try known(record.shape, plan)
    let values = record.values
    return RecordObject(shape: shape, values: indices.map { values[$0] })
  }

  /// The same for a thing of the vault; it reads no other columns of it.
  mutating func apply(
    _ entity: EntityObject, _ plan: (Shape) throws(Fault) -> [(name: String, index: Int)]
  ) throws(Fault) -> RecordObject {
    let (shape, indices) = try known(entity.shape, plan)
    var values: [Value] = []
    values.reserveCapacity(indices.count)
    for index in indices { values.append(try entity.value(at: index)) }
    return RecordObject(shape: shape, values: values)
  }

  private mutating func known(
    _ old: Shape, _ plan: (Shape) throws(Fault) -> [(name: String, index: Int)]
  ) throws(Fault) -> (new: Shape, indices: [Int]) {
    if let known, known.old === old { return (known.new, known.indices) }
    let entries = try plan(old)
    let made = (old: old, new: Shape(entries.map(\.name)), indices: entries.map(\.index))
    known = made
    return (made.new, made.indices)
  }
}

/// A fault for a name that records lack.
func missingColumn(_ name: String, _ shape: Shape) -> Fault {
  FieldPath.missing(name, shape)
}

/// The record of a row.
func record(of row: Value, _ call: Call) throws(Fault) -> RecordObject {
  guard let record = Fields.record(of: row) else {
    throw Fault(BuiltinFault.notRecords(command: call.name, given: row.typeName))
  }
  return record
}

extension RowInput {
  /// Changes records: those of rows one by one, or a record that was piped alone.
  static func records(
    _ call: Call, columns: ([Column]?) -> [Column]?,
    _ body: @escaping (RecordObject) throws(Fault) -> RecordObject
  ) throws(Fault) -> Value {
    switch call.input {
    case .record(let record)?: return .record(try body(record))
    case .entity(let entity)?: return .record(try body(entity.record))
    default: break
    }
    let input = try RowInput(call)
    return try input.transform(columns: columns(input.columns)) { (row, _) throws(Fault) -> Value? in
      .record(try body(try record(of: row, call)))
    }
  }
}
