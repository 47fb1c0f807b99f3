package import Base

// What fields of operations look like where they are written down: enumerations by their words, ids as text.

/// A value that is written as its word.
private func readWord<T>(_ decoder: any Decoder, _ what: String, _ find: (String) -> T?) throws -> T {
  let container = try decoder.singleValueContainer()
  let word = try container.decode(String.self)
  guard let value = find(word) else {
    throw DecodingError.dataCorruptedError(in: container, debugDescription: "is no \(what)")
  }
  return value
}

private func writeWord(_ word: String, _ encoder: any Encoder) throws {
  var container = encoder.singleValueContainer()
  try container.encode(word)
}

/// A set that is written as a list of words.
private func readWords<Words: SetAlgebra>(
  _ decoder: any Decoder, _ what: String, _ find: (String) -> Words?
) throws -> Words {
  let container = try decoder.singleValueContainer()
  return try container.decode([String].self).reduce(into: Words()) { set, word in
    guard let found = find(word) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "holds what is no \(what)")
    }
    set.formUnion(found)
  }
}

private func writeWords(_ words: [String], _ encoder: any Encoder) throws {
  var container = encoder.singleValueContainer()
  try container.encode(words)
}

extension UUID128: Codable {
  package init(from decoder: any Decoder) throws { self = try readWord(decoder, "id") { UUID128($0) } }
  package func encode(to encoder: any Encoder) throws { try writeWord(text, encoder) }
}

extension EntityKind: Codable {
  package init(from decoder: any Decoder) throws {
    self = try readWord(decoder, "kind of thing") { EntityKind(word: $0) }
  }
  package func encode(to encoder: any Encoder) throws { try writeWord(word, encoder) }
}

extension AccessLevel: Codable {
  package init(from decoder: any Decoder) throws {
    self = try readWord(decoder, "level") { AccessLevel(word: $0) }
  }
  package func encode(to encoder: any Encoder) throws { try writeWord(word, encoder) }
}

extension Role: Codable {
  package init(from decoder: any Decoder) throws {
    self = try readWord(decoder, "role") { text in Role.allCases.first { $0.word == text } }
  }
  package func encode(to encoder: any Encoder) throws { try writeWord(word, encoder) }
}

extension CredentialKind: Codable {
  package init(from decoder: any Decoder) throws {
    self = try readWord(decoder, "kind of credential") { text in
      CredentialKind.allCases.first { $0.word == text }
    }
  }
  package func encode(to encoder: any Encoder) throws { try writeWord(word, encoder) }
}

extension Permissions: Codable {
  package init(from decoder: any Decoder) throws {
    self = try readWords(decoder, "permission") { text in Self.words.first { $0.word == text }?.permission }
  }
  package func encode(to encoder: any Encoder) throws { try writeWords(words, encoder) }
}

extension CredentialEffects: Codable {
  package init(from decoder: any Decoder) throws {
    self = try readWords(decoder, "effect") { text in Self.words.first { $0.word == text }?.effect }
  }
  package func encode(to encoder: any Encoder) throws { try writeWords(words, encoder) }
}

extension Ceiling: Codable {
  /// A number, or null for none.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .open : .at(try container.decode(Int64.self))
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let number { try container.encode(number) } else { try container.encodeNil() }
  }
}

extension Plan: Codable {}
extension VaultSetting: Codable {}
