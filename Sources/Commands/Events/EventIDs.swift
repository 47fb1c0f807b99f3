internal import Base
internal import Interpreter
internal import Vault

/// Looks up what the events of a file name: ids by their first eight digits, and names.
final class EventIDs {
  private let session: VaultSession
  /// The columns of exports, for what follows from ids there.
  let csv: EventCSV
  /// The ids of a kind by their first eight digits; nil where several begin with them.
  private var prefixes: [EntityKind: [UInt32: UUID128?]] = [:]
  private var accounts: Set<UUID128>?
  /// What the texts of lines name, by member.
  private var references = LineMember.allCases.map { _ in KnownReferences() }
  private var names: [[UInt8]: (kind: EntityKind, id: UUID128)] = [:]

  init(_ session: VaultSession, _ csv: EventCSV) {
    self.session = session
    self.csv = csv
  }

  /// The one id of a kind that begins with these digits.
  func id(_ kind: EntityKind, beginning prefix: UInt32) throws(VaultError) -> UUID128? {
    if let known = prefixes[kind] { return known[prefix] ?? nil }
    var known: [UInt32: UUID128?] = [:]
    for id in try session.knownIDs(kind) {
      let start = UInt32(truncatingIfNeeded: id.high >> 32)
      if let other = known[start], other != id {
        known.updateValue(nil, forKey: start)
      } else {
        known.updateValue(id, forKey: start)
      }
    }
    prefixes[kind] = known
    return known[prefix] ?? nil
  }

  /// Whether it is the id of a machine account that this vault has or had.
  func isAccount(_ id: UUID128) throws(VaultError) -> Bool {
    if let accounts { return accounts.contains(id) }
    let known = Set(try session.knownIDs(.account))
    accounts = known
    return known.contains(id)
  }

  /// The entity that a text names: `kind:…`, an id of any vault, or a present or former name in this vault.
  ///
  /// A kind of nil: an id that may be of either kind.
  func reference(
    _ text: String, _ kinds: [EntityKind]
  ) throws(VaultError) -> (kind: EntityKind?, id: UUID128) {
    for kind in kinds where text.hasPrefix(kind.word + ":") {
      if let id = UUID128(text.dropFirst(kind.word.count + 1)) { return (kind, id) }
    }
    if let id = UUID128(text) { return (kinds.count == 1 ? kinds[0] : nil, id) }
    let key = Array("\(kinds[0].rawValue) \(text)".utf8)
    if let known = names[key] { return known }
    let found = try named(text, kinds)
    // A file may name very many things.
    if names.count >= 10_000 { names = [:] }
    names[key] = found
    return found
  }

  private func named(
    _ text: String, _ kinds: [EntityKind]
  ) throws(VaultError) -> (kind: EntityKind, id: UUID128) {
    do throws(VaultError) {
      let ref = try session.resolve(text, among: kinds)
      return (ref.kind, ref.id)
    } catch {
      guard case .notFound = error else { throw error }
      var gone: [(kind: EntityKind, id: UUID128)] = []
      for kind in kinds {
        let prefix = kind.word + ":"
        let name = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        for id in try session.buried(kind, named: name, byPath: true) { gone.append((kind, id)) }
      }
      if gone.count > 1 { throw .ambiguous(kind: nil, text: text, matches: gone.map(\.id.text)) }
      guard let one = gone.first else { throw error }
      return one
    }
  }

  // MARK: known references

  /// What a text named.
  struct Found {
    /// nil: an id that may be of either kind.
    let kind: EntityKind?
    let id: UUID128
    /// Whether it is surely a machine account.
    let isAccount: Bool
  }

  /// What a member of a line names, kept for the next line; nil where that fails.
  func known(_ text: UnsafeBufferPointer<UInt8>, _ member: LineMember) -> Found? {
    references[member.rawValue].found(text) { () -> Found? in
      guard let found = try? reference(String(decoding: text, as: UTF8.self), member.kinds) else {
        return nil
      }
      var isAccount = found.kind == .account
      if found.kind == nil {
        guard let known = try? self.isAccount(found.id) else { return nil }
        isAccount = known
      }
      return Found(kind: found.kind, id: found.id, isAccount: isAccount)
    }
  }
}

/// What the texts of a member name, found by their bytes: no text is made to look one up.
private struct KnownReferences {
  /// A file may name very many things.
  private static let most = 60_000

  private var texts = TextReader()
  /// What each text names, by its code; nil where that failed.
  private var found: [EventIDs.Found?] = []

  mutating func found(
    _ text: UnsafeBufferPointer<UInt8>, _ find: () -> EventIDs.Found?
  ) -> EventIDs.Found? {
    let code = Int(texts.code(text))
    if code < found.count, let known = found[code] { return known }
    let new = find()
    if code == found.count { found.append(new) } else { found[code] = new }
    if found.count >= Self.most { self = KnownReferences() }
    return new
  }
}
