internal import CSupport
internal import Interpreter

/// Lines in which a scan has found the rows, block by block: nothing is copied for one.
///
/// A file that is longer than its beginning is scanned on two cores; rows come in the order of the lines all the same.
final class ScannedLines {
  /// How much of a file is read before a second thread is worth its start.
  private static let beginning = 1 << 19
  private static let piece = 1 << 18

  private let source: ByteSource
  private let context: Context
  private let limit: Int
  private let scan: OpaquePointer
  private var block: UnsafeMutablePointer<sms_block>?
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
  private var layouts = 0

  /// How many rows were left out before the one that was given last.
  private(set) var leftOut = 0
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

  deinit { sms_scan_free(scan) }

  private static func noMemory(_ source: ByteSource) -> Fault {
    Fault("E0406", "there is no memory to read \(source.name)", kind: .limit)
  }

  // MARK: what is searched

  func addTests(_ search: FieldSearch) { search.addTests(to: scan) }

  /// Makes a layout known, with the line that has it and where its values lie; its number, nil where there are too many.
  func learn(
    _ line: UnsafeBufferPointer<UInt8>, _ places: UnsafePointer<sms_field>?, _ shape: Shape,
    _ search: FieldSearch, _ wanted: [Int32]
  ) -> Int? {
    let number = sms_scan_layout(
      scan, line.baseAddress, UInt32(clamping: line.count), places,
      places == nil ? 0 : Int32(shape.keys.count), search.tested(shape), wanted, Int32(wanted.count))
    guard number >= 0 else { return nil }
    layouts += 1
    return Int(number)
  }

  // MARK: rows

  /// The next row, or line that others must read; nil at the end.
  ///
  /// The bytes stay until the next call.
  func next() throws(Fault) -> sms_row? {
    while true {
      if let block {
        if nextRow < block.pointee.row_count {
          let row = block.pointee.rows[nextRow]
          nextRow += 1
          leftOut += Int(row.skipped)
          try count(to: Int(row.line) + 1)
          number = base + Int(row.line) + 1
          return row
        }
        leftOut += Int(block.pointee.skipped)
        try count(to: Int(block.pointee.lines))
        number = base + Int(block.pointee.lines)
        give(back: block)
      }
      guard try take() else { return nil }
    }
  }

  /// Counts lines as steps of the run.
  private func count(to lines: Int) throws(Fault) {
    guard countsSteps else { return counted = lines }
    while counted < lines {
      counted += 1
      try context.machine.poll()
    }
  }

  private func give(back block: UnsafeMutablePointer<sms_block>) {
    sms_scan_release(scan, block)
    self.block = nil
  }

  var bytes: UnsafePointer<UInt8>? { UnsafePointer(block?.pointee.bytes) }

  /// A field of a row.
  @inline(__always)
  func field(_ row: sms_row, _ index: Int) -> sms_field {
    block.map { $0.pointee.fields[Int(row.field) + index] } ?? sms_field()
  }

  /// The line of a row, without its end.
  func line(of row: sms_row) -> UnsafeBufferPointer<UInt8> {
    guard let bytes else { return UnsafeBufferPointer(start: nil, count: 0) }
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
      if let block, offset < block.pointee.length {
        let start = UnsafePointer(block.pointee.bytes) + offset
        let rest = UnsafeBufferPointer(start: start, count: Int(block.pointee.length) - offset)
        let end = rest.firstIndex(of: 0x0A)
        offset += (end ?? rest.count - 1) + 1
        number += 1
        try context.machine.poll()
        return (UnsafeBufferPointer(rebasing: rest[..<(end ?? rest.count)]), end != nil)
      }
      if let block { give(back: block) }
      guard try take() else { return nil }
    }
  }

  /// Scans anew what follows the line that `line` gave last, as it was not clear before where a row begins there.
  func resume() throws(Fault) {
    guard let block else { return }
    sms_scan_again(scan, block, UInt32(min(offset, Int(block.pointee.length))))
    try begin(block)
  }

  /// Scans anew what follows the row that was given last, as a layout has become known.
  func resume(behind row: sms_row) throws(Fault) {
    guard let block else { return }
    offset = Int(row.start) + Int(row.length)
    if row.has_end != 0, block.pointee.bytes[offset] == 0x0D { offset += 1 }
    if row.has_end != 0 { offset += 1 }
    try resume()
  }

  // MARK: blocks

  /// Takes the next block; false at the end.
  private func take() throws(Fault) -> Bool {
    if !isFollowing, !isAtEnd, pending.isEmpty, taken >= Self.beginning, let file = source as? FileSource,
      let descriptor = file.regularDescriptor
    {
      sms_scan_follow(scan, descriptor)
      isFollowing = true
    }
    guard let next = isFollowing ? sms_scan_next(scan) : try filled() else { return false }
    block = next
    offset = 0
    if !countsSteps { try context.machine.pollNow() }
    if next.pointee.odd > 0, next.pointee.layouts < layouts, next.pointee.failure == 0 {
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
    case let number: throw FileFault.make("E0612", "\(source.name) cannot be read", number)
    }
    base = number
    counted = 0
    nextRow = 0
  }

  private func tooLong() -> Fault {
    Fault("E0406", "a line of \(source.name) is over the memory limit of \(limit >> 20) MiB", kind: .limit)
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
