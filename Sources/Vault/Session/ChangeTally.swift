/// What a session has changed since it was last asked, by the types of events.
package struct ChangeTally: Sendable {
  /// The changes of the transaction that is open, in their order.
  private var pending: [Int64] = []
  private var counts: [Int64: Int] = [:]

  /// Nothing yet.
  package init() {}

  mutating func add(_ code: EventCode) { pending.append(code.number) }

  mutating func commit() {
    for number in pending { counts[number, default: 0] += 1 }
    pending = []
  }

  mutating func rollBack(to count: Int) {
    if pending.count > count { pending.removeLast(pending.count - count) }
  }

  /// What was changed, in words; nil where nothing was.
  ///
  /// They are such as `3 grants created, 1 project deleted`. From now on the count begins anew.
  package mutating func take() -> String? {
    defer { counts = [:] }
    var order: [ChangeWords] = []
    var sums: [ChangeWords: Int] = [:]
    for number in counts.keys.sorted() {
      let words = ChangeWords(number)
      if sums[words] == nil { order.append(words) }
      sums[words, default: 0] += counts[number] ?? 0
    }
    // An import is reported by what it brought, not as a change of its own.
    if order.count > 1 { order.removeAll { $0 == ChangeWords(EventCode.imported.number) } }
    return order.isEmpty ? nil : order.map { $0.text(sums[$0] ?? 0) }.joined(separator: ", ")
  }
}

/// The words for some changes of one type: what, in both numbers, and what was done to it.
private struct ChangeWords: Hashable {
  var one: String
  var many: String
  var done: String

  /// The words of a type of events: from its name, where no others are better.
  init(_ number: Int64) {
    let name = EventCode(number: number)?.name ?? "event.recorded"
    let parts = name.split(separator: ".", maxSplits: 1)
    let (kind, verb) = (String(parts[0]), String(parts[parts.count - 1]))
    if let words = ChangeWords.others[name] {
      (one, many, done) = words
    } else if kind == "vault" {
      (one, many, done) = ("the vault", "the vault", verb.split(separator: "-").joined(separator: " "))
    } else if kind == "grant" || verb.hasPrefix("user-") || verb.hasPrefix("group-") {
      let last = verb.split(separator: "-").last.map(String.init) ?? verb
      (one, many, done) = ("grant", "grants", last == "added" ? "created" : last)
    } else {
      let phrase = EntityKind(word: kind)?.phrase ?? kind
      one = phrase
      many = phrase == "person" ? "people" : phrase.hasSuffix("s") ? phrase : phrase + "s"
      done = verb
    }
  }

  func text(_ count: Int) -> String {
    if one == many { return "\(one) \(done)" }
    return "\(count) \(count == 1 ? one : many) \(done)"
  }

  private static let others: [String: (String, String, String)] = [
    "secret.expired": ("secret", "secrets", "purged"), "vault.set": ("setting", "settings", "changed"),
    "vault.text-carried": ("text", "texts", "left as it was sealed"),
    "vault.imported": ("file", "files", "imported"),
    "subscription.changed": ("the subscription", "the subscription", "changed"),
    "subscription.grown": ("the subscription", "the subscription", "grown"),
    "token.failures-cleared": ("access token", "access tokens", "cleared of failed sign-ins"),
    "group.user-added": ("member", "members", "added"),
    "group.user-removed": ("member", "members", "removed"),
    "person.key-created": ("key", "keys", "created"), "person.key-revoked": ("key", "keys", "revoked"),
    "person.passphrase-changed": ("passphrase", "passphrases", "changed"),
  ]
}
