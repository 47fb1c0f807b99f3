internal import Base

/// One kind of local time of a zone: its offset and what it is called.
struct LocalTime: Equatable {
  let offset: Int32
  let abbreviation: String
}

/// A stretch of time with one offset: from `start` up to, not including, `end` (seconds UTC).
struct ZoneInterval {
  let start: Int64
  let end: Int64
  let time: LocalTime

  func contains(_ seconds: Int64) -> Bool { start <= seconds && seconds < end }
}

/// What holds after a zone file's last transition: a POSIX TZ text such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule {
  /// A day of the year on which the clock changes, and the local second of that day.
  struct Change {
    enum Day {
      case monthWeekDay(Int, Int, Int)
      case julian(Int)
      case zeroBased(Int)
    }
    let day: Day
    let second: Int

    /// The local time of the change in a year, in seconds since 1970 as if it were UTC.
    func seconds(in year: Int) -> Int {
      let first = Calendar.days(year: year, month: 1, day: 1)
      let days: Int
      switch day {
      case .zeroBased(let number): days = first + number
      case .julian(let number): days = first + number - (Calendar.isLeap(year: year) && number > 59 ? 0 : 1)
      case .monthWeekDay(let month, let week, let weekday):
        // POSIX counts weekdays from Sunday.
        let start = Calendar.days(year: year, month: month, day: 1)
        let ahead = Calendar.floorRemainder(weekday - (Calendar.weekday(days: start) + 1), 7)
        let day = ahead + (week - 1) * 7
        days = start + (day < Calendar.daysInMonth(year: year, month: month) ? day : day - 7)
      }
      return days * 86_400 + second
    }
  }

  let standard: LocalTime
  let summer: (time: LocalTime, start: Change, end: Change)?

  /// The interval around an instant.
  func interval(at seconds: Int64) -> ZoneInterval {
    guard let summer else { return ZoneInterval(start: .min, end: .max, time: standard) }
    let days = Calendar.floorDivide(Int(seconds) + Int(standard.offset), 86_400)
    let year = Calendar.civil(days: days).year
    var found = ZoneInterval(start: .min, end: .max, time: standard)
    for year in year - 1...year + 1 {
      let start = (Int64(summer.start.seconds(in: year)) - Int64(standard.offset), summer.time)
      let end = (Int64(summer.end.seconds(in: year)) - Int64(summer.time.offset), standard)
      // At the same instant the start of summer time is the later one: summer time all year is written so.
      for (instant, time) in start.0 < end.0 ? [start, end] : [end, start] {
        if instant > seconds { return ZoneInterval(start: found.start, end: instant, time: found.time) }
        found = ZoneInterval(start: instant, end: .max, time: time)
      }
    }
    return found
  }
}

/// Reads a POSIX TZ text; every step gives nil where it is wrong.
struct ZoneRuleReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  mutating func read() -> ZoneRule? {
    guard let name = name(), let west = time(maximumHours: 24) else { return nil }
    let standard = LocalTime(offset: Int32(-west), abbreviation: name)
    if position == bytes.count { return ZoneRule(standard: standard, summer: nil) }
    guard let summerName = self.name() else { return nil }
    var summerOffset = -west + 3600
    if let next = peek(), next != UInt8(ascii: ",") {
      guard let west = time(maximumHours: 24) else { return nil }
      summerOffset = -west
    }
    guard take(","), let start = change(), take(","), let end = change(), position == bytes.count else {
      return nil
    }
    let summer = LocalTime(offset: Int32(summerOffset), abbreviation: summerName)
    return ZoneRule(standard: standard, summer: (summer, start, end))
  }

  /// Three letters or more, or anything of letters, digits and signs between `<` and `>`.
  private mutating func name() -> String? {
    let quoted = take("<")
    let start = position
    while let byte = peek(), byte < 0x80 {
      let letter = (byte | 0x20) &- 0x61 < 26
      let other = byte &- 0x30 < 10 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      guard letter || (quoted && other) else { break }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard text.utf8.count >= 3, !quoted || take(">") else { return nil }
    return text
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private mutating func time(maximumHours: Int) -> Int? {
    let negative = take("-")
    if !negative { _ = take("+") }
    guard let hours = number(), hours <= maximumHours else { return nil }
    var seconds = hours * 3600
    if take(":") {
      guard let minutes = number(), minutes < 60 else { return nil }
      seconds += minutes * 60
      if take(":") {
        guard let more = number(), more < 60 else { return nil }
        seconds += more
      }
    }
    return negative ? -seconds : seconds
  }

  private mutating func change() -> ZoneRule.Change? {
    guard let day = day() else { return nil }
    guard take("/") else { return ZoneRule.Change(day: day, second: 7200) }
    guard let second = time(maximumHours: 167) else { return nil }
    return ZoneRule.Change(day: day, second: second)
  }

  private mutating func day() -> ZoneRule.Change.Day? {
    if take("M") {
      guard let month = number(), 1...12 ~= month, take("."), let week = number(), 1...5 ~= week,
        take("."), let weekday = number(), weekday <= 6
      else { return nil }
      return .monthWeekDay(month, week, weekday)
    }
    if take("J") {
      guard let number = number(), 1...365 ~= number else { return nil }
      return .julian(number)
    }
    guard let number = number(), number <= 365 else { return nil }
    return .zeroBased(number)
  }

  private mutating func number() -> Int? {
    let start = position
    var value = 0
    while let byte = peek(), byte &- 0x30 < 10, position - start < 4 {
      value = value * 10 + Int(byte - 0x30)
      position += 1
    }
    return position > start ? value : nil
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard let byte = peek(), UInt32(byte) == scalar.value else { return false }
    position += 1
    return true
  }
}
