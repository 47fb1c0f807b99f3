internal import Base
internal import Interpreter

/// Values whose sealed text is opened, for formats that quote what they write.
///
/// Writers of formats know nothing of it: they get plain text in its place. Seals are opened some dozens at a time,
/// whose events are one commit.
struct Unsealed {
  /// How many seals are opened at a time.
  private static let batch = 64

  let purpose: RevealPurpose

  /// Whether there is sealed text anywhere in a value that is held; nothing of a stream is read for it.
  static func isIn(_ value: Value) -> Bool {
    switch value {
    case .sealed: true
    case .list(let list): list.items.contains(where: isIn)
    case .record(let record): record.values.contains(where: isIn)
    case .entity(let entity): entity.heldColumns?.values.contains(where: isIn) ?? false
    default: false
    }
  }

  /// The value with all its seals opened.
  func value(_ value: Value) throws(Fault) -> Value { try values([value])[0] }

  /// Values with all their seals opened, in order.
  func values(_ values: [Value]) throws(Fault) -> [Value] {
    var seals: [SealedObject] = []
    for value in values { Self.collect(value, &seals) }
    var texts: [String] = []
    var start = 0
    while start < seals.count {
      let end = min(start + Self.batch, seals.count)
      try open(Array(seals[start..<end]), &texts)
      start = end
    }
    var next = 0
    return values.map { Self.replaced($0, texts, &next) }
  }

  private func open(_ seals: [SealedObject], _ texts: inout [String]) throws(Fault) {
    var opened = try SealedObject.open(seals, purpose)
    defer { for index in opened.indices { wipe(&opened[index]) } }
    for bytes in opened {
      do {
        texts.append(String(copying: try UTF8Span(validating: bytes.span)))
      } catch {
        throw Fault(FileFault.sealedNotText)
      }
    }
  }

  private static func collect(_ value: Value, _ seals: inout [SealedObject]) {
    switch value {
    case .sealed(let sealed): seals.append(sealed)
    case .list(let list): for item in list.items { collect(item, &seals) }
    case .record(let record): for item in record.values { collect(item, &seals) }
    case .entity(let entity):
      if let row = entity.heldColumns { for item in row.values { collect(item, &seals) } }
    default: break
    }
  }

  private static func replaced(_ value: Value, _ texts: [String], _ next: inout Int) -> Value {
    guard isIn(value) else { return value }
    switch value {
    case .sealed:
      next += 1
      return .string(texts[next - 1])
    case .list(let list): return .list(list.items.map { replaced($0, texts, &next) })
    case .record(let record): return .record(Self.record(record, texts, &next))
    case .entity(let entity):
      let row = entity.heldColumns.map { record($0, texts, &next) }
      return .entity(EntityObject(kind: entity.kind, id: entity.id, name: entity.name, row: row))
    default: return value
    }
  }

  private static func record(_ record: RecordObject, _ texts: [String], _ next: inout Int) -> RecordObject {
    RecordObject(shape: record.shape, values: record.values.map { replaced($0, texts, &next) })
  }
}

/// Rows whose sealed text is opened as they are read; what there is to do before the first is done then.
final class UnsealedRows: RowSource {
  let columns: [Column]?
  /// How many rows are held, so that the events of their seals are one commit.
  private static let ahead = 32

  private let source: StreamObject
  private let unsealed: Unsealed
  private let context: Context
  private var prepare: (() throws(Fault) -> Void)?
  private var waiting: [Value] = []

  init(
    _ source: StreamObject, _ purpose: RevealPurpose, _ context: Context, prepare: (() throws(Fault) -> Void)?
  ) {
    self.source = source
    self.context = context
    self.prepare = prepare
    unsealed = Unsealed(purpose: purpose)
    columns = source.columns
  }

  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    guard case .columns = step, let known = try source.absorbing(.columns) else { return nil }
    return PageStream(UnsealedRows(known, unsealed.purpose, context, prepare: prepare))
  }

  func nextItem() throws(Fault) -> StreamItem {
    if let row = waiting.popLast() { return .value(row) }
    guard let row = try source.next() else { return .end }
    guard Unsealed.isIn(row) else { return .value(row) }
    try prepare?()
    prepare = nil
    var rows = [row]
    while rows.count < Self.ahead, let more = try source.next() {
      try context.machine.poll()
      rows.append(more)
    }
    waiting = try unsealed.values(rows).reversed()
    return try nextItem()
  }
}
