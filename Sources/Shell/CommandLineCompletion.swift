import Interpreter

/// `sms --complete WORD…`: what the last word may become, a line each.
///
/// Nothing is opened for it, so it names no entities.
struct CommandLineCompletion {
  let registry: Registry

  func lines(_ words: [String]) -> [String] {
    let current = words.last ?? ""
    let before = words.dropLast()
    if let option = before.last.flatMap(option), option.value != nil {
      return option.words.filter { $0.hasPrefix(current) }
    }
    let plain = withoutOptions(before)
    let command = command(plain)
    if current.hasPrefix("-") {
      let flags = command?.signature.flags.map { "--" + $0.name } ?? []
      let options = CommandLineOption.all.filter { command == nil || !$0.isProgram }.map(\.name)
      return sorted(flags + options + (command == nil ? [] : ["--help"]), current)
    }
    if command != nil { return [] }
    let members = registry.names.compactMap { name -> String? in
      let parts = name.split(separator: " ").map(String.init)
      return parts.count > plain.count && parts.starts(with: plain) ? parts[plain.count] : nil
    }
    return sorted(members + (plain.isEmpty ? ["check", "test", "serve", "help"] : []), current)
  }

  private func option(_ word: String) -> CommandLineOption? {
    CommandLineOption.all.first { $0.name == word && !$0.isProgram }
  }

  private func withoutOptions(_ words: ArraySlice<String>) -> [String] {
    var plain: [String] = []
    var isValue = false
    for word in words {
      defer { isValue = !isValue && option(word)?.value != nil }
      if !isValue, !word.hasPrefix("-") { plain.append(word) }
    }
    return plain
  }

  private func command(_ words: [String]) -> (any Command.Type)? {
    (1...3).reversed().lazy.compactMap { registry.command(words.prefix($0).joined(separator: " ")) }.first
  }

  private func sorted(_ words: [String], _ prefix: String) -> [String] {
    Set(words.filter { $0.hasPrefix(prefix) }).sorted()
  }
}
