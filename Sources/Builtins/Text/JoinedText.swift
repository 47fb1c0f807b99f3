internal import Base
internal import Glibc
internal import Interpreter

/// A text that grows at its end: its bytes lie in memory that the system moves without copying once it is large.
final class JoinedText {
  private var start: UnsafeMutableRawPointer?
  private var capacity = 0
  /// How many bytes there are.
  private(set) var count = 0

  deinit { free(start) }

  /// Adds a text; a fault where the system has no memory for it.
  func append(_ text: String) throws(Fault) {
    try text.withBytes { (bytes) throws(Fault) in try append(bytes) }
  }

  /// Adds bytes, which are UTF-8.
  func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) {
    try reserve(bytes.count)
    guard let from = bytes.baseAddress, let start else { return }
    memcpy(start + count, from, bytes.count)
    count += bytes.count
  }

  /// Adds so many bytes, which a body writes.
  @inline(__always)
  func append(size: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Void) throws(Fault) {
    try reserve(size)
    guard let start else { return }
    write((start + count).assumingMemoryBound(to: UInt8.self))
    count += size
  }

  /// Adds a text many times; `look` is called after each few megabytes.
  func append(_ text: String, count times: Int, _ look: () throws(Fault) -> Void) throws(Fault) {
    let whole = text.utf8.count * times
    try reserve(whole)
    guard whole > 0, let start else { return }
    let from = start + count
    var text = text
    var done = text.withUTF8 { bytes in
      if let first = bytes.baseAddress { memcpy(from, first, bytes.count) }
      return bytes.count
    }
    let period = done
    while done < whole {
      // The part written so far is a whole number of periods.
      let most = max(period, JoinedText.piece / period * period)
      let part = min(done, whole - done, most)
      memcpy(from + done, from, part)
      done += part
      if part >= JoinedText.piece / 2 { try look() }
    }
    count += whole
  }

  private static let piece = 1 << 22

  /// The whole text.
  var text: String {
    String(valid: UnsafeRawBufferPointer(start: start, count: count).assumingMemoryBound(to: UInt8.self))
  }

  /// Makes room for so many more bytes.
  func reserve(_ more: Int) throws(Fault) {
    if count + more <= capacity { return }
    // The first piece may be all that there is.
    let larger = max(capacity * 2, count + more, capacity == 0 ? 0 : 256)
    guard let moved = realloc(start, larger) else {
      throw Fault(
        BuiltinFault.noMemory(message: "the system has no memory for a text of \(larger >> 20) MiB"),
        kind: .limit)
    }
    (start, capacity) = (moved, larger)
  }
}
