import Syntax

/// The diagnostics of a program that could not be parsed.
extension Checker {
  /// Tells the parser's errors; where arguments of a command could not be read that does not exist, that comes first.
  ///
  /// `accounts | whre .name == "x"`: only `where` takes a condition, so the parser stumbles over `==`.
  func tellUnread(_ parsed: Parsed, _ root: Unit) {
    let saved = (unit, names)
    defer { (unit, names) = saved }
    unit = root
    names = Names(count: root.tree.textCount)
    if let scopes { root.defs = scopes.defs }
    let own = Set(parsed.tree.nodes.filter { $0.kind == .def }.map { parsed.tree.text($0.a) })
    let usesFiles = parsed.tree.nodes.contains { $0.kind == .use } || !(scopes?.modules.isEmpty ?? true)
    for diagnostic in parsed.diagnostics {
      guard let callee = diagnostic.callee, !diagnostic.isIncomplete, !usesFiles else {
        diagnostics.append(diagnostic)
        continue
      }
      let words = words(from: Int(callee.start))
      if let first = words.first, !own.contains(first), root.defs[first] == nil, !isCommand(words) {
        unknown(words, callee)
      } else {
        diagnostics.append(diagnostic)
      }
    }
  }

  /// The names that stand behind each other at a place, at most three.
  private func words(from place: Int) -> [String] {
    let bytes = tree.source.bytes
    var words: [String] = []
    var at = place
    while words.count < 3 {
      let start = at
      while at < bytes.count, isNamePart(bytes[at]) { at += 1 }
      if at == start { break }
      words.append(String(decoding: bytes[start..<at], as: UTF8.self))
      if at >= bytes.count || bytes[at] != UInt8(ascii: " ") { break }
      while at < bytes.count, bytes[at] == UInt8(ascii: " ") { at += 1 }
    }
    return words
  }

  private func isNamePart(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  private func isCommand(_ words: [String]) -> Bool {
    (1...words.count).contains { context.registry.command(words.prefix($0).joined(separator: " ")) != nil }
  }
}
