internal import Base
internal import Crypto
internal import Glibc
internal import Interpreter
internal import Vault

/// A file of events, which is read twice: to check all of it, and to take its events.
///
/// Blocks of records are read, never the whole. The second reading goes from the block that holds the oldest
/// events to the one that holds the youngest, so that numbers follow time as far as the file is in order.
final class EventFile {
  /// A part of the file that begins and ends with a record.
  struct Block {
    let offset: Int
    let length: Int
    /// The line that it begins with, from 1.
    let line: Int
  }

  /// What the first reading saw.
  struct Survey {
    var blocks: [Block] = []
    var count = 0
    var digest: [UInt8] = []
    var first: Int64?
    var last: Int64?

    /// Whether it begins with its youngest event, as the exports of the product and of `sms` do.
    var isNewestFirst: Bool { (first ?? 0) >= (last ?? 0) }

    /// The blocks from the oldest event to the youngest.
    var fromOldest: [Block] { isNewestFirst ? blocks.reversed() : blocks }

    mutating func note(_ date: Int64) {
      if first == nil { first = date }
      last = date
      count += 1
    }
  }

  /// How many records a block holds.
  static let blockSize = 1000
  /// How many bytes are read at a time.
  private static let chunk = 1 << 16

  /// The path as it was written, for errors.
  let written: String
  /// How many bytes it has.
  var size: Int { identity[0] }
  /// The latest date that an event may have.
  let now: Int64
  private let descriptor: Int32
  private let identity: [Int]

  /// Opens the file.
  init(_ path: String, written: String, now: Int64) throws(Fault) {
    self.written = written
    self.now = now
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failed(written) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Fault(CommandFault.notReadTwice(file: written))
    }
    identity = Self.identity(facts)
  }

  deinit { close(descriptor) }

  /// Up to so many bytes from an offset on; none at the end.
  func bytes(at offset: Int, count: Int = chunk) throws(Fault) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, offset + filled)
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { return }
        filled += got
      }
    }
    if failed { throw Self.failed(written) }
    return bytes
  }

  /// Reads all of the file and checks it; `note` is told how many bytes more were read.
  func survey<Reader: EventReader>(
    _ format: Reader.Type, _ note: (Int) throws(Fault) -> Void
  ) throws(Fault) -> Survey {
    var survey = Survey()
    var reader = Reader(self, nil)
    let hasher = SHA256Hasher()
    var start = (offset: 0, line: 1)
    var inBlock = 0
    var read = 0
    while true {
      let bytes = try bytes(at: read)
      hasher.update(bytes)
      read += bytes.count
      try note(bytes.count)
      reader.feed(bytes)
      while let record = try reader.next() {
        survey.note(record.date)
        if inBlock == 0 { start = reader.start }
        inBlock += 1
        if inBlock < Self.blockSize { continue }
        survey.blocks.append(
          Block(offset: start.offset, length: reader.offset - start.offset, line: start.line))
        inBlock = 0
      }
      if bytes.isEmpty { break }
    }
    if inBlock > 0 {
      survey.blocks.append(Block(offset: start.offset, length: read - start.offset, line: start.line))
    }
    survey.digest = hasher.finalize()
    return survey
  }

  /// The records of a block, in the order of the file.
  func records<Reader: EventReader>(
    _ format: Reader.Type, _ block: Block
  ) throws(Fault) -> [Reader.Record] {
    var reader = Reader(self, block)
    reader.feed(try bytes(at: block.offset, count: block.length))
    reader.feed([])
    var records: [Reader.Record] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  /// Refuses what changed since it was opened.
  func checkUnchanged() throws(Fault) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, Self.identity(facts) == identity else {
      throw Fault(CommandFault.changed(file: written))
    }
  }

  /// The fault of a place in the file.
  func fault(_ line: Int, _ column: Int, _ message: String, help: String? = nil) -> Fault {
    Fault(
      CommandFault.badPlace(
        file: written, line: line, column: column, message: message,
        help: help ?? "nothing was imported"))
  }

  private static func identity(_ facts: stat) -> [Int] {
    [
      Int(facts.st_size), facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec,
      facts.st_ctim.tv_nsec,
    ]
  }

  private static func failed(_ path: String) -> Fault {
    Fault(CommandFault.unreadable(path: path, reason: String(cString: strerror(errno)), status: 1))
  }
}

/// Reads the records of a file of events, in its order.
protocol EventReader {
  /// What one record says.
  associatedtype Record: EventRecord
  /// A reader of a block; without one of the file from its beginning.
  init(_ file: EventFile, _ block: EventFile.Block?)
  /// Where the record begins that was given last.
  var start: (offset: Int, line: Int) { get }
  /// Where what follows it begins.
  var offset: Int { get }
  /// Takes more bytes; none at the end.
  mutating func feed(_ bytes: [UInt8])
  /// The next record, checked; nil where more bytes are wanted, and at the end.
  mutating func next() throws(Fault) -> Record?
}

/// One record of a file of events, checked as far as it can be without a vault.
protocol EventRecord {
  /// When it happened.
  var date: Int64 { get }
  /// The event, with what it names looked up.
  func event(_ ids: EventIDs) throws(Fault) -> ImportedEvent
}
