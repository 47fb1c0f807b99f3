import Base
import Crypto

/// Opens the sealed names of many rows, some thousands at a time.
package struct NameOpener {
  /// How many opened names are in secret memory at one time.
  private static let most = 4096

  private let batch: EncStringBatch
  private var names = OpenedNames()

  /// Names under the keys of a session.
  init(_ keys: VaultKeys) throws(VaultError) {
    batch = try keys.batch()
    batch.empty()
  }

  /// Adds the next name.
  package mutating func add(_ sealed: UnsafeBufferPointer<UInt8>) throws(VaultError) {
    batch.add(utf8: sealed)
    if batch.count == Self.most { try open() }
  }

  /// All names in the order in which they were added; a name that does not open has a placeholder.
  mutating func finish() throws(VaultError) -> OpenedNames {
    try open()
    return names
  }

  private mutating func open() throws(VaultError) {
    defer { batch.empty() }
    do { try batch.open() } catch { throw VaultError(error) }
    batch.forEach { names.append($0) }
  }
}

/// Names that were opened, one after the other.
package struct OpenedNames {
  private var utf8: [UInt8] = []
  private var ends: [Int] = []
  private var unreadable: Set<Int> = []

  /// How many there are.
  var count: Int { ends.count }

  /// Whether all of them did decrypt.
  var areReadable: Bool { unreadable.isEmpty }

  /// Adds the next one; nil stands for one that does not open.
  mutating func append(_ name: UnsafeBufferPointer<UInt8>?) {
    if let name {
      utf8.append(contentsOf: name)
    } else {
      unreadable.insert(ends.count)
      utf8 += DecryptedName.unreadable.text.utf8
    }
    ends.append(utf8.count)
  }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// The name of a place, with a placeholder for one that does not open.
  func name(_ index: Int) -> DecryptedName {
    DecryptedName(text: text(index), isReadable: !unreadable.contains(index))
  }

  /// The same as text.
  package func text(_ index: Int) -> String { String(decoding: utf8[range(index)], as: UTF8.self) }

  /// Calls the body with the UTF-8 of the same.
  package func withUTF8<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    utf8.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range(index)])) }
  }
}
