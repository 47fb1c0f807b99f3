package import Base

/// How completion matches names.
package enum NameSearch: Sendable {
  /// Names that begin so; keys of secrets also behind their project.
  case beginning(String)
  /// Names that contain these letters in order, not necessarily adjacent.
  case letters(String)
}

/// A name that may be typed.
package struct NameMatch: Sendable, Equatable {
  /// The kind of the named entity.
  package let kind: NameIndex.Kind
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name: of a secret `PROJECT/KEY`.
  package let text: String
  /// Its owner: the machine account of a token, the role of a person.
  package let owner: String
  /// The end of a token, or when a secret was deleted.
  package let moment: Int64?
  /// Whether its name does not begin as was asked, but a part of it.
  package let isInner: Bool
  /// Whether it is a secret without a project, named by its key alone.
  package let isBare: Bool

  /// The id as text.
  package var idText: String { id.text }
}

/// The result of a search.
package struct NameMatches: Sendable {
  /// The first ones in order.
  package var found: [NameMatch] = []
  /// How many there are.
  package var total = 0
  /// What all names begin with, also those that are not given.
  package var common: String?
  /// Whether all names were read by now.
  package var isWhole = true
  /// Whether the search ended before all names were looked at.
  package var isCut = false
}

/// The names of a vault, for completion.
///
/// They are read newest first, a slice at a time, cached, and read again after a change; the cached ones serve
/// meanwhile.
package final class NameIndex {
  /// The kinds of names.
  package enum Kind: Sendable, CaseIterable {
    /// The kinds that have names; `trashed` are secrets in the trash.
    case account, project, secret, trashed, token, person, group

    /// The kind of the entity.
    package var entity: EntityKind {
      switch self {
      case .account: .account
      case .project: .project
      case .secret, .trashed: .secret
      case .token: .token
      case .person: .person
      case .group: .group
      }
    }
  }

  /// The names of one kind.
  private struct Names {
    /// The event behind which the reading began.
    var event: Int64
    /// The names read before the last change.
    var kept: [NameRun] = []
    var fresh: [NameRun] = []
    /// How many secrets have a key, by its hash.
    var keys: [Int: Int] = [:]
    /// Below this number the next slice begins.
    var next: Int64? = .max

    /// Adds a run; runs of like length become one, so that there are few.
    mutating func add(_ run: NameRun) {
      var run = run
      while let last = fresh.last, last.count <= 2 * run.count {
        fresh.removeLast()
        run = NameRun(merging: last, run)
      }
      fresh.append(run)
    }
  }

  private let session: VaultSession
  private var names: [Kind: Names] = [:]
  /// The rows of a slice.
  private static let slice = 512

  /// An index of what a session may see; nothing is read yet.
  package init(_ session: VaultSession) { self.session = session }

  /// Reads names of some kinds until it is due or all are there; false where nothing is left.
  package func read(_ kinds: [Kind], until isDue: () -> Bool) throws(VaultError) -> Bool {
    for kind in kinds {
      try refresh(kind)
      while names[kind]?.next != nil {
        if isDue() { return true }
        try readSlice(kind)
      }
    }
    return false
  }

  /// Reads one more slice of the kinds asked for so far; false where nothing is left.
  package func readMore() throws(VaultError) -> Bool {
    guard let kind = Kind.allCases.first(where: { names[$0]?.next != nil }) else { return false }
    try readSlice(kind)
    return true
  }

  /// Searches some kinds for at most so many names, until the search has to end.
  package func matches(
    _ kinds: [Kind], _ search: NameSearch, most: Int, until isDue: () -> Bool = { false }
  ) -> NameMatches {
    var result = NameMatches()
    for kind in kinds {
      guard let names = names[kind] else { continue }
      if names.next != nil { result.isWhole = false }
      // What was kept may have been read again by now.
      let isTwofold = !names.fresh.isEmpty && !names.kept.isEmpty
      var seen: Set<UUID128> = []
      for run in names.fresh + names.kept where !result.isCut {
        run.collect(search, kind, most: most, into: &result, isDue) {
          !isTwofold || seen.insert($0).inserted
        }
      }
    }
    result.found.sort { ($0.isInner ? 1 : 0, $0.text) < ($1.isInner ? 1 : 0, $1.text) }
    if result.found.count > most { result.found.removeLast(result.found.count - most) }
    return result
  }

  /// Whether nothing of some kinds has this name, surely: all names were read, and none may be meant by it.
  package func lacks(_ text: String, _ kinds: [Kind]) -> Bool {
    let name = Texts.trimmed(text)
    // What looks like an id may be one, and other ways of writing a letter are the store's to compare.
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 < 0x80 }), UUID128(name) == nil else { return false }
    return kinds.allSatisfy { kind in
      guard let names = names[kind], names.next == nil else { return false }
      let wanted = Array((kind == .person ? Texts.normalizedEmail(name) : name).utf8)
      if names.fresh.contains(where: { $0.holds(wanted) }) { return false }
      guard kind.entity == .secret else { return true }
      let project = name.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
      return names.keys[name.hashValue] == nil && UUID128(project) == nil
    }
  }

  /// Whether several secrets, or those of the trash, may have this key.
  package func isShared(key: String, _ kind: Kind) -> Bool {
    guard let names = names[kind], names.next == nil else { return true }
    return (names.keys[key.hashValue] ?? 0) > 1
  }

  // MARK: reading

  /// Begins anew where something has changed since.
  private func refresh(_ kind: Kind) throws(VaultError) {
    guard let event = try session.head()?.event else { return }
    if let known = names[kind], known.event == event { return }
    let before = names[kind]
    var new = Names(event: event)
    // If reading did not finish, the complete names from before it are kept.
    new.kept = before.map { $0.next == nil ? $0.fresh : $0.kept } ?? []
    names[kind] = new
  }

  private func readSlice(_ kind: Kind) throws(VaultError) {
    guard let below = names[kind]?.next else { return }
    var run = NameRun()
    var lowest: Int64?
    switch kind {
    case .account: lowest = try add(session.listAccounts(page(below), [.id]), to: &run)
    case .project: lowest = try add(session.listProjects(page(below), [.id]), to: &run)
    case .secret: lowest = try addSecrets(below, to: &run)
    case .token: lowest = try addTokens(below, to: &run)
    case .trashed: lowest = try addTrash(below, to: &run)
    case .person:
      for person in try session.people() { run.add(person.email, person.id, owner: person.role.word) }
    case .group: for group in try session.groups() { run.add(group.name, group.id) }
    }
    run.sort()
    names[kind]?.add(run)
    names[kind]?.next = lowest
    if lowest == nil { names[kind]?.kept = [] }
  }

  private func page<Row: StoredRow>(_ below: Int64) -> Query<Row> {
    Query(
      [Condition(.number, .less, .int(below))], order: [SortKey(.number, descending: true)],
      limit: NameIndex.slice)
  }

  /// Where the next slice begins; nil behind the last one.
  private func next(_ numbers: [Int64]) -> Int64? { numbers.count < NameIndex.slice ? nil : numbers.last }

  private func add(_ page: ListedPage, to run: inout NameRun) -> Int64? {
    for (index, row) in page.rows.enumerated() { run.add(page.names.text(index), row.id) }
    return next(page.rows.map(\.number))
  }

  private func addSecrets(_ below: Int64, to run: inout NameRun) throws(VaultError) -> Int64? {
    let page = try session.listSecrets(page(below), [.id, .project])
    for (index, row) in page.rows.enumerated() {
      let project = try row.project.flatMap { (number) throws(VaultError) in try page.project(number, session)
      }
      let key = page.names.text(index)
      run.add(key, row.id, project: project?.name)
      names[.secret]?.keys[key.hashValue, default: 0] += 1
    }
    return next(page.rows.map(\.number))
  }

  private func addTokens(_ below: Int64, to run: inout NameRun) throws(VaultError) -> Int64? {
    var query: TokenQuery = page(below)
    query.conditions.append(.isNull(.revoked))
    let tokens = try session.tokens(query)
    for token in tokens { run.add(token.name, token.id, owner: token.account.name, moment: token.expires) }
    return next(tokens.map(\.number))
  }

  private func addTrash(_ below: Int64, to run: inout NameRun) throws(VaultError) -> Int64? {
    let secrets = try session.trash(page(below))
    for secret in secrets {
      run.add(secret.key, secret.id, project: secret.project?.name, moment: secret.deleted)
      names[.trashed]?.keys[secret.key.hashValue, default: 0] += 1
    }
    return next(secrets.map(\.number))
  }
}
