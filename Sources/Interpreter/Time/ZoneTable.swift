internal import Base
internal import Syntax

/// The time zones of a session: small numbers for values, offsets and local times for instants.
package final class ZoneTable {
  /// The number of UTC.
  package static let utc: UInt16 = 0
  /// The first number of the zones with names; below it are UTC and the fixed offsets.
  package static let firstNamed: UInt16 = 4096

  private struct Named {
    let name: String
    let file: ZoneFile
    /// The interval of the last question: rows near each other are near in time.
    var recent: ZoneInterval
  }

  private let directory: ZoneDirectory
  private var zones: [Named] = []
  private var numbers: [String: UInt16] = [:]

  /// A table that reads the system's database, `TZDIR` first.
  package convenience init() { self.init(folders: ZoneDirectory.systemFolders()) }

  /// A table that reads the zone files below these folders.
  package init(folders: [String]) { directory = ZoneDirectory(folders: folders) }

  /// The number of a zone: `UTC`, `Z`, an offset such as `+02:00`, or a name such as `Europe/Berlin`.
  package func number(named name: String) throws(ZoneError) -> UInt16 {
    if name == "UTC" || name == "Z" { return Self.utc }
    if let minutes = Self.offsetMinutes(name) { return Self.number(offsetMinutes: minutes) }
    guard ZoneDirectory.isName(name) else { throw .badName(name) }
    if let number = numbers[name] { return number }
    guard zones.count < Int(UInt16.max - Self.firstNamed) else { throw .tooMany }
    let file = try directory.zone(name)
    let number = Self.firstNamed + UInt16(zones.count)
    zones.append(Named(name: name, file: file, recent: file.interval(at: 0)))
    numbers[name] = number
    return number
  }

  /// The number of a fixed offset; beyond -23:59...+23:59 the nearest of them.
  package static func number(offsetMinutes: Int) -> UInt16 {
    let minutes = min(1439, max(-1439, offsetMinutes))
    return minutes == 0 ? utc : UInt16(minutes + 1440)
  }

  /// The name of a zone, such as `UTC`, `+02:00` or `Europe/Berlin`.
  ///
  /// A number that was never given out is UTC, here and everywhere.
  package func name(of zone: UInt16) -> String {
    if let index = index(zone) { return zones[index].name }
    let minutes = Self.fixedMinutes(zone)
    return minutes == 0 ? "UTC" : DateText.offset(minutes, colon: true)
  }

  /// The offset in seconds east of UTC that holds in a zone at an instant.
  package func offset(of zone: UInt16, at microseconds: Int64) -> Int32 {
    guard let index = index(zone) else { return Int32(Self.fixedMinutes(zone) * 60) }
    return interval(index, at: Calendar.floorDivide(microseconds, 1_000_000)).time.offset
  }

  /// What the local time is called at an instant: `CET`, `UTC`, `+02:00`.
  package func abbreviation(of zone: UInt16, at microseconds: Int64) -> String {
    guard let index = index(zone) else { return name(of: zone) }
    return interval(index, at: Calendar.floorDivide(microseconds, 1_000_000)).time.abbreviation
  }

  /// The instant of a local time, which is given in microseconds as if it were UTC.
  ///
  /// A time that the clock skips gives the first instant after the gap, one that it shows twice the earlier.
  package func instant(localMicroseconds: Int64, in zone: UInt16) -> Int64 {
    let local = Calendar.floorDivide(localMicroseconds, 1_000_000)
    let fraction = Calendar.floorRemainder(localMicroseconds, 1_000_000)
    guard let index = index(zone) else {
      return Self.microseconds(local - Int64(Self.fixedMinutes(zone) * 60), fraction)
    }
    // No offset reaches 28 hours, so the instant is in one of the intervals of these days.
    var current = interval(index, at: local - 100_000)
    while true {
      let candidate = local - Int64(current.time.offset)
      if current.contains(candidate) { return Self.microseconds(candidate, fraction) }
      if candidate < current.start { return Self.microseconds(current.start, 0) }
      guard current.end != .max else { return Self.microseconds(candidate, fraction) }
      current = interval(index, at: current.end)
    }
  }

  /// The local seconds at which a zone's clock skips a day or more, of the skips between two instants.
  func longGaps(of zone: UInt16, from: Int64, to: Int64) -> [Int64] {
    guard let index = index(zone) else { return [] }
    return zones[index].file.longGaps(
      from: Calendar.floorDivide(from, 1_000_000), to: Calendar.floorDivide(to, 1_000_000))
  }

  private func interval(_ index: Int, at seconds: Int64) -> ZoneInterval {
    if zones[index].recent.contains(seconds) { return zones[index].recent }
    let found = zones[index].file.interval(at: seconds)
    zones[index].recent = found
    return found
  }

  private func index(_ zone: UInt16) -> Int? {
    guard zone >= Self.firstNamed, Int(zone - Self.firstNamed) < zones.count else { return nil }
    return Int(zone - Self.firstNamed)
  }

  private static func fixedMinutes(_ zone: UInt16) -> Int {
    1...2879 ~= zone ? Int(zone) - 1440 : 0
  }

  /// Seconds and a fraction as microseconds, held within Int64.
  private static func microseconds(_ seconds: Int64, _ fraction: Int64) -> Int64 {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carry) = product.addingReportingOverflow(fraction)
    return carry ? .max : sum
  }

  /// `+02:00` or `-0530` as minutes.
  private static func offsetMinutes(_ text: String) -> Int? {
    guard let first = text.utf8.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else {
      return nil
    }
    guard let date = DateText.parse("2000-01-01T00:00" + text) else { return nil }
    return date.offsetMinutes.map { Int($0) }
  }
}
