/// The bytes as lower-case hexadecimal digits.
package func hexEncode(_ bytes: some Collection<UInt8>) -> String {
  String(unsafeUninitializedCapacity: 2 * bytes.count) { writeHex(bytes, to: $0) }
}

/// The same as UTF-8, in an array that can be wiped.
package func hexDigits(_ bytes: some Collection<UInt8>) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: 2 * bytes.count) { $1 = writeHex(bytes, to: $0) }
}

private func writeHex(_ bytes: some Collection<UInt8>, to digits: UnsafeMutableBufferPointer<UInt8>) -> Int {
  var place = 0
  for byte in bytes {
    digits[place] = hexDigit(byte >> 4)
    digits[place + 1] = hexDigit(byte & 15)
    place += 2
  }
  return place
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
@inlinable
package func hexDigit(_ value: UInt8, letters: Unicode.Scalar = "a") -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: letters) - 10 + value
}

/// The value of a hexadecimal digit, nil for another character.
@inlinable
package func hexDigitValue(_ character: UInt8) -> UInt8? {
  switch character {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// A number in hexadecimal digits, with leading zeros up to `width`.
package func hexText(_ number: UInt32, width: Int = 1) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
