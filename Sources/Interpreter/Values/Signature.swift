/// What a command does beyond computing.
///
/// Enforced below the interpreter.
package struct Effect: OptionSet, Sendable {
  /// The bits of the effects.
  package let rawValue: UInt8

  /// The effects of some bits.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Only reads.
  package static let read: Effect = []
  /// Changes the vault.
  package static let write = Effect(rawValue: 1)
  /// Deletes or revokes.
  package static let destroy = Effect(rawValue: 2)
  /// Returns plaintext of a secret.
  package static let reveal = Effect(rawValue: 4)
  /// Files, programs, network, terminal.
  package static let outside = Effect(rawValue: 8)
  /// Asks or waits, which a batch may not.
  package static let waits = Effect(rawValue: 16)
  /// Is a transaction of its own, which neither a batch nor a plan can hold.
  package static let alone = Effect(rawValue: 32)
  /// Shows something: allowed wherever reading is, but seen, so a closure that does it runs for every row.
  package static let shows = Effect(rawValue: 64)

  /// All that a read-only run refuses.
  static let beyondReading: Effect = [.write, .destroy, .reveal, .outside]

  /// The names, as help and `check --effects` print them.
  package var names: [String] {
    var names: [String] = []
    if contains(.write) { names.append("write") }
    if contains(.destroy) { names.append("destroy") }
    if contains(.reveal) { names.append("reveal") }
    if contains(.outside) { names.append("outside") }
    return names.isEmpty ? ["read"] : names
  }

  /// What a command with these effects does, for errors.
  var phrases: [String] {
    var phrases: [String] = []
    if contains(.write) { phrases.append("changes the vault") }
    if contains(.destroy) { phrases.append("deletes or revokes") }
    if contains(.reveal) { phrases.append("opens what is secret") }
    if contains(.outside) { phrases.append("works on files or programs") }
    return phrases
  }
}

/// The heading under which help lists a command.
package enum Category: String, CaseIterable, Sendable {
  /// The headings of the language, in the order of help.
  case rows, text, values, time, io, flow, help
  /// The headings of the domain, in the order of help.
  case vault, accounts, projects, secrets, grants, tokens, events, people
}

/// A positional parameter.
package struct Parameter: Sendable {
  /// The name as usage and errors write it.
  package var name: String
  /// The type of the argument.
  package var type: Type
  /// What the argument is, as one phrase.
  package var doc: String
  /// Whether a call may leave it out.
  package var isOptional: Bool
  /// Given as an argument or through the pipe: behind a pipe the arguments begin with the next parameter.
  package var isSubject: Bool
  /// How many arguments a rest parameter takes at least where nothing comes through the pipe.
  package var least: Int
  /// Rows that are given for it are read while the command works; all others are lists before it begins.
  package var readsRows: Bool
  /// What completion offers for it.
  package var offers: Offer?

  /// A parameter that a call must give as an argument, unless something else is said.
  package init(
    _ name: String, _ type: Type, _ doc: String, optional: Bool = false, subject: Bool = false,
    least: Int = 0, readsRows: Bool = false, offers: Offer? = nil
  ) {
    self.name = name
    self.type = type
    self.doc = doc
    isOptional = optional
    isSubject = subject
    self.least = least
    self.readsRows = readsRows
    self.offers = offers
  }
}

/// A flag; without a type it is a switch.
package struct Flag: Sendable {
  /// The name without dashes.
  package var name: String
  /// The letter that stands for it, if there is one.
  package var short: Character?
  /// The type of its value; nil for a switch.
  package var type: Type?
  /// What it does, as one phrase.
  package var doc: String
  /// True for a switch that holds for the rest arguments before it, back to the switch before: `.a --desc .b --asc`.
  ///
  /// In front of them all it holds for those that have none of their own. Where it does not hold for all of them it
  /// arrives as a list with a bool for each.
  package var isPerKey: Bool
  /// A call must give it.
  package var isRequired: Bool
  /// What completion offers for its value.
  package var offers: Offer?
  /// What its value is given to.
  var parameter: Parameter { Parameter(name, type ?? .bool, doc) }

  /// What it may be given when running.
  var wanted: Type { type ?? (isPerKey ? .oneOf([.bool, .list(.bool)]) : .bool) }

  /// A flag that a call may leave out, unless it is required.
  package init(
    _ name: String, _ type: Type? = nil, _ doc: String, short: Character? = nil, isPerKey: Bool = false,
    required: Bool = false, offers: Offer? = nil
  ) {
    self.name = name
    self.type = type
    self.doc = doc
    self.short = short
    self.isPerKey = isPerKey
    isRequired = required
    self.offers = offers
  }
}

/// A use of a command with what it gives, both in the language; without a result it must still check.
package struct Example: Sendable {
  /// The line of the language.
  package var code: String
  /// What the line gives, as the language writes it; nil where the test only checks the line.
  package var result: String?
  /// What the line does; nil where it is plain.
  package var doc: String?

  /// A line with what it gives and does.
  package init(_ code: String, gives result: String? = nil, _ doc: String? = nil) {
    self.code = code
    self.result = result
    self.doc = doc
  }
}

/// What a command takes from the pipe.
package enum Input: Sendable {
  /// Nothing: standing behind `|` is an error.
  case none
  /// The command works with a pipe and without one.
  case optional(Type)
  /// The command works only behind `|`.
  case required(Type)
}

/// All that is known of a command: read for arguments, checking, help, completion, the reference and the tests of examples.
///
/// One reference to the facts, since the checker passes signatures around with each call; who changes one that is
/// shared gets facts of its own first.
package struct Signature: Sendable {
  private var facts: Facts

  /// The facts of a command; a plain command only reads, takes no input and has no arguments.
  package init(
    _ summary: String, category: Category, effect: Effect = .read, positional: [Parameter] = [],
    rest: Parameter? = nil, flags: [Flag] = [], rules: [ArgumentRule] = [], input: Input = .none,
    output: Type = .any, details: String = "",
    examples: [Example] = [], appendix: String = ""
  ) {
    facts = Facts(summary, category, output)
    facts.details = details
    facts.effect = effect
    facts.positional = positional
    facts.rest = rest
    facts.flags = flags
    facts.rules = rules
    facts.input = input
    facts.examples = examples
    facts.appendix = appendix
  }

  /// What the command does, as one sentence: verb first.
  package var summary: String {
    get { facts.summary }
    set { owned.summary = newValue }
  }
  /// What the summary leaves out, in paragraphs of Markdown; empty where nothing is missing.
  package var details: String {
    get { facts.details }
    set { owned.details = newValue }
  }
  /// The heading under which help lists it.
  package var category: Category {
    get { facts.category }
    set { owned.category = newValue }
  }
  /// What it does beyond computing.
  package var effect: Effect {
    get { facts.effect }
    set { owned.effect = newValue }
  }
  /// The positional parameters, in order.
  package var positional: [Parameter] {
    get { facts.positional }
    set { owned.positional = newValue }
  }
  /// The parameter that takes all further arguments.
  package var rest: Parameter? {
    get { facts.rest }
    set { owned.rest = newValue }
  }
  /// The flags, in the order of help.
  package var flags: [Flag] {
    get { facts.flags }
    set { owned.flags = newValue }
  }
  /// Which arguments are given together, or instead of each other.
  package var rules: [ArgumentRule] { facts.rules }
  /// Makes all arguments optional: for a look at a call before it is due.
  mutating func requireNothing() {
    owned.rules = rules.filter { $0.kind == .atMostOne && !$0.names.contains(ArgumentRule.pipe) }
    for index in positional.indices { owned.positional[index].isOptional = true }
    for index in flags.indices { owned.flags[index].isRequired = false }
    owned.rest?.least = 0
  }
  /// What it takes from the pipe.
  package var input: Input {
    get { facts.input }
    set { owned.input = newValue }
  }
  /// The type of what it gives, where the arguments do not decide it.
  package var output: Type {
    get { facts.output }
    set { owned.output = newValue }
  }
  /// Uses that help shows and tests run.
  package var examples: [Example] {
    get { facts.examples }
    set { owned.examples = newValue }
  }
  /// A table that help prints as it is, such as the types of events.
  package var appendix: String {
    get { facts.appendix }
    set { owned.appendix = newValue }
  }

  private var owned: Facts {
    mutating get {
      if !isKnownUniquelyReferenced(&facts) { facts = facts.copy() }
      return facts
    }
  }

  /// Never changed while more than one signature refers to it.
  private final class Facts: @unchecked Sendable {
    var summary: String
    var details = ""
    var category: Category
    var effect = Effect.read
    var positional: [Parameter] = []
    var rest: Parameter?
    var flags: [Flag] = []
    var rules: [ArgumentRule] = []
    var input = Input.none
    var output: Type
    var examples: [Example] = []
    var appendix = ""

    init(_ summary: String, _ category: Category, _ output: Type) {
      self.summary = summary
      self.category = category
      self.output = output
    }

    func copy() -> Facts {
      let copy = Facts(summary, category, output)
      copy.details = details
      copy.effect = effect
      copy.positional = positional
      copy.rest = rest
      copy.flags = flags
      copy.rules = rules
      copy.input = input
      copy.examples = examples
      copy.appendix = appendix
      return copy
    }
  }
}
