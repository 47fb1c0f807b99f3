package import Base

/// Goes through the fields of a row in the order of its columns: to read them, to hand them out, to describe them.
package protocol FieldVisitor {
  /// A number.
  mutating func visit(_ field: inout Int64) throws(VaultError)
  /// A number or nothing.
  mutating func visit(_ field: inout Int64?) throws(VaultError)
  /// A truth value.
  mutating func visit(_ field: inout Bool) throws(VaultError)
  /// A text.
  mutating func visit(_ field: inout String) throws(VaultError)
  /// A text or nothing.
  mutating func visit(_ field: inout String?) throws(VaultError)
  /// An id.
  mutating func visit(_ field: inout UUID128) throws(VaultError)
  /// An id or nothing.
  mutating func visit(_ field: inout UUID128?) throws(VaultError)
  /// Bytes.
  mutating func visit(_ field: inout [UInt8]) throws(VaultError)
  /// Bytes or nothing.
  mutating func visit(_ field: inout [UInt8]?) throws(VaultError)
  /// A case of an enumeration that the store keeps by number.
  mutating func visit<T: RawRepresentable<Int64>>(_ field: inout T) throws(VaultError)
}

extension FieldReader: FieldVisitor {
  package mutating func visit(_ field: inout Int64) throws(VaultError) { field = try int() }
  package mutating func visit(_ field: inout Int64?) throws(VaultError) { field = try intOrNil() }
  package mutating func visit(_ field: inout Bool) throws(VaultError) { field = try bool() }
  package mutating func visit(_ field: inout String) throws(VaultError) { field = try text() }
  package mutating func visit(_ field: inout String?) throws(VaultError) { field = try textOrNil() }
  package mutating func visit(_ field: inout UUID128) throws(VaultError) { field = try id() }
  package mutating func visit(_ field: inout UUID128?) throws(VaultError) { field = try idOrNil() }
  package mutating func visit(_ field: inout [UInt8]) throws(VaultError) { field = try bytes() }
  package mutating func visit(_ field: inout [UInt8]?) throws(VaultError) { field = try bytesOrNil() }
  package mutating func visit<T: RawRepresentable<Int64>>(_ field: inout T) throws(VaultError) {
    field = try choice(T.self)
  }
}

/// Hands the fields of a row to a sink; it changes none of them.
struct FieldWriter: FieldVisitor {
  private let sink: any FieldSink
  /// Whether the next field is the number that the store gives: it is handed out as null.
  private var isUnnumbered: Bool

  init(_ sink: any FieldSink, isUnnumbered: Bool) {
    self.sink = sink
    self.isUnnumbered = isUnnumbered
  }

  mutating func visit(_ field: inout Int64) {
    if isUnnumbered { sink.addNull() } else { sink.add(field) }
    isUnnumbered = false
  }
  mutating func visit(_ field: inout Int64?) { sink.add(or: field) }
  mutating func visit(_ field: inout Bool) { sink.add(field ? 1 : 0) }
  mutating func visit(_ field: inout String) { sink.add(field) }
  mutating func visit(_ field: inout String?) { sink.add(or: field) }
  mutating func visit(_ field: inout UUID128) { sink.add(field) }
  mutating func visit(_ field: inout UUID128?) { sink.add(or: field) }
  mutating func visit(_ field: inout [UInt8]) { sink.add(field) }
  mutating func visit(_ field: inout [UInt8]?) {
    if let field { sink.add(field) } else { sink.addNull() }
  }
  mutating func visit<T: RawRepresentable<Int64>>(_ field: inout T) { sink.add(field.rawValue) }
}

/// Says of each field of a row whether it may be nothing.
private struct FieldDescriber: FieldVisitor {
  var areOptional: [Bool] = []

  mutating func visit(_ field: inout Int64) { areOptional.append(false) }
  mutating func visit(_ field: inout Int64?) { areOptional.append(true) }
  mutating func visit(_ field: inout Bool) { areOptional.append(false) }
  mutating func visit(_ field: inout String) { areOptional.append(false) }
  mutating func visit(_ field: inout String?) { areOptional.append(true) }
  mutating func visit(_ field: inout UUID128) { areOptional.append(false) }
  mutating func visit(_ field: inout UUID128?) { areOptional.append(true) }
  mutating func visit(_ field: inout [UInt8]) { areOptional.append(false) }
  mutating func visit(_ field: inout [UInt8]?) { areOptional.append(true) }
  mutating func visit<T: RawRepresentable<Int64>>(_ field: inout T) { areOptional.append(false) }
}

extension StoredRow {
  /// The columns whose fields may be nothing.
  package static func nullableColumns() -> Set<Column> {
    var row = Self()
    var describer = FieldDescriber()
    // Describing asks for nothing that could fail.
    try? row.visit(&describer)
    return Set(zip(Column.allCases, describer.areOptional).filter(\.1).map(\.0))
  }
}
