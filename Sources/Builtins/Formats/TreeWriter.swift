internal import Interpreter
internal import JSON

/// What writes trees of values: JSON and YAML.
protocol TreeSink {
  mutating func null()
  mutating func bool(_ value: Bool)
  mutating func integer(_ value: Int64)
  mutating func number(_ value: Double) throws(JSONWriteError)
  mutating func string(_ text: String)
  mutating func key(_ name: String)
  mutating func startObject()
  mutating func endObject()
  mutating func startArray()
  mutating func endArray()
  mutating func take() -> [UInt8]
  var count: Int { get }
}

extension JSONWriter: TreeSink {}
extension YAMLWriter: TreeSink {}

/// Writes a value as a tree: entities by their columns, mentions as `{kind id name}`, dates and durations as text.
struct TreeWriter<Sink: TreeSink> {
  var sink: Sink
  private let format: FileFormat
  private let isMasked: Bool
  private let context: Context
  private let display: Display
  /// The lists and records around what is written, nil for a stream, each with the number of its item: they stay where
  /// they are as long as it is written.
  private var around: [(container: Unmanaged<CellsObject>?, item: Int)] = []

  init(_ sink: Sink, _ format: FileFormat, isMasked: Bool, _ context: Context) {
    self.sink = sink
    self.format = format
    self.isMasked = isMasked
    self.context = context
    display = Display(context)
  }

  /// Writes a value; the items of a stream one by one, handing over what is written from time to time.
  mutating func write(_ value: Value, to out: ([UInt8]) throws(Fault) -> Void) throws(Fault) {
    guard case .stream = value else { return try write(value, depth: 0) }
    sink.startArray()
    let stream = try Streams.read(value)
    var index = 0
    while let item = try stream.next() {
      try context.machine.poll()
      around = [(nil, index)]
      try write(item, depth: 1)
      index += 1
      if sink.count >= 1 << 16 { try out(sink.take()) }
    }
    sink.endArray()
  }

  /// Writes one value.
  mutating func write(_ value: Value, depth: Int) throws(Fault) {
    if depth > context.limits.nesting {
      throw Fault(FileFault.tooDeep(levels: context.limits.nesting))
    }
    switch value {
    case .null: sink.null()
    case .bool(let value): sink.bool(value)
    case .int(let value): sink.integer(Int64(value))
    case .float(let value): try number(value)
    case .text(let text): sink.string(text.string)
    case .duration, .datetime, .range: sink.string(display.inline(value))
    case .list(let list): try items(list, depth)
    case .record(let record): try entries(record, depth)
    case .entity(let entity): try entries(entity.record, depth)
    case .error:
      if let record = Fields.record(of: value) { try entries(record, depth) }
    case .sealed:
      guard isMasked else { throw path.sealed(format) }
      sink.string(Display.mask)
    case .closure, .stream: throw path.refused(value, format)
    }
  }

  /// Where the value that is written now stands.
  private var path: FormatPath {
    FormatPath(
      steps: around.map { container, item in
        guard let record = container?.takeUnretainedValue() as? RecordObject else { return .index(item) }
        return .key(record.shape.keys[item])
      })
  }

  private mutating func number(_ value: Double) throws(Fault) {
    do throws(JSONWriteError) {
      try sink.number(value)
    } catch {
      throw Fault(FileFault.noNumber("\(value)", format: format.rawValue, place: path.suffix))
    }
  }

  private mutating func items(_ list: ListObject, _ depth: Int) throws(Fault) {
    sink.startArray()
    around.append((Unmanaged.passUnretained(list), 0))
    for (index, item) in list.items.enumerated() {
      try Work.poll(holding: sink.count)
      around[around.count - 1].item = index
      try write(item, depth: depth + 1)
    }
    around.removeLast()
    sink.endArray()
  }

  private mutating func entries(_ record: RecordObject, _ depth: Int) throws(Fault) {
    sink.startObject()
    around.append((Unmanaged.passUnretained(record), 0))
    for (index, value) in record.values.enumerated() {
      try Work.poll(holding: sink.count)
      around[around.count - 1].item = index
      sink.key(record.shape.keys[index])
      try write(value, depth: depth + 1)
    }
    around.removeLast()
    sink.endObject()
  }
}
