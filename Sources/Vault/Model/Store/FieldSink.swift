package import Base

/// Takes the fields of a row one after the other, in the order of its columns; none is kept longer than the call.
package protocol FieldSink: AnyObject {
  /// Takes a field that is null.
  func addNull()
  /// Takes a number.
  func add(_ number: Int64)
  /// Takes a text.
  func add(_ text: String)
  /// Takes an id.
  func add(_ id: UUID128)
  /// Takes bytes.
  func add(_ bytes: [UInt8])
}

extension FieldSink {
  /// Takes a field.
  package func add(_ field: Field) {
    switch field {
    case .null: addNull()
    case .int(let value): add(value)
    case .text(let value): add(value)
    case .id(let value): add(value)
    case .blob(let value): add(value)
    }
  }

  /// Takes a number or nothing.
  package func add(or number: Int64?) {
    if let number { add(number) } else { addNull() }
  }

  /// Takes a text or nothing.
  package func add(or text: String?) {
    if let text { add(text) } else { addNull() }
  }

  /// Takes an id or nothing.
  package func add(or id: UUID128?) {
    if let id { add(id) } else { addNull() }
  }
}

/// Gathers fields.
final class FieldList: FieldSink {
  private(set) var all: [Field] = []

  func addNull() { all.append(.null) }
  func add(_ number: Int64) { all.append(.int(number)) }
  func add(_ text: String) { all.append(.text(text)) }
  func add(_ id: UUID128) { all.append(.id(id)) }
  func add(_ bytes: [UInt8]) { all.append(.bytes(bytes)) }
}
