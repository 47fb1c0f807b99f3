internal import Glibc

/// Overwrites bytes with zeros in a way that is not optimised away.
func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { buffer in
    if let address = buffer.baseAddress { explicit_bzero(address, buffer.count) }
  }
}
