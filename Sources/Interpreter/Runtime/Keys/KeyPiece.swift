import Syntax

/// A key taken apart: what may equal something else by name, and the bytes around it.
struct KeyPiece {
  /// A part of a key that is an entity or may name one.
  enum Part {
    case text(String)
    case entity(kind: String, id: String, name: String)
    case naming(kind: String, id: String?, name: String?)
  }

  /// The bytes without the parts.
  private(set) var form: [UInt8] = []
  private(set) var parts: [Part] = []

  /// Takes a key apart; the names are those of its entities.
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ names: ArraySlice<String>) {
    var names = names
    var reader = Reader(bytes: bytes)
    while let tag = reader.tag() {
      switch tag {
      case KeyTag.text: add(.text(reader.text()))
      case KeyTag.entity:
        let kind = reader.text()
        _ = reader.tag()
        add(.entity(kind: kind, id: reader.text(), name: names.popFirst() ?? ""))
      case KeyTag.naming:
        _ = reader.tag()
        add(.naming(kind: reader.text(), id: reader.optional(), name: reader.optional()))
      case KeyTag.key:
        form.append(tag)
        form += reader.counted()
      case KeyTag.int, KeyTag.float, KeyTag.duration, KeyTag.datetime, KeyTag.list, KeyTag.record,
        KeyTag.closure:
        form.append(tag)
        form += reader.word()
      default: form.append(tag)
      }
    }
  }

  private mutating func add(_ part: Part) {
    parts.append(part)
    form.append(KeyTag.text)
  }

  /// Goes through the bytes that `KeyBytes` writes.
  private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    mutating func tag() -> UInt8? {
      guard position < bytes.count else { return nil }
      position += 1
      return bytes[position - 1]
    }

    mutating func word() -> UnsafeBufferPointer<UInt8> {
      position += 8
      return UnsafeBufferPointer(rebasing: bytes[(position - 8)..<position])
    }

    private mutating func number() -> Int { UnsafeRawBufferPointer(word()).loadUnaligned(as: Int.self) }

    mutating func text() -> String {
      let count = number()
      position += count
      return String(
        decoding: UnsafeBufferPointer(rebasing: bytes[(position - count)..<position]), as: UTF8.self)
    }

    /// A text with its count.
    mutating func counted() -> UnsafeBufferPointer<UInt8> {
      let start = position
      position += number()
      return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    mutating func optional() -> String? { tag() == KeyTag.null ? nil : text() }
  }
}
