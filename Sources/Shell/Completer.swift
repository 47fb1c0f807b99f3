import Console
import Interpreter
import Syntax

/// What Tab offers: commands where one may stand, flags behind `-`, names of entities where a parameter takes one.
struct Completer {
  let run: Run
  let scopes: Scopes

  func complete(_ line: String, _ cursor: Int) -> [Completion] {
    let bytes = Array(line.utf8.prefix(cursor))
    let stage = stageStart(bytes)
    let words = split(bytes[stage...])
    guard let current = words.last else { return commands("", cursor, []) }
    let text = String(decoding: bytes[current], as: UTF8.self)
    if text.hasPrefix("$") { return variables(text, current.lowerBound) }
    let before = words.dropLast().map { String(decoding: bytes[$0], as: UTF8.self) }
    guard let (command, used) = command(before) else { return commands(text, current.lowerBound, before) }
    if text.hasPrefix("-") { return flags(command, text, current.lowerBound) }
    var found = arguments(command, Array(before.dropFirst(used)), text, current.lowerBound)
    if before.count == used { found += commands(text, current.lowerBound, before) }
    return found
  }

  /// Where the stage that holds the cursor begins: behind the last `|`, `;`, `(`, `{` or newline outside quotes.
  private func stageStart(_ bytes: [UInt8]) -> Int {
    var start = 0
    var quote: UInt8?
    for (index, byte) in bytes.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if [
        UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "\n"),
      ].contains(byte) {
        start = index + 1
      }
    }
    return start
  }

  /// The words of a stage; the last one is what is being typed, empty behind a blank.
  private func split(_ bytes: ArraySlice<UInt8>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for index in bytes.indices {
      if bytes[index] == 0x20 || bytes[index] == 0x09 {
        if let from = start { words.append(from..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    words.append((start ?? bytes.endIndex)..<bytes.endIndex)
    return words
  }

  private func command(_ words: [String]) -> ((any Command.Type), Int)? {
    for count in stride(from: min(3, words.count), to: 0, by: -1) {
      if let command = run.registry.command(words.prefix(count).joined(separator: " ")) {
        return (command, count)
      }
    }
    return nil
  }

  private func commands(_ text: String, _ start: Int, _ before: [String]) -> [Completion] {
    let prefix = (before + [text]).joined(separator: " ")
    var names = run.registry.names.filter { $0.hasPrefix(prefix) }
    if before.isEmpty {
      names += scopes.names.filter { $0.hasPrefix(prefix) && run.registry.command($0) == nil }
    }
    let skipped = before.joined(separator: " ").utf8.count + (before.isEmpty ? 0 : 1)
    var seen: Set<String> = []
    return names.compactMap { name in
      let rest = String(decoding: Array(name.utf8).dropFirst(skipped), as: UTF8.self)
      let word = rest.split(separator: " ").first.map(String.init) ?? rest
      return seen.insert(word).inserted ? Completion(word, start: start) : nil
    }
  }

  private func variables(_ text: String, _ start: Int) -> [Completion] {
    let names = scopes.names + ["now", "env", "args"]
    return names.filter { ("$" + $0).hasPrefix(text) }.map { Completion("$" + $0, start: start, suffix: "") }
  }

  private func flags(_ command: any Command.Type, _ text: String, _ start: Int) -> [Completion] {
    command.signature.flags.map { "--" + $0.name }.filter { $0.hasPrefix(text) }.map {
      Completion($0, start: start)
    }
  }

  /// The names of entities for the parameter at hand.
  private func arguments(_ command: any Command.Type, _ given: [String], _ text: String, _ start: Int)
    -> [Completion]
  {
    guard let session = run.session else { return [] }
    let signature = command.signature
    var type: Type?
    if let last = given.last, last.hasPrefix("--") {
      type = signature.flags.first { "--" + $0.name == last }?.type
    }
    if type == nil {
      let position = given.filter { !$0.hasPrefix("-") }.count
      type =
        position < signature.positional.count ? signature.positional[position].type : signature.rest?.type
    }
    guard case .named(let name)? = type.map(plain) else { return [] }
    return session.names(of: name, beginning: text).map { entity in
      let isWord = entity.utf8.allSatisfy { $0 > 0x20 && !Completer.special.contains($0) }
      return Completion(isWord ? entity : Display.quoted(entity), display: entity, start: start)
    }
  }

  private static let special = Array(";|,()[]{}\"'$`#".utf8)

  private func plain(_ type: Type) -> Type {
    switch type {
    case .optional(let inner): plain(inner)
    case .oneOf(let types): types.first { if case .named = $0 { true } else { false } } ?? type
    default: type
    }
  }
}
