internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Makes conditions of the store from comparisons of the language, where both surely say the same.
///
/// nil: not surely, so it is done row by row, where faults such as ordering null happen as well.
struct PredicateTranslator<Row: StoredRow> {
  typealias Conditions = [Condition<Row>]

  let rowContext: RowContext
  /// The columns that hold no null in what earlier comparisons left over.
  private(set) var filled: Set<Row.Column>

  init(rowContext: RowContext, filled: Set<Row.Column>) {
    self.rowContext = rowContext
    self.filled = filled
  }

  /// No row fulfils it.
  private static var never: Conditions { [.oneOf(.number, [])] }

  /// The conditions that together say what a comparison says.
  mutating func conditions(
    _ comparison: RowComparison, _ form: StoredForm<Row>
  ) throws(VaultError) -> Conditions? {
    switch comparison.comparison {
    case .isNull: return null(form)
    case .isNotNull: return notNull(form)
    case .equal:
      if comparison.value.isNull { return null(form) }
      return try equal(comparison.value, form)
    case .notEqual:
      if comparison.value.isNull { return notNull(form) }
      return try notEqual([comparison.value], form)
    case .within: return try within(comparison.value, form)
    case .notWithin:
      guard case .list(let list) = comparison.value else { return nil }
      return try notEqual(Array(list.items), form)
    case .less: return order(.less, comparison.value, form)
    case .lessEqual: return order(.lessOrEqual, comparison.value, form)
    case .greater: return order(.greater, comparison.value, form)
    case .greaterEqual: return order(.greaterOrEqual, comparison.value, form)
    }
  }

  // MARK: null

  private func columns(_ form: StoredForm<Row>) -> [Row.Column]? {
    switch form {
    case .date(let column), .number(let column), .id(let column), .owner(_, let column), .text(let column),
      .word(let column, _, _):
      return [column]
    case .mention(_, let columns): return columns
    case .side(_, let kind, _): return [kind]
    case .computed, .made, .name: return nil
    }
  }

  private func null(_ form: StoredForm<Row>) -> Conditions? {
    if case .name = form { return Self.never }
    guard let columns = columns(form) else { return nil }
    if columns.contains(where: { !$0.isNullable }) { return Self.never }
    return columns.map { .isNull($0) }
  }

  private mutating func notNull(_ form: StoredForm<Row>) -> Conditions? {
    if case .name = form { return [] }
    guard let columns = columns(form) else { return nil }
    if columns.contains(where: { !$0.isNullable }) { return [] }
    if columns.count == 1 { filled.insert(columns[0]) }
    return [Condition(anyOf: columns, .isNotNull, [])]
  }

  // MARK: equality

  /// The stored fields of a column that show as a value; nil where that is not sure.
  private func fields(_ value: Value, _ form: StoredForm<Row>) throws(VaultError) -> [Field]? {
    if Self.hasNoEquality(value) { return nil }
    switch form {
    case .date:
      guard case .datetime(let date) = value else { return [] }
      return [.int(Int64(date.microseconds))]
    case .number: return number(value)
    case .id:
      guard let text = value.string else { return entityFree(value) }
      return UUID128(text).flatMap { sameText($0.text, text) ? [.id($0)] : nil } ?? []
    case .name(let kind, _, _, let hasAll):
      guard let text = value.string else { return entityFree(value) }
      return try hasAll(rowContext.session) ? [.bytes(rowContext.session.keys.digest(kind, text))] : nil
    case .text:
      guard let text = value.string else { return entityFree(value) }
      return [.text(text)]
    case .word(_, let number, _):
      guard let text = value.string else { return entityFree(value) }
      return number(text).map { [.int($0)] } ?? []
    case .mention(let kinds, _):
      return try EntityText(rowContext.session).ids(value, kinds, withDeleted: true)?.map { .id($0.id) }
    case .owner(let kind, _):
      return try numbers(value, [kind])?.map { .int($0.number) }
    case .side, .computed, .made: return nil
    }
  }

  /// Comparing such values is an error, or looks into them.
  private static func hasNoEquality(_ value: Value) -> Bool {
    switch value {
    case .sealed, .stream, .null: true
    default: false
    }
  }

  /// Text and an entity compare by name or id, which the store does not.
  private func entityFree(_ value: Value) -> [Field]? {
    if case .entity = value { return nil }
    return []
  }

  private func number(_ value: Value) -> [Field] {
    switch value {
    case .int(let number): return [.int(Int64(number))]
    case .float(let number): return Int64(exactly: number).map { [.int($0)] } ?? []
    default: return []
    }
  }

  private func numbers(
    _ value: Value, _ kinds: [EntityKind]
  ) throws(VaultError) -> [(kind: EntityKind, number: Int64)]? {
    guard let refs = try EntityText(rowContext.session).ids(value, kinds, withDeleted: false) else {
      return nil
    }
    var numbers: [(kind: EntityKind, number: Int64)] = []
    for ref in refs {
      do { numbers.append((ref.kind, try rowContext.session.number(of: ref))) } catch {
        guard case .notFound = error else { throw error }
      }
    }
    return numbers
  }

  private func sameText(_ a: String, _ b: String) -> Bool { sameBytes(a, b) }

  private func column(_ form: StoredForm<Row>) -> [Row.Column] {
    if case .name(_, _, let digest, _) = form { return [digest] }
    return columns(form) ?? []
  }

  private mutating func equal(_ value: Value, _ form: StoredForm<Row>) throws(VaultError) -> Conditions? {
    if case .side(let kinds, let kind, let number) = form {
      guard !Self.hasNoEquality(value), let found = try numbers(value, kinds) else { return nil }
      if found.isEmpty { return Self.never }
      guard found.count == 1 else { return nil }
      return [.equal(kind, .int(found[0].kind.rawValue)), .equal(number, .int(found[0].number))]
    }
    guard let fields = try fields(value, form) else { return nil }
    return anyOf(fields, form)
  }

  private mutating func anyOf(_ fields: [Field], _ form: StoredForm<Row>) -> Conditions? {
    if fields.isEmpty { return Self.never }
    let columns = column(form)
    if columns.isEmpty { return nil }
    if columns.count == 1 { filled.insert(columns[0]) }
    return [Condition(firstOf: columns, fields.count == 1 ? .equal : .oneOf, fields)]
  }

  /// Equal to none of the values; null is equal to none.
  private func notEqual(_ values: [Value], _ form: StoredForm<Row>) throws(VaultError) -> Conditions? {
    var conditions: Conditions = []
    let columns = column(form)
    for value in values {
      guard let fields = try fields(value, form), !columns.isEmpty else { return nil }
      for field in fields { conditions.append(Condition(firstOf: columns, .notEqual, [field])) }
    }
    return conditions
  }

  private mutating func within(_ value: Value, _ form: StoredForm<Row>) throws(VaultError) -> Conditions? {
    switch value {
    case .list(let list):
      var all: [Field] = []
      for item in list.items {
        guard let fields = try fields(item, form) else { return nil }
        all += fields
      }
      return anyOf(all, form)
    case .range(let range): return within(range, form)
    default: return nil
    }
  }

  private mutating func within(_ range: RangeObject, _ form: StoredForm<Row>) -> Conditions? {
    let below: FieldComparison = range.isInclusive ? .lessOrEqual : .less
    switch (form, range.low, range.high) {
    case (.number(let column), .int(let low), .int(let high)):
      filled.insert(column)
      return [
        Condition(column, .greaterOrEqual, .int(Int64(low))), Condition(column, below, .int(Int64(high))),
      ]
    case (.date(let column), .datetime(let low), .datetime(let high)):
      filled.insert(column)
      return [
        Condition(column, .greaterOrEqual, .int(Int64(low.microseconds))),
        Condition(column, below, .int(Int64(high.microseconds))),
      ]
    default: return nil
    }
  }

  // MARK: order

  /// Ordering null, or another type, is an error row by row: then it is not done here.
  private func order(
    _ comparison: FieldComparison, _ value: Value, _ form: StoredForm<Row>
  ) -> Conditions? {
    let found: (Row.Column, Int64)
    switch (form, value) {
    case (.date(let column), .datetime(let date)): found = (column, Int64(date.microseconds))
    case (.number(let column), .int(let number)): found = (column, Int64(number))
    case (.number(let column), .float(let number)):
      guard let whole = Int64(exactly: number) else { return nil }
      found = (column, whole)
    default: return nil
    }
    if found.0.isNullable, !filled.contains(found.0) { return nil }
    return [Condition(found.0, comparison, .int(found.1))]
  }
}

/// The things that equal a value, as the language compares entities with text.
struct EntityText {
  private let session: VaultSession

  init(_ session: VaultSession) { self.session = session }

  /// The things of these kinds that equal a value; nil where that is not sure.
  func ids(_ value: Value, _ kinds: [EntityKind], withDeleted: Bool) throws(VaultError) -> [EntityRef]? {
    switch value {
    case .entity(let entity):
      guard let kind = EntityKind(word: entity.kind), kinds.contains(kind), let id = UUID128(entity.id) else {
        return []
      }
      return [EntityRef(kind: kind, id: id, name: entity.name)]
    case .text(let text): return try named(text.string, kinds, withDeleted)
    case .record(let record): return try named(record, kinds, withDeleted)
    default: return []
    }
  }

  /// By what `to json` writes of an entity.
  private func named(
    _ record: RecordObject, _ kinds: [EntityKind], _ withDeleted: Bool
  ) throws(VaultError) -> [EntityRef]? {
    guard let naming = NamingRecord(record), let kind = EntityKind(word: naming.kind), kinds.contains(kind)
    else {
      return []
    }
    guard let text = naming.id else { return try exactly(naming.name ?? "", [kind], withDeleted) }
    guard let id = UUID128(text), Texts.areSame(id.text, text) else { return [] }
    return [EntityRef(kind: kind, id: id, name: naming.name ?? "")]
  }

  /// By name or `kind:name`.
  ///
  /// Text that may be an id is left to the rows: it may be a name, too.
  private func named(
    _ text: String, _ kinds: [EntityKind], _ withDeleted: Bool
  ) throws(VaultError) -> [EntityRef]? {
    guard var refs = try exactly(text, kinds, withDeleted) else { return nil }
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
      let kind = EntityKind(word: String(text[..<colon])), kinds.contains(kind)
    else { return refs }
    guard let more = try exactly(String(text[text.index(after: colon)...]), [kind], withDeleted) else {
      return nil
    }
    refs += more.filter { !refs.contains($0) }
    return refs
  }

  private func exactly(
    _ name: String, _ kinds: [EntityKind], _ withDeleted: Bool
  ) throws(VaultError) -> [EntityRef]? {
    // The look-up trims and reads ids and paths; the language compares bytes.
    if UUID128(name) != nil || !Texts.areSame(Texts.trimmed(name), name) { return nil }
    var refs = try session.matches(name, among: kinds).filter { Texts.areSame($0.name, name) }
    guard withDeleted else { return refs }
    for kind in kinds {
      for id in try session.buried(kind, named: name) {
        refs.append(EntityRef(kind: kind, id: id, name: name))
      }
    }
    return refs
  }
}
