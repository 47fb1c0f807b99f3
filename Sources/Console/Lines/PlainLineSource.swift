import CSupport
import Glibc

/// Lines of a file or a pipe: no prompt, no editing, no history.
package final class PlainLineSource: LineSource {
  private let descriptor: Int32
  private let limit: Int
  private var buffer: [UInt8] = []
  /// The first byte of `buffer` that is not given out yet, and the first one not looked at for a newline.
  private var start = 0
  private var looked = 0
  /// The offset in the input of the byte at `start`.
  private var offset = 0
  private var atEnd = false

  /// Reads from `descriptor`, which stays the caller's; a line longer than `limit` bytes is an error.
  package init(descriptor: Int32, limit: Int = 64 << 20) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Does nothing: lines that are not typed have no history.
  package func remember(_ entry: String) {}

  /// Reads up to the next newline and shows no prompt; throws for a line longer than the limit in bytes.
  package func read(_ prompt: Prompt) throws(LineError) -> LineRead {
    while true {
      if let newline = buffer[looked...].firstIndex(of: UInt8(ascii: "\n")) {
        return .line(try take(upTo: newline, next: newline + 1))
      }
      looked = buffer.count
      if looked - start > limit { throw .tooLong(limit: limit) }
      if atEnd { return looked == start ? .end : .line(try take(upTo: looked, next: looked)) }
      if let stopped = try fill() { return stopped }
    }
  }

  /// Gives the line that ends before `end` and goes on at `next`.
  private func take(upTo end: Int, next: Int) throws(LineError) -> String {
    let bytes = buffer[start..<end]
    if bytes.count > limit { throw .tooLong(limit: limit) }
    let begin = offset
    offset += next - start
    start = next
    looked = next
    guard let line = String(validating: bytes, as: UTF8.self) else {
      throw .notText(offset: begin + validPrefix(bytes))
    }
    return line
  }

  /// Reads some more; how the read ended where a signal ended it.
  private func fill() throws(LineError) -> LineRead? {
    if start > 0 {
      buffer.removeFirst(start)
      looked -= start
      start = 0
    }
    let size = 64 << 10
    let before = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: size))
    let result = readUntilSignal(at: before, size)
    buffer.removeLast(size - max(0, result.count))
    if result.count > 0 { return nil }
    if result.count == 0 {
      atEnd = true
      return nil
    }
    if result.failure != EINTR { throw .system(result.failure) }
    return stopRead()
  }

  /// `read` into the buffer, with EINTR also for a signal that came just before it.
  private func readUntilSignal(at place: Int, _ size: Int) -> (count: Int, failure: Int32) {
    var hold = sms_hold()
    if sms_hold_begin(&hold) != 0 { return (-1, errno) }
    defer { sms_hold_end(&hold) }
    if sms_stop_signal() != 0 { return (-1, EINTR) }
    let signal = sms_hold_wait(&hold, descriptor, -1)
    if signal > 0 { return (-1, EINTR) }
    if signal < 0 { return (-1, errno) }
    let count = buffer.withUnsafeMutableBytes { bytes in
      Glibc.read(descriptor, bytes.baseAddress.map { $0 + place }, size)
    }
    return (count, errno)
  }
}

/// How a read ends after a signal: SIGINT is taken, SIGTERM stays for the caller, anything else does not
/// end it.
func stopRead() -> LineRead? {
  switch sms_stop_signal() {
  case 0: return nil
  case SIGINT:
    sms_stop_clear()
    return .interrupted
  default: return .end
  }
}

/// How many bytes at the start of `bytes` are whole, valid UTF-8.
func validPrefix(_ bytes: ArraySlice<UInt8>) -> Int {
  var decoder = Unicode.UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  var length = 0
  while case .valid(let scalar) = decoder.parseScalar(from: &iterator) { length += scalar.count }
  return length
}
