internal import Base
internal import Glibc

/// Why a value cannot be written as JSON.
package enum JSONWriteError: Error, Equatable, Sendable {
  /// JSON has no infinity and no NaN.
  case notFinite
}

/// Appends JSON to bytes; the caller keeps the order: keys in objects, as many ends as starts.
package struct JSONWriter {
  /// What is written, and room behind it: a token is put there in one step.
  private var room: [UInt8] = []
  /// How many bytes were written so far.
  package private(set) var count = 0

  private let indents: Bool
  private let wipes: Bool
  /// Whether each open array or object already has something in it.
  private var filled: [Bool] = []
  private var followsKey = false

  /// A writer; `pretty` indents by two spaces, `wipes` overwrites memory it gives up.
  package init(pretty: Bool = false, wipes: Bool = false) {
    indents = pretty
    self.wipes = wipes
  }

  /// Lends the bytes written so far, where they are.
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    room.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// The bytes written so far, as text.
  package var text: String { String(decoding: room[..<count], as: UTF8.self) }

  /// Writes `null`.
  package mutating func null() { scalar("null") }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) { scalar(value ? "true" : "false") }

  /// Writes an integer, exactly.
  package mutating func integer(_ value: Int64) {
    separate()
    put(20) { start in
      // From the last digit to the first, then moved to the front.
      var rest = value.magnitude
      var at = 20
      repeat {
        at -= 1
        start[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 {
        at -= 1
        start[at] = UInt8(ascii: "-")
      }
      start.update(from: start + at, count: 20 - at)
      return 20 - at
    }
  }

  /// Writes the shortest text that reads back as the same number, always with point or exponent.
  package mutating func number(_ value: Double) throws(JSONWriteError) {
    guard value.isFinite else { throw .notFinite }
    scalar(value.description)
  }

  /// Writes a text.
  package mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { string($0) }
  }

  /// Writes a text given as UTF-8.
  package mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
    separate()
    quote(text)
  }

  /// Writes the name of a member; its value follows.
  package mutating func key(_ name: String) {
    string(name)
    colon()
  }

  /// Writes the name of a member given as UTF-8.
  package mutating func key(_ name: UnsafeBufferPointer<UInt8>) {
    string(name)
    colon()
  }

  /// Begins an object.
  package mutating func startObject() { open(UInt8(ascii: "{")) }

  /// Ends an object.
  package mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Begins an array.
  package mutating func startArray() { open(UInt8(ascii: "[")) }

  /// Ends an array.
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes a newline, as after each value of a JSON-lines file.
  package mutating func newline() { append(0x0A) }

  /// Gives the bytes away and starts anew.
  package mutating func take() -> [UInt8] {
    room.removeLast(room.count - count)
    let taken = room
    (room, count) = ([], 0)
    return taken
  }

  /// Overwrites the written bytes and starts anew.
  package mutating func wipe() {
    Base.wipe(&room)
    (room, count) = ([], 0)
    filled = []
    followsKey = false
  }

  private mutating func colon() {
    append(UInt8(ascii: ":"))
    if indents { append(UInt8(ascii: " ")) }
    followsKey = true
  }

  private mutating func scalar(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { append($0) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    append(bracket)
    filled.append(false)
  }

  private mutating func close(_ bracket: UInt8) {
    if filled.popLast() ?? false { breakLine() }
    append(bracket)
  }

  /// What stands before a value: nothing after a key, else a comma after the first and the indentation.
  private mutating func separate() {
    if followsKey {
      followsKey = false
      return
    }
    guard let last = filled.last else { return }
    if last { append(UInt8(ascii: ",")) }
    filled[filled.count - 1] = true
    breakLine()
  }

  private mutating func breakLine() {
    guard indents else { return }
    append(0x0A)
    for _ in 0..<filled.count * 2 { append(UInt8(ascii: " ")) }
  }

  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    var special: UInt8 = 0
    for byte in text { special |= Self.isSpecial(byte) ? 1 : 0 }
    if special == 0 {
      return put(text.count + 2) { start in
        start[0] = UInt8(ascii: "\"")
        if let from = text.baseAddress { (start + 1).update(from: from, count: text.count) }
        start[text.count + 1] = UInt8(ascii: "\"")
        return text.count + 2
      }
    }
    append(UInt8(ascii: "\""))
    var start = 0
    for index in text.indices where Self.isSpecial(text[index]) {
      append(UnsafeBufferPointer(rebasing: text[start..<index]))
      escape(text[index])
      start = index + 1
    }
    append(UnsafeBufferPointer(rebasing: text[start...]))
    append(UInt8(ascii: "\""))
  }

  /// Whether a byte does not stand for itself.
  @inline(__always)
  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: append(UInt8(ascii: "b"))
    case 0x09: append(UInt8(ascii: "t"))
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0C: append(UInt8(ascii: "f"))
    case 0x0D: append(UInt8(ascii: "r"))
    case 0x20...: append(byte)
    default:
      for character in "u00".utf8 { append(character) }
      append(UInt8(ascii: "0") + byte >> 4)
      append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
    }
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    if count == room.count { grow(1) }
    room[count] = byte
    count += 1
  }

  private mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
    guard let from = more.baseAddress else { return }
    put(more.count) { start in
      start.update(from: from, count: more.count)
      return more.count
    }
  }

  /// Puts at most so many bytes behind the written ones; the body says how many it put.
  @inline(__always)
  private mutating func put(_ most: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
    if count + most > room.count { grow(most) }
    let written = count
    count += room.withUnsafeMutableBufferPointer { $0.baseAddress.map { body($0 + written) } ?? 0 }
  }

  /// Makes more room; where texts are wiped, no copy of the written bytes stays behind in freed memory.
  @inline(never)
  private mutating func grow(_ more: Int) {
    let wanted = max(1024, room.count * 2, count + more)
    var larger = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
      buffer.initialize(repeating: 0)
      initialized = wanted
    }
    larger.withUnsafeMutableBufferPointer { to in
      room.withUnsafeBufferPointer { from in
        if let to = to.baseAddress, let from = from.baseAddress { to.update(from: from, count: count) }
      }
    }
    if wipes { Base.wipe(&room) }
    room = larger
  }
}
