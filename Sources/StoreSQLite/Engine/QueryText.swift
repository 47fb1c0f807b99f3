import Vault

/// The SQL of a shape. Tables and columns are our own names, never data; values are parameters.
extension QueryShape {
  /// The text of the statement; columns are quoted already.
  func sql(columns: [String]) -> String {
    let list = columns.listed(", ")
    let from = "\"\(table)\"" + (usesNoIndex ? " NOT INDEXED" : "")
    switch verb {
    case .insert(let rows):
      let marks = "(" + columns.map { _ in "?" }.listed(", ") + ")"
      let all = [String](repeating: marks, count: rows).listed(", ")
      return "INSERT INTO \(from) (\(list)) VALUES \(all)"
    case .update(let set):
      let assignments = set.map { "\"\($0)\" = ?" }.listed(", ")
      return "UPDATE \(from) SET \(assignments) WHERE number = ?"
    case .highest: return "SELECT coalesce(max(number), 0) FROM \(from)"
    case .delete: return "DELETE FROM \(from)\(whereClause)"
    case .count: return "SELECT count(*) FROM \(from)\(whereClause)"
    case .groups(let by, let aggregates):
      let extra = aggregates.map { ", \($0.name)(\"\($0.column)\")" }.listed("")
      return "SELECT \"\(by)\", count(*)\(extra) FROM \(from)\(whereClause)"
        + " GROUP BY \"\(by)\" ORDER BY \"\(by)\""
    case .scan(let columns):
      let list = columns.map { "\"\($0)\"" }.listed(", ")
      return "SELECT \(list) FROM \(from)\(whereClause)\(order.isEmpty && !isLimited ? "" : orderClause)"
        + (isLimited ? " LIMIT ? OFFSET ?" : "")
    case .rows:
      return "SELECT \(list) FROM \(from)\(whereClause)\(orderClause)"
        + (isLimited ? " LIMIT ? OFFSET ?" : "")
    }
  }

  private var whereClause: String {
    let name = conditions.first { $0.columns == ["name_digest"] && $0.comparison == .equal }
    var parts = conditions.map { $0.sql(free: freeColumns, behind: name) }
    if isFiltered { parts.append("\(name == nil ? "" : "+")number IN (SELECT value FROM json_each(?))") }
    return parts.isEmpty ? "" : " WHERE " + parts.listed(" AND ")
  }

  /// The columns whose order may choose the index; nil: all.
  ///
  /// Along a walk only equality may besides, because all indexes that are walked go on with the column of the
  /// walk: any other would have to be sorted for each page. After an equal value of that column stands the number.
  private var freeColumns: Set<String>? {
    guard let walked else { return nil }
    // A few rows by their numbers are sorted sooner than a walk meets them.
    if conditions.contains(where: { $0.columns == ["number"] && $0.comparison == .oneOf }) { return nil }
    let isEqual = conditions.contains { $0.columns == [walked] && $0.comparison == .equal }
    return isEqual ? [walked, "number"] : [walked]
  }

  private var orderClause: String {
    var keys = order.map { key in
      "\"\(key.column)\"" + (key.descending ? " DESC" : "") + (key.isNullable ? " NULLS LAST" : "")
    }
    if !order.contains(where: { $0.column == "number" }) {
      keys.append(order.last?.descending == true ? "number DESC" : "number")
    }
    return " ORDER BY " + keys.listed(", ")
  }
}

extension QueryShape.ConditionShape {
  /// The text of the condition; a plus keeps a column that is not free from choosing the index.
  ///
  /// A name is found by its digest, whatever else is asked: hardly any two are equal.
  fileprivate func sql(free: Set<String>?, behind name: Self?) -> String {
    let isEquality = columns.count == 1 && comparison == .equal && (name == nil || self == name)
    let free = name == nil ? free : []
    let parts = columns.map { column in
      let isFree = isEquality || free?.contains(column) ?? true
      return "\(isFree ? "" : "+")\"\(column)\" \(test)"
    }
    if parts.count == 1 { return parts[0] }
    return isOfFirst ? ofFirst(parts) : "(" + parts.listed(" OR ") + ")"
  }

  /// The condition on the first column that holds a value: each counts only where those before it hold none.
  ///
  /// Alternatives, because each of them has an index of its own; only the last column may be compared as null.
  private func ofFirst(_ parts: [String]) -> String {
    var alternatives: [String] = []
    var before = ""
    for (place, column) in columns.enumerated() {
      let isLast = place == columns.count - 1
      let own = isLast || !matchesNull ? "" : " AND +\"\(column)\" IS NOT NULL"
      alternatives.append("(\(parts[place])\(own)\(before))")
      before += " AND +\"\(column)\" IS NULL"
    }
    return "(" + alternatives.listed(" OR ") + ")"
  }

  /// Whether null fulfils it.
  private var matchesNull: Bool { comparison == .notEqual || comparison == .isNull }

  private var test: String {
    switch comparison {
    case .equal: "= ?"
    case .notEqual: "IS NOT ?"
    case .less: "< ?"
    case .lessOrEqual: "<= ?"
    case .greater: "> ?"
    case .greaterOrEqual: ">= ?"
    case .isNull: "IS NULL"
    case .isNotNull: "IS NOT NULL"
    case .oneOf: "IN (" + (0..<count).map { _ in "?" }.listed(", ") + ")"
    }
  }
}

extension QueryShape.AggregateShape {
  fileprivate var name: String {
    switch function {
    case 0: "sum"
    case 1: "min"
    default: "max"
    }
  }

  init<Row: StoredRow>(_ aggregate: Aggregate<Row>) {
    column = aggregate.column.rawValue
    function =
      switch aggregate.function {
      case .sum: 0
      case .min: 1
      case .max: 2
      }
  }
}

extension [String] {
  /// The texts with a separator between them; the library's own way looks for its types anew at each start.
  fileprivate func listed(_ separator: String) -> String {
    var text = ""
    for part in self {
      if !text.isEmpty { text += separator }
      text += part
    }
    return text
  }
}
