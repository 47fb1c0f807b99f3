/// Numbers for values in the order in which they first come: 0, 1, 2 …
///
/// Rows of an origin share the objects of what they mention, which are found without looking into them.
struct KeyNumbers {
  private var numbers: [HashKey: Int] = [:]
  private var entities: [ObjectIdentifier: Int] = [:]
  /// Keeps the objects alive, so that their places stay theirs.
  private var kept: [EntityObject] = []

  /// How many objects are remembered.
  private static let keptObjects = 1 << 16

  /// The number of a value; one that was not there yet gets the next one.
  mutating func number(of value: Value) throws(Fault) -> Int {
    guard case .entity(let entity) = value else { return try looked(value) }
    if let known = entities[ObjectIdentifier(entity)] { return known }
    let number = try looked(value)
    if kept.count < Self.keptObjects {
      kept.append(entity)
      entities[ObjectIdentifier(entity)] = number
    }
    return number
  }

  private mutating func looked(_ value: Value) throws(Fault) -> Int {
    let key = try HashKey(value)
    if let known = numbers[key] { return known }
    numbers[key] = numbers.count
    return numbers.count - 1
  }
}
