import Glibc

/// A range of addresses as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a range of one.
package struct NetworkRange: Sendable, Equatable {
  /// The first address in its bytes: 4 or 16.
  package let bytes: [UInt8]
  /// How many of its bits all addresses of the range share.
  package let prefix: Int

  /// Reads a range; nil for what is none, or has bits set behind its prefix: nobody knows what was meant.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let bytes = Self.address(String(first)) else {
      return nil
    }
    var prefix = bytes.count * 8
    if parts.count == 2 {
      let digits = parts[1].utf8
      guard digits.count <= 3, digits.allSatisfy({ (48...57).contains($0) }),
        digits.count == 1 || digits.first != 48, let number = Int(parts[1]), number <= prefix
      else { return nil }
      prefix = number
    }
    for bit in prefix..<bytes.count * 8 where bytes[bit / 8] & (0x80 >> (bit % 8)) != 0 { return nil }
    self.bytes = bytes
    self.prefix = prefix
  }

  /// As it is stored: with its prefix, addresses in their shortest form.
  package var text: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    let isWritten = bytes.withUnsafeBytes {
      inet_ntop(family, $0.baseAddress, &text, socklen_t(text.count)) != nil
    }
    guard isWritten else { return "" }
    let characters = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return String(decoding: characters, as: UTF8.self) + "/\(prefix)"
  }

  private static func address(_ text: String) -> [UInt8]? {
    // A zero byte would end the text for the C library.
    guard !text.utf8.contains(0) else { return nil }
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 { return bytes }
    }
    return nil
  }
}
