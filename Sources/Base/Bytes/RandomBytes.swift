/// A source of random bytes.
package protocol RandomBytes {
  /// Fills the whole buffer.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer)
}

extension RandomBytes {
  /// `count` random bytes.
  package mutating func bytes(_ count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    result.withUnsafeMutableBytes { fill($0) }
    return result
  }
}
