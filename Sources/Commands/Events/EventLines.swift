internal import Base
internal import CSupport
internal import Interpreter
internal import JSON
internal import Vault

/// Reads a file of events in JSON lines: an object a line.
struct EventLines: EventReader {
  /// The most bytes of a line.
  private static let longestLine = 1 << 16

  private let file: EventFile
  private let fields = LineFields()
  private var lines: LineBuffer
  private var isAtEnd = false
  private(set) var start = (offset: 0, line: 1)

  init(_ file: EventFile, _ block: EventFile.Block?) {
    self.file = file
    lines = LineBuffer(firstLine: block?.line ?? 1)
  }

  var offset: Int { lines.offset }

  mutating func feed(_ bytes: [UInt8]) {
    isAtEnd = bytes.isEmpty
    lines.feed(bytes)
  }

  mutating func next() throws(Fault) -> EventLine? {
    var before = offset
    while let line = lines.next(isLast: isAtEnd) {
      start = (before, lines.number)
      before = offset
      var event = EventLine(file, line, lines.number)
      if event.takeFields(fields) { return event }
      if let event = try event.read() { return event }
    }
    if !isAtEnd, lines.pending > Self.longestLine {
      throw file.fault(lines.number + 1, 1, "the line is longer than \(Self.longestLine) bytes")
    }
    return nil
  }
}

/// Room for the fields of a line.
final class LineFields {
  static let most = 16
  let values = UnsafeMutablePointer<sms_field>.allocate(capacity: most)
  let keys = UnsafeMutablePointer<sms_field>.allocate(capacity: most)

  deinit {
    values.deallocate()
    keys.deallocate()
  }
}
