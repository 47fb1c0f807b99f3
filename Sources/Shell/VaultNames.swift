internal import Base
import CSupport
import Commands
import Glibc
import Interpreter
import Syntax
import Vault

/// The names of a vault as they are typed: each names one thing, and has a word about it.
struct VaultNames {
  let index: NameIndex

  /// How long a Tab may wait for names to be read, in µs.
  private static let patience = 25_000
  /// The most names of a list.
  private static let most = 300

  /// The kinds that a type of parameter takes; nil where it takes no names.
  static func kinds(of type: String) -> [NameIndex.Kind]? {
    switch type {
    case "account", "accounts": [.account]
    case "project", "projects": [.project]
    case "secret", "secrets": [.secret]
    case "trashed-secrets": [.trashed]
    case "token", "tokens": [.token]
    case "person", "people": [.person]
    case "group", "groups": [.group]
    case "grant-side": [.account, .project, .person, .group, .secret]
    default: nil
    }
  }

  /// How long a Tab may search, in µs.
  private static let searching = 25_000

  /// The names of some kinds that begin as typed, or hold its letters; once `kind:` is written, of that kind alone.
  func names(_ kinds: [NameIndex.Kind], _ typed: String, loose: Bool) -> EntityNames {
    let (kinds, prefix, text) = VaultNames.split(typed, kinds)
    let end = VaultNames.clock() + VaultNames.patience
    // Completion is a courtesy: an error here only means fewer suggestions.
    for kind in kinds { _ = try? index.read([kind]) { VaultNames.clock() > end } }
    let search: NameSearch = loose ? .letters(text) : .beginning(text)
    let due = VaultNames.clock() + VaultNames.searching
    let matches = index.matches(kinds, search, most: VaultNames.most) { VaultNames.clock() > due }
    let names = written(matches.found, prefix, isOne: kinds.count == 1)
    return EntityNames(
      names, more: matches.total - names.count, common: matches.common.map { prefix + $0 },
      isWhole: matches.isWhole, isCut: matches.isCut)
  }

  /// Whether surely nothing of some kinds has a name; what was not read yet is read while no key is pressed.
  func lacks(_ kinds: [NameIndex.Kind], _ name: String) -> Bool {
    let (kinds, _, text) = VaultNames.split(name, kinds)
    for kind in kinds { _ = try? index.read([kind]) { true } }
    return index.lacks(text, kinds)
  }

  /// The kinds, prefix and rest of a name that may begin with `kind:`.
  private static func split(
    _ typed: String, _ kinds: [NameIndex.Kind]
  ) -> (kinds: [NameIndex.Kind], prefix: String, text: String) {
    guard let colon = typed.utf8.firstIndex(of: UInt8(ascii: ":")),
      let kind = kinds.first(where: { $0.entity.word == typed[..<colon] })
    else { return (kinds, "", typed) }
    let prefix = kind.entity.word + ":"
    return ([kind], prefix, String(typed.dropFirst(prefix.count)))
  }

  private static func clock() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
  }

  /// What names each match and nothing else: its name, `kind:name`, or the id.
  private func written(_ matches: [NameMatch], _ prefix: String, isOne: Bool) -> [EntityName] {
    var kinds: [String: Set<NameIndex.Kind>] = [:]
    var counts: [String: Int] = [:]
    for match in matches {
      kinds[match.text, default: []].insert(match.kind)
      counts["\(match.kind) \(match.text)", default: 0] += 1
    }
    return matches.map { match in
      let isTwin = counts["\(match.kind) \(match.text)"] != 1
      let isShared = match.isBare && index.isShared(key: match.text, match.kind)
      let hasKind =
        !prefix.isEmpty || kinds[match.text]?.count == 1 && EntityKind(prefixOf: match.text) == nil
      let text = (hasKind ? prefix : match.kind.entity.word + ":") + match.text
      return EntityName(
        isTwin || isShared ? match.idText : text, display: prefix + match.text,
        note: VaultNames.note(match) + (isTwin || isShared ? ", by its id" : ""), isLoose: match.isInner)
    }
  }

  private static func note(_ match: NameMatch) -> String {
    let kind = match.kind.entity.phrase
    switch match.kind {
    case .token:
      return "\(kind) of \(match.owner), " + (match.moment.map { "ends \(day($0))" } ?? "never ends")
    case .trashed: return match.moment.map { "\(kind), deleted \(day($0))" } ?? kind
    case .person: return "\(kind), \(match.owner)"
    default: return kind
    }
  }

  private static func day(_ microseconds: Int64) -> String {
    String(DateText.format(microseconds: microseconds).prefix(10))
  }
}

extension EntityKind {
  /// The kind whose `kind:` a name begins with.
  fileprivate init?(prefixOf name: String) {
    guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    self.init(word: String(name[..<colon]))
  }
}
