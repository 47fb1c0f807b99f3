import Glibc
import Interpreter
import Support
import Testing

/// K10: ranges of dates step by the days of a zone's calendar.
@Suite("ranges of dates") struct DayRangeTests {
  /// What a range of dates in a zone gives, the zone being the run's.
  static let cases: [(zone: String, code: String, result: String)] = [
    (
      "Europe/Berlin", "[...(2026-03-29..2026-03-31)]",
      "[2026-03-29T00:00:00+01:00, 2026-03-30T00:00:00+02:00, 2026-03-31T00:00:00+02:00]"
    ),
    (
      "Europe/Berlin", "[...(2026-10-24..<2026-10-26)]",
      "[2026-10-24T00:00:00+02:00, 2026-10-25T00:00:00+02:00]"
    ),
    // An hour that the clock skips begins behind it, one that it shows twice the first time.
    (
      "Europe/Berlin", "[...(2026-03-28T02:30..2026-03-30T02:30)]",
      "[2026-03-28T02:30:00+01:00, 2026-03-29T03:00:00+02:00, 2026-03-30T02:30:00+02:00]"
    ),
    (
      "Europe/Berlin", "[...(2026-10-24T02:30..2026-10-26T02:30)]",
      "[2026-10-24T02:30:00+02:00, 2026-10-25T02:30:00+02:00, 2026-10-26T02:30:00+01:00]"
    ),
    // The second time that the clock shows it is where the range begins all the same.
    (
      "Europe/Berlin", "[...((2026-10-25T01:30Z | X)..2026-10-26T02:30)]",
      "[2026-10-25T02:30:00+01:00, 2026-10-26T02:30:00+01:00]"
    ),
    (
      "UTC", "[...((2026-03-28T23:00Z | X)..(2026-03-30T22:00Z | X))]",
      "[2026-03-29T00:00:00+01:00, 2026-03-30T00:00:00+02:00, 2026-03-31T00:00:00+02:00]"
    ),
    (
      "America/Sao_Paulo", "[...(2018-11-03..2018-11-05)]",
      "[2018-11-03T00:00:00-03:00, 2018-11-04T01:00:00-02:00, 2018-11-05T00:00:00-02:00]"
    ),
    (
      "Pacific/Apia", "[...(2011-12-29..2011-12-31)]",
      "[2011-12-29T00:00:00-10:00, 2011-12-31T00:00:00+14:00]"
    ),
    (
      "Pacific/Apia", "[...(2011-12-29T12:00..2011-12-31T12:00)]",
      "[2011-12-29T12:00:00-10:00, 2011-12-31T12:00:00+14:00]"
    ),
    ("Europe/Berlin", "[...(2026-03-31..2026-03-29)]", "[]"),
    ("Europe/Berlin", "[...(2026-03-29..<2026-03-29)]", "[]"),
    ("Europe/Berlin", "[...(2026-03-29..2026-03-29)]", "[2026-03-29T00:00:00+01:00]"),
    (
      "Europe/Berlin", "mut l = []; for d in 2026-10-24..2026-10-27 { $l += [$d.day] }; $l",
      "[24, 25, 26, 27]"
    ),
    ("Europe/Berlin", "mut l = []; for d in 2026-03-28..<2026-03-31 { $l += [$d.hour] }; $l", "[0, 0, 0]"),
    ("Europe/Berlin", "2026-03-31 in 2026-03-29..2026-03-31", "true"),
    ("Europe/Berlin", "2026-03-31 in 2026-03-29..<2026-03-31", "false"),
    ("Europe/Berlin", "2026-03-30T22:00:00Z in 2026-03-29..2026-03-31", "true"),
    ("Europe/Berlin", "2026-03-30T22:00:01Z in 2026-03-29..2026-03-31", "false"),
  ]

  @Test("gaps, overlaps, days that are none", arguments: cases.indices)
  func gives(_ index: Int) throws {
    let test = Self.cases[index]
    let run = TestRun([ShiftedZone.self])
    run.context.zone = try run.context.zones.number(named: test.zone)
    let code = test.code.replacing("| X", with: "| shifted-zone")
    #expect(run.evaluateText(code) == test.result, "\(test.zone): \(test.code)")
  }

  /// The same instant in Europe/Berlin.
  enum ShiftedZone: Command {
    static var name: String { "shifted-zone" }
    static let signature = Signature(
      "Moves a date.", category: .time, input: .required(.datetime), output: .datetime)

    static func run(_ call: Call) throws(Fault) -> Value {
      guard case .datetime(var date)? = call.input,
        let zone = try? call.context.zones.number(named: "Europe/Berlin")
      else { return .null }
      date.zone = zone
      return .datetime(date)
    }
  }

  /// Random days around changes of offset: as many days as the clock shows, each from its first instant on.
  @Test func everyZoneHasTheDaysThatItsClockShows() throws {
    let all = Self.zoneNames()
    try #require(all.count > 300)
    // All of them where asked for; else some, and those whose clocks did the strangest things.
    let isLong = getenv("SMS_TEST_LONG") != nil
    let some = isLong ? all : all.enumerated().filter { $0.offset % 61 == 5 }.map(\.element)
    let known = [
      "Pacific/Apia", "Pacific/Kwajalein", "America/Juneau", "Asia/Manila", "Pacific/Enderbury",
      "Pacific/Fakaofo",
      "Australia/Lord_Howe", "Africa/Casablanca", "Antarctica/Troll", "America/Scoresbysund",
      "America/Havana",
      "Asia/Beirut", "Pacific/Guam",
    ]
    var random = Seeded(state: 10)
    for zone in Set(some + known).sorted() where all.contains(zone) {
      let run = TestRun()
      let number = try run.context.zones.number(named: zone)
      let changes = Self.changes(run.context.zones, number)
      for _ in 0..<min(changes.count, isLong ? 40 : 3) {
        try check(run.context, number, zone, around: changes[random.below(changes.count)], &random)
      }
    }
  }

  private func check(
    _ context: Context, _ zone: UInt16, _ name: String, around change: Int, _ random: inout Seeded
  ) throws {
    let zones = context.zones
    let day = 86_400_000_000
    func midnight(_ instant: Int) -> Int {
      let local = instant + Int(zones.offset(of: zone, at: Int64(instant))) * 1_000_000
      let start = local >= 0 ? local / day * day : (local - day + 1) / day * day
      return Int(zones.instant(localMicroseconds: Int64(start), in: zone))
    }
    let low = midnight(change - random.below(5) * day)
    let high = midnight(change + (1 + random.below(5)) * day)
    guard low < high else { return }
    var shown: [Int] = []
    // Every five minutes, and the end: offsets of old have odd seconds.
    for at in Array(stride(from: low, to: high, by: 300_000_000)) + [high] {
      let fields = zones.fields(Int64(at), in: zone)
      let date = (fields.year * 100 + fields.month) * 100 + fields.day
      if !shown.contains(date) { shown.append(date) }
    }
    let range = try Ranges.make(
      .datetime(Instant(microseconds: low, zone: zone)), .datetime(Instant(microseconds: high, zone: zone)),
      inclusive: true, context)
    let span = try RangeSpan(range)
    let stream = try RangeItems(range)
    var dates: [Int] = []
    var last = Int.min
    while case .datetime(let date)? = try stream.next() {
      #expect(date.microseconds > last && date.zone == zone)
      last = date.microseconds
      let fields = zones.fields(Int64(date.microseconds), in: zone)
      dates.append((fields.year * 100 + fields.month) * 100 + fields.day)
      guard case .datetime(let same)? = span.item(at: dates.count - 1) else {
        Issue.record("\(name): no item \(dates.count - 1)")
        return
      }
      #expect(same.microseconds == date.microseconds)
    }
    // A day of which five minutes are not shown twice may come back behind the next one: in order it is one day.
    #expect(dates == shown.sorted(), "\(name) from \(low) to \(high)")
    #expect(try span.count() == dates.count, "\(name) from \(low) to \(high)")
    if case .datetime(let end)? = span.item(at: -1) { #expect(end.microseconds == last) }
    #expect(span.item(at: dates.count) == nil && span.item(at: -dates.count - 1) == nil)
  }

  /// Instants before which a zone's offset changed, to a week.
  private static func changes(_ zones: ZoneTable, _ zone: UInt16) -> [Int] {
    let week = 604_800_000_000
    var changes: [Int] = []
    var last = zones.offset(of: zone, at: Int64(-5400 * week))
    for number in -5399...4500 {
      let offset = zones.offset(of: zone, at: Int64(number * week))
      if offset != last { changes.append(Self.narrowed(zones, zone, (number - 1) * week, number * week)) }
      last = offset
    }
    return changes
  }

  /// A change between two instants, to the minute.
  private static func narrowed(_ zones: ZoneTable, _ zone: UInt16, _ from: Int, _ to: Int) -> Int {
    var (low, high) = (from, to)
    let before = zones.offset(of: zone, at: Int64(low))
    while high - low > 60_000_000 {
      let middle = low + (high - low) / 2
      if zones.offset(of: zone, at: Int64(middle)) == before { low = middle } else { high = middle }
    }
    return high
  }

  /// The names of the system's zones.
  static func zoneNames() -> [String] {
    guard let table = fopen("/usr/share/zoneinfo/tzdata.zi", "r") else { return [] }
    defer { fclose(table) }
    var names: Set<String> = []
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), table) != nil {
      let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .split(whereSeparator: { $0 == " " || $0 == "\n" })
      if words.first == "Z", words.count > 1 { names.insert(String(words[1])) }
      if words.first == "L", words.count > 2 { names.insert(String(words[2])) }
    }
    return names.sorted()
  }
}

/// Numbers from a seed.
struct Seeded {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(count, 1)
  }
}
