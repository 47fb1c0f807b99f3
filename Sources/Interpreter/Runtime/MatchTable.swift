internal import Base

/// Where `match` goes on for an int or a text, where arms that follow each other are constants: none is tried in turn.
///
/// Of arms that take the same value the first one counts. A distance of 0 is none.
final class MatchTable {
  private var ints: [Int: Int] = [:]
  private var texts: [ExactText: Int] = [:]
  private var ranges: [(range: ClosedRange<Int>, distance: Int)] = []
  /// The distances for ints side by side from the lowest one on, where they are near each other.
  private var dense: [Int] = []
  private var low = 0
  /// Behind all those arms.
  private var behind = 0

  /// So many ranges are looked at in turn.
  static let mostRanges = 16

  /// An arm for an int.
  func add(_ number: Int, _ distance: Int) {
    if ints[number] == nil, range(of: number) == nil { ints[number] = distance }
  }

  /// An arm for a text.
  func add(_ text: String, _ distance: Int) {
    let key = ExactText(text)
    if texts[key] == nil { texts[key] = distance }
  }

  /// An arm for the ints of a range.
  func add(_ range: ClosedRange<Int>, _ distance: Int) { ranges.append((range, distance)) }

  /// Ends it: what no arm takes goes on behind them.
  func finish(_ behind: Int) {
    self.behind = behind
    guard let low = ints.keys.min(), let high = ints.keys.max(),
      !high.subtractingReportingOverflow(low).overflow, high - low < 8 * ints.count
    else { return }
    self.low = low
    dense = (low...high).map { ints[$0] ?? range(of: $0) ?? behind }
  }

  /// The distance to a value's arm; 0 where the arms have to be tried in turn.
  @inline(__always)
  func distance(_ cell: Cell) -> Int {
    if cell.tag == Cell.int {
      let index = UInt(bitPattern: cell.bits &- low)
      return index < UInt(dense.count) ? dense[Int(index)] : sparse(cell.bits)
    }
    return cell.tag == Cell.text ? distance(of: cell) : 0
  }

  @inline(never)
  private func sparse(_ number: Int) -> Int {
    (dense.isEmpty ? ints[number] : nil) ?? range(of: number) ?? behind
  }

  /// Ranges say themselves what they make of a text.
  @inline(never)
  private func distance(of text: Cell) -> Int {
    if !ranges.isEmpty { return 0 }
    return texts[ExactText(text.object(as: TextObject.self).string)] ?? behind
  }

  private func range(of number: Int) -> Int? { ranges.first { $0.range.contains(number) }?.distance }
}
