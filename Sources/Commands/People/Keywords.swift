internal import Base
internal import Interpreter
internal import Syntax
internal import Vault

/// Words of roles, bits and effects as people write them.
enum Keywords {
  /// The role of a word.
  static func role(_ word: String) -> Role? {
    Role.allCases.first { sameBytes($0.word, word) }
  }

  /// The bits of words with commas between them.
  static func permissions(_ text: String) -> Result<Permissions, Fault> {
    var all: Permissions = []
    for word in parts(text) {
      guard let found = Permissions.words.first(where: { sameBytes($0.word, word) }) else {
        return .failure(unknown(word, "permission", Permissions.words.map(\.word)))
      }
      all.insert(found.permission)
    }
    return .success(all)
  }

  /// The effects of words with commas between them; `read` goes with all.
  static func effects(_ text: String) -> Result<CredentialEffects, Fault> {
    var all: CredentialEffects = .read
    for word in parts(text) {
      guard let found = CredentialEffects.words.first(where: { sameBytes($0.word, word) }) else {
        return .failure(unknown(word, "effect", CredentialEffects.words.map(\.word)))
      }
      all.insert(found.effect)
    }
    return .success(all)
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  static func unknown(_ word: String, _ what: String, _ words: [String]) -> Fault {
    let near = Suggestion.word(word, among: words)
    return Fault(
      CommandFault.noneOf(
        word: word, what: what,
        help: near.map { "did you mean `\($0)`?" } ?? "there are \(words.joined(separator: ", "))"))
  }
}

extension ParameterTypes {
  /// The types that commands of people and groups bring.
  static let people: [ParameterType] = [
    reference("people", [.person], more: [.list(.any)]), reference("group", [.group]),
    reference("groups", [.group], more: [.list(.any)]),
    ParameterType(name: "role", accepts: [.string], choices: { Meanings.roles }) { word in
      Keywords.role(word) == nil
        ? .failure(Keywords.unknown(word, "role", Role.allCases.map(\.word))) : .success(())
    },
    ParameterType(
      name: "permissions", accepts: [.string, .list(.any)], choices: { Meanings.permissions }
    ) { word in
      Keywords.permissions(word).map { _ in () }
    },
    ParameterType(
      name: "effects", accepts: [.string, .list(.any)], choices: { Meanings.effects }
    ) { word in
      Keywords.effects(word).map { _ in () }
    },
    ParameterType(
      name: "yes-no", accepts: [.string, .bool], choices: { [Choice("yes", ""), Choice("no", "")] }
    ) { word in
      ["yes", "no", "true", "false"].contains(word)
        ? .success(()) : .failure(Keywords.unknown(word, "answer", ["yes", "no"]))
    },
  ]
}

extension Call {
  /// The role of a flag.
  func role() throws(Fault) -> Role? {
    guard let word = try text("role") else { return nil }
    guard let role = Keywords.role(word) else {
      throw Keywords.unknown(word, "role", Role.allCases.map(\.word))
    }
    return role
  }

  /// The bits of `--allow`.
  func permissions() throws(Fault) -> Permissions? {
    try words("allow").map { (text) throws(Fault) in try Keywords.permissions(text).get() }
  }

  /// The effects of `--only`.
  func effects() throws(Fault) -> CredentialEffects? {
    try words("only").map { (text) throws(Fault) in try Keywords.effects(text).get() }
  }

  /// Words with commas, or a list of words, as words with commas.
  private func words(_ name: String) throws(Fault) -> String? {
    guard let value = flag(name) else { return nil }
    var words: [String] = []
    for item in try Subjects.flat([value], self) {
      guard let word = item.string else { throw wrongType("--" + name, "word", item) }
      words.append(word)
    }
    return words.joined(separator: ",")
  }

  /// The value of a yes-or-no flag.
  func answer(_ name: String) throws(Fault) -> Bool? {
    switch flag(name) {
    case nil, .null?: return nil
    case .bool(let value)?: return value
    case let value?: return value.string == "yes" || value.string == "true"
    }
  }

  /// The end of what is made here, from the clock of the vault; it always has one.
  func end(_ session: VaultSession, days: Int) throws(Fault) -> Int64 {
    let now = session.service.now()
    guard let value = flag("expires") else { return Moment.days(days, from: now, context) }
    guard let end = try Expiry.instant(value, self, clock: now) else {
      throw fault(CommandFault.endMissing(command: name))
    }
    return end
  }
}
