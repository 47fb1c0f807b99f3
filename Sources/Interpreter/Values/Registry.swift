/// A type of parameters that a family of commands brings: how its words are read before running.
package struct ParameterType: Sendable {
  package var name: String
  /// Reads a word, without a vault: nil where it cannot be one, with the reason and help in the fault's words.
  package var read: @Sendable (String) -> Result<Void, Fault>
  /// The types whose values may be passed for it (`entity account`, `string`).
  package var accepts: [Type]

  package init(name: String, accepts: [Type], read: @escaping @Sendable (String) -> Result<Void, Fault>) {
    self.name = name
    self.accepts = accepts
    self.read = read
  }
}

/// The commands and parameter types that a program may use.
package final class Registry {
  private var commands: [String: any Command.Type] = [:]
  private var types: [String: ParameterType] = [:]
  /// The first words of names of more than one word (`account` of `account create`).
  private var families: Set<String> = []

  /// Commands whose result is never to be had again: a statement that drops it is an error before anything runs.
  package var mustBeTaken: Set<String> = []

  package init() {}

  /// Adds a family of commands; a later one of the same name wins.
  package func add(_ commands: [any Command.Type]) {
    for command in commands {
      self.commands[command.name] = command
      if let blank = command.name.utf8.firstIndex(of: UInt8(ascii: " ")) {
        families.insert(String(command.name[..<blank]))
      }
    }
  }

  package func add(_ types: [ParameterType]) {
    for type in types { self.types[type.name] = type }
  }

  package func command(_ name: String) -> (any Command.Type)? { commands[name] }

  package func type(_ name: String) -> ParameterType? { types[name] }

  /// True iff some command's name begins with this word and goes on.
  package func isFamily(_ word: String) -> Bool { families.contains(word) }

  /// All names in order.
  package var names: [String] { commands.keys.sorted() }

  /// All commands in the order of their names.
  package var all: [any Command.Type] { names.compactMap { commands[$0] } }
}
