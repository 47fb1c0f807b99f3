internal import Base
internal import JSON

/// Turns a value into JSON: keys in snake case, bytes as base64, what is nil left out.
final class WireEncoder: Encoder {
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  /// The value that was encoded.
  fileprivate(set) var value: WireValue = .null

  /// The value as a tree.
  static func encode(_ value: some Encodable) throws -> WireValue {
    // An empty list of anything could be taken for no bytes.
    if type(of: value) == [UInt8].self, let bytes = value as? [UInt8] { return .text(base64Encode(bytes)) }
    let encoder = WireEncoder()
    try value.encode(to: encoder)
    return encoder.value
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    value = .object([])
    return KeyedEncodingContainer(Keyed(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    value = .array([])
    return Unkeyed(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: WireEncoder
    var codingPath: [any CodingKey] { [] }

    private func put(_ value: WireValue, _ key: Key) {
      guard case .object(var members) = encoder.value else { return }
      members.append((WireName.written(key.stringValue), value))
      encoder.value = .object(members)
    }

    mutating func encodeNil(forKey key: Key) throws { put(.null, key) }
    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
      put(try WireEncoder.encode(value), key)
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { WireEncoder().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      WireEncoder().unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { encoder }
    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: WireEncoder
    var codingPath: [any CodingKey] { [] }
    var count: Int {
      if case .array(let items) = encoder.value { return items.count }
      return 0
    }

    private func put(_ value: WireValue) {
      guard case .array(var items) = encoder.value else { return }
      encoder.value = .null
      items.append(value)
      encoder.value = .array(items)
    }

    mutating func encodeNil() throws { put(.null) }
    mutating func encode<T: Encodable>(_ value: T) throws { put(try WireEncoder.encode(value)) }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> { WireEncoder().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      WireEncoder().unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { encoder }
  }

  private struct Single: SingleValueEncodingContainer {
    let encoder: WireEncoder
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() throws { encoder.value = .null }
    mutating func encode(_ value: Bool) throws { encoder.value = .bool(value) }
    mutating func encode(_ value: String) throws { encoder.value = .text(value) }
    mutating func encode(_ value: Int64) throws { encoder.value = .integer(value) }
    mutating func encode(_ value: Int) throws { encoder.value = .integer(Int64(value)) }
    mutating func encode(_ value: UInt8) throws { encoder.value = .integer(Int64(value)) }
    mutating func encode(_ value: Double) throws { throw Self.refusal(value) }
    mutating func encode(_ value: Float) throws { throw Self.refusal(value) }
    mutating func encode(_ value: Int8) throws { encoder.value = .integer(Int64(value)) }
    mutating func encode(_ value: Int16) throws { encoder.value = .integer(Int64(value)) }
    mutating func encode(_ value: Int32) throws { encoder.value = .integer(Int64(value)) }
    mutating func encode(_ value: UInt) throws { encoder.value = .integer(Int64(clamping: value)) }
    mutating func encode(_ value: UInt16) throws { encoder.value = .integer(Int64(value)) }
    mutating func encode(_ value: UInt32) throws { encoder.value = .integer(Int64(value)) }
    mutating func encode(_ value: UInt64) throws { encoder.value = .integer(Int64(clamping: value)) }
    mutating func encode<T: Encodable>(_ value: T) throws { encoder.value = try WireEncoder.encode(value) }

    private static func refusal(_ value: Any) -> EncodingError {
      EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "no field is a float"))
    }
  }
}

/// Names of fields: camel case in Swift, snake case where they are written.
enum WireName {
  /// The written name of a field.
  static func written(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      if scalar.properties.isUppercase {
        if !text.isEmpty { text += "_" }
        text.unicodeScalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
