internal import CSupport
internal import Interpreter
internal import JSON

/// The values of JSON lines, one by one.
///
/// Lines mostly differ from earlier ones in nothing but the values of one flat object: those are found where they
/// lie, and rows that a condition surely drops are never made. All others go through the reader of JSON.
final class JSONLinesOrigin: RowOrigin {
  /// What lines of one kind have in common.
  private final class Layout {
    let line: UnsafeMutableBufferPointer<UInt8>
    let places: UnsafeMutablePointer<sms_field>
    let shape: Shape
    let tested: [Int?]

    init(
      _ line: UnsafeBufferPointer<UInt8>, _ values: UnsafePointer<sms_field>, _ shape: Shape,
      _ tests: FieldTests?
    ) {
      self.shape = shape
      tested = tests?.places(in: shape) ?? []
      self.line = .allocate(capacity: line.count)
      _ = self.line.initialize(from: line)
      places = .allocate(capacity: shape.keys.count)
      places.initialize(from: values, count: shape.keys.count)
    }

    deinit {
      line.deallocate()
      places.deallocate()
    }
  }

  private static let mostFields = 64
  private static let mostLayouts = 8

  let columns: [Column]? = nil
  private(set) var leftOut = 0
  private let lines: LineBuffer
  private let context: Context
  private var builder = ValueBuilder()
  private var layouts: [Layout] = []
  private var tests: FieldTests?
  private let values = UnsafeMutablePointer<sms_field>.allocate(capacity: mostFields)
  private let keys = UnsafeMutablePointer<sms_field>.allocate(capacity: mostFields)

  init(_ source: ByteSource, _ context: Context) {
    lines = LineBuffer(source, context)
    self.context = context
  }

  deinit {
    values.deallocate()
    keys.deallocate()
  }

  func leaveOut(unless comparisons: [RowComparison]) { tests = FieldTests(comparisons) }

  func next() throws(Fault) -> Value? {
    while let (whole, hasEnd) = try lines.next() {
      try context.machine.poll()
      var line = whole
      if hasEnd, line.last == 0x0D { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
      if let address = line.baseAddress, let found = match(line, address) {
        if let tests, tests.fails(layouts[found].tested, { tests.verdict($0, values[$1], address) }) {
          leftOut += 1
          continue
        }
        if let row = row(layouts[found], address) { return row }
      }
      if let value = try read(line) { return value }
    }
    return nil
  }

  /// The place of the layout that a line has; its values are then found.
  private func match(_ line: UnsafeBufferPointer<UInt8>, _ address: UnsafePointer<UInt8>) -> Int? {
    for index in 0..<layouts.count {
      let layout = layouts[index]
      let isAlike = sms_flat_json_match(
        address, UInt32(clamping: line.count), layout.line.baseAddress, UInt32(layout.line.count),
        layout.places,
        Int32(layout.shape.keys.count), values)
      if isAlike == 1 { return index }
    }
    return nil
  }

  /// The record of values that were found; nil where the reader of JSON has to say what one of them is.
  private func row(_ layout: Layout, _ line: UnsafePointer<UInt8>) -> Value? {
    var made: [Value] = []
    made.reserveCapacity(layout.shape.keys.count)
    for index in 0..<layout.shape.keys.count {
      let value = values[index]
      let bytes = line + Int(value.start)
      switch value.kind {
      case UInt8(ascii: "s"):
        made.append(
          .string(
            String(decoding: UnsafeBufferPointer(start: bytes, count: Int(value.length)), as: UTF8.self)))
      case UInt8(ascii: "i"):
        guard let number = FieldTests.integer(bytes, Int(value.length)) else { return nil }
        made.append(.int(number))
      case UInt8(ascii: "t"): made.append(.bool(true))
      case UInt8(ascii: "f"): made.append(.bool(false))
      case UInt8(ascii: "0"): made.append(.null)
      default: return nil
      }
    }
    return .record(RecordObject(shape: layout.shape, values: made))
  }

  /// Reads a line as JSON, and remembers how it is laid out; nil where it holds only blanks.
  private func read(_ line: UnsafeBufferPointer<UInt8>) throws(Fault) -> Value? {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    var bytes = Array(line)
    do throws(JSONError) {
      try JSONReader(maximumDepth: context.limits.nesting, firstLine: lines.number).read(
        &bytes, into: &builder)
    } catch {
      throw Reading.fault(error)
    }
    let value = builder.take()
    if case .record(let record) = value { learn(line, record.shape) }
    return value
  }

  private func learn(_ line: UnsafeBufferPointer<UInt8>, _ shape: Shape) {
    let count = Int(
      sms_flat_json_layout(
        line.baseAddress, UInt32(clamping: line.count), values, keys, Int32(Self.mostFields)))
    guard count > 0, count == shape.keys.count else { return }
    if layouts.count == Self.mostLayouts { layouts.removeLast() }
    layouts.insert(Layout(line, values, shape, tests), at: 0)
  }
}
