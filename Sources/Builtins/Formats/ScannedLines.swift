internal import CSupport
internal import Interpreter

/// Which of all rows those are that follow one another in a block.
struct RowNumbers {
  private let first: Int
  private(set) var count = 1
  /// How many rows were left out between them.
  private(set) var leftOut = 0
  /// By row; none as long as nothing was left out.
  private var numbers: [Int] = []

  init(first: Int) { self.first = first }

  init(_ numbers: [Int]) {
    first = 0
    count = numbers.count
    self.numbers = numbers
  }

  /// Adds the row behind some that were left out.
  mutating func add(behind others: Int) {
    if others > 0, numbers.isEmpty { numbers = Array(first..<first + count) }
    leftOut += others
    if !numbers.isEmpty { numbers.append(first + count + leftOut) }
    count += 1
  }

  subscript(row: Int) -> Int { numbers.isEmpty ? first + row : numbers[row] }
}

/// Lines in which a scan has found the rows, block by block: nothing is copied for one.
///
/// A block that pages still use when it is read anew leaves its memory to them.
/// A file that is longer than its beginning is scanned on two cores; rows come in the order of the lines all the same.
final class ScannedLines {
  /// How much of a file is read before a second thread is worth its start.
  private static let beginning = 1 << 19
  private static let piece = 1 << 18

  /// A block, and its memory that pages use.
  private struct BorrowedBlock {
    let block: UnsafeMutablePointer<sms_block>
    var bytes: BlockBuffer
    var fields: BlockBuffer

    init(_ block: UnsafeMutablePointer<sms_block>) {
      self.block = block
      bytes = BlockBuffer(lent: block.pointee.bytes)
      fields = BlockBuffer(lent: block.pointee.fields)
    }
  }

  /// Rows of one layout that follow one another.
  struct Run {
    let layout: FileLayout
    let bytes: BlockBuffer
    let fields: BlockBuffer
    let numbers: RowNumbers
    /// Whether all tests hold for all of them.
    let isTested: Bool
  }

  private let source: ByteSource
  private let context: Context
  private let limit: Int
  private let scan: OpaquePointer
  /// The block that is read, and the one before, whose rows its readers may still look at.
  private var current: BorrowedBlock?
  private var before: BorrowedBlock?
  private var nextRow = 0
  /// Where in the block the next line begins, for `line`.
  private var offset = 0
  /// The lines before the scanned part of the block, and the lines of that part that were counted as steps.
  private var base: Int
  private var counted = 0
  /// What the source gave and the scan has not taken yet.
  private var pending: ArraySlice<UInt8>
  private var taken = 0
  private var isAtEnd = false
  private var isFollowing = false
  private var layouts: [FileLayout] = []
  /// The layout of rows of the columns that are looked at: lines that have all of these differ in nothing else.
  private var narrow: FileLayout?

  /// How many rows were left out before the one that was given last.
  private(set) var skipped = 0
  private(set) var hasBegun = false
  /// False for a reading besides that of the rows: signals and limits are then looked at block by block.
  var countsSteps = true
  /// The number of the line that was given last, from 1.
  private(set) var number: Int

  /// Lines of what is left of a source, behind bytes that were taken of it; cells of a separator, or JSON.
  init(
    _ source: ByteSource, _ context: Context, separator: UInt8 = 0, width: Int = 0,
    behind first: ArraySlice<UInt8> = [], number: Int = 0
  ) throws(Fault) {
    self.source = source
    self.context = context
    self.number = number
    base = number
    pending = first
    limit = min(context.limits.memory, 1 << 30)
    guard let made = sms_scan_new(separator, Int32(width), UInt64(limit)) else { throw Self.noMemory(source) }
    scan = made
  }

  deinit {
    giveBack(&before)
    giveBack(&current)
    sms_scan_free(scan)
  }

  private static func noMemory(_ source: ByteSource) -> Fault {
    Fault(FileFault.noMemory(source: source.name), kind: .limit)
  }

  // MARK: what is searched

  /// Says what rows must fulfil, before the first one.
  func begin(_ search: FieldSearch) {
    hasBegun = true
    search.addTests(to: scan)
  }

  /// Makes a layout known, with the line that has it and where its values lie; false where there are too many.
  func learn(
    _ line: UnsafeBufferPointer<UInt8>, _ places: UnsafePointer<sms_field>?, _ shape: Shape,
    _ form: FileLayout.Form, _ search: FieldSearch
  ) -> Bool {
    let wanted = search.wanted(shape)
    let number = sms_scan_layout(
      scan, line.baseAddress, UInt32(clamping: line.count), places,
      places == nil ? 0 : Int32(shape.keys.count), search.tested(shape), wanted, Int32(wanted.count))
    if number < 0 { return false }
    guard let names = search.names, names.count == wanted.count, !search.keepsKeys else {
      layouts.append(FileLayout(shape, form, found: wanted))
      return true
    }
    let common = narrow ?? FileLayout(Shape(names), form, found: names.indices.map(Int32.init))
    narrow = common
    layouts.append(common)
    return true
  }

  // MARK: rows

  /// The next row, or line that others must read; nil at the end.
  func next() throws(Fault) -> sms_row? {
    while true {
      if let block = current?.block {
        if nextRow < block.pointee.row_count {
          let row = block.pointee.rows[nextRow]
          try pass(row)
          return row
        }
        skipped += Int(block.pointee.skipped)
        try count(to: Int(block.pointee.lines))
        number = base + Int(block.pointee.lines)
      }
      guard try take() else { return nil }
    }
  }

  private func pass(_ row: sms_row) throws(Fault) {
    nextRow += 1
    skipped += Int(row.skipped)
    number = base + Int(row.line) + 1
    try count(to: Int(row.line) + 1)
  }

  /// A row that was given last, and those that follow it and are laid out like it, up to a line that begins with a byte;
  /// so many rows were given before.
  func run(from first: sms_row, _ given: Int, _ comment: UInt8?) throws(Fault) -> Run {
    guard let current, let rows = current.block.pointee.rows else { throw Self.noMemory(source) }
    let count = Int(current.block.pointee.row_count)
    var isTested = first.is_sure != 0
    var numbers = RowNumbers(first: given + skipped)
    var end = nextRow
    while end < count, isLike(rows[end], first), comment == nil || !begins(rows[end], comment) {
      isTested = isTested && rows[end].is_sure != 0
      numbers.add(behind: Int(rows[end].skipped))
      end += 1
    }
    if end > nextRow {
      nextRow = end - 1
      skipped += numbers.leftOut - Int(rows[nextRow].skipped)
      try pass(rows[nextRow])
    }
    return Run(
      layout: layouts[Int(first.layout)], bytes: current.bytes, fields: current.fields, numbers: numbers,
      isTested: isTested)
  }

  /// Whether two rows have the same columns at the same places.
  private func isLike(_ row: sms_row, _ other: sms_row) -> Bool {
    if row.layout == other.layout { return true }
    return row.layout >= 0 && layouts[Int(row.layout)] === layouts[Int(other.layout)]
  }

  /// Whether the line of a row begins with a byte.
  func begins(_ row: sms_row, _ byte: UInt8?) -> Bool {
    guard let byte, row.length > 0, let bytes = current?.block.pointee.bytes else { return false }
    return bytes[Int(row.start)] == byte
  }

  /// Counts lines as steps of the run.
  private func count(to lines: Int) throws(Fault) {
    let steps = lines - counted
    counted = lines
    if countsSteps, steps > 0 { try context.machine.poll(steps) }
  }

  /// The line of a row, without its end.
  func line(of row: sms_row) -> UnsafeBufferPointer<UInt8> {
    guard let bytes = current?.block.pointee.bytes else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: bytes + Int(row.start), count: Int(row.length))
  }

  // MARK: lines as they are

  /// Goes back to the beginning of a row's line, which is read by `line`.
  func reread(_ row: sms_row) {
    offset = Int(row.start)
    number = base + Int(row.line)
  }

  /// The next line without its line feed, and whether it had one; nil at the end.
  ///
  /// `resume` must follow. The bytes stay where they are until the next call.
  func line() throws(Fault) -> (line: UnsafeBufferPointer<UInt8>, hasEnd: Bool)? {
    while true {
      if let block = current?.block, offset < block.pointee.length {
        let start = UnsafePointer(block.pointee.bytes) + offset
        let rest = UnsafeBufferPointer(start: start, count: Int(block.pointee.length) - offset)
        let end = rest.firstIndex(of: 0x0A)
        offset += (end ?? rest.count - 1) + 1
        number += 1
        try context.machine.poll()
        return (UnsafeBufferPointer(rebasing: rest[..<(end ?? rest.count)]), end != nil)
      }
      guard try take() else { return nil }
    }
  }

  /// Scans anew what follows the line that `line` gave last, as it was not clear before where a row begins there.
  func resume() throws(Fault) {
    guard var lent = current else { return }
    current = nil
    leaveFields(&lent)
    current = lent
    sms_scan_again(scan, lent.block, UInt32(min(offset, Int(lent.block.pointee.length))))
    try begin(lent.block)
  }

  /// Scans anew what follows the row that was given last, as a layout has become known.
  func resume(behind row: sms_row) throws(Fault) {
    guard let block = current?.block else { return }
    offset = Int(row.start) + Int(row.length)
    if row.has_end != 0, block.pointee.bytes[offset] == 0x0D { offset += 1 }
    if row.has_end != 0 { offset += 1 }
    try resume()
  }

  // MARK: blocks

  /// Takes the next block; false at the end.
  private func take() throws(Fault) -> Bool {
    giveBack(&before)
    (before, current) = (current, nil)
    if !isFollowing, !isAtEnd, pending.isEmpty, taken >= Self.beginning, let file = source as? FileSource,
      let descriptor = file.regularDescriptor
    {
      sms_scan_follow(scan, descriptor)
      isFollowing = true
    }
    guard let next = isFollowing ? sms_scan_next(scan) : try filled() else { return false }
    current = BorrowedBlock(next)
    offset = 0
    if !countsSteps { try context.machine.pollNow() }
    if next.pointee.odd > 0, next.pointee.layouts < layouts.count, next.pointee.failure == 0 {
      // Lines that did not fit the layouts known then.
      sms_scan_again(scan, next, 0)
    }
    try begin(next)
    return true
  }

  private func begin(_ block: UnsafeMutablePointer<sms_block>) throws(Fault) {
    switch block.pointee.failure {
    case 0: break
    case -1: throw tooLong()
    case -2: throw Self.noMemory(source)
    case let number: throw Fault(FileFault.notRead(source.name, number: number))
    }
    base = number
    counted = 0
    nextRow = 0
    current?.fields = BlockBuffer(lent: block.pointee.fields)
  }

  /// Gives a block back, but for its memory that pages use.
  private func giveBack(_ lent: inout BorrowedBlock?) {
    guard var last = lent else { return }
    lent = nil
    let block = last.block
    if !isKnownUniquelyReferenced(&last.bytes) {
      last.bytes.own(Int(block.pointee.capacity), context.machine)
      (block.pointee.bytes, block.pointee.capacity) = (nil, 0)
    }
    leaveFields(&last)
    sms_scan_release(scan, block)
  }

  private func leaveFields(_ lent: inout BorrowedBlock) {
    if isKnownUniquelyReferenced(&lent.fields) { return }
    let size = Int(lent.block.pointee.field_capacity) * MemoryLayout<sms_field>.stride
    lent.fields.own(size, context.machine)
    (lent.block.pointee.fields, lent.block.pointee.field_capacity) = (nil, 0)
  }

  private func tooLong() -> Fault {
    Fault(FileFault.lineTooLong(source: source.name, mebibytes: limit >> 20), kind: .limit)
  }

  /// A block of what the source gives.
  private func filled() throws(Fault) -> UnsafeMutablePointer<sms_block>? {
    while true {
      if pending.isEmpty, !isAtEnd {
        guard let more = try source.next() else {
          isAtEnd = true
          continue
        }
        pending = more[...]
      }
      let part = pending.prefix(Self.piece)
      pending = pending.dropFirst(part.count)
      taken += part.count
      let failure = part.withUnsafeBufferPointer {
        $0.isEmpty ? 0 : sms_scan_push(scan, $0.baseAddress, UInt64($0.count))
      }
      if failure != 0 { throw Self.noMemory(source) }
      if let block = sms_scan_take(scan, isAtEnd && pending.isEmpty ? 1 : 0) { return block }
      if isAtEnd, pending.isEmpty { return nil }
      if sms_scan_held(scan) > UInt64(limit) { throw tooLong() }
    }
  }
}
