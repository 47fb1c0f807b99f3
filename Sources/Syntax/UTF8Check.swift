/// The offset of the first byte that is not part of valid UTF-8; `allowCut` accepts a sequence cut off by the end.
func firstInvalidByte(_ bytes: UnsafeBufferPointer<UInt8>, allowCut: Bool = false) -> Int? {
  var at = 0
  let raw = UnsafeRawBufferPointer(bytes)
  while at < bytes.count {
    while at + 8 <= bytes.count,
      raw.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      at += 8
    }
    guard at < bytes.count else { return nil }
    guard bytes[at] >= 0x80 else {
      at += 1
      continue
    }
    guard let (length, low, high) = sequence(of: bytes[at]) else { return at }
    for offset in 1..<length {
      guard at + offset < bytes.count else { return allowCut ? nil : at }
      let next = bytes[at + offset]
      let lowest = offset == 1 ? low : 0x80
      let highest = offset == 1 ? high : 0xBF
      if next < lowest || next > highest { return at }
    }
    at += length
  }
  return nil
}

/// The length of a sequence that begins with a byte, and the bounds of its second byte.
private func sequence(of byte: UInt8) -> (Int, UInt8, UInt8)? {
  switch byte {
  case 0xC2...0xDF: (2, 0x80, 0xBF)
  case 0xE0: (3, 0xA0, 0xBF)
  case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80, 0xBF)
  case 0xED: (3, 0x80, 0x9F)
  case 0xF0: (4, 0x90, 0xBF)
  case 0xF1...0xF3: (4, 0x80, 0xBF)
  case 0xF4: (4, 0x80, 0x8F)
  default: nil
  }
}
