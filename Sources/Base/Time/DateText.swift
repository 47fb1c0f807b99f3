/// A date or datetime as it is written in source and in data: RFC 3339 with a few short forms.
package struct DateText: Equatable, Sendable {
  /// The instant in microseconds since 1970-01-01T00:00:00Z; read as UTC where no offset is written.
  package let microseconds: Int64
  /// The written offset in minutes east of UTC, 0 for `Z`; nil when none is written.
  package let offsetMinutes: Int16?
  /// Whether the text is a date alone, without a time of day.
  package let isBareDate: Bool

  /// A date made of its parts.
  package init(microseconds: Int64, offsetMinutes: Int16?, isBareDate: Bool) {
    self.microseconds = microseconds
    self.offsetMinutes = offsetMinutes
    self.isBareDate = isBareDate
  }

  /// Reads `2026-01-31`, or `2026-01-31T08:00[:00[.fraction]][Z|+02:00|+0200|+02]`; nil for anything else.
  ///
  /// Instead of the `T` a blank may stand, as databases write it; as RFC 3339 has it, `t` and `z` may be small.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> DateText? {
    var reader = DateReader(bytes)
    return reader.read()
  }

  /// Reads a date or datetime from text.
  package static func parse(_ text: some StringProtocol) -> DateText? {
    var text = String(text)
    return text.withUTF8 { parse($0) }
  }

  /// Writes an instant as RFC 3339 at an offset from UTC.
  ///
  /// `microseconds` count from 1970-01-01T00:00:00Z, `offsetMinutes` are east of UTC (0 is written `Z`). A fraction
  /// of 3 or 6 digits is written only if it is not zero; with `isExact` always, with 6.
  package static func format(microseconds: Int64, offsetMinutes: Int = 0, isExact: Bool = false) -> String {
    let seconds = Calendar.floorDivide(microseconds, 1_000_000)
    let fraction = Int(Calendar.floorRemainder(microseconds, 1_000_000))
    let local = Int(seconds) + offsetMinutes * 60
    let days = Calendar.floorDivide(local, 86_400)
    let second = local - days * 86_400
    let date = Calendar.civil(days: days)
    // Written digit by digit: exports format millions of dates.
    return String(unsafeUninitializedCapacity: 48) { buffer in
      var writer = DigitWriter(buffer: buffer)
      writer.year(date.year)
      writer.pair("-", date.month)
      writer.pair("-", date.day)
      writer.pair("T", second / 3600)
      writer.pair(":", second / 60 % 60)
      writer.pair(":", second % 60)
      if fraction != 0 || isExact {
        writer.put(".")
        if fraction % 1000 == 0, !isExact {
          writer.digits(fraction / 1000, 3)
        } else {
          writer.digits(fraction, 6)
        }
      }
      if offsetMinutes == 0 {
        writer.put("Z")
      } else {
        writer.pair(offsetMinutes < 0 ? "-" : "+", abs(offsetMinutes) / 60)
        writer.pair(":", abs(offsetMinutes) % 60)
      }
      return writer.count
    }
  }

  /// An offset as `Z`, `+02:00`, or `+0200` without the colon (then UTC is `+0000`).
  package static func offset(_ minutes: Int, colon: Bool) -> String {
    if minutes == 0 && colon { return "Z" }
    let size = abs(minutes)
    return (minutes < 0 ? "-" : "+") + padded(size / 60, 2) + (colon ? ":" : "") + padded(size % 60, 2)
  }

  /// A year with four digits at least; beyond 0000...9999 it carries its sign, as ISO 8601 has it.
  package static func year(_ year: Int) -> String {
    if year < 0 { return "-" + padded(-year, 4) }
    return (year > 9999 ? "+" : "") + padded(year, 4)
  }

  /// A number that is not negative with leading zeros up to `width` digits.
  package static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// Writes ASCII into a buffer that is large enough for any date.
private struct DigitWriter {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  var count = 0

  mutating func put(_ scalar: Unicode.Scalar) {
    buffer[count] = UInt8(truncatingIfNeeded: scalar.value)
    count += 1
  }

  mutating func digits(_ number: Int, _ width: Int) {
    var rest = number
    for index in (count..<count + width).reversed() {
      buffer[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += width
  }

  mutating func pair(_ before: Unicode.Scalar, _ number: Int) {
    put(before)
    digits(number, number > 99 ? 3 : 2)
  }

  mutating func year(_ year: Int) {
    if 0...9999 ~= year { return digits(year, 4) }
    for byte in DateText.year(year).utf8 { put(Unicode.Scalar(byte)) }
  }
}
