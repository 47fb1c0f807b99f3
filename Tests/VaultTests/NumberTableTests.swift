import Testing

@testable import Vault

@Suite struct NumberTableTests {
  /// Ranges with few and with very many gaps, and the ends of all numbers.
  @Test(
    arguments: [
      [1, 2, 3], [-5, 0, 7000], [0, 1 << 40], [.min, -1, .max], [.max], [.min],
    ] as [[Int64]])
  func `each number has what was set, others 0`(numbers: [Int64]) throws {
    let (low, high) = (try #require(numbers.min()), try #require(numbers.max()))
    var table = NumberTable(low...high, count: numbers.count)
    for (place, number) in numbers.enumerated() { table[number] = place + 1 }
    table[numbers[0]] += 10
    for (place, number) in numbers.enumerated() { #expect(table[number] == place + (place == 0 ? 11 : 1)) }
    for number in [low &- 1, high &+ 1, 4, 6000] where !numbers.contains(number) {
      #expect(table[number] == 0)
    }
  }

  @Test func `groups count by number, whatever else their keys are`() {
    func group(_ key: Field, _ count: Int) -> RowGroup { RowGroup(key: key, count: count, values: []) }
    let table = NumberTable([group(.null, 9), group(.int(-3), 4), group(.int(1 << 50), 2)])
    #expect([-3, 1 << 50, 0, 5].map { table[$0] } == [4, 2, 0, 0])
    #expect(NumberTable([])[0] == 0)
  }
}
