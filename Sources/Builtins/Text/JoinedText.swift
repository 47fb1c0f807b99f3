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
    try reserve(text.utf8.count)
    var text = text
    text.withUTF8 { bytes in
      guard let from = bytes.baseAddress, let start else { return }
      memcpy(start + count, from, bytes.count)
      count += bytes.count
    }
  }

  /// The whole text.
  var text: String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Makes room for so many more bytes.
  private func reserve(_ more: Int) throws(Fault) {
    if count + more <= capacity { return }
    let larger = max(capacity * 2, count + more, 256)
    guard let moved = realloc(start, larger) else {
      throw Fault("E0406", "the system has no memory for a text of \(larger >> 20) MiB", kind: .limit)
    }
    (start, capacity) = (moved, larger)
  }
}
