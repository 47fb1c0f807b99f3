/// The tag byte before the bytes of a value.
enum KeyTag {
  static let null: UInt8 = 0
  static let no: UInt8 = 1
  static let yes: UInt8 = 2
  static let int: UInt8 = 3
  static let float: UInt8 = 4
  static let duration: UInt8 = 5
  static let datetime: UInt8 = 6
  static let text: UInt8 = 7
  static let entity: UInt8 = 8
  static let list: UInt8 = 9
  static let record: UInt8 = 10
  static let range: UInt8 = 11
  static let rangeBelow: UInt8 = 12
  static let error: UInt8 = 13
  static let closure: UInt8 = 14
  /// A record that names an entity, which counts as one piece like a text.
  static let naming: UInt8 = 15
  /// The key of a record's entry: other texts may name an entity.
  static let key: UInt8 = 16
}

/// A key as it is put together: values have the same bytes iff they are equal, but for an entity beside a text or
/// record that names it.
///
/// So that these are found, it is noted at which places entities stand and at which ones what may name them; places are
/// counted in the order of the bytes, those beyond the 63rd as one.
struct KeyBytes {
  /// The tag and the length of a text.
  static let head = 9

  var bytes = ByteBuffer()
  /// One bit a place.
  private(set) var entities: UInt64 = 0
  private(set) var namings: UInt64 = 0
  private var place: UInt64 = 1
  /// The names of the entities, in their order.
  private(set) var names: [String] = []
  /// Closures are identified by address, so the key retains them.
  private(set) var closures: [ClosureObject] = []
  /// The orders of entries that were needed last.
  private var orders: [ObjectIdentifier: (shape: Shape, indices: [Int])] = [:]

  /// Begins the next key.
  mutating func clear() {
    bytes.count = 0
    (entities, namings, place) = (0, 0, 1)
    if !names.isEmpty { names.removeAll(keepingCapacity: true) }
    if !closures.isEmpty { closures.removeAll() }
  }

  /// Appends a value; sealed text and streams cannot be part of a key.
  mutating func add(_ value: Value) throws(Fault) { try add(value, 0) }

  /// Appends the value of a cell, whose reference stays the caller's.
  @inline(__always)
  mutating func add(_ cell: Cell) throws(Fault) {
    switch cell.tag {
    case Cell.int: bytes.append(tag: KeyTag.int, cell.bits)
    case Cell.text:
      beginNaming()
      add(KeyTag.text, cell.object(as: TextObject.self).string)
    default: try add(cell.value)
    }
  }

  /// Appends what a column has in a row, as its value would be.
  @inline(__always)
  mutating func add(_ column: RowColumn, _ row: Int) throws(Fault) {
    switch column.form {
    case .int where column.isNull(row), .text where column.isNull(row): bytes.append(tag: KeyTag.null)
    case .int: bytes.append(tag: KeyTag.int, column.words[row])
    case .text:
      let text = column.text(row)
      beginNaming()
      bytes.append(tag: KeyTag.text, text.count)
      bytes.append(text)
    case .date, .coded, .made: try add(try column.value(row))
    }
  }

  private mutating func add(_ value: Value, _ depth: Int) throws(Fault) {
    if depth > 200 { throw Fault(ValueFault.tooDeep(limit: 200)) }
    switch value {
    case .null: bytes.append(tag: KeyTag.null)
    case .bool(let value): bytes.append(tag: value ? KeyTag.yes : KeyTag.no)
    case .int(let number): bytes.append(tag: KeyTag.int, number)
    case .float(let number):
      if let whole = Int(exactly: number) {
        bytes.append(tag: KeyTag.int, whole)
      } else {
        bytes.append(tag: KeyTag.float, Int(bitPattern: UInt(number.bitPattern)))
      }
    case .duration(let value): bytes.append(tag: KeyTag.duration, value)
    case .datetime(let instant): bytes.append(tag: KeyTag.datetime, instant.microseconds)
    case .text(let object):
      beginNaming()
      add(KeyTag.text, object.string)
    case .entity(let entity): add(entity)
    case .list(let list):
      bytes.append(tag: KeyTag.list, list.items.count)
      for item in list.items {
        try Work.poll(holding: bytes.count)
        try add(item, depth + 1)
      }
    case .record(let record): try add(record, depth)
    case .range(let range):
      bytes.append(tag: range.isInclusive ? KeyTag.range : KeyTag.rangeBelow)
      try add(range.low, depth + 1)
      try add(range.high, depth + 1)
    case .error(let error):
      bytes.append(tag: KeyTag.error)
      try add(entries: error.fault.record, depth)
    case .closure(let closure):
      closures.append(closure)
      bytes.append(tag: KeyTag.closure, unsafeBitCast(closure, to: Int.self))
    case .sealed: throw Comparison.sealedFault
    case .stream: throw Fault(ValueFault.notAKey(value.typeName))
    }
  }

  private mutating func add(_ entity: EntityObject) {
    entities |= place
    if place < 1 << 63 { place <<= 1 }
    names.append(entity.name)
    add(KeyTag.entity, entity.kind)
    add(KeyTag.entity, entity.id)
  }

  private mutating func add(_ record: RecordObject, _ depth: Int) throws(Fault) {
    guard let naming = NamingRecord(record) else { return try add(entries: record, depth) }
    beginNaming()
    bytes.append(tag: KeyTag.naming)
    add(KeyTag.key, naming.kind)
    for part in [naming.id, naming.name] {
      if let part { add(KeyTag.key, part) } else { bytes.append(tag: KeyTag.null) }
    }
  }

  private mutating func add(entries record: RecordObject, _ depth: Int) throws(Fault) {
    bytes.append(tag: KeyTag.record, record.values.count)
    for index in order(record.shape) {
      try Work.poll(holding: bytes.count)
      add(KeyTag.key, record.shape.keys[index])
      try add(record.values[index], depth + 1)
    }
  }

  /// The places of a record's keys, by their bytes: records are equal in any order.
  private mutating func order(_ shape: Shape) -> [Int] {
    if let known = orders[ObjectIdentifier(shape)] { return known.indices }
    let keys = shape.keys
    let indices = keys.indices.sorted { Comparison.orderText(keys[$0], keys[$1]) < 0 }
    if orders.count >= 64 { orders.removeAll() }
    orders[ObjectIdentifier(shape)] = (shape, indices)
    return indices
  }

  /// What follows may name an entity.
  @inline(__always)
  private mutating func beginNaming() {
    namings |= place
    if place < 1 << 63 { place <<= 1 }
  }

  private mutating func add(_ tag: UInt8, _ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      bytes.append(tag: tag, utf8.count)
      bytes.append(utf8)
    }
  }
}
