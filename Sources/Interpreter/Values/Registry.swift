/// A type of parameters that a family of commands brings: how its words are read before running.
package struct ParameterType: Sendable {
  /// The name that signatures and `def` use for it.
  package var name: String
  /// Reads a word, without a vault: nil where it cannot be one, with the reason and help in the fault's words.
  package var read: @Sendable (String) -> Result<Void, Fault>
  /// The types whose values may be passed for it (`entity account`, `string`).
  package var accepts: [Type]
  /// The words that completion offers, with what they mean.
  package var choices: @Sendable () -> [Choice]

  /// Makes a type; `read` gives the reason with which a word is refused.
  package init(
    name: String, accepts: [Type], choices: @escaping @Sendable () -> [Choice] = { [] },
    read: @escaping @Sendable (String) -> Result<Void, Fault>
  ) {
    self.name = name
    self.accepts = accepts
    self.choices = choices
    self.read = read
  }
}

/// The commands and parameter types that a program may use.
///
/// Nothing is built when it is made: a one-line command looks for a few names, which are compared one by one; who asks
/// more often gets tables.
package final class Registry {
  private var listed: [any Command.Type] = []
  private var types = [Weekdays.type]
  private var tables: Tables?
  private var lookups = 0

  /// Commands whose result is never to be had again: a statement that drops it is an error before anything runs.
  package var mustBeTaken: [String] = []
  /// The texts about codes of errors that families of commands bring.
  package var codes: [String] = []

  /// How many names are looked for in the list before tables are built.
  private static let lookupsBeforeTables = 6

  /// A registry without commands.
  package init() {}

  /// Adds a family of commands; a later one of the same name wins.
  package func add(_ commands: [any Command.Type]) {
    listed += commands
    tables = nil
  }

  /// Adds types of parameters; a later one of the same name wins.
  package func add(_ types: [ParameterType]) { self.types += types }

  /// The command of a name of one or more words; nil where there is none.
  package func command(_ name: String) -> (any Command.Type)? {
    guard let tables = builtTables() else { return listed.last { $0.name == name } }
    return tables.commands[name]
  }

  /// The parameter type of a name; nil where there is none.
  package func type(_ name: String) -> ParameterType? { types.last { $0.name == name } }

  /// True iff some command's name begins with this word and goes on.
  package func isFamily(_ word: String) -> Bool {
    guard let tables = builtTables() else {
      return listed.contains { Tables.family($0.name).map { $0 == word } ?? false }
    }
    return tables.families.contains(word)
  }

  /// True iff the name of some command begins so.
  package func hasCommand(beginning text: String) -> Bool {
    allTables().commands.keys.contains { $0.hasPrefix(text) }
  }

  /// All names in order.
  package var names: [String] { allTables().commands.keys.sorted() }

  /// All commands in the order of their names.
  package var all: [any Command.Type] {
    let commands = allTables().commands
    return commands.keys.sorted().compactMap { commands[$0] }
  }

  private func builtTables() -> Tables? {
    if tables == nil {
      lookups += 1
      if lookups > Registry.lookupsBeforeTables { return allTables() }
    }
    return tables
  }

  private func allTables() -> Tables {
    if let tables { return tables }
    let built = Tables(listed)
    tables = built
    return built
  }
}

/// The names of commands by hash.
private struct Tables {
  private(set) var commands: [String: any Command.Type] = [:]
  /// The first words of names of more than one word (`account` of `account create`).
  private(set) var families: Set<String> = []

  init(_ listed: [any Command.Type]) {
    for command in listed {
      commands[command.name] = command
      if let family = Tables.family(command.name) { families.insert(String(family)) }
    }
  }

  /// The first word of a name of more than one.
  static func family(_ name: String) -> Substring? {
    guard let blank = name.utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
    return name[..<blank]
  }
}
