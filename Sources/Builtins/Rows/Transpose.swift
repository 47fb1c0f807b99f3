internal import Base
internal import Interpreter
internal import Syntax

/// Exchanges rows and columns.
enum Transpose: Command {
  static var name: String { "transpose" }
  static let signature = Signature(
    "Swaps rows and columns. A record becomes rows of key and value, and back.",
    category: .rows,
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .any,
    details: """
      Other rows become one row for each of their fields: `column` holds its name, `row0`, `row1` … the values; a
      missing one is null.
      """,
    examples: [
      Example("{a: 1, b: 2} | transpose", gives: "[{key: a, value: 1} {key: b, value: 2}]"),
      Example("[{key: a, value: 1} {key: b, value: 2}] | transpose", gives: "{a: 1, b: 2}"),
      Example(
        "[{n: 1, m: 2} {n: 3, m: 4}] | transpose",
        gives: "[{column: n, row0: 1, row1: 3} {column: m, row0: 2, row1: 4}]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    switch call.input {
    case .record(let record)?: return pairs(record)
    case .entity(let entity)?: return pairs(entity.record)
    default: break
    }
    let rows = try RowInput(call).items()
    var records: [RecordObject] = []
    for (number, row) in rows.enumerated() {
      do throws(Fault) {
        records.append(try record(of: row, call))
      } catch {
        throw call.fault(error, atRow: number)
      }
    }
    if let record = try joined(records, call) { return record }
    return try turned(records, call)
  }

  private static func pairs(_ record: RecordObject) -> Value {
    let shape = Shape(["key", "value"])
    let rows = zip(record.shape.keys, record.values).map { key, value in
      Value.record(RecordObject(shape: shape, values: [.string(key), value]))
    }
    return .list(rows)
  }

  /// Rows `{key value}` as one record; nil for others.
  private static func joined(_ records: [RecordObject], _ call: Call) throws(Fault) -> Value? {
    var keys: [String] = []
    var values: [Value] = []
    for record in records {
      guard record.values.count == 2, let key = record["key"]?.string, let value = record["value"] else {
        return nil
      }
      keys.append(key)
      values.append(value)
    }
    if keys.isEmpty { return nil }
    try refuseTwins(keys, call)
    return .record(RecordObject(shape: Shape(keys), values: values))
  }

  private static func turned(_ records: [RecordObject], _ call: Call) throws(Fault) -> Value {
    var columns: [String] = []
    var known: Set<ExactText> = []
    for record in records {
      for key in record.shape.keys where known.insert(ExactText(key)).inserted { columns.append(key) }
    }
    try call.context.machine.checkMemory(items: columns.count * (records.count + 1))
    let shape = Shape(["column"] + records.indices.map { "row\($0)" })
    let rows = columns.map { column in
      Value.record(
        RecordObject(shape: shape, values: [.string(column)] + records.map { $0[column] ?? .null }))
    }
    return .list(rows)
  }
}
