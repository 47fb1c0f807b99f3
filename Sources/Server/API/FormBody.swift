internal import Base
import Crypto

/// A body or query of names and values, percent-encoded; the values are wiped with it.
final class FormBody {
  private var pairs: [(name: String, value: [UInt8])] = []

  /// Reads it; nil for a broken escape.
  ///
  /// In a body a plus is a blank, in a query it stays.
  init?(_ bytes: [UInt8], plusIsBlank: Bool = true) {
    for part in bytes.split(separator: UInt8(ascii: "&")) {
      let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      let rest = equals == part.endIndex ? part[equals...] : part[(equals + 1)...]
      guard let name = Self.decoded(part[..<equals], plusIsBlank),
        let value = Self.decoded(rest, plusIsBlank)
      else { return nil }
      pairs.append((String(decoding: name, as: UTF8.self), value))
    }
  }

  deinit { for place in pairs.indices { wipe(&pairs[place].value) } }

  /// Where the value of a name is; nil if there is none or more than one.
  private func place(_ name: String) -> Int? {
    let found = pairs.indices.filter { WireJSON.areAlike(pairs[$0].name, name) }
    return found.count == 1 ? found[0] : nil
  }

  /// The value of a name as text.
  func text(_ name: String) -> String? {
    place(name).flatMap { String(validating: pairs[$0].value, as: UTF8.self) }
  }

  /// The value of a name, for what no copy may stay of.
  func secret(_ name: String) -> Secret? {
    place(name).map { pairs[$0].value.withUnsafeBytes { Secret(copying: $0) } }
  }

  private static func decoded(_ part: ArraySlice<UInt8>, _ plusIsBlank: Bool) -> [UInt8]? {
    var decoded: [UInt8] = []
    // An array that grows leaves what it held behind.
    decoded.reserveCapacity(part.count)
    var place = part.startIndex
    while place < part.endIndex {
      let byte = part[place]
      if byte == UInt8(ascii: "%") {
        guard place + 2 < part.endIndex, let high = digit(part[place + 1]), let low = digit(part[place + 2])
        else { return nil }
        decoded.append(high << 4 | low)
        place += 3
        continue
      }
      decoded.append(byte == UInt8(ascii: "+") && plusIsBlank ? UInt8(ascii: " ") : byte)
      place += 1
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }
}
