import Base
import Glibc
import Interpreter
import Support
import Syntax
import Testing

@Suite("ZoneTable") struct ZoneTableTests {
  @Test("numbers and names of UTC and of fixed offsets need no database")
  func fixed() throws {
    let table = ZoneTable(folders: ["/nonexistent"])
    #expect(try table.number(named: "UTC") == 0)
    #expect(try table.number(named: "Z") == 0)
    #expect(try table.number(named: "+00:00") == 0)
    #expect(try table.number(named: "+02:00") == 1560)
    #expect(try table.number(named: "-0530") == 1110)
    #expect(try table.number(named: "+23:59") == 2879)
    #expect(try table.number(named: "-23:59") == 1)
    for minutes in -1439...1439 {
      let number = ZoneTable.number(offsetMinutes: minutes)
      #expect(table.offset(of: number, at: 0) == Int32(minutes * 60))
      #expect(try table.number(named: table.name(of: number)) == number)
    }
    #expect(table.name(of: 0) == "UTC")
    #expect(table.name(of: 1110) == "-05:30")
    #expect(table.name(of: 65_535) == "UTC")
    #expect(table.offset(of: 3000, at: 0) == 0)
  }

  @Test("named zones are numbered in order of first use")
  func named() throws {
    let table = ZoneTable()
    #expect(try table.number(named: "Europe/Berlin") == 4096)
    #expect(try table.number(named: "America/New_York") == 4097)
    #expect(try table.number(named: "Europe/Berlin") == 4096)
    #expect(table.name(of: 4097) == "America/New_York")
  }

  @Test(
    "names that are refused before any file is opened",
    arguments: [
      "", "/etc/passwd", "../zoneinfo/UTC", "Europe/../UTC", "Europe/", "Eur ope", "a\0b", "-x", "+25:00",
      "Zürich",
      String(repeating: "a", count: 101),
    ])
  func badNames(name: String) {
    #expect(throws: ZoneError.badName(name)) { try ZoneTable().number(named: name) }
  }

  @Test("an unknown name, a folder, a file that is no zone, no database: each its own error")
  func unknown() throws {
    let folder = try TemporaryFolder()
    let table = ZoneTable(folders: ["/usr/share/zoneinfo"])
    #expect(throws: ZoneError.unknown("Europe/Atlantis")) { try table.number(named: "Europe/Atlantis") }
    #expect(throws: ZoneError.unknown("Europe")) { try table.number(named: "Europe") }
    try folder.write(Array("Europe/Berlin and no more".utf8), to: "Made")
    #expect(throws: ZoneError.damaged(name: "Made", reason: "it is no zone file")) {
      try ZoneTable(folders: [folder.path]).number(named: "Made")
    }
    let missing = ZoneError.noDatabase(name: "Europe/Berlin", searched: ["/nonexistent"])
    #expect(throws: missing) { try ZoneTable(folders: ["/nonexistent"]).number(named: "Europe/Berlin") }
    #expect(missing.message.contains("+02:00 work without it"))
  }

  @Test("the first folder that has the zone wins")
  func folders() throws {
    let folder = try TemporaryFolder()
    try folder.write(ZoneBytes.plain(footer: "<+01>-1"), to: "Made")
    let table = ZoneTable(folders: [folder.path, "/usr/share/zoneinfo"])
    #expect(try table.offset(of: table.number(named: "Made"), at: 0) == 3600)
    #expect(try table.offset(of: table.number(named: "Asia/Tokyo"), at: 0) == 32_400)
  }

  @Test("offsets and names as another implementation gives them", arguments: known)
  func offsets(zone: String, seconds: Int64, offset: Int32, abbreviation: String) throws {
    let table = ZoneTable()
    let number = try table.number(named: zone)
    #expect(table.offset(of: number, at: seconds * 1_000_000) == offset)
    #expect(table.abbreviation(of: number, at: seconds * 1_000_000) == abbreviation)
    #expect(table.offset(of: number, at: seconds * 1_000_000 + 999_999) == offset)
  }

  @Test(
    "offsets agree with the C library at random instants",
    arguments: [
      "Europe/Berlin", "America/New_York", "Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe",
      "America/Nuuk", "Pacific/Apia", "Antarctica/Troll", "America/Santiago", "Asia/Tehran",
    ])
  func library(zone: String) throws {
    let table = ZoneTable(folders: ["/usr/share/zoneinfo"])
    let number = try table.number(named: zone)
    // From 1902, for the C library treats times before a file's first transition in its own way; up to 2200.
    let instants = (0..<400).map { _ in Int64.random(in: -2_145_916_800..<7_258_118_400) }
    let folder = try TemporaryFolder()
    try folder.write(Array(instants.map { "@\($0)\n" }.joined().utf8), to: "instants")
    let answers = try shell("TZ=\(zone) TZDIR=/usr/share/zoneinfo date -f \(folder.path)/instants +%::z,%::z")
    let lines = answers.split(separator: "\n")
    try #require(lines.count == instants.count)
    for (instant, line) in zip(instants, lines) {
      let parts = line.split(separator: ",")[1].split(separator: ":").compactMap { Int($0) }
      let size = abs(parts[0]) * 3600 + parts[1] * 60 + parts[2]
      let expected = line.hasPrefix("-") ? -size : size
      #expect(Int(table.offset(of: number, at: instant * 1_000_000)) == expected, "\(zone) at \(instant)")
    }
  }

  @Test(
    "the rule at a file's end says what its transitions say",
    arguments: ["Europe/Berlin", "America/New_York"])
  func footer(zone: String) throws {
    let footer = zone == "Europe/Berlin" ? "CET-1CEST,M3.5.0,M10.5.0/3" : "EST5EDT,M3.2.0,M11.1.0"
    let folder = try TemporaryFolder()
    try folder.write(ZoneBytes.plain(footer: footer), to: "Rule")
    let table = ZoneTable(folders: [folder.path, "/usr/share/zoneinfo"])
    let (rule, file) = (try table.number(named: "Rule"), try table.number(named: zone))
    // 2010...2036, in steps that meet every hour of the day.
    for instant in stride(from: Int64(1_262_304_000), to: 2_082_758_400, by: 31_337) {
      let at = instant * 1_000_000
      #expect(table.offset(of: rule, at: at) == table.offset(of: file, at: at))
    }
  }
}

@Suite("Local times") struct ZoneLocalTests {
  @Test(
    "a gap gives the first instant after it, an overlap the earlier one",
    arguments: [
      ("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
      ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00Z"),
      ("Europe/Berlin", "2026-03-29T02:30:10.5", "2026-03-29T01:00:00Z"),
      ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z"),
      ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z"),
      ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z"),
      ("Europe/Berlin", "2090-07-01T12:00", "2090-07-01T10:00:00Z"),
      ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00Z"),
      ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"),
      ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z"),
      ("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z"),
      ("+02:00", "2026-01-01", "2025-12-31T22:00:00Z"), ("UTC", "2026-01-01", "2026-01-01T00:00:00Z"),
    ])
  func local(zone: String, local: String, expected: String) throws {
    let table = ZoneTable()
    let date = try #require(DateText.parse(local))
    let instant = table.instant(localMicroseconds: date.microseconds, in: try table.number(named: zone))
    #expect(DateText.format(microseconds: instant) == expected)
  }

  @Test("instant -> local -> instant is the same, or the earlier one of an overlap")
  func roundTrip() throws {
    let table = ZoneTable()
    for name in [
      "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
    ] {
      let zone = try table.number(named: name)
      for _ in 0..<2000 {
        let instant = Int64.random(in: -5_000_000_000_000_000..<8_000_000_000_000_000)
        let local = instant + Int64(table.offset(of: zone, at: instant)) * 1_000_000
        let back = table.instant(localMicroseconds: local, in: zone)
        #expect(back <= instant)
        #expect(back + Int64(table.offset(of: zone, at: back)) * 1_000_000 == local)
      }
    }
  }

  @Test("the widest instants do not trap", arguments: ["UTC", "+23:59", "-23:59", "Europe/Berlin"])
  func extremes(name: String) throws {
    let table = ZoneTable()
    let zone = try table.number(named: name)
    for instant in [Int64.min, .min + 1, -1, 0, .max - 1, .max] {
      #expect(table.fields(instant, in: zone).month >= 1)
      #expect(table.text(instant, in: zone).isEmpty == false)
      let back = table.instant(localMicroseconds: instant, in: zone)
      #expect(instant < 0 ? back < 200_000_000_000 : back > -200_000_000_000)
    }
  }

  @Test("fields, weekdays and RFC 3339 text")
  func fields() throws {
    let table = ZoneTable()
    let zone = try table.number(named: "Europe/Berlin")
    let instant = try #require(DateText.parse("2026-12-31T23:30:15.000250Z")).microseconds
    let fields = table.fields(instant, in: zone)
    #expect((fields.year, fields.month, fields.day) == (2027, 1, 1))
    #expect((fields.hour, fields.minute, fields.second, fields.microsecond) == (0, 30, 15, 250))
    #expect(
      fields.weekday == 4 && fields.weekdayName == "fri" && fields.dayOfYear == 1 && fields.offset == 3600)
    #expect(table.text(instant, in: zone) == "2027-01-01T00:30:15.000250+01:00")
    #expect(table.text(0, in: 0) == "1970-01-01T00:00:00Z")
    // Berlin's local time of 1850 was 53 min 28 s ahead: the text still names the same instant.
    #expect(table.text(-3_762_464_400_000_000, in: zone) == "1850-10-09T23:53:00+00:53")
    let back = try #require(DateText.parse("1850-10-09T23:53:00+00:53"))
    #expect(back.microseconds == -3_762_464_400_000_000)
  }

  @Test(
    "patterns",
    arguments: [
      ("%Y-%m-%dT%H:%M:%S.%f%z", "2026-07-04T09:05:03.000042+0200"), ("%a %A %b %B", "Sat Saturday Jul July"),
      ("%F %T %Z", "2026-07-04 09:05:03 CEST"), ("%j %u %s %%", "185 6 1783148703 %"), ("", ""),
      ("é%d", "é04"),
    ])
  func patterns(pattern: String, expected: String) throws {
    let table = ZoneTable()
    let zone = try table.number(named: "Europe/Berlin")
    #expect(try table.format(1_783_148_703_000_042, in: zone, pattern: pattern) == expected)
  }

  @Test("unknown directives are errors with their offset")
  func badPatterns() {
    let table = ZoneTable()
    #expect(throws: ZoneError.badPattern(directive: "%q", offset: 3)) {
      try table.format(0, in: 0, pattern: "é %q")
    }
    #expect(throws: ZoneError.badPattern(directive: "%", offset: 2)) {
      try table.format(0, in: 0, pattern: "%%%")
    }
  }
}

@Suite("Zone files") struct ZoneFileTests {
  @Test(
    "footers",
    arguments: [
      // Summer time all year, after RFC 9636's own example.
      ("XXX3EDT4,0/0,J365/23", "2026-01-01T00:00", -14_400),
      ("XXX3EDT4,0/0,J365/23", "2026-12-31T23:59", -14_400),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-07-01T00:00", -3600),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59", -7200),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00", -3600),
      // The southern summer spans the new year.
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00", 39_600),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-06-01T00:00", 36_000),
      ("AAA-1:30:15", "2026-06-01T00:00", 5415),
      ("AAA0BBB,J60/0,J61/0", "2028-03-01T12:00", 3600), ("AAA0BBB,59/0,60/0", "2028-02-29T12:00", 3600),
    ])
  func footers(footer: String, at: String, offset: Int32) throws {
    let folder = try TemporaryFolder()
    try folder.write(ZoneBytes.plain(footer: footer), to: "Made")
    let table = ZoneTable(folders: [folder.path])
    let instant = try #require(DateText.parse(at)).microseconds
    #expect(table.offset(of: try table.number(named: "Made"), at: instant) == offset)
  }

  @Test(
    "footers that are refused",
    arguments: [
      "A1", "CET", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
      "CET-1CEST,M3.6.0,M10.5.0",
      "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1", "CET-1CEST,366,1", "CET-1CEST,M3.5.0,M10.5.0x", "<CET-1",
      "CET-1CEST,M3.5.0/168,M10.5.0",
    ])
  func badFooters(footer: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(ZoneBytes.plain(footer: footer), to: "Made")
    let expected = ZoneError.damaged(name: "Made", reason: "its last rule is not understood")
    #expect(throws: expected) { try ZoneTable(folders: [folder.path]).number(named: "Made") }
  }

  @Test("files of version 1 and files that are cut off are refused")
  func cutOff() throws {
    let folder = try TemporaryFolder()
    let whole = ZoneBytes.plain(footer: "CET-1")
    for length in 0..<whole.count {
      try folder.write(Array(whole.prefix(length)), to: "Cut")
      #expect(throws: ZoneError.self) { try ZoneTable(folders: [folder.path]).number(named: "Cut") }
    }
    var old = whole
    old[4] = 0
    try folder.write(old, to: "Old")
    let expected = ZoneError.damaged(name: "Old", reason: "its version is too old")
    #expect(throws: expected) { try ZoneTable(folders: [folder.path]).number(named: "Old") }
  }

  @Test("damaged files never crash: each is refused or answers")
  func damaged() throws {
    let whole = try contents("/usr/share/zoneinfo/America/St_Johns")
    let folder = try TemporaryFolder()
    var read = 0
    for _ in 0..<1500 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4) {
        // Half of the changes go to the second header and its surroundings, where lengths are.
        let place =
          Bool.random() ? Int.random(in: 0..<min(100, bytes.count)) : Int.random(in: 0..<bytes.count)
        bytes[place] = UInt8.random(in: 0...255)
      }
      try folder.write(bytes, to: "Zone")
      let table = ZoneTable(folders: [folder.path])
      guard let zone = try? table.number(named: "Zone") else { continue }
      read += 1
      for _ in 0..<20 {
        let instant = Int64.random(in: .min ... .max)
        #expect(abs(Int(table.offset(of: zone, at: instant))) < 2_000_000)
        _ = table.instant(localMicroseconds: instant, in: zone)
      }
    }
    #expect(read > 0)
  }
}

/// Made zone files.
enum ZoneBytes {
  /// A version 2 file without transitions: one kind of time (UTC), and a footer.
  static func plain(footer: String) -> [UInt8] {
    let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
    let part =
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts + [0, 0, 0, 0, 0, 0]
      + Array("UTC\0".utf8)
    return part + part + [0x0A] + Array(footer.utf8) + [0x0A]
  }
}

private func contents(_ path: String) throws -> [UInt8] {
  let file = try #require(fopen(path, "r"))
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 100_000)
  let count = fread(&bytes, 1, bytes.count, file)
  return Array(bytes.prefix(count))
}

/// The output of a command.
private func shell(_ command: String) throws -> String {
  let pipe = try #require(popen(command, "r"))
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = fread(&chunk, 1, chunk.count, pipe)
    if count == 0 { break }
    bytes += chunk.prefix(count)
  }
  #expect(pclose(pipe) == 0)
  return String(decoding: bytes, as: UTF8.self)
}

private let known: [(String, Int64, Int32, String)] = [
  ("Europe/Berlin", -3762464400, 3208, "LMT"),
  ("Europe/Berlin", -742096800, 7200, "CEST"),
  ("Europe/Berlin", 93801600, 3600, "CET"),
  ("Europe/Berlin", 1296136800, 3600, "CET"),
  ("Europe/Berlin", 1776733200, 7200, "CEST"),
  ("Europe/Berlin", 2214471600, 3600, "CET"),
  ("Europe/Berlin", 32492818800, 7200, "CEST"),
  ("America/New_York", -3769707600, -17762, "LMT"),
  ("America/New_York", -733190400, -18000, "EST"),
  ("America/New_York", 92581200, -18000, "EST"),
  ("America/New_York", 1304683200, -14400, "EDT"),
  ("America/New_York", 1774404000, -14400, "EDT"),
  ("America/New_York", 2215882800, -14400, "EDT"),
  ("America/New_York", 32490820800, -14400, "EDT"),
  ("Europe/Dublin", -3784492800, -1521, "LMT"),
  ("Europe/Dublin", -747511200, 3600, "IST"),
  ("Europe/Dublin", 70606800, 3600, "IST"),
  ("Europe/Dublin", 1305093600, 3600, "IST"),
  ("Europe/Dublin", 1790107200, 3600, "IST"),
  ("Europe/Dublin", 2217362400, 3600, "IST"),
  ("Europe/Dublin", 32480989200, 3600, "IST"),
  ("Africa/Casablanca", -3785828400, -1820, "LMT"),
  ("Africa/Casablanca", -751910400, 0, "+00"),
  ("Africa/Casablanca", 66646800, 0, "+00"),
  ("Africa/Casablanca", 1318982400, 0, "+00"),
  ("Africa/Casablanca", 1792706400, 3600, "+01"),
  ("Africa/Casablanca", 2222326800, 3600, "+01"),
  ("Africa/Casablanca", 32487469200, 3600, "+01"),
  ("Australia/Lord_Howe", -3766572000, 38180, "LMT"),
  ("Australia/Lord_Howe", -750934800, 36000, "AEST"),
  ("Australia/Lord_Howe", 92451600, 36000, "AEST"),
  ("Australia/Lord_Howe", 1304290800, 37800, "+1030"),
  ("Australia/Lord_Howe", 1782648000, 37800, "+1030"),
  ("Australia/Lord_Howe", 2210504400, 39600, "+11"),
  ("Australia/Lord_Howe", 32486292000, 37800, "+1030"),
  ("Asia/Kathmandu", -3785612400, 20476, "LMT"),
  ("Asia/Kathmandu", -728024400, 19800, "+0530"),
  ("Asia/Kathmandu", 71218800, 19800, "+0530"),
  ("Asia/Kathmandu", 1313164800, 20700, "+0545"),
  ("Asia/Kathmandu", 1781683200, 20700, "+0545"),
  ("Asia/Kathmandu", 2227716000, 20700, "+0545"),
  ("Asia/Kathmandu", 32503114800, 20700, "+0545"),
  ("America/Nuuk", -3776324400, -12416, "LMT"),
  ("America/Nuuk", -754149600, -10800, "-03"),
  ("America/Nuuk", 85834800, -10800, "-03"),
  ("America/Nuuk", 1299830400, -10800, "-03"),
  ("America/Nuuk", 1797559200, -7200, "-02"),
  ("America/Nuuk", 2221293600, -3600, "-01"),
  ("America/Nuuk", 32482951200, -3600, "-01"),
  ("Pacific/Apia", -3760131600, 45184, "LMT"),
  ("Pacific/Apia", -727693200, -41400, "-1130"),
  ("Pacific/Apia", 70246800, -39600, "-11"),
  ("Pacific/Apia", 1298221200, -36000, "-10"),
  ("Pacific/Apia", 1782975600, 46800, "+13"),
  ("Pacific/Apia", 2239614000, 46800, "+13"),
  ("Pacific/Apia", 32483793600, 46800, "+13"),
  ("America/Sao_Paulo", -3770838000, -11188, "LMT"),
  ("America/Sao_Paulo", -730976400, -10800, "-03"),
  ("America/Sao_Paulo", 78472800, -10800, "-03"),
  ("America/Sao_Paulo", 1300989600, -10800, "-03"),
  ("America/Sao_Paulo", 1774098000, -10800, "-03"),
  ("America/Sao_Paulo", 2212146000, -10800, "-03"),
  ("America/Sao_Paulo", 32485539600, -10800, "-03"),
  ("Antarctica/Troll", -3770395200, 0, "-00"),
  ("Antarctica/Troll", -737406000, 0, "-00"),
  ("Antarctica/Troll", 85417200, 0, "-00"),
  ("Antarctica/Troll", 1324720800, 0, "+00"),
  ("Antarctica/Troll", 1786266000, 7200, "+02"),
  ("Antarctica/Troll", 2228443200, 7200, "+02"),
  ("Antarctica/Troll", 32475920400, 0, "+00"),
  ("Asia/Gaza", -3779946000, 8272, "LMT"),
  ("Asia/Gaza", -743896800, 10800, "EEST"),
  ("Asia/Gaza", 82224000, 7200, "IST"),
  ("Asia/Gaza", 1317225600, 7200, "EET"),
  ("Asia/Gaza", 1780484400, 10800, "EEST"),
  ("Asia/Gaza", 2239563600, 7200, "EET"),
  ("Asia/Gaza", 32474250000, 7200, "EET"),
  ("Africa/Monrovia", -3772231200, -2588, "LMT"),
  ("Africa/Monrovia", -730371600, -2670, "MMT"),
  ("Africa/Monrovia", 75679200, 0, "GMT"),
  ("Africa/Monrovia", 1323511200, 0, "GMT"),
  ("Africa/Monrovia", 1793988000, 0, "GMT"),
  ("Africa/Monrovia", 2210346000, 0, "GMT"),
  ("Africa/Monrovia", 32483451600, 0, "GMT"),
]
