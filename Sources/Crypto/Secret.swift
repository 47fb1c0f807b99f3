package import Base
internal import CSodium

/// Secret bytes that are wiped when the last reference goes, and that cannot be printed.
///
/// Each one takes four pages of address space, some microseconds, and a page of the memory that a process may
/// lock (usually 8 MiB: 2,000 secrets; more work but are not locked, and beyond 4,000 they are not guarded).
/// So work on many secrets one after the other and hold few at a time. Not for use by two threads at once.
package final class Secret {
  private let memory: SecretMemory
  /// How many bytes there are.
  package private(set) var count: Int

  /// `count` zero bytes, or the error `outOfMemory`.
  package init(checkedCount count: Int) throws(CryptoError) {
    guard let memory = SecretMemory(count: count) else { throw .outOfMemory }
    self.memory = memory
    self.count = count
  }

  /// `count` zero bytes, for counts that the program chooses.
  ///
  /// Like every allocation of the standard library it ends the process when no memory is left; where an input
  /// sets the size use `init(checkedCount:)`.
  package init(count: Int) {
    memory = SecretMemory(necessary: count)
    self.count = count
  }

  /// A copy of `bytes`; wiping the source is the caller's task.
  package convenience init(copying bytes: UnsafeRawBufferPointer) {
    self.init(count: bytes.count)
    withMutableBytes { $0.copyMemory(from: bytes) }
  }

  /// A copy of `bytes`, which stay in the array until it is freed.
  package convenience init(copying bytes: [UInt8]) {
    self.init(count: bytes.count)
    withMutableBytes { $0.copyBytes(from: bytes) }
  }

  /// The UTF-8 bytes of `text`.
  package convenience init(utf8 text: String) {
    self.init(count: text.utf8.count)
    withMutableBytes { $0.copyBytes(from: text.utf8) }
  }

  deinit { memory.free() }

  /// `count` bytes from the system's random generator.
  package static func random(count: Int) -> Secret {
    var system = SystemRandomBytes()
    return random(count: count, using: &system)
  }

  /// `count` bytes from `random`.
  package static func random(count: Int, using random: inout some RandomBytes) -> Secret {
    let secret = Secret(count: count)
    secret.withMutableBytes { random.fill($0) }
    return secret
  }

  /// Calls the body with the bytes, which are valid during the call only.
  package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try body(UnsafeRawBufferPointer(start: memory.start, count: count))
  }

  /// Calls the body with the bytes to write to, which are valid during the call only.
  package func withMutableBytes<R, E: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeMutableRawBufferPointer(start: memory.start, count: count))
  }

  /// Calls the body with the bytes as C functions want them; the pointer is valid for an empty secret too.
  func withOctets<R: ~Copyable, E: Error>(
    _ body: (UnsafeMutablePointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    try body(memory.start.assumingMemoryBound(to: UInt8.self))
  }

  /// Forgets and wipes the bytes after the first `count`.
  package func shorten(to count: Int) {
    guard count >= 0, count < self.count else { return }
    sodium_memzero(memory.start + count, self.count - count)
    self.count = count
  }

  /// Whether both hold the same bytes, in a time that depends on the counts only.
  package func isEqual(to other: Secret) -> Bool {
    withBytes { mine in other.withBytes { constantTimeEqual(mine, $0) } }
  }

  /// The bytes as text.
  ///
  /// The string is ordinary memory: ask for it only where the text leaves the program.
  package func text() throws(CryptoError) -> String {
    let octets = UnsafeBufferPointer(start: memory.start.assumingMemoryBound(to: UInt8.self), count: count)
    guard let valid = try? UTF8Span(validating: octets.span) else { throw .notText }
    return String(copying: valid)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `<secret>`.
  package var description: String { "<secret>" }
  /// Always `<secret>`.
  package var debugDescription: String { "<secret>" }
  /// A mirror that shows nothing.
  package var customMirror: Mirror { Mirror(self, unlabeledChildren: [] as [Int], displayStyle: .struct) }
}

extension Secret {
  /// The bytes of all parts, one after the other.
  package convenience init(joining parts: [Secret]) {
    self.init(count: parts.reduce(0) { $0 + $1.count })
    withMutableBytes { out in
      var place = 0
      for part in parts {
        part.withBytes { out[place...].copyBytes(from: $0) }
        place += part.count
      }
    }
  }
}
