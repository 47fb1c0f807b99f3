internal import Base

/// Turns JSON into a value, strictly: a field that the value does not have is an error, as is a missing one.
final class WireDecoder: Decoder {
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private let value: WireValue
  private let path: String
  /// The fields that the value asked for.
  fileprivate var asked: Set<String> = []
  private var isObject = false

  private init(_ value: WireValue, _ path: String) {
    self.value = value
    self.path = path
  }

  /// The value of a tree.
  static func decode<T: Decodable>(_ type: T.Type, _ value: WireValue, _ path: String) throws -> T {
    if type == [UInt8].self {
      guard case .text(let text) = value, let bytes = base64Decode(text) else {
        throw WireError.wrongField(path: path, why: "is no base64")
      }
      // The type was compared above.
      if let bytes = bytes as? T { return bytes }
    }
    let decoder = WireDecoder(value, path)
    let made: T
    do { made = try T(from: decoder) } catch let error as DecodingError {
      throw WireError.wrongField(path: path, why: Self.words(error))
    }
    try decoder.refuseUnasked()
    return made
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context):
      context.debugDescription
    @unknown default: "is wrong"
    }
  }

  private func refuseUnasked() throws {
    guard isObject, case .object(let members) = value else { return }
    for (key, _) in members where !asked.contains(key) {
      throw WireError.unknownField(path: WireDecoder.join(path, key))
    }
  }

  fileprivate static func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object = value else { throw mismatch("an object") }
    isObject = true
    return KeyedDecodingContainer(Keyed(decoder: self, value: value, path: path))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let items) = value else { throw mismatch("a list") }
    return Unkeyed(items: items, path: path)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    Single(value: value, path: path)
  }

  private func mismatch(_ wanted: String) -> WireError {
    .wrongField(path: path, why: "is \(value.phrase), not \(wanted)")
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: WireDecoder
    let value: WireValue
    let path: String
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    private func member(_ key: Key) -> (name: String, value: WireValue?) {
      let name = WireName.written(key.stringValue)
      decoder.asked.insert(name)
      return (name, value[name])
    }

    func contains(_ key: Key) -> Bool { member(key).value != nil }
    func decodeNil(forKey key: Key) throws -> Bool { member(key).value == .null }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      let (name, found) = member(key)
      let path = WireDecoder.join(path, name)
      guard let found else { throw WireError.missingField(path: path) }
      return try WireDecoder.decode(type, found, path)
    }
    /// Null is a value of its own only where a type says so: `Ceiling` reads it as none.
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
      let (name, found) = member(key)
      guard let found else { return nil }
      return try WireDecoder.decode(type, found, WireDecoder.join(path, name))
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw WireError.missingField(path: path) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      throw WireError.missingField(path: path)
    }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
  }

  private struct Unkeyed: UnkeyedDecodingContainer {
    let items: [WireValue]
    let path: String
    var codingPath: [any CodingKey] { [] }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }
    private(set) var currentIndex = 0

    private mutating func next() throws -> (WireValue, String) {
      let place = "\(path)[\(currentIndex)]"
      guard currentIndex < items.count else { throw WireError.missingField(path: place) }
      defer { currentIndex += 1 }
      return (items[currentIndex], place)
    }

    init(items: [WireValue], path: String) {
      self.items = items
      self.path = path
    }

    mutating func decodeNil() throws -> Bool {
      guard currentIndex < items.count, items[currentIndex] == .null else { return false }
      currentIndex += 1
      return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
      let (value, place) = try next()
      return try WireDecoder.decode(type, value, place)
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { throw WireError.missingField(path: path) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      throw WireError.missingField(path: path)
    }
    mutating func superDecoder() throws -> any Decoder { throw WireError.missingField(path: path) }
  }

  private struct Single: SingleValueDecodingContainer {
    let value: WireValue
    let path: String
    var codingPath: [any CodingKey] { [] }

    private func mismatch(_ wanted: String) -> WireError {
      .wrongField(path: path, why: "is \(value.phrase), not \(wanted)")
    }
    private func number<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
      guard case .integer(let number) = value else { throw mismatch("a number") }
      guard let exact = T(exactly: number) else {
        throw WireError.wrongField(path: path, why: "is out of range")
      }
      return exact
    }

    func decodeNil() -> Bool { value == .null }
    func decode(_ type: Bool.Type) throws -> Bool {
      guard case .bool(let truth) = value else { throw mismatch("a truth value") }
      return truth
    }
    func decode(_ type: String.Type) throws -> String {
      guard case .text(let text) = value else { throw mismatch("a text") }
      return text
    }
    func decode(_ type: Double.Type) throws -> Double { throw mismatch("a number") }
    func decode(_ type: Float.Type) throws -> Float { throw mismatch("a number") }
    func decode(_ type: Int.Type) throws -> Int { try number(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try number(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try number(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try number(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try number(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try number(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try number(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try number(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try number(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try number(type) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
      try WireDecoder.decode(type, value, path)
    }
  }
}
