/// The prepared statements by what they ask; those that are asked for most come to stand in front.
///
/// There are a few dozen, and to compare a few shapes takes less than to hash the texts of one.
struct StatementCache {
  /// More are forgotten and prepared again: shapes with lists vary freely.
  static let limit = 256
  private var entries: [(shape: QueryShape, statement: Statement)] = []

  /// The statement of a shape; it moves half the way to the front.
  mutating func find(_ shape: QueryShape) -> Statement? {
    guard let place = entries.firstIndex(where: { $0.shape == shape }) else { return nil }
    entries.swapAt(place, place / 2)
    return entries[place / 2].statement
  }

  /// Keeps a statement.
  mutating func add(_ shape: QueryShape, _ statement: Statement) {
    if entries.count >= Self.limit { entries = [] }
    entries.append((shape, statement))
  }

  /// Lets go of all.
  mutating func removeAll() { entries = [] }
}
