/// Why bytes are no CSV or TSV.
package struct CSVError: Error, Equatable, Sendable {
  /// What is wrong, without the place.
  package let message: String
  /// The line, from 1.
  package let line: Int
  /// The column, from 1, in Unicode scalars.
  package let column: Int
}

/// One record: its cells, which are UTF-8 without NUL.
package struct CSVRecord: Equatable, Sendable {
  /// The line on which the record begins, from 1.
  package let line: Int
  fileprivate var bytes: [UInt8] = []
  fileprivate var ends: [Int] = []
  fileprivate var starts: [Place] = []

  fileprivate struct Place: Equatable, Sendable {
    let line: Int
    let column: Int
  }

  fileprivate init(line: Int) { self.line = line }

  /// The number of cells.
  package var count: Int { ends.count }

  /// The bytes of a cell.
  package func bytes(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Where a cell begins, its quote included: line and column, from 1.
  package func place(_ index: Int) -> (line: Int, column: Int) { (starts[index].line, starts[index].column) }

  /// The text of a cell.
  package func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// The texts of all cells.
  package var texts: [String] { ends.indices.map { text($0) } }
}

/// Reads CSV after RFC 4180, or TSV, from chunks of bytes.
///
/// Feed a chunk, take records until there is none, feed the next one, and finish at the end. The first record sets
/// how many cells the others may have. Empty lines are passed over; cells keep their blanks. Lines may end with
/// CR LF or LF, also by turns, unless `refusesMixedEnds`.
package struct CSVReader {
  private enum State {
    case recordStart, cellStart, plain, quoted, afterQuote, afterReturn, comment
  }

  private let separator: UInt8
  private let checksWidth: Bool
  private let refusesMixedEnds: Bool
  private let comment: UInt8?
  private var lineEnd: UInt8?
  private var removed = 0
  private var input: [UInt8] = []
  private var position = 0
  private var isFinished = false

  private var state = State.recordStart
  private var record: CSVRecord
  private var width: Int?
  private var isAtStart = true
  private var line: Int
  private var column = 1
  private var quoteLine = 1
  private var quoteColumn = 1

  /// A reader; the separator is a comma, or a tab for TSV, and the bytes may begin on a later line of a file.
  ///
  /// Lines that begin with the byte of a comment are passed over.
  package init(
    separator: UInt8 = UInt8(ascii: ","), checksWidth: Bool = true, refusesMixedEnds: Bool = false,
    firstLine: Int = 1, comment: UInt8? = nil
  ) {
    self.comment = comment
    self.separator = separator
    self.checksWidth = checksWidth
    self.refusesMixedEnds = refusesMixedEnds
    line = firstLine
    record = CSVRecord(line: firstLine)
  }

  /// How many of the bytes were read: after a record, where the next one begins.
  package var offset: Int { removed + position }

  /// The line on which the next byte stands.
  package var nextLine: Int { line }

  /// Adds bytes to read.
  package mutating func feed(_ bytes: some Collection<UInt8>) {
    if position > 0 {
      input.removeFirst(position)
      removed += position
      position = 0
    }
    input += bytes
  }

  /// Says that no more bytes follow.
  package mutating func finish() { isFinished = true }

  /// The next complete record; nil when more bytes are needed, or at the end.
  package mutating func next() throws(CSVError) -> CSVRecord? {
    guard skipMark() else { return nil }
    while position < input.count {
      if try step(input[position]) {
        if let record = try complete() { return record }
      }
    }
    return isFinished ? try rest() : nil
  }

  /// Passes over a byte order mark; false while it is not clear whether there is one.
  private mutating func skipMark() -> Bool {
    guard isAtStart else { return true }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if input.count < 3 && mark.starts(with: input) && !isFinished { return false }
    isAtStart = false
    if input.starts(with: mark) { position = 3 }
    return true
  }

  /// Takes one byte, or a run of plain ones; true when a record ends.
  private mutating func step(_ byte: UInt8) throws(CSVError) -> Bool {
    switch state {
    case .plain: return try plain(byte)
    case .comment:
      while position < input.count, input[position] != 0x0A { advance(input[position]) }
      if position == input.count { return false }
      advance(0x0A)
      state = .recordStart
      return false
    case .recordStart where byte == comment:
      state = .comment
      return false
    case .recordStart, .cellStart:
      if byte == UInt8(ascii: "\"") {
        if state == .recordStart { record = CSVRecord(line: line) }
        beginCell()
        (quoteLine, quoteColumn) = (line, column)
        state = .quoted
        advance(byte)
        return false
      }
      if state == .recordStart {
        if byte == 0x0A || byte == 0x0D { return try lineEnd(byte, isEmpty: true) }
        record = CSVRecord(line: line)
      }
      beginCell()
      state = .plain
      return try plain(byte)
    case .quoted:
      try quoted(byte)
      return false
    case .afterQuote: return try afterQuote(byte)
    case .afterReturn:
      guard byte == 0x0A else { throw error("a carriage return must be followed by a line feed", column - 1) }
      advance(byte)
      return true
    }
  }

  private mutating func plain(_ byte: UInt8) throws(CSVError) -> Bool {
    if byte == separator {
      advance(byte)
      try endCell()
      return false
    }
    switch byte {
    case 0x0A, 0x0D: return try lineEnd(byte, isEmpty: false)
    case UInt8(ascii: "\""): throw error("a quote within a cell that does not begin with one")
    case 0: throw error("a NUL: this is no text in UTF-8")
    default: run { [separator] in $0 == separator || $0 == 0x0A || $0 == 0x0D || $0 == 0x22 || $0 == 0 }
    }
    return false
  }

  private mutating func quoted(_ byte: UInt8) throws(CSVError) {
    switch byte {
    case UInt8(ascii: "\""):
      state = .afterQuote
      advance(byte)
    case 0: throw error("a NUL: this is no text in UTF-8")
    default: run { $0 == 0x22 || $0 == 0 }
    }
  }

  private mutating func afterQuote(_ byte: UInt8) throws(CSVError) -> Bool {
    switch byte {
    case UInt8(ascii: "\""):
      record.bytes.append(byte)
      state = .quoted
      advance(byte)
      return false
    case separator:
      advance(byte)
      try endCell()
      return false
    case 0x0A, 0x0D: return try lineEnd(byte, isEmpty: false)
    default:
      throw error("after the closing quote of a cell stands neither a separator nor the end of the line")
    }
  }

  private mutating func lineEnd(_ byte: UInt8, isEmpty: Bool) throws(CSVError) -> Bool {
    if refusesMixedEnds, let lineEnd, lineEnd != byte {
      let names = byte == 0x0D ? ("CR LF", "LF") : ("LF", "CR LF")
      throw error("the line ends with \(names.0), those before it with \(names.1)")
    }
    lineEnd = byte
    if !isEmpty { try endCell() }
    advance(byte)
    state = byte == 0x0D ? .afterReturn : .recordStart
    return byte == 0x0A
  }

  /// Appends bytes to the cell up to one that means something.
  private mutating func run(until isSpecial: (UInt8) -> Bool) {
    let start = position
    while position < input.count && !isSpecial(input[position]) { advance(input[position]) }
    record.bytes += input[start..<position]
  }

  private mutating func advance(_ byte: UInt8) {
    position += 1
    if byte == 0x0A {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  private mutating func beginCell() {
    record.starts.append(CSVRecord.Place(line: line, column: column))
  }

  private mutating func endCell() throws(CSVError) {
    // A last cell of no byte at the end of the file began with none.
    if record.starts.count == record.ends.count { beginCell() }
    record.ends.append(record.bytes.count)
    state = .cellStart
    guard checksWidth, let width, record.count > width else { return }
    throw error("the record has more cells than the header, which has \(width)")
  }

  /// The record that a line end has closed; nil after an empty line.
  private mutating func complete() throws(CSVError) -> CSVRecord? {
    state = .recordStart
    let complete = record
    record = CSVRecord(line: line)
    if complete.count == 0 { return nil }
    if width == nil { width = complete.count }
    do {
      _ = try UTF8Span(validating: complete.bytes.span)
    } catch {
      throw CSVError(message: "the record holds bytes that are not UTF-8", line: complete.line, column: 1)
    }
    return complete
  }

  /// What the end of the bytes leaves: a last record without a line end, or an error.
  private mutating func rest() throws(CSVError) -> CSVRecord? {
    switch state {
    case .recordStart, .comment: return nil
    case .quoted: throw CSVError(message: "the quote is never closed", line: quoteLine, column: quoteColumn)
    case .afterReturn: throw error("a carriage return must be followed by a line feed", column - 1)
    case .cellStart, .plain, .afterQuote:
      try endCell()
      return try complete()
    }
  }

  private func error(_ message: String, _ column: Int? = nil) -> CSVError {
    CSVError(message: message, line: line, column: column ?? self.column)
  }
}
