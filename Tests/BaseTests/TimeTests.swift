import Base
import Testing

@Suite("Calendar") struct TimeCalendarTests {
  @Test("every day from year 1 to 9999 follows its predecessor")
  func walk() {
    var days = Calendar.days(year: 1, month: 1, day: 1)
    #expect(days == -719_162)
    var wrong = 0
    for year in 1...9999 {
      for month in 1...12 {
        for day in 1...Calendar.daysInMonth(year: year, month: month) {
          let date = Calendar.civil(days: days)
          if date != (year, month, day) { wrong += 1 }
          if day == 1 && Calendar.days(year: year, month: month, day: 1) != days { wrong += 1 }
          days += 1
        }
      }
    }
    #expect(wrong == 0)
    #expect(days == 2_932_897)
  }

  @Test(
    "known weekdays",
    arguments: [(2026, 1, 31, 5), (1970, 1, 1, 3), (1969, 12, 31, 2), (2000, 2, 29, 1), (1, 1, 1, 0)])
  func weekday(year: Int, month: Int, day: Int, expected: Int) {
    #expect(Calendar.weekday(days: Calendar.days(year: year, month: month, day: day)) == expected)
  }

  @Test("leap years and bounds")
  func valid() {
    #expect(Calendar.isValid(year: 2024, month: 2, day: 29))
    #expect(Calendar.isValid(year: 2000, month: 2, day: 29))
    #expect(!Calendar.isValid(year: 1900, month: 2, day: 29))
    #expect(!Calendar.isValid(year: 2026, month: 0, day: 1))
    #expect(!Calendar.isValid(year: 2026, month: 13, day: 1))
    #expect(!Calendar.isValid(year: 2026, month: 4, day: 31))
    #expect(!Calendar.isValid(year: 2026, month: 4, day: 0))
    #expect(Calendar.dayOfYear(year: 2024, month: 12, day: 31) == 366)
  }
}

@Suite("DateText") struct TimeDateTextTests {
  @Test(
    "what is read",
    arguments: [
      ("1970-01-01", 0, nil, true),
      ("2026-01-31", 1_769_817_600_000_000, nil, true),
      ("2026-01-31T08:00", 1_769_846_400_000_000, nil, false),
      ("2026-01-31T08:00:05", 1_769_846_405_000_000, nil, false),
      ("2026-01-31T08:00:05.5", 1_769_846_405_500_000, nil, false),
      ("2026-01-31T08:00:05.123456789Z", 1_769_846_405_123_456, 0, false),
      ("2026-01-31T08:00Z", 1_769_846_400_000_000, 0, false),
      ("2026-01-31T08:00+02:00", 1_769_839_200_000_000, 120, false),
      ("2026-01-31T08:00:00+0200", 1_769_839_200_000_000, 120, false),
      ("2026-01-31T08:00:00+02", 1_769_839_200_000_000, 120, false),
      ("2026-01-31 08:00", 1_769_846_400_000_000, nil, false),
      ("2026-01-31 08:00:00+00", 1_769_846_400_000_000, 0, false),
      ("2026-01-31 08:00:00.5-05:30", 1_769_866_200_500_000, -330, false),
      ("2026-01-31T08:00:00-05:30", 1_769_866_200_000_000, -330, false),
      ("0001-01-01", -62_135_596_800_000_000, nil, true),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999, 0, false),
    ] as [(String, Int64, Int16?, Bool)])
  func reads(text: String, microseconds: Int64, offset: Int16?, bare: Bool) {
    let expected = DateText(microseconds: microseconds, offsetMinutes: offset, isBareDate: bare)
    #expect(DateText.parse(text) == expected)
  }

  @Test(
    "what is refused",
    arguments: [
      "", "2026", "2026-1-31", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01",
      "2026-01-31T", "2026-01-31T8:00", "2026-01-31T08", "2026-01-31T24:00", "2026-01-31T08:60",
      "2026-01-31T08:00:60", "2026-01-31T08:00:00.", "2026-01-31T08:00:00.1234567890", "2026-01-31  08:00",
      "2026-01-31 ",
      "2026-01-31T08:00.5", "2026-01-31T08:00+2", "2026-01-31T08:00+24:00",
      "2026-01-31T08:00+02:60", "2026-01-31T08:00Z ", "2026-01-31Z", "2026-01-31+02:00", " 2026-01-31",
      "２026-01-31", "12026-01-31", "2026-01-31T08:00+02:", "2026-01-31T08:00:",
    ])
  func refuses(text: String) {
    #expect(DateText.parse(text) == nil)
  }

  @Test(
    "what is written",
    arguments: [
      (0, 0, "1970-01-01T00:00:00Z"), (-1, 0, "1969-12-31T23:59:59.999999Z"),
      (1_500_000, 0, "1970-01-01T00:00:01.500Z"), (1_500_001, 120, "1970-01-01T02:00:01.500001+02:00"),
      (0, -330, "1969-12-31T18:30:00-05:30"), (253_402_300_800_000_000, 0, "+10000-01-01T00:00:00Z"),
      (-62_198_755_200_000_000, 0, "-0001-01-01T00:00:00Z"),
    ] as [(Int64, Int, String)])
  func writes(microseconds: Int64, offset: Int, text: String) {
    #expect(DateText.format(microseconds: microseconds, offsetMinutes: offset) == text)
  }

  @Test("the widest instants are written without a trap")
  func extremes() {
    #expect(DateText.format(microseconds: .max).hasPrefix("+294247-01-10T04:00:54"))
    #expect(DateText.format(microseconds: .min, offsetMinutes: -1439).hasPrefix("-290308-12-"))
  }

  @Test("write, then read, is the same instant and offset")
  func roundTrip() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let instant = Int64.random(in: -62_135_500_000_000_000..<253_402_200_000_000_000, using: &random)
      let offset = Int16.random(in: -1439...1439, using: &random)
      let text = DateText.format(microseconds: instant, offsetMinutes: Int(offset))
      let back = DateText.parse(text)
      #expect(back == DateText(microseconds: instant, offsetMinutes: offset, isBareDate: false), "\(text)")
    }
  }

  @Test("random bytes near a date never crash the reader")
  func randomBytes() {
    let seed = Array("2026-01-31T08:00:05.123456+02:00".utf8)
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 0...3) {
        bytes[Int.random(in: 0..<bytes.count)] = UInt8.random(in: 0...255)
      }
      bytes.removeLast(Int.random(in: 0...bytes.count))
      let found = bytes.withUnsafeBufferPointer { DateText.parse($0) }
      if let found { #expect(abs(found.microseconds) < 300_000_000_000_000_000) }
    }
  }
}
