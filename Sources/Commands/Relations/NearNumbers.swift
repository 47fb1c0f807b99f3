/// Numbers of rows that are near each other: a range of all numbers between them is read instead of each.
struct NearNumbers {
  /// A range may hold so many numbers for each number that is looked for.
  private static var mostPassed: Int64 { 8 }

  let low: Int64
  let high: Int64
  private let numbers: [Int64]
  private var isMeant: [Bool]

  /// nil where they are too far from each other, or there are none.
  init?(_ numbers: [Int64]) {
    guard let low = numbers.min(), let high = numbers.max(),
      high - low < Int64(numbers.count) * Self.mostPassed
    else { return nil }
    self.low = low
    self.high = high
    self.numbers = numbers
    isMeant = [Bool](repeating: false, count: Int(high - low) + 1)
    for number in numbers { isMeant[Int(number - low)] = true }
  }

  /// Whether the first one is the highest: they fall where they are in order.
  var isFalling: Bool { numbers.first == high }

  /// Whether a number is one of them.
  func contains(_ number: Int64) -> Bool { number >= low && number <= high && isMeant[Int(number - low)] }

  /// The index of each number among those that the range scan found; -1 for one that is not there.
  func places(among found: [Int64]) -> [Int] {
    var places = [Int](repeating: -1, count: isMeant.count)
    for (place, number) in found.enumerated() { places[Int(number - low)] = place }
    return numbers.map { places[Int($0 - low)] }
  }
}
