/// The text of a replacement: `$1` and `${name}` stand for groups, `$0` for the whole, `$$` for a dollar sign.
package struct RegexTemplate: Sendable {
  private enum Part: Sendable {
    case text([UInt8])
    case group(Int)
  }

  private var parts: [Part] = []

  /// Reads a template for a pattern; groups that the pattern does not have are errors.
  package init(_ text: String, for regex: Regex) throws(RegexError) {
    let bytes = Array(text.utf8)
    var literal: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == UInt8(ascii: "$") else {
        literal.append(byte)
        position += 1
        continue
      }
      if position + 1 < bytes.count && bytes[position + 1] == byte {
        literal.append(byte)
        position += 2
        continue
      }
      let (group, end) = try Self.group(bytes, position, regex)
      if !literal.isEmpty { parts.append(.text(literal)) }
      literal = []
      parts.append(.group(group))
      position = end
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
  }

  /// Appends the template's text for a match.
  func append(to output: inout [UInt8], _ groups: RegexGroups, in text: UnsafeBufferPointer<UInt8>) {
    for part in parts {
      switch part {
      case .text(let bytes): output += bytes
      case .group(let number):
        if let range = groups[number] {
          output.append(contentsOf: UnsafeBufferPointer(rebasing: text[range]))
        }
      }
    }
  }

  /// The group that the `$` at a position names, and where the text goes on.
  private static func group(_ bytes: [UInt8], _ dollar: Int, _ regex: Regex) throws(RegexError) -> (Int, Int)
  {
    let isBraced = dollar + 1 < bytes.count && bytes[dollar + 1] == UInt8(ascii: "{")
    let start = dollar + (isBraced ? 2 : 1)
    let rest = bytes[min(start, bytes.count)...]
    let word = isBraced ? rest.prefix { $0 != UInt8(ascii: "}") } : rest.prefix { $0 &- 0x30 < 10 }
    guard !word.isEmpty, !isBraced || word.endIndex < bytes.count else {
      throw RegexError(
        kind: .template, message: "after $ stands a group, as in $1 or ${name}; $$ is a dollar sign",
        offset: dollar)
    }
    let name = String(decoding: word, as: UTF8.self)
    let end = word.endIndex + (isBraced ? 1 : 0)
    if let number = Int(name), number <= regex.groupCount, number >= 0 { return (number, end) }
    if let named = regex.names.first(where: { $0.name.utf8.elementsEqual(word) }) {
      return (named.group, end)
    }
    throw RegexError(kind: .template, message: "the pattern has no group \"\(name)\"", offset: dollar)
  }
}

extension Regex {
  /// The text with its matches replaced, the first `limit` of them.
  package func replace(
    _ text: String, with template: RegexTemplate, limit: Int = .max
  ) throws(RegexError) -> String {
    var text = text
    let replaced = try Self.withBytes(&text) { bytes throws(RegexError) -> String? in
      var output: [UInt8] = []
      var position = 0
      var isChanged = false
      try forEach(in: bytes, limit: limit) { groups in
        if !isChanged { output.reserveCapacity(bytes.count) }
        isChanged = true
        let range = groups.range
        if range.lowerBound > position {
          output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<range.lowerBound]))
        }
        template.append(to: &output, groups, in: bytes)
        position = range.upperBound
      }
      if !isChanged { return nil }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position...]))
      return String(decoding: output, as: UTF8.self)
    }
    return replaced ?? text
  }
}
