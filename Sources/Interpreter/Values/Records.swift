internal import Base
import Synchronization
import Syntax

/// The keys of records, in order, shared by all records that came to have them in the same way.
///
/// A record to which assignment adds many keys has a shape of its own, which grows in place.
package final class Shape: @unchecked Sendable {
  /// The keys in order.
  package private(set) var keys: [String]
  private let shownKeys: Int?
  /// Whether it belongs to a single record, which may change it: indices of its keys must not be cached.
  let isOwned: Bool
  private var numbers: [ExactText: Int]?
  /// The shapes with one more key.
  private let longer = Mutex<[ExactText: Shape]>([:])

  /// A shape of keys in order; `shown` says how many of the first ones tables show, nil for all.
  package convenience init(_ keys: [String], shown: Int? = nil) {
    self.init(keys, shown: shown, isOwned: false)
  }

  private init(_ keys: [String], shown: Int? = nil, isOwned: Bool) {
    self.keys = keys
    shownKeys = shown
    self.isOwned = isOwned
    if keys.count > Shape.linear || isOwned {
      numbers = Dictionary(minimumCapacity: keys.count)
      for (number, key) in keys.enumerated() { numbers?[ExactText(key)] = number }
    }
  }

  /// How many of the keys tables show unless asked for all: the first ones.
  package var shown: Int { shownKeys ?? keys.count }

  /// As many keys are gone through; more are looked up.
  private static let linear = 8
  /// With more keys a record gets a shape of its own when one is added.
  private static let widest = 16
  /// As many shapes may follow one: behind that, keys are data.
  private static let mostLonger = 64

  /// Whether these are its keys, by their exact bytes and in their order.
  func hasKeys(_ others: [String]) -> Bool {
    keys.count == others.count && zip(keys, others).allSatisfy { sameBytes($0, $1) }
  }

  /// The position of a key, by its exact bytes.
  package func index(of key: String) -> Int? {
    if let numbers { return numbers[ExactText(key)] }
    for (number, candidate) in keys.enumerated() where sameBytes(candidate, key) { return number }
    return nil
  }

  /// A shape with one more key, which it has not yet: the same for all who ask, or one of its own.
  func adding(_ key: String) -> Shape {
    if isOwned || keys.count >= Shape.widest { return Shape(keys + [key], isOwned: true) }
    return longer.withLock { longer in
      let exact = ExactText(key)
      if let known = longer[exact] { return known }
      let isFull = longer.count >= Shape.mostLonger
      let shape = Shape(keys + [key], isOwned: isFull)
      if !isFull { longer[exact] = shape }
      return shape
    }
  }

  /// Adds a key to a shape that one record alone has.
  func append(_ key: String) {
    numbers?[ExactText(key)] = keys.count
    keys.append(key)
  }

  /// Names for columns beside others: one that is taken gets `_2` behind it, or the next number that is free.
  package static func free(_ wanted: [String], beside others: [String]) -> [String] {
    var taken = Set(others.map(ExactText.init))
    return wanted.map { wanted in
      var name = wanted
      var number = 2
      while !taken.insert(ExactText(name)).inserted {
        name = "\(wanted)_\(number)"
        number += 1
      }
      return name
    }
  }
}

/// Named values in order.
///
/// A value, like a list.
package final class RecordObject: CellsObject {
  /// The keys of the record, shared with others of the same keys.
  package private(set) var shape: Shape

  /// A record of values in the order of the shape's keys.
  package init(shape: Shape, values: [Value]) {
    self.shape = shape
    super.init(capacity: values.count)
    for value in values { append(value) }
  }

  /// A record to which the values of a shape are added, in order.
  package init(shape: Shape, capacity: Int) {
    self.shape = shape
    super.init(capacity: capacity)
  }

  /// What an entry takes, with its key and the table of keys, in cells.
  static let cellsPerKey = 4

  /// A copy without other references, with room for one more key.
  func copy() -> RecordObject {
    let copy = RecordObject(shape: shape, capacity: count + 1)
    copy.append(self, 0..<count)
    return copy
  }

  /// The values, in the order of the keys.
  package var values: CellItems { items }

  /// The value of a key; nil where it has none.
  package subscript(_ key: String) -> Value? {
    guard let index = shape.index(of: key) else { return nil }
    return cells[index].value
  }

  /// Puts a cell under a key, in place of its value or at the end, and takes over the cell's reference.
  ///
  /// Only for a record that has no other reference.
  func give(_ key: String, _ cell: Cell) {
    if let index = shape.index(of: key) { return give(index, cell) }
    if shape.isOwned, isKnownUniquelyReferenced(&shape) {
      shape.append(key)
    } else {
      shape = shape.adding(key)
    }
    give(cell)
  }

  /// A copy with the entries of another record, whose values win.
  ///
  /// A value of the same key is replaced in its place; new keys are added at the end.
  package func merging(_ other: RecordObject) -> RecordObject {
    let merged = copy()
    for (key, value) in zip(other.shape.keys, other.values) { merged.give(key, Cell(value)) }
    return merged
  }

  /// A record of a shape: these values, and behind them those at some places of another record, null where there is none.
  package func joined(with other: RecordObject?, at places: [Int], _ shape: Shape) -> RecordObject {
    let joined = RecordObject(shape: shape, capacity: count + places.count)
    joined.append(self, 0..<count)
    for place in places {
      let cell = place >= 0 ? other?.cells[place] ?? Cell() : Cell()
      if cell.isObject { cell.retain() }
      joined.give(cell)
    }
    return joined
  }

  /// A copy in which one key has a value: changed in place, or added at the end.
  package func setting(_ key: String, to value: Value) -> RecordObject {
    let changed = copy()
    changed.give(key, Cell(value))
    return changed
  }
}
