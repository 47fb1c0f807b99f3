/// Why a JSON text was refused, and where.
package struct JSONError: Error, Equatable, Sendable {
  /// The kind of mistake, for callers that treat some of them in their own way.
  package enum Kind: String, Sendable {
    /// `refused`: the handler of the tokens did not take a value.
    case syntax, encoding, tooDeep, duplicateKey, integerRange, tooLong, refused
  }

  /// What kind of mistake it is.
  package let kind: Kind
  /// What is wrong, without the place.
  package let message: String
  /// The line, from 1.
  package let line: Int
  /// The column, from 1, in Unicode scalars.
  package let column: Int
  /// The byte, from 0.
  package let offset: Int
  /// The way to the value, such as `secrets[12].key`; empty for the value as a whole.
  package let path: String
  /// Whether the text ends where a value or its rest should be.
  package let isIncomplete: Bool
}

/// A handler's own no to a value: the reader adds where it stands.
package struct JSONRefusal: Error, Equatable, Sendable {
  /// Why the handler does not take the value.
  package let message: String

  /// A refusal with its reason.
  package init(_ message: String) { self.message = message }
}

/// Takes the tokens of a JSON text, in order.
///
/// Buffers point into the text that is read: they are valid until the read ends, keys and strings are UTF-8
/// without NUL, unless the reader allows it. A member's key is checked to be the only one of its name when its object ends.
package protocol JSONHandler {
  /// Takes `null`.
  mutating func null() throws(JSONRefusal)
  /// Takes `true` or `false`.
  mutating func bool(_ value: Bool) throws(JSONRefusal)
  /// Takes a number without point and exponent.
  mutating func integer(_ value: Int64) throws(JSONRefusal)
  /// Takes a number with point or exponent; always finite.
  mutating func number(_ value: Double) throws(JSONRefusal)
  /// Takes a text.
  mutating func string(_ text: UnsafeBufferPointer<UInt8>) throws(JSONRefusal)
  /// Takes the name of the member whose value follows.
  mutating func key(_ name: UnsafeBufferPointer<UInt8>) throws(JSONRefusal)
  /// An object begins.
  mutating func startObject() throws(JSONRefusal)
  /// An object ends; it had that many members.
  mutating func endObject(count: Int) throws(JSONRefusal)
  /// An array begins.
  mutating func startArray() throws(JSONRefusal)
  /// An array ends; it had that many elements.
  mutating func endArray(count: Int) throws(JSONRefusal)
}
