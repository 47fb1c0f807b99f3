import Glibc

/// An address and a port.
package struct HTTPAddress: Sendable, Equatable {
  /// The address in figures, an IPv6 one without brackets.
  package let host: String
  /// The TCP port.
  package let port: UInt16

  init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `ADDR:PORT`; `localhost` is 127.0.0.1, and an IPv6 address stands in brackets.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      return nil
    }
    var host = String(text[..<colon])
    if host == "localhost" { host = "127.0.0.1" }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    guard HTTPNetwork.bytes(host) != nil else { return nil }
    self.init(host: host, port: port)
  }

  /// Whether only this machine reaches it.
  package var isLoopback: Bool {
    guard let bytes = HTTPNetwork.bytes(host) else { return false }
    if bytes.count == 4 { return bytes[0] == 127 }
    return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  /// As it stands in a URL.
  package var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A range of addresses: `10.0.0.0/8`, or one address.
package struct HTTPNetwork: Sendable, Equatable {
  private let bytes: [UInt8]
  private let bits: Int

  /// Reads a network in CIDR form.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let bytes = Self.bytes(String(parts[0])) else { return nil }
    self.bytes = bytes
    if parts.count == 1 {
      bits = bytes.count * 8
    } else {
      guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
      self.bits = bits
    }
  }

  /// Whether an address is one of it.
  package func contains(_ address: String) -> Bool {
    guard let other = Self.bytes(address), other.count == bytes.count else { return false }
    return (0..<bits).allSatisfy { bit in
      let mask = UInt8(0x80) >> UInt8(bit % 8)
      return bytes[bit / 8] & mask == other[bit / 8] & mask
    }
  }

  /// The bytes of an address in figures, 4 or 16.
  static func bytes(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if text.utf8.contains(0) { return nil }
    if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
    return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
  }

  /// The client behind trusted proxies: the right-most address that is none of them.
  ///
  /// Addresses to the left of an untrusted or malformed one cannot be trusted: any client can send them.
  static func client(peer: String, forwarded: [String], trusted: [HTTPNetwork]) -> String {
    var client = peer
    let hops = forwarded.flatMap { $0.split(separator: ",") }.map { hop in
      String(hop.drop(while: { $0 == " " || $0 == "\t" }).prefix { $0 != " " && $0 != "\t" })
    }
    for hop in hops.reversed() {
      guard trusted.contains(where: { $0.contains(client) }), bytes(hop) != nil else { return client }
      client = hop
    }
    return client
  }
}
