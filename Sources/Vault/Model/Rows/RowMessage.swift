package import Base
import Crypto

/// The message that proofs of a row are made of.
///
/// Encoding 1: the text `sms row 1`, the vault's id, the table's number as one byte, the row's id, then each decided column
/// in the order of the columns: a tag (0 null, 1 number, 2 text, 3 id, 4 bytes, 5 the SHA-256 of a long text), then for
/// a number its 8 bytes big-endian, for text and bytes their count as 4 bytes big-endian and the bytes themselves. A
/// number that refers to a row stands as that row's id.
package final class RowMessage {
  /// The bytes of the message.
  package private(set) var bytes: [UInt8] = Array("sms row 1".utf8)
  private let plan: [DecidedField]
  private var column = 0
  /// The kind that the last number may name.
  private var kind: EntityKind?
  private var references: [(offset: Int, kind: EntityKind, number: Int64)] = []

  /// The message of a row, and the id that stands for it.
  package static func of<Row: ProvenRow>(
    _ row: Row, vault: UUID128, _ ids: RowIDs
  ) throws(VaultError) -> (bytes: [UInt8], id: UUID128) {
    let id = try row.identity(ids)
    let message = RowMessage(Row.decided)
    message.bytes += vault.bytes
    message.bytes.append(Row.proven.rawValue)
    message.bytes += id.bytes
    row.write(to: message)
    try message.resolve(ids)
    return (message.bytes, id)
  }

  private init(_ plan: [DecidedField]) {
    self.plan = plan
    bytes.reserveCapacity(512)
  }

  /// Fills the room of references with ids.
  private func resolve(_ ids: RowIDs) throws(VaultError) {
    for (offset, kind, number) in references {
      guard let id = try ids.id(kind, number) else { continue }
      bytes[offset] = 3
      bytes.replaceSubrange(offset + 1..<offset + 17, with: id.bytes)
    }
  }

  private func next() -> DecidedField {
    defer { column += 1 }
    return column < plan.count ? plan[column] : .none
  }

  private func put(tag: UInt8, _ content: some Collection<UInt8>) {
    bytes.append(tag)
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: content.count).bigEndian) { bytes += $0 }
    bytes += content
  }

  private func refer(_ kind: EntityKind?, _ number: Int64) {
    guard let kind else { return bytes.append(0) }
    references.append((bytes.count, kind, number))
    bytes += repeatElement(0, count: 17)
  }
}

extension RowMessage: FieldSink {
  /// Takes a field that is null.
  package func addNull() {
    if case .none = next() { return }
    bytes.append(0)
  }

  /// Takes a number, or a reference.
  package func add(_ number: Int64) {
    switch next() {
    case .none: return
    case .reference(let kind): refer(kind, number)
    case .side: refer(kind, number)
    case .value, .content:
      kind = EntityKind(rawValue: number)
      bytes.append(1)
      withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }
  }

  /// Takes a text.
  package func add(_ text: String) {
    switch next() {
    case .none: return
    case .content:
      bytes.append(5)
      bytes += text.utf8.span.withUnsafeBytes { sha256($0) }
    default: put(tag: 2, text.utf8)
    }
  }

  /// Takes an id.
  package func add(_ id: UUID128) {
    if case .none = next() { return }
    bytes.append(3)
    bytes += id.bytes
  }

  /// Takes bytes.
  package func add(_ other: [UInt8]) {
    if case .none = next() { return }
    put(tag: 4, other)
  }
}
