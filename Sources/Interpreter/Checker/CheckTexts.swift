import Syntax

/// Texts in which a variable stands as it does elsewhere: `"n is $n"`.
extension Checker {
  /// Warns where a text in double quotes holds `$` and the name of a variable.
  func warnOfDollar(_ node: Node) {
    let bytes = tree.source.bytes
    let (start, end) = (Int(node.start), min(Int(node.end), bytes.count))
    guard start < end, bytes[start] != UInt8(ascii: "'") else { return }
    var at = start
    while at < end {
      if bytes[at] == UInt8(ascii: "$"), at == start || bytes[at - 1] != UInt8(ascii: "\\") {
        warnOfName(bytes, at, end)
      }
      at += 1
    }
  }

  private func warnOfName(_ bytes: [UInt8], _ dollar: Int, _ end: Int) {
    var last = dollar + 1
    while last < end, Checker.isNameByte(bytes[last]) { last += 1 }
    let name = String(decoding: bytes[(dollar + 1)..<last], as: UTF8.self)
    guard !name.isEmpty, let number = tree.number(of: name) else { return }
    let known = names[number]
    if known != 0 {
      unit.facts.variable(numbered: known).isUsed = true
    } else if scopes?.globals[name] == nil {
      return
    }
    warning(CheckFault.plainDollar(name), Span(dollar, last))
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "_")
  }
}
