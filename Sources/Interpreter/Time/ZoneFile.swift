/// A time zone as its compiled file (TZif, RFC 9636) describes it.
struct ZoneFile {
  /// The instants at which the local time changes, ascending, and the kind of time that begins there.
  private let transitions: [Int64]
  private let kinds: [UInt8]
  private let times: [LocalTime]
  private let rule: ZoneRule?

  /// Reads a version 2+ file; the error is the reason it cannot be used.
  init(_ bytes: [UInt8]) throws(ZoneFileError) {
    var reader = ZoneFileReader(bytes: bytes)
    let first = try reader.header()
    guard first.version >= 2 else { throw ZoneFileError(reason: "its version is too old") }
    try reader.skip(first.size(timeWidth: 4))
    let header = try reader.header()
    guard header.leapSeconds == 0 else { throw ZoneFileError(reason: "it counts leap seconds") }
    transitions = try reader.transitions(header.transitions)
    kinds = try reader.take(header.transitions)
    times = try reader.localTimes(header)
    let count = times.count
    guard count > 0, kinds.allSatisfy({ Int($0) < count }) else {
      throw ZoneFileError(reason: "a kind is missing")
    }
    try reader.skip(header.standardFlags + header.universalFlags)
    rule = try reader.footer()
  }

  /// The interval of one offset around an instant (seconds UTC).
  func interval(at seconds: Int64) -> ZoneInterval {
    guard let last = transitions.last, seconds < last || rule == nil else {
      return afterLast(seconds)
    }
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return ZoneInterval(
      start: low == 0 ? .min : transitions[low - 1],
      end: low == transitions.count ? .max : transitions[low],
      // Before the first transition the first kind of time holds.
      time: times[low == 0 ? 0 : Int(kinds[low - 1])])
  }

  /// The local seconds at which a gap of a day or more begins, of those between two instants (seconds UTC).
  ///
  /// Rules for the time behind the last transition move the clock by hours.
  func longGaps(from: Int64, to: Int64) -> [Int64] {
    var gaps: [Int64] = []
    for number in transitions.indices where (from...to).contains(transitions[number]) {
      let before = times[number == 0 ? 0 : Int(kinds[number - 1])].offset
      if times[Int(kinds[number])].offset - before >= 86_400 {
        gaps.append(transitions[number] + Int64(before))
      }
    }
    return gaps
  }

  private func afterLast(_ seconds: Int64) -> ZoneInterval {
    guard let rule else { return ZoneInterval(start: .min, end: .max, time: times[0]) }
    let found = rule.interval(at: seconds)
    let start = max(found.start, transitions.last ?? .min)
    return ZoneInterval(start: start, end: found.end, time: found.time)
  }
}

/// Why a zone file cannot be used.
struct ZoneFileError: Error, Equatable {
  let reason: String
}

/// The counts at the head of each part of a TZif file.
private struct ZoneFileHeader {
  let version: Int
  let universalFlags: Int
  let standardFlags: Int
  let leapSeconds: Int
  let transitions: Int
  let kinds: Int
  let characters: Int

  func size(timeWidth: Int) -> Int {
    transitions * (timeWidth + 1) + kinds * 6 + characters + leapSeconds * (timeWidth + 4) + standardFlags
      + universalFlags
  }
}

/// Takes bounded pieces from the bytes of a TZif file.
private struct ZoneFileReader {
  let bytes: [UInt8]
  var position = 0

  mutating func header() throws(ZoneFileError) -> ZoneFileHeader {
    let magic = try take(5)
    guard magic.prefix(4).elementsEqual("TZif".utf8) else {
      throw ZoneFileError(reason: "it is no zone file")
    }
    try skip(15)
    var counts: [Int] = []
    for _ in 0..<6 {
      let count = Int(try number(4))
      guard count <= 65_536 else { throw ZoneFileError(reason: "a count is too large") }
      counts.append(count)
    }
    let version = magic[4] == 0 ? 1 : Int(magic[4]) - 0x30
    return ZoneFileHeader(
      version: version, universalFlags: counts[0], standardFlags: counts[1], leapSeconds: counts[2],
      transitions: counts[3], kinds: counts[4], characters: counts[5])
  }

  mutating func transitions(_ count: Int) throws(ZoneFileError) -> [Int64] {
    guard bytes.count - position >= count * 8 else { throw ZoneFileError(reason: "it is cut off") }
    var list: [Int64] = []
    list.reserveCapacity(count)
    for _ in 0..<count {
      let instant = Int64(bitPattern: try number(8))
      if let last = list.last, last >= instant { throw ZoneFileError(reason: "its times are not in order") }
      list.append(instant)
    }
    return list
  }

  mutating func localTimes(_ header: ZoneFileHeader) throws(ZoneFileError) -> [LocalTime] {
    let records = try take(header.kinds * 6)
    let names = try take(header.characters)
    var list: [LocalTime] = []
    for index in 0..<header.kinds {
      let record = records[index * 6..<index * 6 + 6]
      let raw = record.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let offset = Int32(bitPattern: raw)
      let start = Int(records[index * 6 + 5])
      guard abs(Int(offset)) < 100_000, start < names.count else {
        throw ZoneFileError(reason: "an offset or a name is out of range")
      }
      let name = names[start...].prefix { $0 != 0 }
      list.append(LocalTime(offset: offset, abbreviation: String(decoding: name, as: UTF8.self)))
    }
    return list
  }

  mutating func footer() throws(ZoneFileError) -> ZoneRule? {
    guard try take(1) == [0x0A] else { throw ZoneFileError(reason: "its end is missing") }
    let text = bytes[position...].prefix { $0 != 0x0A }
    guard position + text.count < bytes.count else { throw ZoneFileError(reason: "it is cut off") }
    if text.isEmpty { return nil }
    var reader = ZoneRuleReader(text)
    guard let rule = reader.read() else { throw ZoneFileError(reason: "its last rule is not understood") }
    return rule
  }

  mutating func number(_ width: Int) throws(ZoneFileError) -> UInt64 {
    guard bytes.count - position >= width else { throw ZoneFileError(reason: "it is cut off") }
    var value: UInt64 = 0
    for index in position..<position + width { value = value << 8 | UInt64(bytes[index]) }
    position += width
    return value
  }

  mutating func take(_ count: Int) throws(ZoneFileError) -> [UInt8] {
    let start = position
    try skip(count)
    return Array(bytes[start..<position])
  }

  mutating func skip(_ count: Int) throws(ZoneFileError) {
    guard bytes.count - position >= count else { throw ZoneFileError(reason: "it is cut off") }
    position += count
  }
}
