internal import Glibc

/// Text compared and hashed by its bytes: Swift's own equality joins texts that only look alike.
package struct ExactText: Hashable, Sendable {
  /// The text, which keeps the bytes that it was given.
  package let text: String

  /// Wraps a text so that dictionaries and sets tell texts apart by their bytes.
  package init(_ text: String) { self.text = text }

  package static func == (left: ExactText, right: ExactText) -> Bool { sameBytes(left.text, right.text) }

  package func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// True iff two texts hold the same bytes.
package func sameBytes(_ left: String, _ right: String) -> Bool {
  // Short texts are stored inline, and a copy of a long one shares its buffer with the other.
  if unsafeBitCast(left, to: (UInt64, UInt64).self) == unsafeBitCast(right, to: (UInt64, UInt64).self) {
    return true
  }
  let count = left.utf8.count
  guard count == right.utf8.count else { return false }
  let isSame = left.utf8.withContiguousStorageIfAvailable { one in
    right.utf8.withContiguousStorageIfAvailable { other -> Bool in
      guard let one = one.baseAddress, let other = other.baseAddress else { return count == 0 }
      return memcmp(one, other, count) == 0
    }
  }
  return (isSame ?? nil) ?? left.utf8.elementsEqual(right.utf8)
}
