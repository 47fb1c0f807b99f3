import Base

// What a query looks like where it is written down: columns by the names of the store, rights never.

extension Query: Codable {
  private enum CodingKeys: String, CodingKey { case conditions, order, limit, offset }

  /// Reads a query; a column that the row does not have is refused.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try fields.decodeIfPresent([Condition<Row>].self, forKey: .conditions) ?? [],
      order: try fields.decodeIfPresent([SortKey<Row>].self, forKey: .order) ?? [],
      limit: try fields.decodeIfPresent(Int.self, forKey: .limit),
      offset: try fields.decodeIfPresent(Int.self, forKey: .offset) ?? 0)
    guard (limit ?? 0) >= 0, offset >= 0 else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "has a limit or an offset below 0"))
    }
  }

  /// Writes what is asked; who may see what is added where it is answered.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    if !conditions.isEmpty { try fields.encode(conditions, forKey: .conditions) }
    if !order.isEmpty { try fields.encode(order, forKey: .order) }
    try fields.encodeIfPresent(limit, forKey: .limit)
    if offset != 0 { try fields.encode(offset, forKey: .offset) }
  }
}

extension Condition: Codable {
  private enum CodingKeys: String, CodingKey { case columns, isOfFirst, comparison, values }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let columns = try fields.decode([WrittenColumn<Row>].self, forKey: .columns).map(\.column)
    let comparison = try fields.decode(FieldComparison.self, forKey: .comparison)
    let values = try fields.decodeIfPresent([Field].self, forKey: .values) ?? []
    guard !columns.isEmpty, comparison.takes(values.count) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "compares with a wrong number of values"))
    }
    let isOfFirst = try fields.decodeIfPresent(Bool.self, forKey: .isOfFirst) ?? false
    self =
      isOfFirst
      ? Condition(firstOf: columns, comparison, values) : Condition(anyOf: columns, comparison, values)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(columns.map(WrittenColumn<Row>.init), forKey: .columns)
    if isOfFirst { try fields.encode(true, forKey: .isOfFirst) }
    try fields.encode(comparison, forKey: .comparison)
    if !values.isEmpty { try fields.encode(values, forKey: .values) }
  }
}

extension SortKey: Codable {
  private enum CodingKeys: String, CodingKey { case column, descending }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try fields.decode(WrittenColumn<Row>.self, forKey: .column).column,
      descending: try fields.decodeIfPresent(Bool.self, forKey: .descending) ?? false)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(WrittenColumn<Row>(column: column), forKey: .column)
    if descending { try fields.encode(true, forKey: .descending) }
  }
}

/// A column, by its name in the store.
private struct WrittenColumn<Row: StoredRow>: Codable {
  let column: Row.Column

  init(column: Row.Column) { self.column = column }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let column = Row.Column(rawValue: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "is no column of \(Row.table)")
    }
    self.column = column
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(column.rawValue)
  }
}

extension FieldComparison: Codable {
  private static let words: [(word: String, comparison: FieldComparison)] = [
    ("==", .equal), ("!=", .notEqual), ("<", .less), ("<=", .lessOrEqual), (">", .greater),
    (">=", .greaterOrEqual), ("is null", .isNull), ("is not null", .isNotNull), ("in", .oneOf),
  ]

  /// Whether it compares with so many values.
  fileprivate func takes(_ count: Int) -> Bool {
    switch self {
    case .isNull, .isNotNull: count == 0
    case .oneOf: true
    default: count == 1
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let found = Self.words.first(where: { $0.word == word }) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "is no comparison")
    }
    self = found.comparison
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Self.words.first { $0.comparison == self }?.word ?? "")
  }
}

extension Field: Codable {
  private enum CodingKeys: String, CodingKey { case id, bytes }

  /// Null, a number, a text, `{"id": …}` or `{"bytes": …}` in base64.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let number = try? container.decode(Int64.self) {
      self = .int(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      if let id = try fields.decodeIfPresent(UUID128.self, forKey: .id) {
        self = .id(id)
      } else {
        self = .bytes(try fields.decode([UInt8].self, forKey: .bytes))
      }
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .int(let number):
      var container = encoder.singleValueContainer()
      try container.encode(number)
    case .text(let text):
      var container = encoder.singleValueContainer()
      try container.encode(text)
    case .id(let id):
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(id, forKey: .id)
    case .blob(let bytes):
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(bytes, forKey: .bytes)
    }
  }
}
