internal import Interpreter
internal import Vault

/// The types of parameters that the domain brings, read without a vault.
enum ParameterTypes {
  static let all: [ParameterType] =
    [
      reference("account", [.account]), reference("project", [.project]), reference("secret", [.secret]),
      reference("token", [.token]), reference("person", [.person]),
      reference("accounts", [.account], more: [.list(.any)]),
      reference("projects", [.project], more: [.list(.any)]),
      reference("secrets", [.secret], more: [.list(.any)]),
      reference("trashed-secrets", [.secret], more: [.list(.any)]),
      reference("tokens", [.token], more: [.list(.any)]), names,
      reference("grant-side", GrantPairs.kinds, more: [.list(.any)]), level, eventType, expiry, moment,
      setting,
    ] + people + subscription + columns

  /// The words of columns that hold no others: for comparisons.
  private static let columns = [
    ParameterType(name: "event-name", accepts: [.string], choices: { EventTypes.choices }) { word in
      EventTypes.name(word)
    },
    closed("event-origin", "origin of events", Meanings.origins),
    closed("token-status", "status of tokens", Meanings.tokenStatuses),
    closed("person-status", "status of people", Meanings.personStatuses),
  ]

  private static func closed(_ name: String, _ what: String, _ choices: [Choice]) -> ParameterType {
    ParameterType(name: name, accepts: [.string], choices: { choices }) { word in
      let words = choices.map(\.word)
      return words.contains(word) ? .success(()) : .failure(Keywords.unknown(word, what, words))
    }
  }

  /// A name, an id, an entity or `kind:name`.
  static func reference(_ name: String, _ kinds: [EntityKind], more: [Type] = []) -> ParameterType {
    ParameterType(name: name, accepts: [.string] + kinds.map { .entity($0.word, nil) } + more) { word in
      if word.isEmpty {
        return .failure(Fault(CommandFault.emptyName))
      }
      let prefix = word.utf8.firstIndex(of: UInt8(ascii: ":")).map { String(word[..<$0]) }
      guard let prefix, let kind = EntityKind(word: prefix), !kinds.contains(kind) else {
        return .success(())
      }
      let wanted = kinds.map(\.phrase).joined(separator: " or ")
      return .failure(
        Fault(
          CommandFault.otherKind(
            word: word, wanted: wanted, forms: kinds.map { $0.word + ":NAME" }.joined(separator: " or "))))
    }
  }

  /// Names of entities that do not exist yet.
  private static let names = ParameterType(name: "names", accepts: [.string, .list(.any)]) { word in
    Texts.isBlank(word) ? .failure(Fault(CommandFault.blankName)) : .success(())
  }

  /// `read` or `read-write`.
  private static let level = ParameterType(
    name: "level", accepts: [.string], choices: { Meanings.levels }
  ) { word in
    if AccessLevel(word: word) != nil { return .success(()) }
    let words = AccessLevel.allCases.map(\.word)
    let isWriting = ["write", "rw", "readwrite", "read_write", "read,write", "w"].contains(word.lowercased())
    let near = isWriting ? "read-write" : Suggestion.nearest(word, among: words)
    return .failure(
      Fault(
        CommandFault.noneOf(
          word: word, what: "level of access",
          help: near.map { "did you mean `\($0)`?" } ?? "levels are \(words.joined(separator: " and "))")))
  }

  /// The settings of `vault set`.
  private static let setting = ParameterType(
    name: "setting", accepts: [.string], choices: { Meanings.settings }
  ) { word in
    VaultSetting(rawValue: word) != nil ? .success(()) : .failure(unknownSetting(word))
  }

  static func unknownSetting(_ word: String) -> Fault {
    let words = VaultSetting.allCases.map(\.rawValue)
    let near = Suggestion.nearest(word, among: words)
    return Fault(
      CommandFault.noneOf(
        word: word, what: "setting of the vault",
        help: near.map { "did you mean `\($0)`?" } ?? "settings are \(words.joined(separator: ", "))"))
  }

  /// The number, range of numbers or name of types of events.
  private static let eventType = ParameterType(
    name: "event-code", accepts: [.string, .int, .range, .list(.any)], choices: { EventTypes.choices }
  ) { word in
    EventTypes.read(word).map { _ in () }
  }

  /// A duration from now, a date, or `never`.
  private static let expiry = ParameterType(
    name: "expiry", accepts: [.string, .duration, .datetime, .null], choices: { Meanings.ends }
  ) { word in
    Expiry.read(word).map { _ in () }
  }

  /// A date, or a duration before now.
  private static let moment = ParameterType(
    name: "moment", accepts: [.string, .duration, .datetime], choices: { Meanings.moments }
  ) { word in
    Moment.read(word).map { _ in () }
  }
}
