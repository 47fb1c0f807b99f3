internal import Base
internal import CSodium

/// Whether both hold the same bytes, in a time that depends on the counts only.
package func constantTimeEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return left.count == 0 }
  return sodium_memcmp(leftStart, rightStart, left.count) == 0
}

/// Whether both arrays hold the same bytes, in a time that depends on the counts only.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.withUnsafeBytes { left in right.withUnsafeBytes { constantTimeEqual(left, $0) } }
}

/// Overwrites the stack below the caller: what runs there saves registers, and they hold what was copied last.
package func wipeStack() { sodium_stackzero(64 << 10) }

/// Calls the body with `count` zero bytes of the stack and wipes them afterwards: for what is secret and short.
func withWipedBytes<R, E: Error>(
  _ count: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) throws(E) -> R
) throws(E) -> R {
  try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { (bytes) throws(E) -> R in
    bytes.initialize(repeating: 0)
    defer { wipe(UnsafeMutableRawBufferPointer(bytes)) }
    return try body(bytes)
  }
}
