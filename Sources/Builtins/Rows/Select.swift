internal import Base
internal import Interpreter
internal import Syntax

/// Keeps some fields of rows.
enum Select: Command {
  static var name: String { "select" }
  static let signature = Signature(
    "Keeps the named fields of every row, in this order.", category: .rows,
    rest: Parameter(
      "column", .string,
      "a field, or a path: `a.b`, which becomes the column `a.b`; `NAME?` is null where it is missing",
      offers: .columns
    ),
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "Works on one record, too. A row of the vault becomes a record.",
    examples: [
      Example("[{a: 1, b: 2, c: 3}] | select c a", gives: "[{c: 3, a: 1}]"),
      Example("[{a: 1}] | select a z?", gives: "[{a: 1, z: null}]"),
      Example("{a: 1, b: 2} | select b", gives: "{b: 2}"),
      Example("[{n: ci, a: {b: 1}}] | select n a.b", gives: "[{n: ci, \"a.b\": 1}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard let names = knownNames(arguments.rest) else { return RowTypes.records(input, nil) }
    let columns = columns(input.columns, names.map(Wanted.init))
    return RowTypes.records(input, columns)
  }

  /// A name, and whether it may be missing.
  struct Wanted {
    let path: FieldPath
    let isOptional: Bool

    /// The column that it makes.
    var name: String { path.isPath ? path.text : path.keys[0] }

    init(_ text: String) {
      isOptional = text.utf8.last == UInt8(ascii: "?") && text.utf8.count > 1
      path = FieldPath(isOptional ? String(text.dropLast()) : text)
    }
  }

  private static func columns(_ old: [Column]?, _ names: [Wanted]) -> [Column] {
    names.map { wanted in
      let known = old?.first { sameBytes($0.name, wanted.name) }
      return Column(wanted.name, known?.type ?? wanted.path.type(in: old), words: known?.words)
    }
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.rest.compactMap { $0?.string }.map { Wanted(plainName($0)) }.filter { !$0.isOptional }
      .map(\.path.text)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let names = try call.columnNames().map(Wanted.init)
    if names.isEmpty { throw call.fault(BuiltinFault.noFields(command: "select", purpose: "keep")) }
    try refuseTwins(names.map(\.name), call)
    if case .stream? = call.input, !names.contains(where: { $0.isOptional || $0.path.isPath }) {
      let input = try RowInput(call)
      if let absorbed = try input.absorbing(.select(names.map(\.name))) { return absorbed }
      let narrow = try input.reading(only: names.map(\.name))
      return try narrow.transform(columns: columns(input.columns, names), row(names, call))
    }
    let make = row(names, call)
    return try RowInput.records(call, columns: { columns($0, names) }) {
      (record) throws(Fault) -> RecordObject in
      guard case .record(let made)? = try make(.record(record), 0) else { return record }
      return made
    }
  }

  private static func row(_ names: [Wanted], _ call: Call) -> (Value, Int) throws(Fault) -> Value? {
    var reshaper = Reshaper()
    if names.contains(where: \.path.isPath) { return inside(names, call) }
    func plan(_ shape: Shape) throws(Fault) -> [(name: String, index: Int)] {
      var entries: [(name: String, index: Int)] = []
      for wanted in names {
        guard let index = shape.index(of: wanted.name) else { throw missingColumn(wanted.name, shape) }
        entries.append((wanted.name, index))
      }
      return entries
    }
    func lacks(_ shape: Shape) -> Bool {
      names.contains { $0.isOptional && shape.index(of: $0.name) == nil }
    }
    return { (row, _) throws(Fault) -> Value? in
      if case .entity(let entity) = row, !lacks(entity.shape) {
        return .record(try reshaper.apply(entity, plan))
      }
      let record = try record(of: row, call)
      return .record(lacks(record.shape) ? try padded(record, names) : try reshaper.apply(record, plan))
    }
  }

  /// The same where some of the fields are inside others.
  private static func inside(_ names: [Wanted], _ call: Call) -> (Value, Int) throws(Fault) -> Value? {
    let shape = Shape(names.map(\.name))
    return { (row, _) throws(Fault) -> Value? in
      let record = try record(of: row, call)
      var values: [Value] = []
      for wanted in names {
        values.append(
          try wanted.path.value(in: .record(record), optional: wanted.isOptional, call.context))
      }
      return .record(RecordObject(shape: shape, values: values))
    }
  }

  private static func padded(_ record: RecordObject, _ names: [Wanted]) throws(Fault) -> RecordObject {
    var values: [Value] = []
    for wanted in names {
      guard let value = record[wanted.name] ?? (wanted.isOptional ? .null : nil) else {
        throw missingColumn(wanted.name, record.shape)
      }
      values.append(value)
    }
    return RecordObject(shape: Shape(names.map(\.name)), values: values)
  }
}

/// Throws where a name stands twice.
func refuseTwins(_ names: [String], _ call: Call) throws(Fault) {
  var seen: Set<ExactText> = []
  for name in names where !seen.insert(ExactText(name)).inserted {
    throw call.fault(BuiltinFault.fieldTwice(name))
  }
}

/// Leaves out fields of rows.
enum Reject: Command {
  static var name: String { "reject" }
  static let signature = Signature(
    "Removes fields from every row.", category: .rows,
    rest: Parameter(
      "column", .string, "a field to remove, or a path: `a.b`", offers: .columns),
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "Works on one record, too. A row of the vault becomes a record.",
    examples: [
      Example("[{a: 1, b: 2, c: 3}] | reject b", gives: "[{a: 1, c: 3}]"),
      Example("[{a: {b: 1, c: 2}}] | reject a.b", gives: "[{a: {c: 2}}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard let names = knownNames(arguments.rest) else { return RowTypes.records(input, nil) }
    return RowTypes.records(input, columns(input.columns, names.map(FieldPath.init)))
  }

  /// Of a column that loses something inside only the name is known.
  private static func columns(_ old: [Column]?, _ paths: [FieldPath]) -> [Column]? {
    guard let old else { return nil }
    var columns = old
    for path in paths {
      let name = path.column(among: columns)
      if path.isPath, name != path.text {
        columns = columns.map { sameBytes($0.name, name) ? Column(name, .any) : $0 }
      } else {
        columns.removeAll { sameBytes($0.name, name) }
      }
    }
    return columns
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.rest.compactMap { $0?.string }
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let paths = try call.columnNames().map(FieldPath.init)
    if paths.isEmpty { throw call.fault(BuiltinFault.noFields(command: "reject", purpose: "leave out")) }
    if paths.contains(where: \.isPath) { return try inside(paths, call) }
    let names = paths.map { $0.keys[0] }
    var reshaper = Reshaper()
    return try RowInput.records(call, columns: { columns($0, paths) }) {
      (record) throws(Fault) -> RecordObject in
      try reshaper.apply(record) { (shape) throws(Fault) in
        for name in names where shape.index(of: name) == nil { throw missingColumn(name, shape) }
        return shape.keys.enumerated()
          .filter { entry in !names.contains { sameBytes($0, entry.element) } }
          .map { (name: $0.element, index: $0.offset) }
      }
    }
  }

  private static func inside(_ paths: [FieldPath], _ call: Call) throws(Fault) -> Value {
    try RowInput.records(call, columns: { columns($0, paths) }) { (record) throws(Fault) -> RecordObject in
      var record = record
      for path in paths { record = try path.removing(from: record) }
      return record
    }
  }
}

/// Gives fields of rows new names.
enum Rename: Command {
  static var name: String { "rename" }
  static let signature = Signature(
    "Renames fields of every row.", category: .rows,
    positional: [
      Parameter("column", .string, "the field's present name", offers: .columns),
      Parameter("name", .string, "its new name"),
    ],
    rest: Parameter("more", .string, "more pairs of old and new name"),
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "Works on one record, too. A row of the vault becomes a record.",
    examples: [
      Example("[{a: 1, b: 2}] | rename a x", gives: "[{x: 1, b: 2}]"),
      Example("{a: 1, b: 2} | rename a b b a", gives: "{b: 1, a: 2}"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard let names = knownNames(arguments.positional + arguments.rest), names.count % 2 == 0 else {
      return RowTypes.records(input, nil)
    }
    let columns = columns(input.columns, names)
    return RowTypes.records(input, columns)
  }

  private static func columns(_ old: [Column]?, _ names: [String]) -> [Column]? {
    old.map { columns in
      columns.map { column in
        var column = column
        column.name = newName(column.name, names)
        return column
      }
    }
  }

  /// The new name of a key; pairs follow one another.
  private static func newName(_ key: String, _ names: [String]) -> String {
    for index in stride(from: 0, to: names.count - 1, by: 2) where sameBytes(names[index], key) {
      return names[index + 1]
    }
    return key
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    let names = arguments.positional + arguments.rest
    return stride(from: 0, to: names.count - 1, by: 2).compactMap { names[$0]?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let names =
      [try call.columnName(try call.required("column")), try call.columnName(try call.required("name"))]
      + (try call.columnNames())
    if names.count % 2 != 0 {
      throw call.fault(BuiltinFault.oddRenames(names: names.count))
    }
    var reshaper = Reshaper()
    return try RowInput.records(call, columns: { columns($0, names) }) {
      (record) throws(Fault) -> RecordObject in
      try reshaper.apply(record) { (shape) throws(Fault) in
        for index in stride(from: 0, to: names.count, by: 2) where shape.index(of: names[index]) == nil {
          throw missingColumn(names[index], shape)
        }
        let renamed = shape.keys.map { newName($0, names) }
        try refuseTwins(renamed, call)
        return renamed.enumerated().map { (name: $0.element, index: $0.offset) }
      }
    }
  }
}
