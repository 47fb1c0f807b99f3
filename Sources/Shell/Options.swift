internal import Builtins
package import Console
package import Interpreter

/// The options of the command line that hold for a whole run.
package struct Options {
  /// `--vault`: the path of the vault's file.
  package var vault: String?
  /// `--as`: the e-mail address of the person who signs in.
  package var person: String?
  /// `--passphrase-file`: the file that the passphrase is read from.
  package var passphraseFile: String?
  /// `--key-file`: the file of a key that signs in without a passphrase.
  package var keyFile: String?
  /// `--token-file`: the file of a machine account's access token.
  package var tokenFile: String?
  /// `--agent`: a keeper signs in, even without a terminal.
  package var needsKeeper = false
  /// Whether a user typed the code that runs: a dialogue, or a command or code at a terminal.
  package var isTyped = false
  /// `--read-only`: calls that would change something are refused.
  package var readOnly = false
  /// `--plan`, `--atomic`: how the whole run is done.
  package var wholeRun: BlockKind?
  /// `--max-changes`: how many changes the run may make; nil: as many as it likes.
  package var maxChanges: Int?
  /// `--yes`: nothing asks before it deletes.
  package var assumeYes = false
  /// `--keep-going`: a failing subject gives a row and the rest goes on.
  package var keepGoing = false
  /// `--quiet`: no notes and no progress on standard error.
  package var quiet = false
  /// `--allow-exec`: `exec` may start programs.
  package var allowExec = false
  /// `--format`: how values at top level are written.
  package var format = OutputFormat.table
  /// `--color`: when output is coloured.
  package var colour = ColourMode.auto
  /// `--zone`: the name of the time zone of dates without one; nil: UTC.
  package var zone: String?
  /// `--now`: the instant that the run takes for now, as text; nil: the clock's.
  package var now: String?
  /// `--lock`: the name of a lock that one run at a time may hold; nil: none.
  package var lock: String?
  /// The limits of time, steps, memory and output.
  package var limits = Limits()
  /// `--json`: the diagnostics of `sms check` as JSON.
  package var json = false
  /// `sms check --stdin-file`: the file that standard input is to be taken for.
  package var stdinFile: String?

  /// The options of a run without any.
  package init() {}
}

/// How values at top level are written.
package enum OutputFormat: Equatable, Sendable {
  /// A table for people.
  case table
  /// A format of files.
  case file(String)
  /// No output.
  case none

  /// The format that a word of `--format` names.
  init?(_ word: String) {
    guard OutputFormat.words.contains(word) else { return nil }
    self = word == "table" ? .table : word == "none" ? .none : .file(word)
  }

  /// What `--format` takes.
  static var words: [String] { ["table"] + Formats.names + ["none"] }
}

/// The action that the command line asks for.
package enum Invocation {
  /// `sms`: a dialogue.
  case repl
  /// `sms FILE ARGS…`: a script.
  case file(String, [String])
  /// `sms -c CODE ARGS…`: code from the command line.
  case code(String, [String])
  /// `sms - ARGS…`: code from standard input.
  case standardInput([String])
  /// `sms COMMAND ARGS…`: one command of the language.
  case command([String])
  /// `sms check FILES…`: checks scripts and runs none.
  case check([String])
  /// `sms test FILES…`: runs the tests of scripts.
  case test([String])
  /// `sms serve ARGS…`: serves clients over HTTP.
  case serve([String])
  /// `sms help WORDS…`: a page of help.
  case help([String])
  /// `sms --version`: the version.
  case version
  /// The candidates for the last word of a command line.
  case complete([String])

  /// Whether a person types it, if standard input is a terminal: no script does.
  var isTyped: Bool {
    switch self {
    case .repl, .command, .code: true
    default: false
    }
  }

  /// Whether the invocation uses no vault.
  var isAboutNoVault: Bool {
    switch self {
    case .help, .version, .complete, .check, .test: true
    default: false
    }
  }

  var isServe: Bool { if case .serve = self { true } else { false } }
}

/// Reads the words of a command line.
package struct CommandLineReader {
  /// The options that were read so far.
  package private(set) var options = Options()
  private var words: ArraySlice<String>
  private let isCommand: (String) -> Bool
  private let helpForUnknown: ([String]) -> String?

  /// Makes a reader of the words behind the program's name.
  ///
  /// - Parameters:
  ///   - isCommand: whether a word begins the name of a command.
  ///   - helpForUnknown: what may be meant by words that name none.
  package init(
    _ words: [String], isCommand: @escaping (String) -> Bool,
    helpForUnknown: @escaping ([String]) -> String? = { _ in nil }
  ) {
    self.words = words[...]
    self.isCommand = isCommand
    self.helpForUnknown = helpForUnknown
  }

  /// What to run, with the options; a fault of status 2 where the words make no sense.
  package mutating func read(inputIsTerminal: Bool) throws(Fault) -> Invocation {
    while let word = words.first {
      if try takeOption(word) { continue }
      switch word {
      case "--help", "-h":
        return .help([])
      case "--version": return .version
      case "--complete": return .complete(Array(words.dropFirst()))
      case "-c":
        words.removeFirst()
        guard let code = words.popFirst() else {
          throw Fault(ShellFault.programMissing)
        }
        return .code(code, Array(words))
      case "-":
        words.removeFirst()
        return .standardInput(Array(words))
      default:
        return try readTarget(word)
      }
    }
    return inputIsTerminal ? .repl : .standardInput([])
  }

  private mutating func readTarget(_ word: String) throws(Fault) -> Invocation {
    if word.hasPrefix("-") {
      let near = Suggestion.nearest(word, among: CommandLineReader.names + ["--help", "--version"])
      throw Fault(ShellFault.unknownOption(word, near: near))
    }
    words.removeFirst()
    if word == "help" { return .help(Array(words)) }
    if word == "check" {
      return .check(try takeCheckWords())
    }
    if word == "test" {
      return .test(try takeCheckWords())
    }
    if word == "serve" {
      return .serve(try takeCommandWords())
    }
    if word.hasSuffix(".sms") || word.contains("/") { return .file(word, Array(words)) }
    guard isCommand(word) else {
      let help = helpForUnknown([word] + words.prefix { !$0.hasPrefix("-") })
      throw Fault(ShellFault.unknownTarget(word, help: help))
    }
    return .command([word] + (try takeCommandWords()))
  }

  private mutating func takeCheckWords() throws(Fault) -> [String] {
    var files: [String] = []
    while let word = words.first {
      if word == "--json" {
        options.json = true
        words.removeFirst()
      } else if word == "--stdin-file" || word.hasPrefix("--stdin-file=") {
        words.removeFirst()
        let given =
          word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) } ?? words.popFirst()
        guard let file = given, !file.isEmpty else {
          throw Fault(
            ShellFault.valueMissing(option: word, help: "sms check --json --stdin-file job.sms < unsaved"))
        }
        options.stdinFile = file
      } else if try !takeOption(word) {
        files.append(word)
        words.removeFirst()
      }
    }
    return files
  }

  /// For a command of the command line, options may stand anywhere.
  private mutating func takeCommandWords() throws(Fault) -> [String] {
    var rest: [String] = []
    while let word = words.first {
      if word == "--" {
        rest.append(contentsOf: words)
        words = []
      } else if try !takeOption(word) {
        rest.append(word)
        words.removeFirst()
      }
    }
    return rest
  }

  // MARK: options

  /// The names of all options, for suggestions and for the test that no command has a flag of such a name.
  package static let names: [String] = switches + valued

  private static let switches = CommandLineOption.all.filter { $0.value == nil && !$0.isProgram }.map(\.name)
  private static let valued = CommandLineOption.all.filter { $0.value != nil && !$0.isProgram }.map(\.name)

  /// Takes an option with its value; false if the word is not an option.
  private mutating func takeOption(_ word: String) throws(Fault) -> Bool {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0]
    if CommandLineReader.switches.contains(word) {
      words.removeFirst()
      set(word)
      return true
    }
    guard CommandLineReader.valued.contains(name) else { return false }
    words.removeFirst()
    guard let value = parts.count > 1 ? parts[1] : words.popFirst() else {
      throw Fault(ShellFault.valueMissing(option: name, help: "`sms --help` lists the options"))
    }
    try set(name, value)
    return true
  }

  private mutating func set(_ name: String) {
    switch name {
    case "--agent": options.needsKeeper = true
    case "--read-only": options.readOnly = true
    case "--plan": options.wholeRun = .plan
    case "--atomic": if options.wholeRun == nil { options.wholeRun = .batch }
    case "--yes": options.assumeYes = true
    case "--keep-going": options.keepGoing = true
    case "--quiet": options.quiet = true
    default: options.allowExec = true
    }
  }

  private mutating func set(_ name: String, _ value: String) throws(Fault) {
    switch name {
    case "--vault": options.vault = value
    case "--as": options.person = value
    case "--passphrase-file": options.passphraseFile = value
    case "--key-file": options.keyFile = value
    case "--token-file": options.tokenFile = value
    case "--zone": options.zone = value
    case "--now": options.now = value
    case "--lock": options.lock = value
    case "--timeout": options.limits.time = try duration(name, value)
    case "--max-changes": options.maxChanges = try number(name, value, upTo: .max, from: 0)
    case "--max-lock": options.limits.lock = try duration(name, value)
    case "--max-steps": options.limits.steps = try number(name, value, upTo: .max)
    case "--max-calls": options.limits.calls = try number(name, value, upTo: 1_000_000)
    case "--max-memory": options.limits.memory = try number(name, value, upTo: 1 << 20) << 20
    case "--max-output": options.limits.output = try number(name, value, upTo: .max)
    case "--color":
      guard let mode = ColourMode(rawValue: value) else {
        throw badValue(name, "auto, always or never", value, example: "never")
      }
      options.colour = mode
    default:
      guard let format = OutputFormat(value) else {
        let names = OutputFormat.words.joined(separator: ", ")
        throw badValue(name, names, value, example: "json")
      }
      options.format = format
    }
  }

  private func number(_ name: String, _ value: String, upTo most: Int, from least: Int = 1) throws(Fault)
    -> Int
  {
    guard let number = Int(value), number >= least else {
      throw badValue(name, "a number", value, example: "1000")
    }
    if number > most { throw Fault(ShellFault.tooLarge(option: name, most: most, value: value)) }
    return number
  }

  private func duration(_ name: String, _ value: String) throws(Fault) -> Int {
    guard case .duration(let microseconds)? = Durations.read(value), microseconds > 0 else {
      throw badValue(name, "a duration", value, example: "30s")
    }
    return microseconds
  }

  private func badValue(_ name: String, _ wanted: String, _ value: String, example: String) -> Fault {
    Fault(ShellFault.badValue(option: name, wanted: wanted, value: value, example: "\(name) \(example)"))
  }
}
