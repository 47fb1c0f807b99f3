internal import Glibc
internal import Interpreter

/// Lines of bytes where they were read to: nothing is copied for one.
final class LineBuffer {
  private let source: ByteSource
  private let limit: Int
  private var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var start = 0
  private var end = 0
  /// The number of the line that was given last, from 1.
  private(set) var number: Int

  /// Lines of what is left of a source, behind bytes that were taken of it.
  init(_ source: ByteSource, _ context: Context, behind first: ArraySlice<UInt8> = [], number: Int = 0) {
    self.source = source
    self.number = number
    limit = context.limits.memory
    capacity = max(1 << 18, first.count)
    bytes = .allocate(capacity: capacity)
    add(first)
  }

  deinit { bytes.deallocate() }

  /// The next line without its line feed, and whether it had one; nil at the end.
  ///
  /// The bytes stay where they are until the next call.
  func next() throws(Fault) -> (line: UnsafeBufferPointer<UInt8>, hasEnd: Bool)? {
    var searched = start
    while true {
      if let found = memchr(bytes + searched, 0x0A, end - searched) {
        let stop = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
        return (take(to: stop, next: stop + 1), true)
      }
      searched = end - start
      guard let more = try source.next() else { break }
      add(more[...])
      if end - start > limit {
        throw Fault(
          "E0406", "a line of \(source.name) is over the memory limit of \(limit >> 20) MiB", kind: .limit)
      }
      searched += start
    }
    return start < end ? (take(to: end, next: end), false) : nil
  }

  private func take(to stop: Int, next: Int) -> UnsafeBufferPointer<UInt8> {
    defer { start = next }
    number += 1
    return UnsafeBufferPointer(start: bytes + start, count: stop - start)
  }

  /// Adds bytes at the end; what was given goes.
  private func add(_ more: ArraySlice<UInt8>) {
    let kept = end - start
    if kept + more.count > capacity {
      capacity = max(capacity * 2, kept + more.count)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: bytes + start, count: kept)
      bytes.deallocate()
      bytes = larger
    } else if end + more.count > capacity {
      memmove(bytes, bytes + start, kept)
    } else {
      more.withUnsafeBufferPointer { copy($0) }
      return
    }
    (start, end) = (0, kept)
    more.withUnsafeBufferPointer { copy($0) }
  }

  private func copy(_ more: UnsafeBufferPointer<UInt8>) {
    guard let address = more.baseAddress else { return }
    (bytes + end).update(from: address, count: more.count)
    end += more.count
  }
}
