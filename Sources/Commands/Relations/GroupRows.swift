internal import Base
internal import Interpreter
internal import Vault

/// A group of a relation: the stored value that its rows share, and numbers.
struct RelationGroup {
  let key: Field
  /// In the order in which they were asked for.
  let totals: [Value]
  /// The number of the first of its rows.
  let first: Int64
}

/// The groups of a relation as rows: sorted and cut before any names are looked up.
final class GroupRows<R: Relation>: RowSource {
  let columns: [Column]?
  private let grouping: RowGrouping
  private let rowContext: RowContext
  private let groups: ArraySlice<RelationGroup>
  private let steps: [String]
  private let shape: Shape
  private var position: Int

  init(
    _ relation: R.Type, _ groups: ArraySlice<RelationGroup>, _ grouping: RowGrouping,
    _ rowContext: RowContext,
    steps: [String]
  ) {
    self.groups = groups
    self.grouping = grouping
    self.rowContext = rowContext
    self.steps = steps
    position = groups.startIndex
    shape = Shape([grouping.key] + grouping.totals.map(\.name))
    columns =
      [Column(grouping.key, R.column(grouping.column)?.column.type ?? .any)]
      + grouping.totals.map { Column($0.name, $0.total == .count ? .int : .any) }
  }

  func nextItem() throws(Fault) -> StreamItem {
    guard position < groups.endIndex else { return .end }
    let group = groups[position]
    position += 1
    let key = try Fault.wrapping { () throws(VaultError) -> Value in
      guard let value = try R.value(of: group.key, grouping.column, rowContext) else {
        throw .damaged("a group of \(R.noun) has an unknown key")
      }
      return value
    }
    return .value(.record(RecordObject(shape: shape, values: [key] + group.totals)))
  }

  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    guard position == groups.startIndex else { return nil }
    switch step {
    case .first(let count) where count >= 0: return made(groups.prefix(count), "first \(count)")
    case .skip(let count) where count >= 0: return made(groups.dropFirst(count), "skip \(count)")
    case .sort(let keys): return try sorted(keys)
    default: return nil
    }
  }

  private func made(_ groups: ArraySlice<RelationGroup>, _ step: String) -> StreamObject {
    PageStream(GroupRows(R.self, groups, grouping, rowContext, steps: steps + [step]))
  }

  /// Sorted by totals; equal ones keep their order, and none is null.
  private func sorted(_ keys: [(column: String, descending: Bool)]) throws(Fault) -> StreamObject? {
    var places: [(place: Int, descending: Bool)] = []
    for key in keys {
      let place = grouping.totals.firstIndex { sameBytes($0.name, key.column) }
      guard let place, !sameBytes(grouping.key, key.column) else { return nil }
      places.append((place, key.descending))
    }
    func number(_ group: RelationGroup, _ place: Int) -> Int {
      switch group.totals[place] {
      case .int(let number): number
      case .datetime(let date): date.microseconds
      default: 0
      }
    }
    let order = groups.indices.sorted { left, right in
      for (place, descending) in places {
        let (a, b) = (number(groups[left], place), number(groups[right], place))
        if a != b { return descending ? a > b : a < b }
      }
      return left < right
    }
    let falls = keys.contains(where: \.descending)
    let words = keys.map { " .\($0.column)\($0.descending ? " --desc" : falls ? " --asc" : "")" }
    return made(order.map { groups[$0] }[...], "sort-by" + words.joined())
  }

  func absorbedCount() throws(Fault) -> Int? { position == groups.startIndex ? groups.count : nil }

  var query: String? { ([R.noun] + steps).joined(separator: " | ") }
}
