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
  var bytes: [UInt8] { get }
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
  private var path = FormatPath()

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
      path.steps.append(.index(index))
      try write(item, depth: 1)
      path.steps.removeLast()
      index += 1
      if sink.bytes.count >= 1 << 16 { try out(sink.take()) }
    }
    sink.endArray()
  }

  /// Writes one value.
  mutating func write(_ value: Value, depth: Int) throws(Fault) {
    if depth > context.limits.nesting {
      throw Fault("E0312", "values are more than \(context.limits.nesting) deep inside each other")
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

  private mutating func number(_ value: Double) throws(Fault) {
    do throws(JSONWriteError) {
      try sink.number(value)
    } catch {
      throw Fault("E0631", "\(format.rawValue) has no number for \(value)\(path.suffix)")
    }
  }

  private mutating func items(_ list: ListObject, _ depth: Int) throws(Fault) {
    sink.startArray()
    for (index, item) in list.items.enumerated() {
      try Work.poll(holding: sink.bytes.count)
      path.steps.append(.index(index))
      try write(item, depth: depth + 1)
      path.steps.removeLast()
    }
    sink.endArray()
  }

  private mutating func entries(_ record: RecordObject, _ depth: Int) throws(Fault) {
    sink.startObject()
    for (key, value) in zip(record.shape.keys, record.values) {
      try Work.poll(holding: sink.bytes.count)
      path.steps.append(.key(key))
      sink.key(key)
      try write(value, depth: depth + 1)
      path.steps.removeLast()
    }
    sink.endObject()
  }
}
