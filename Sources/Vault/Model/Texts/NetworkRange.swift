import Glibc

/// A range of addresses as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a range of one.
package struct NetworkRange: Sendable, Equatable {
  /// The first address in its bytes: 4 or 16.
  package let bytes: [UInt8]
  /// How many of its bits all addresses of the range share.
  package let prefix: Int

  /// Reads a range; nil for other text, and for set bits behind the prefix, which are ambiguous.
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

  /// Whether an address is in the range; an IPv4 address also when it is written as IPv6.
  package func contains(_ address: String) -> Bool {
    guard let found = Self.plainAddress(address), found.count == bytes.count else { return false }
    return (0..<prefix).allSatisfy { bit in
      (bytes[bit / 8] ^ found[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }

  /// The network that failures of an address are counted for: the address, of IPv6 what one site has.
  package static func site(of address: String) -> String {
    guard var bytes = plainAddress(address) else { return "" }
    if bytes.count == 16 { for index in 8..<16 { bytes[index] = 0 } }
    return NetworkRange(bytes, prefix: bytes.count == 16 ? 64 : 32).text
  }

  private init(_ bytes: [UInt8], prefix: Int) {
    self.bytes = bytes
    self.prefix = prefix
  }

  /// The bytes of an address; of IPv4 within IPv6 the four.
  private static func plainAddress(_ text: String) -> [UInt8]? {
    guard let bytes = address(text) else { return nil }
    let isMapped =
      bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    return isMapped ? Array(bytes[12...]) : bytes
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
