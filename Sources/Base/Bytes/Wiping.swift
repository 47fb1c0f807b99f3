internal import Glibc

/// Overwrites `bytes` with zeros, which the optimiser may not leave out.
package func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
  guard let start = bytes.baseAddress else { return }
  explicit_bzero(start, bytes.count)
}

/// Overwrites the array's bytes with zeros; copies that share no storage with it stay.
package func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { wipe($0) }
}
