internal import Base
internal import Glibc
internal import Syntax
internal import Vault

/// A line of a file of events that is as plain as programs write it: one object, ASCII, nothing escaped, no member
/// twice, everything right.
///
/// Any other line is read as JSON, which also says what is wrong with it.
struct PlainEvent {
  /// A text within the line; none where the count is 0.
  private struct Place {
    var start: Int32 = 0
    var count: Int32 = 0
  }

  private(set) var date: Int64 = 0
  /// The number of the type, which is a known one.
  private var type: Int64 = 0
  private(set) var length: Int
  private var device: Int64?
  private var ip = Place()
  /// What the members name, in the order of `Member`.
  private var names: (Place, Place, Place, Place, Place, Place, Place) = (
    Place(), Place(), Place(), Place(), Place(), Place(), Place()
  )

  /// Reads a line; nil where it is not plain.
  init?(_ line: UnsafeBufferPointer<UInt8>, now: Int64) {
    length = line.count
    var reader = LineReader(line)
    guard reader.take("{") else { return nil }
    var seen = 0
    while true {
      guard let key = reader.text(), reader.take(":"), let member = Self.member(line, key) else { return nil }
      guard seen & 1 << member == 0 else { return nil }
      seen |= 1 << member
      guard read(member, line, &reader, now: now) else { return nil }
      if reader.take(",") { continue }
      guard reader.take("}"), reader.isAtEnd else { return nil }
      // Date and type.
      if seen & 3 != 3 { return nil }
      return
    }
  }

  private mutating func read(
    _ member: Int, _ line: UnsafeBufferPointer<UInt8>, _ reader: inout LineReader, now: Int64
  ) -> Bool {
    if member > 1, reader.null() { return true }
    switch member {
    case 0:
      guard let text = reader.text(), let date = DateText.parse(Self.slice(line, text)),
        date.microseconds <= now
      else { return false }
      self.date = date.microseconds
    case 1:
      guard let number = reader.number(), EventCode(number: number) != nil else { return false }
      type = number
    case 2:
      guard let text = reader.text(), text.count <= EventImport.addressLength else { return false }
      if Self.slice(line, text).contains(where: { $0 == 0x20 || $0 == 0x7F }) { return false }
      ip = Place(start: Int32(text.start), count: Int32(text.count))
    case 3:
      guard let number = reader.number() else { return false }
      device = number
    default:
      guard let text = reader.text() else { return false }
      let place = Place(start: Int32(text.start), count: Int32(text.count))
      switch member {
      case 4: names.0 = place
      case 5: names.1 = place
      case 6: names.2 = place
      case 7: names.3 = place
      case 8: names.4 = place
      case 9: names.5 = place
      default: names.6 = place
      }
    }
    return true
  }

  private static func slice(
    _ line: UnsafeBufferPointer<UInt8>, _ text: (start: Int, count: Int)
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: line[text.start..<(text.start + text.count)])
  }

  /// The place of a member in the order of `read`: those that name something follow in the order of `Member`.
  private static func member(_ line: UnsafeBufferPointer<UInt8>, _ key: (start: Int, count: Int)) -> Int? {
    guard key.count > 1, let base = line.baseAddress else { return nil }
    let (place, name): (Int, StaticString) =
      switch (key.count, line[key.start]) {
      case (4, UInt8(ascii: "d")): (0, "date")
      case (4, _): (1, "type")
      case (2, _): (2, "ip")
      case (6, UInt8(ascii: "d")): (3, "device")
      case (5, UInt8(ascii: "a")): (4, "actor")
      case (15, _): (5, "machine_account")
      case (6, UInt8(ascii: "s")): (6, "secret")
      case (7, _): (7, "project")
      case (6, _): (8, "person")
      case (5, UInt8(ascii: "g")): (9, "group")
      default: (10, "token")
      }
    guard name.utf8CodeUnitCount == key.count, memcmp(name.utf8Start, base + key.start, key.count) == 0 else {
      return nil
    }
    return place
  }

  /// The event with what it names looked up; nil where that fails.
  func event(_ ids: EventIDs, _ block: UnsafeBufferPointer<UInt8>, _ start: Int) -> ImportedEvent? {
    guard let code = EventCode(number: type) else { return nil }
    var event = ImportedEvent(date: date, code: code)
    event.device = device
    func bytes(_ place: Place) -> UnsafeBufferPointer<UInt8> {
      let first = start + Int(place.start)
      return UnsafeBufferPointer(rebasing: block[first..<(first + Int(place.count))])
    }
    if ip.count > 0 { event.ip = String(decoding: bytes(ip), as: UTF8.self) }
    if names.0.count > 0 {
      guard let actor = ids.known(bytes(names.0), .actor) else { return nil }
      let isAccount = actor.isAccount || actor.kind == nil && device == EventFileWords.kit
      event.actor = (isAccount ? .account : .person, actor.id)
    }
    /// Sets what a member names; false where it names nothing.
    func set(_ place: Place, _ member: EventLineContent.Member) -> Bool {
      if place.count == 0 { return true }
      guard let thing = ids.known(bytes(place), member) else { return false }
      event.set(member.kind, thing.id)
      return true
    }
    guard set(names.1, .account), set(names.2, .secret), set(names.3, .project), set(names.4, .person),
      set(names.5, .group), set(names.6, .token)
    else { return nil }
    event.setActorOfAccount()
    return event
  }
}

extension ImportedEvent {
  /// In the product's rows about secrets and projects the machine account is who acted.
  mutating func setActorOfAccount() {
    guard actor == nil, 2100..<2300 ~= code.number, let account else { return }
    actor = (.account, account)
    self.account = nil
  }
}

/// Reads the tokens of a plain line.
private struct LineReader {
  private let line: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ line: UnsafeBufferPointer<UInt8>) { self.line = line }

  private mutating func skipBlanks() {
    while position < line.count, line[position] == 0x20 { position += 1 }
  }

  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < line.count, line[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  /// Whether nothing but the line's end follows.
  var isAtEnd: Bool { position == line.count || position == line.count - 1 && line[position] == 0x0D }

  /// Skips eight bytes at a time while none of them ends a text or needs an escape.
  private mutating func skipPlain() {
    let raw = UnsafeRawBufferPointer(line)
    while position + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let special =
        Self.below(word, 0x20) | Self.below(word ^ Self.all(0x22), 1) | Self.below(word ^ Self.all(0x5C), 1)
        | word
      if special & Self.all(0x80) != 0 { return }
      position += 8
    }
  }

  private static func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

  /// Sets the highest bit of bytes below a limit of at most 0x80; of others, too, but only behind such a one.
  private static func below(_ word: UInt64, _ limit: UInt64) -> UInt64 { (word &- all(limit)) & ~word }

  /// A text without escapes.
  mutating func text() -> (start: Int, count: Int)? {
    guard take("\"") else { return nil }
    let start = position
    skipPlain()
    while position < line.count {
      let byte = line[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return (start, position - 1 - start)
      }
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\\") { return nil }
      position += 1
    }
    return nil
  }

  /// A whole number of at most 15 digits.
  mutating func number() -> Int64? {
    skipBlanks()
    let start = position
    var value: Int64 = 0
    while position < line.count, line[position] &- 0x30 < 10 {
      value = value * 10 + Int64(line[position] - 0x30)
      position += 1
      if position - start > 15 { return nil }
    }
    if position == start || line[start] == 0x30 && position - start > 1 { return nil }
    return value
  }

  mutating func null() -> Bool {
    skipBlanks()
    guard position + 4 <= line.count, line[position] == UInt8(ascii: "n"),
      line[position + 1] == UInt8(ascii: "u"),
      line[position + 2] == UInt8(ascii: "l"), line[position + 3] == UInt8(ascii: "l")
    else { return false }
    position += 4
    return true
  }
}
