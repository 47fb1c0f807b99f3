/// The bytes as lower-case hexadecimal digits.
package func hexEncode(_ bytes: some Collection<UInt8>) -> String {
  String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
    var place = 0
    for byte in bytes {
      buffer[place] = hexDigit(byte >> 4)
      buffer[place + 1] = hexDigit(byte & 15)
      place += 2
    }
    return place
  }
}

/// The bytes of hexadecimal digits in any case; nil for an odd count or another character.
package func hexDecode(_ text: some StringProtocol) -> [UInt8]? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count / 2)
  var pending: UInt8?
  for character in text.utf8 {
    guard let digit = hexDigitValue(character) else { return nil }
    if let first = pending {
      bytes.append(first << 4 | digit)
      pending = nil
    } else {
      pending = digit
    }
  }
  return pending == nil ? bytes : nil
}

/// The digit `0...15` as a character.
@inline(__always)
func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}

/// The value of a hexadecimal digit, nil for another character.
@inline(__always)
func hexDigitValue(_ character: UInt8) -> UInt8? {
  switch character {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
  default: nil
  }
}
