internal import Base
internal import Glibc
internal import Interpreter

/// Bytes that come piece by piece, for readers that need not hold all of them.
class ByteSource {
  /// What faults call it: `the text`, a path in backquotes.
  let name: String

  init(name: String) { self.name = name }

  /// The next bytes, never none; nil at the end.
  func next() throws(Fault) -> [UInt8]? { nil }

  /// All that is left, within the run's memory.
  final func rest(_ context: Context) throws(Fault) -> [UInt8] {
    var all: [UInt8] = []
    while let piece = try next() {
      all += piece
      if all.count > context.limits.memory {
        throw Fault(FileFault.tooLarge(name, mebibytes: context.limits.memory >> 20), kind: .limit)
      }
    }
    return all
  }

  /// All that is left as text.
  final func text(_ context: Context) throws(Fault) -> String { try Self.text(try rest(context), name) }

  /// Bytes as text; a fault that says where they are none.
  static func text(_ bytes: [UInt8], _ name: String, from start: Int = 0) throws(Fault) -> String {
    do {
      let span = try UTF8Span(validating: bytes.span)
      return String(copying: span)
    } catch {
      throw Fault(FileFault.notText(name, offset: start + error.byteOffsets.lowerBound))
    }
  }
}

/// Bytes that are there already.
final class MemorySource: ByteSource {
  private var bytes: [UInt8]?

  init(_ bytes: [UInt8], name: String = "the text") {
    self.bytes = bytes
    super.init(name: name)
  }

  override func next() throws(Fault) -> [UInt8]? {
    defer { bytes = nil }
    return bytes?.isEmpty ?? true ? nil : bytes
  }
}

/// The bytes of a file that is open for reading; closed at the end of its use.
final class FileSource: ByteSource {
  private let descriptor: Int32
  private let isRegular: Bool
  private let context: Context
  private var isDone = false

  /// Opens a file for reading; directories are refused.
  init(_ path: String, _ context: Context) throws(Fault) {
    let name = Display.quoted(path)
    var opened = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    while opened < 0, errno == EINTR {
      try context.machine.pollNow()
      opened = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    }
    guard opened >= 0 else { throw Fault(FileFault.notOpened(name, number: errno)) }
    var status = stat()
    if fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(opened)
      throw Fault(FileFault.folder(name))
    }
    descriptor = opened
    isRegular = status.st_mode & S_IFMT == S_IFREG
    self.context = context
    super.init(name: name)
  }

  deinit { close(descriptor) }

  /// The descriptor of a plain file, for who reads on by itself: never a pipe, on which a read may wait.
  var regularDescriptor: Int32? { isRegular ? descriptor : nil }

  /// The same file from its beginning, where it is a plain one of so many bytes or more; nil otherwise.
  func again(from size: Int) throws(Fault) -> FileSource? {
    var status = stat()
    guard isRegular, fstat(descriptor, &status) == 0, status.st_size >= size else { return nil }
    return try FileSource("/proc/self/fd/\(descriptor)", context)
  }

  override func next() throws(Fault) -> [UInt8]? {
    if isDone { return nil }
    while true {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
        count = read(descriptor, buffer.baseAddress, buffer.count)
        filled = max(0, count)
      }
      if count > 0 { return piece }
      if count == 0 {
        isDone = true
        return nil
      }
      guard errno == EINTR else { throw Fault(FileFault.notRead(name, number: errno)) }
      try context.machine.pollNow()
    }
  }
}

/// Reads lines, without holding more than one.
struct LineReader {
  private let source: ByteSource
  private let limit: Int
  private var lines = LineBuffer()
  /// Where in the bytes the line began that was given last.
  private(set) var offset = 0

  init(_ source: ByteSource, _ context: Context) {
    self.source = source
    limit = context.limits.memory
  }

  /// The next line without its end; nil at the end.
  mutating func next() throws(Fault) -> [UInt8]? {
    var isLast = false
    while true {
      offset = lines.offset
      if let line = lines.next(isLast: isLast) {
        let hasEnd = lines.offset > offset + line.count
        return Array(hasEnd && line.last == 0x0D ? line.dropLast() : line)
      }
      if isLast { return nil }
      guard let more = try source.next() else {
        isLast = true
        continue
      }
      lines.feed(more)
      if lines.pending > limit {
        throw Fault(FileFault.lineTooLong(source: source.name, mebibytes: limit >> 20), kind: .limit)
      }
    }
  }
}
