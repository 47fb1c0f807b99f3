/// Counts or indexes by the numbers of rows: a plain array where the numbers are close together.
struct NumberTable {
  /// The array may have about this many slots for each entry; sparser numbers go to the dictionary.
  private static let mostGaps: Int64 = 8

  private var low: Int64 = 0
  private var values: [Int] = []
  private var sparse: [Int64: Int] = [:]

  /// A table for some numbers, between a lowest and a highest one.
  init(_ range: ClosedRange<Int64>, count: Int) {
    let (span, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    guard !overflow, span / Self.mostGaps <= Int64(count) + 128 else { return }
    low = range.lowerBound
    values = [Int](repeating: 0, count: Int(span) + 1)
  }

  /// The counts of groups by a column of numbers.
  init(_ groups: [RowGroup]) {
    var numbers: [(number: Int64, count: Int)] = []
    for group in groups {
      if case .int(let number) = group.key { numbers.append((number, group.count)) }
    }
    // Groups come in the order of their keys.
    let (low, high) = (numbers.first?.number ?? 0, numbers.last?.number ?? 0)
    self.init(low...max(low, high), count: numbers.count)
    for (number, count) in numbers { self[number] = count }
  }

  /// The entry of a number; 0 if none was set.
  subscript(number: Int64) -> Int {
    get {
      let place = number &- low
      if place >= 0, place < values.count { return values[Int(place)] }
      return sparse.isEmpty ? 0 : sparse[number, default: 0]
    }
    set {
      let place = number &- low
      if place >= 0, place < values.count { values[Int(place)] = newValue } else { sparse[number] = newValue }
    }
  }
}
