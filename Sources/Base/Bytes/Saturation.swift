/// Arithmetic with numbers that were read from a file or from the wire, which may be as large as they like.
extension Int64 {
  /// One more, or the largest number.
  package var incremented: Int64 { self < .max ? self + 1 : self }

  /// The difference, or the smallest or largest number where it is beyond them.
  package func subtractingSaturating(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }
}
