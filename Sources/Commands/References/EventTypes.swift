internal import Interpreter
internal import Syntax
internal import Vault

/// Types of events as people write them: `2304`, `account.created`, `2100..2105`, several with commas.
enum EventTypes {
  /// The ranges of numbers that a text names.
  static func read(_ text: String) -> Result<[ClosedRange<Int64>], Fault> {
    var ranges: [ClosedRange<Int64>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch one(String(part)) {
      case .success(let range): ranges.append(range)
      case .failure(let fault): return .failure(fault)
      }
    }
    return .success(ranges)
  }

  /// All types with their messages, a line each; what the messages name stands in braces.
  static var table: String {
    EventCode.allCases.map { code in
      let pad = String(repeating: " ", count: max(1, 24 - code.name.utf8.count))
      return "\(code.number)  \(code.name)\(pad)\(code.words)\n"
    }.joined()
  }

  /// All types by their names, with number and message.
  static var choices: [Choice] {
    EventCode.allCases.map { Choice($0.name, "\($0.number)  \($0.words)") }
  }

  private static func one(_ word: String) -> Result<ClosedRange<Int64>, Fault> {
    switch Literal.read(word: word) {
    case .int(let number)?: return known(number...number, word)
    case .range(let low, let high, let inclusive)?:
      let last = inclusive ? high : high - 1
      return low <= last ? known(low...last, word) : .failure(unknown(word))
    default: break
    }
    guard let code = EventCode(name: word) else { return .failure(unknown(word)) }
    return .success(code.number...code.number)
  }

  private static func known(
    _ range: ClosedRange<Int64>, _ word: String
  ) -> Result<ClosedRange<Int64>, Fault> {
    EventCode.allCases.contains { range.contains($0.number) } ? .success(range) : .failure(unknown(word))
  }

  private static func unknown(_ word: String) -> Fault {
    Fault(CommandFault.unknownEventType(word: word, near: near(word)))
  }

  /// What other words for the same mean here.
  private static let synonyms = [
    "read": "retrieved", "accessed": "retrieved", "access": "retrieved", "viewed": "retrieved",
    "view": "retrieved", "revealed": "retrieved", "reveal": "retrieved", "shown": "retrieved",
    "fetched": "retrieved", "added": "created", "create": "created", "new": "created", "changed": "edited",
    "updated": "edited", "update": "edited", "edit": "edited", "modified": "edited", "removed": "deleted",
    "remove": "deleted", "delete": "deleted", "destroyed": "purged", "purge": "purged",
    "restore": "restored", "login": "signed-in", "sign-in": "signed-in", "logged-in": "signed-in",
    "revoke": "revoked", "rename": "renamed", "import": "imported", "export": "exported",
  ]

  /// The types that may be meant: of a near name, or those whose second word it is, at most three.
  private static func near(_ word: String) -> [String] {
    let names = EventCode.allCases.map(\.name)
    let parts = word.lowercased().split(separator: ".", maxSplits: 1).map(String.init)
    guard let last = parts.last else { return [] }
    if synonyms[last] == nil, let near = Suggestion.nearest(word, among: names) { return [near] }
    let verbs = Set(names.compactMap { $0.split(separator: ".").last.map(String.init) })
    guard
      let verb = synonyms[last]
        ?? (verbs.contains(last) ? last : Suggestion.nearest(last, among: verbs.sorted()))
    else {
      let family = names.filter { $0.hasPrefix(last + ".") }
      return Array(family.prefix(3))
    }
    let found = names.filter { $0.hasSuffix("." + verb) }
    let same = parts.count > 1 ? found.filter { $0.hasPrefix(parts[0] + ".") } : []
    return Array((same.isEmpty ? found : same).prefix(3))
  }

  /// A name as the column `event` shows it: of a type that is not known here its number.
  static func name(_ word: String) -> Result<Void, Fault> {
    if EventCode(name: word) != nil { return .success(()) }
    if let number = Int64(word), EventCode(number: number) == nil { return .success(()) }
    return .failure(unknown(word))
  }

  /// The ranges that a value names.
  static func ranges(_ value: Value, _ call: Call) throws(Fault) -> [ClosedRange<Int64>] {
    switch value {
    case .text(let text): return try read(text.string).get()
    case .int(let number): return try read(String(number)).get()
    case .range(let range):
      guard case .int(let low) = range.low, case .int(let high) = range.high else { break }
      return try read("\(low)\(range.isInclusive ? ".." : "..<")\(high)").get()
    case .list(let list):
      var ranges: [ClosedRange<Int64>] = []
      for item in list.items { ranges += try self.ranges(item, call) }
      return ranges
    default: break
    }
    throw call.wrongType("--type", "type of event", value)
  }
}

extension EventCode {
  /// The message with words in the place of ids.
  var words: String { message.text { _ in "ID" } }
}
