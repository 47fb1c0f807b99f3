internal import Base
internal import Interpreter
internal import Syntax

extension Call {
  /// The number of the zone that a parameter or flag names; nil where it was not given.
  func zone(_ name: String) throws(Fault) -> UInt16? {
    guard let text = try text(name) else { return nil }
    do throws(ZoneError) {
      return try context.zones.number(named: text)
    } catch {
      throw fault(BuiltinFault.unknownZone(reason: error.message))
    }
  }

  /// The date from the pipe.
  func inputDate() throws(Fault) -> Instant {
    if case .datetime(let instant)? = input { return instant }
    let value = input ?? .null
    throw fault(BuiltinFault.dateExpected(command: name, given: value.typeName, isText: value.string != nil))
  }
}

/// Dates from text.
enum DateReading {
  /// The instant that a text names; without an offset in the given zone, or else the run's.
  static func instant(_ text: String, _ zone: UInt16?, _ context: Context) -> Instant? {
    var text = text
    guard let date = text.withUTF8({ DateText.parse($0) }) else { return nil }
    if let offset = date.offsetMinutes {
      return Instant(microseconds: Int(date.microseconds), zone: ZoneTable.number(offsetMinutes: Int(offset)))
    }
    let zone = zone ?? context.zone
    let instant = context.zones.instant(localMicroseconds: date.microseconds, in: zone)
    return Instant(microseconds: Int(instant), zone: zone)
  }
}

/// Moves a date to another zone.
enum ToZone: Command {
  static var name: String { "to-zone" }
  static let signature = Signature(
    "Converts a date to another time zone.", category: .time,
    positional: [Parameter("zone", .string, "`Europe/Berlin`, `UTC`, `+02:00`", offers: .zones)],
    input: .required(.datetime), output: .datetime,
    examples: [
      Example("(2026-07-01T10:00:00Z | to-zone Europe/Berlin).hour", gives: "12"),
      Example("(2026-07-01T10:00:00Z | to-zone +05:30) == 2026-07-01T10:00:00Z", gives: "true"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let instant = try call.inputDate()
    let zone = try call.zone("zone") ?? instant.zone
    return .datetime(try call.context.zones.instant(instant.microseconds, in: zone))
  }
}

/// Writes dates.
enum FormatDate: Command {
  static var name: String { "format-date" }
  static let signature = Signature(
    "Formats a date with a pattern.", category: .time,
    positional: [
      Parameter(
        "pattern", .string, "the pattern: `%Y %m %d %H %M %S %f %z %Z %a %A %b %B %j %u %F %T %s %%`",
        offers: DatePatterns.offer)
    ],
    flags: [
      Flag("zone", .string, "the time zone; default: the date's own", offers: .zones)
    ],
    input: .required(.datetime), output: .string,
    examples: [
      Example("2026-01-31T08:05:00Z | format-date \"%d.%m.%Y %H:%M\"", gives: "\"31.01.2026 08:05\""),
      Example("2026-01-31T23:30:00Z | format-date %F --zone Europe/Berlin", gives: "\"2026-02-01\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let instant = try call.inputDate()
    let zone = try call.zone("zone") ?? instant.zone
    let pattern = try call.text("pattern") ?? "%F"
    let zones = call.context.zones
    var texts = call.kept as? DateTexts
    if texts?.isFor(pattern, zone) != true {
      texts = DateTexts(pattern, zone)
      call.kept = texts
    }
    do throws(ZoneError) {
      if let texts { return .text(try texts.text(Int64(instant.microseconds), zones)) }
      return .string(try zones.format(Int64(instant.microseconds), in: zone, pattern: pattern))
    } catch {
      throw call.fault(BuiltinFault.badDateFormat(reason: error.message))
    }
  }
}

/// The texts that a pattern gave last: dates of one day are the same text where the pattern asks for nothing smaller.
private final class DateTexts {
  private struct Entry {
    let number: Int64
    let offset: Int32
    let text: TextObject
  }

  private let pattern: String
  private let zone: UInt16
  /// The smallest piece of time that the pattern shows.
  private let seconds: Int64
  /// By the last bits of the number of such a piece.
  private var entries: [Entry?]
  private static let count = 64

  /// Nil where a pattern shows more than days and the clock's seconds.
  init?(_ pattern: String, _ zone: UInt16) {
    var seconds: Int64 = 86_400
    var isDirective = false
    for byte in pattern.utf8 {
      if isDirective {
        switch byte {
        case UInt8(ascii: "f"), UInt8(ascii: "Z"): return nil
        case UInt8(ascii: "S"), UInt8(ascii: "T"), UInt8(ascii: "s"): seconds = min(seconds, 1)
        case UInt8(ascii: "M"): seconds = min(seconds, 60)
        case UInt8(ascii: "H"): seconds = min(seconds, 3600)
        default: break
        }
      }
      isDirective = !isDirective && byte == UInt8(ascii: "%")
    }
    (self.pattern, self.zone, self.seconds) = (pattern, zone, seconds)
    entries = Array(repeating: nil, count: Self.count)
  }

  func isFor(_ pattern: String, _ zone: UInt16) -> Bool {
    zone == self.zone && sameBytes(pattern, self.pattern)
  }

  func text(_ microseconds: Int64, _ zones: ZoneTable) throws(ZoneError) -> TextObject {
    let offset = zones.offset(of: zone, at: microseconds)
    let local = Calendar.floorDivide(microseconds, 1_000_000) + Int64(offset)
    let number = Calendar.floorDivide(local, seconds)
    let slot = Int(number & Int64(Self.count - 1))
    if let entry = entries[slot], entry.number == number, entry.offset == offset { return entry.text }
    let text = TextObject(try zones.format(microseconds, in: zone, pattern: pattern))
    entries[slot] = Entry(number: number, offset: offset, text: text)
    return text
  }
}

/// Patterns of dates that many use, for completion.
enum DatePatterns {
  static let offer = Offer.words([
    Choice("%F", "2026-01-31"), Choice("%F %T", "2026-01-31 08:00:00"), Choice("%d.%m.%Y", "31.01.2026"),
    Choice("%H:%M", "08:00"), Choice("%s", "seconds since 1970"),
  ])
}
