/// `bytes` without escape sequences, carriage returns and bells; a backspace stays what it is.
package func stripEscapes(_ bytes: [UInt8]) -> [UInt8] {
  var text: [UInt8] = []
  var rest = bytes[...]
  while let byte = rest.popFirst() {
    switch byte {
    case 0x1b: skipSequence(&rest)
    case 0x0d, 0x07: break
    default: text.append(byte)
    }
  }
  return text
}

/// Skips what follows an ESC.
private func skipSequence(_ rest: inout ArraySlice<UInt8>) {
  switch rest.popFirst() {
  case UInt8(ascii: "["):
    while let byte = rest.popFirst(), !(0x40...0x7e).contains(byte) {}
  case UInt8(ascii: "]"), UInt8(ascii: "P"):
    // Up to BEL or ESC \.
    while let byte = rest.popFirst(), byte != 0x07 {
      if byte == 0x1b {
        _ = rest.popFirst()
        return
      }
    }
  case .some(0x20...0x2f):
    while let byte = rest.popFirst(), (0x20...0x2f).contains(byte) {}
  default: break
  }
}
