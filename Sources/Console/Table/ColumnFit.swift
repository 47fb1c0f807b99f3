/// Which columns a terminal has room for, and how wide each becomes.
struct ColumnFit {
  /// A column that may be cut is not made narrower than this.
  static let least = 10

  /// Indices of the columns that are shown, ascending.
  let kept: [Int]
  /// Their widths, in the order of `kept`.
  let widths: [Int]

  init(columns: [TextTable.Column], natural: [Int], width: Int) {
    func minimum(_ column: Int) -> Int {
      columns[column].shrinks ? min(natural[column], Self.least) : natural[column]
    }
    func needed(_ kept: [Int]) -> Int {
      kept.reduce(0) { $0 + minimum($1) } + TextTable.gap * (kept.count - 1)
    }
    var kept = Array(columns.indices)
    while kept.count > 1 && needed(kept) > width {
      guard let lowest = kept.map({ columns[$0].priority }).min(),
        let place = kept.lastIndex(where: { columns[$0].priority == lowest })
      else { break }
      kept.remove(at: place)
    }
    self.kept = kept
    let room = max(1, width - TextTable.gap * (kept.count - 1))
    if kept.count == 1 {
      // Only the last column is left: it is cut.
      widths = kept.map { min(natural[$0], room) }
    } else {
      widths = Self.share(room, natural: kept.map { natural[$0] }, minimum: kept.map(minimum))
    }
  }

  /// Gives each column its minimum and shares the rest out evenly among those that still want more.
  private static func share(_ room: Int, natural: [Int], minimum: [Int]) -> [Int] {
    var widths = minimum
    var left = room - minimum.reduce(0, +)
    while left > 0 {
      let hungry = widths.indices.filter { widths[$0] < natural[$0] }
      guard let narrowest = hungry.map({ widths[$0] }).min() else { break }
      // The narrowest ones rise first, so that no short column pays for a long one.
      let rising = hungry.filter { widths[$0] == narrowest }
      for column in rising where left > 0 {
        widths[column] += 1
        left -= 1
      }
    }
    return widths
  }
}
