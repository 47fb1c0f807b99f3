/// Columns of fields of the values of other columns, such as the hours of dates: computed for a page in one go.
struct DerivedColumns {
  /// By table and name: the fields of what the codes stand for.
  private var tables: [ObjectIdentifier: [String: CodedValues]] = [:]

  /// The column of a field, of the first rows; nil where it is computed row by row.
  mutating func column(
    _ name: String, of column: RowColumn, _ count: Int, _ context: Context
  ) -> RowColumn? {
    switch column.form {
    case .date: return Self.dates(name, of: column, count, context)
    case .coded:
      guard let table = column.table else { return nil }
      let known = tables[ObjectIdentifier(table)]?[name]
      let values = known ?? CodedValues(CodedFields(table, name, context))
      tables[ObjectIdentifier(table), default: [:]][name] = values
      return column.recoded(values, count)
    case .int, .text, .made: return nil
    }
  }

  private static func dates(
    _ name: String, of column: RowColumn, _ count: Int, _ context: Context
  ) -> RowColumn? {
    guard column.hasNoNull, let field = DateField(rawValue: name), field != .weekday else { return nil }
    let numbers = RowColumn.ints(count)
    for row in 0..<count {
      let fields = context.zones.fields(Int64(column.words[row]), in: column.zone)
      numbers.words[row] =
        switch field {
        case .year: fields.year
        case .month: fields.month
        case .day: fields.day
        case .hour: fields.hour
        case .minute: fields.minute
        case .second: fields.second
        case .weekday: fields.weekday
        }
    }
    return numbers
  }
}

/// A field of the values that codes stand for.
private final class CodedFields: CodeReader {
  private let table: CodedValues
  private let name: String
  private let context: Context

  init(_ table: CodedValues, _ name: String, _ context: Context) {
    self.table = table
    self.name = name
    self.context = context
  }

  func value(of code: Int) throws(Fault) -> Value {
    try Fields.field(try table.value(code), name, optional: false, context)
  }
}
