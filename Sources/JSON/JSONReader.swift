internal import Base
internal import CRapidJSON
internal import Glibc

/// Reads JSON texts in place: strings are decoded where they stand, nothing is copied.
package struct JSONReader {
  /// How deep arrays and objects may nest.
  package var maximumDepth = 200
  /// Whether the buffer is overwritten with zeros at the end, for texts that hold secrets.
  package var wipes = false
  /// The number of the first line, for texts that are a part of a longer one.
  package var firstLine = 1

  /// Whether texts and names may hold a NUL, which then stands there as an escape.
  package var allowsNUL = false

  /// A reader with the default limits.
  package init(
    maximumDepth: Int = 200, wipes: Bool = false, firstLine: Int = 1, allowsNUL: Bool = false
  ) {
    self.allowsNUL = allowsNUL
    self.maximumDepth = maximumDepth
    self.wipes = wipes
    self.firstLine = firstLine
  }

  /// Reads one JSON text and hands its tokens to the handler; the buffer is changed.
  package func read<Handler: JSONHandler>(
    _ text: UnsafeMutableBufferPointer<UInt8>, into handler: inout Handler
  ) throws(JSONError) {
    defer { if wipes { wipe(UnsafeMutableRawBufferPointer(text)) } }
    let skipped = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let body = UnsafeMutableBufferPointer(rebasing: text[skipped...])
    let failure = withUnsafeMutablePointer(to: &handler) { pointer -> JSONError? in
      let sink = TypedSink(handler: pointer, body: UnsafePointer(body.baseAddress))
      return parse(body, sink, skipped)
    }
    if let failure { throw failure }
  }

  /// Reads one JSON text from an array, whose bytes are changed.
  package func read<Handler: JSONHandler>(
    _ bytes: inout [UInt8], into handler: inout Handler
  ) throws(JSONError) {
    var failure: JSONError?
    bytes.withUnsafeMutableBufferPointer { buffer in
      do throws(JSONError) { try read(buffer, into: &handler) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func parse(_ body: UnsafeMutableBufferPointer<UInt8>, _ sink: Sink, _ skipped: Int) -> JSONError? {
    var failure = sms_json_failure()
    // An empty buffer may have no address; the parser wants one.
    var nothing: UInt8 = 0
    let context = Unmanaged.passUnretained(sink).toOpaque()
    let code = withExtendedLifetime(sink) {
      withUnsafeMutablePointer(to: &nothing) { nothing in
        sms_json_parse(
          body.baseAddress ?? nothing, body.count, UInt32(clamping: maximumDepth), allowsNUL ? 1 : 0,
          takeBatch,
          context, &failure)
      }
    }
    if code == Int32(SMS_JSON_OK) { return nil }
    defer { free(failure.nuls) }
    let nuls = UnsafeBufferPointer(start: failure.nuls, count: failure.nul_count)
    let (line, column) = position(sink.refusal?.offset ?? failure.offset, in: body, nuls)
    if let refusal = sink.refusal {
      return JSONError(
        kind: .refused, message: refusal.message, line: line, column: column,
        offset: refusal.offset + skipped,
        path: sink.path.text, isIncomplete: false)
    }
    let reason = JSONReason(code)
    // An element that could not be read was not counted; the name of a member was.
    if reason.isWithinValue { sink.path.value() }
    if let key = failure.key {
      sink.path.setKey(UnsafeBufferPointer(start: key, count: Int(failure.key_length)))
    }
    return JSONError(
      kind: reason.kind, message: reason.message, line: line, column: column,
      offset: failure.offset + skipped,
      path: sink.path.text, isIncomplete: reason.isIncomplete)
  }

  /// Line and column of a byte; see CRapidJSON.h for what stands in the place of decoded text.
  private func position(
    _ offset: Int, in body: UnsafeMutableBufferPointer<UInt8>, _ nuls: UnsafeBufferPointer<UInt32>
  ) -> (line: Int, column: Int) {
    var nuls = nuls[...]
    var line = firstLine
    var column = 1
    var isWithinString = false
    for (place, byte) in body.prefix(offset).enumerated() {
      switch byte {
      case 0x0A where !isWithinString:
        line += 1
        column = 1
        continue
      // A quote begins a string, the NUL in the place of the other ends it; in between one is text.
      case UInt8(ascii: "\""): isWithinString = true
      case 0 where nuls.first.map(Int.init) == place: nuls.removeFirst()
      case 0: isWithinString = false
      case 0xFF: column += 1
      default: break
      }
      if byte & 0xC0 != 0x80 || byte == 0xFF { column += 1 }
    }
    return (line, column)
  }
}

/// Hands a batch of the C parser to the sink behind the context.
private func takeBatch(
  _ context: UnsafeMutableRawPointer?, _ events: UnsafePointer<sms_json_event>?, _ count: Int
) -> Int32 {
  guard let context, let events else { return 0 }
  let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
  return sink.take(UnsafeBufferPointer(start: events, count: count)) ? 1 : 0
}

/// The callbacks of the C parser, which cannot see a handler's type.
private class Sink {
  var path = JSONPath()
  var refusal: (message: String, offset: Int)?

  func take(_ events: UnsafeBufferPointer<sms_json_event>) -> Bool { false }
}

private final class TypedSink<Handler: JSONHandler>: Sink {
  let handler: UnsafeMutablePointer<Handler>
  let body: UnsafePointer<UInt8>?

  init(handler: UnsafeMutablePointer<Handler>, body: UnsafePointer<UInt8>?) {
    self.handler = handler
    self.body = body
  }

  override func take(_ events: UnsafeBufferPointer<sms_json_event>) -> Bool {
    for event in events {
      do throws(JSONRefusal) {
        try take(event)
      } catch {
        refusal = (error.message, Int(event.offset))
        return false
      }
    }
    return true
  }

  @inline(__always)
  private func take(_ event: sms_json_event) throws(JSONRefusal) {
    switch Int(event.kind) {
    case SMS_JSON_KEY:
      let name = UnsafeBufferPointer(start: event.value.text, count: Int(event.length))
      path.setKey(name)
      try handler.pointee.key(name)
    case SMS_JSON_STRING:
      path.value()
      try handler.pointee.string(UnsafeBufferPointer(start: event.value.text, count: Int(event.length)))
    case SMS_JSON_INTEGER:
      path.value()
      try handler.pointee.integer(event.value.integer)
    case SMS_JSON_NUMBER:
      path.value()
      try handler.pointee.number(event.value.number)
    case SMS_JSON_NULL:
      path.value()
      try handler.pointee.null()
    case SMS_JSON_TRUE, SMS_JSON_FALSE:
      path.value()
      try handler.pointee.bool(Int(event.kind) == SMS_JSON_TRUE)
    default:
      try takeBracket(event)
    }
  }

  private func takeBracket(_ event: sms_json_event) throws(JSONRefusal) {
    switch Int(event.kind) {
    case SMS_JSON_START_OBJECT:
      path.value()
      try handler.pointee.startObject()
      path.open(array: false)
    case SMS_JSON_START_ARRAY:
      path.value()
      try handler.pointee.startArray()
      path.open(array: true)
    case SMS_JSON_END_OBJECT:
      path.close()
      try handler.pointee.endObject(count: Int(event.length))
    default:
      path.close()
      try handler.pointee.endArray(count: Int(event.length))
    }
  }
}
