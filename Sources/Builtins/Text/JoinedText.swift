import Glibc

/// A text that grows at its end: its bytes lie in memory that the system moves without copying once it is large.
final class JoinedText {
  private var start: UnsafeMutableRawPointer?
  private var capacity = 0
  /// How many bytes there are.
  private(set) var count = 0

  deinit { free(start) }

  /// Adds a text.
  func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      guard let from = bytes.baseAddress, let to = room(for: bytes.count) else { return }
      memcpy(to, from, bytes.count)
      count += bytes.count
    }
  }

  /// The whole text.
  var text: String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Where the next bytes go, so many of them.
  private func room(for more: Int) -> UnsafeMutableRawPointer? {
    if count + more > capacity {
      capacity = max(capacity * 2, count + more, 256)
      guard let moved = realloc(start, capacity) else { fatalError("no memory is left") }
      start = moved
    }
    return start.map { $0 + count }
  }
}
