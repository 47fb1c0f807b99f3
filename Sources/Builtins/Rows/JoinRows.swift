internal import Base
internal import Interpreter
internal import Syntax

/// Puts rows with equal fields together.
enum JoinRows: Command {
  static var name: String { "join-rows" }
  static let signature = Signature(
    "Joins rows with another list on equal fields.",
    category: .rows,
    positional: [Parameter("other", .any, "the other rows; they are held in memory", readsRows: true)],
    flags: [
      Flag("on", .string, "the field that must be equal", offers: .columns),
      Flag(
        "left", nil, "left join: keeps rows without a match, with null for the other's fields", short: "l"),
    ],
    input: .required(RowTypes.items), output: .rows(nil),
    details: """
      Null matches nothing. A field of the other rows whose name is taken gets the suffix `_2`. Rows come in the order of the input, matches of a row in the order of the other rows.
      """,
    examples: [
      Example(
        "[{k: 1, a: x} {k: 2, a: y}] | join-rows [{k: 1, b: u} {k: 1, b: v}] --on k",
        gives: "[{k: 1, a: x, b: u} {k: 1, a: x, b: v}]"),
      Example(
        "[{k: 1} {k: 2}] | join-rows [{k: 1, b: u}] --on k --left", gives: "[{k: 1, b: u} {k: 2, b: null}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { .rows(nil) }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    (arguments.flags["on"] ?? nil)?.string.map { [plainName($0)] } ?? []
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    guard let key = try call.text("on").map(plainName) else {
      throw call.fault(BuiltinFault.keyMissing(command: "join-rows"))
    }
    let side = try OtherSide(try RowInput(call, call.argument("other") ?? .null), key)
    let keepsAll = call.has("left")
    let input = try RowInput(call)
    let stream = input.stream
    let machine = call.context.machine
    var left: RecordObject?
    var partners: ArraySlice<Int?> = []
    var number = -1
    return .stream(
      MadeStream(columns: side.columns(input.columns)) { () throws(Fault) -> Value? in
        while true {
          if let left, let partner = partners.popFirst() {
            return .record(side.joined(left, partner.map { side.rows[$0] }))
          }
          guard let next = try stream.next() else { return nil }
          try machine.poll()
          number += 1
          do throws(Fault) {
            let row = try record(of: next, call)
            guard let value = row[key] else { throw missingColumn(key, row.shape) }
            let found = try side.partners(value)
            partners = found.isEmpty && keepsAll ? [nil] : found[...]
            left = row
          } catch {
            throw call.fault(error, atRow: number)
          }
        }
      })
  }
}

/// The other rows, by the value of the field that both sides share.
private final class OtherSide {
  private let key: String
  private(set) var rows: [RecordObject] = []
  private let table = EqualityTable()
  /// By key: the numbers of its rows.
  private var numbers: [[Int?]] = []
  /// All fields of the other rows but the shared one.
  private var fields: [String] = []
  private var known: (left: Shape, joined: Shape)?

  init(_ input: RowInput, _ key: String) throws(Fault) {
    self.key = key
    var names: Set<ExactText> = []
    var shape: Shape?
    let call = input.call
    for (number, row) in try input.items().enumerated() {
      do throws(Fault) {
        let record = try record(of: row, call)
        guard let value = record[key] else { throw missingColumn(key, record.shape) }
        if shape !== record.shape {
          for field in record.shape.keys
          where !sameBytes(field, key) && names.insert(ExactText(field)).inserted {
            fields.append(field)
          }
          shape = record.shape
        }
        if value.isNull { continue }
        try table.add(value)
        let (key, isNew) = table.number()
        if isNew { numbers.append([]) }
        numbers[key].append(rows.count)
        rows.append(record)
      } catch {
        throw call.fault(error, atRow: number)
      }
    }
  }

  /// The numbers of the rows that have an equal value, in their order.
  func partners(_ value: Value) throws(Fault) -> [Int?] {
    if value.isNull { return [] }
    try table.add(value)
    let keys = table.equals()
    guard let first = keys.first else { return [] }
    if keys.count == 1 { return numbers[first] }
    return keys.flatMap { numbers[$0] }.compactMap { $0 }.sorted()
  }

  func joined(_ left: RecordObject, _ right: RecordObject?) -> RecordObject {
    let shape: Shape
    if let known, known.left === left.shape {
      shape = known.joined
    } else {
      shape = Shape(left.shape.keys + names(left.shape.keys))
      known = (left.shape, shape)
    }
    return RecordObject(shape: shape, values: left.values + fields.map { right?[$0] ?? .null })
  }

  /// The names of the other rows' fields beside those of the left.
  private func names(_ left: [String]) -> [String] { Shape.free(fields, beside: left) }

  func columns(_ left: [Column]?) -> [Column]? {
    left.map { $0 + names($0.map(\.name)).map { Column($0, .any) } }
  }
}
