/// Reads one date from bytes, front to back; every step gives nil where the text is wrong.
package struct DateReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// A reader of bytes that stay in place while it is used.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Whether nothing is left to read.
  package var isAtEnd: Bool { position == bytes.count }

  mutating func read() -> DateText? {
    guard let year = digits(4), year > 0, take("-"), let month = digits(2), take("-"),
      let day = digits(2), Calendar.isValid(year: year, month: month, day: day)
    else { return nil }
    let midnight = Calendar.days(year: year, month: month, day: day) * 86_400_000_000
    if isAtEnd {
      return DateText(microseconds: Int64(midnight), offsetMinutes: nil, isBareDate: true)
    }
    guard take("T") || take("t") || take(" "), let time = timeOfDay() else { return nil }
    if isAtEnd {
      return DateText(microseconds: Int64(midnight + time), offsetMinutes: nil, isBareDate: false)
    }
    guard let offset = offset(), isAtEnd else { return nil }
    let instant = midnight + time - offset * 60_000_000
    return DateText(microseconds: Int64(instant), offsetMinutes: Int16(offset), isBareDate: false)
  }

  /// The time of day in microseconds: `08:00`, `08:00:30`, `08:00:30.25`.
  private mutating func timeOfDay() -> Int? {
    guard let hour = digits(2), hour < 24, take(":"), let minute = digits(2), minute < 60 else { return nil }
    var time = (hour * 60 + minute) * 60_000_000
    guard take(":") else { return time }
    guard let second = digits(2), second < 60 else { return nil }
    time += second * 1_000_000
    guard take(".") else { return time }
    guard let fraction = fraction() else { return nil }
    return time + fraction
  }

  /// Some digits after the point, as microseconds; what is finer is cut off.
  package mutating func fraction(most: Int = 9) -> Int? {
    var value = 0
    var count = 0
    while let digit = digits(1) {
      count += 1
      if count <= 6 { value = value * 10 + digit }
    }
    guard count >= 1 && count <= most else { return nil }
    for _ in 0..<max(0, 6 - count) { value *= 10 }
    return value
  }

  /// `Z`, `+02:00`, `+0200` or `+02`, in minutes.
  private mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    let negative = take("-")
    guard negative || take("+"), let hour = digits(2), hour < 24 else { return nil }
    if isAtEnd { return hour * 60 * (negative ? -1 : 1) }
    _ = take(":")
    guard let minute = digits(2), minute < 60 else { return nil }
    return (hour * 60 + minute) * (negative ? -1 : 1)
  }

  /// A number of so many digits.
  package mutating func digits(_ count: Int) -> Int? {
    guard bytes.count - position >= count else { return nil }
    var value = 0
    for index in position..<position + count {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    position += count
    return value
  }

  /// Passes over a character; false where another one stands.
  package mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(truncatingIfNeeded: scalar.value) else {
      return false
    }
    position += 1
    return true
  }
}
