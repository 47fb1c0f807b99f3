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
    let field = RowPath([key])
    var left: RecordObject?
    var partners: [Int] = []
    var position = 0
    var number = -1
    return .stream(
      MadeStream(columns: side.columns(input.columns)) { () throws(Fault) -> Value? in
        while true {
          if let left, position < partners.count {
            position += 1
            return .record(side.joined(left, partners[position - 1]))
          }
          guard let next = try stream.next() else { return nil }
          try machine.poll()
          number += 1
          do throws(Fault) {
            let row = try record(of: next, call)
            guard let value = field.value(in: row) else { throw missingColumn(key, row.shape) }
            try side.find(value, &partners)
            if partners.isEmpty, keepsAll { partners.append(OtherSide.none) }
            (left, position) = (row, 0)
          } catch {
            throw call.fault(error, atRow: number)
          }
        }
      })
  }
}

/// The other rows, by the value of the field that both sides share.
private final class OtherSide {
  /// The number of a row that is not there.
  static let none = -1

  private var rows: [RecordObject] = []
  private let table = EqualityTable()
  /// By key: its first row, and its last.
  private var ends: [(first: Int, last: Int)] = []
  /// By row: the next one of the same key.
  private var following: [Int] = []
  private var keys: [Int] = []
  /// All fields of the other rows but the shared one.
  private var fields: [String] = []
  private var left: (shape: Shape, joined: Shape)?
  private lazy var nowhere = fields.map { _ in OtherSide.none }
  /// Where the fields are in rows of a shape.
  private var right: (shape: Shape, places: [Int])?

  init(_ input: RowInput, _ key: String) throws(Fault) {
    var names: Set<ExactText> = []
    var shape: Shape?
    let call = input.call
    let field = RowPath([key])
    for (number, row) in try input.items().enumerated() {
      do throws(Fault) {
        let record = try record(of: row, call)
        guard let value = field.value(in: record) else { throw missingColumn(key, record.shape) }
        if shape !== record.shape {
          for field in record.shape.keys
          where !sameBytes(field, key) && names.insert(ExactText(field)).inserted {
            fields.append(field)
          }
          shape = record.shape
        }
        if value.isNull { continue }
        try table.add(value)
        add(record, table.number())
      } catch {
        throw call.fault(error, atRow: number)
      }
    }
  }

  private func add(_ record: RecordObject, _ key: (number: Int, isNew: Bool)) {
    if key.isNew {
      ends.append((rows.count, rows.count))
    } else {
      following[ends[key.number].last] = rows.count
      ends[key.number].last = rows.count
    }
    following.append(OtherSide.none)
    rows.append(record)
  }

  /// Finds the numbers of the rows that have an equal value, in their order.
  func find(_ value: Value, _ partners: inout [Int]) throws(Fault) {
    partners.removeAll(keepingCapacity: true)
    if value.isNull { return }
    try table.add(value)
    table.equals(&keys)
    for key in keys {
      var row = ends[key].first
      while row != OtherSide.none {
        partners.append(row)
        row = following[row]
      }
    }
    if keys.count > 1 { partners.sort() }
  }

  /// A row with the fields of a partner behind its own.
  func joined(_ row: RecordObject, _ partner: Int) -> RecordObject {
    if left?.shape !== row.shape { left = (row.shape, Shape(row.shape.keys + names(row.shape.keys))) }
    let other = partner == OtherSide.none ? nil : rows[partner]
    if let other, right?.shape !== other.shape {
      right = (other.shape, fields.map { other.shape.index(of: $0) ?? OtherSide.none })
    }
    return row.joined(
      with: other, at: other == nil ? nowhere : right?.places ?? nowhere, left?.joined ?? row.shape)
  }

  /// The names of the other rows' fields beside those of the left.
  private func names(_ left: [String]) -> [String] { Shape.free(fields, beside: left) }

  func columns(_ left: [Column]?) -> [Column]? {
    left.map { $0 + names($0.map(\.name)).map { Column($0, .any) } }
  }
}
