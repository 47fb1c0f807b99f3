import Base
import Crypto

/// The detail of an event: canonical JSON (keys in order of their bytes, no blanks), never a name.
///
/// It holds only our own keywords, hexadecimal digits and sealed texts, so nothing needs escaping.
package enum EventDetail {
  /// The digests of the changed parts of a secret, and since the first rekey that of the previous value.
  ///
  /// Both are under the same key: digests of different keys do not tell whether values are the same.
  /// `dropsBefore`: the previous value did not open, and is not kept.
  static func secret(_ given: SecretDigests) -> String? {
    let digests = [
      ("digest_before", given.before), ("name_digest", given.name), ("note_digest", given.note),
      ("value_digest", given.value),
    ]
    let parts =
      (given.dropsBefore ? ["\"before\":\"unreadable\""] : [])
      + digests.compactMap { key, digest in digest.map { "\"\(key)\":\"\(hexEncode($0))\"" } }
    return parts.isEmpty ? nil : "{" + parts.joined(separator: ",") + "}"
  }

  /// Whether the value before was dropped because it did not open.
  static func dropsBefore(_ detail: String?) -> Bool { text("before", detail) == "unreadable" }

  /// The digest of the key or note of a secret, where a detail names it.
  static func digest(_ part: SecretPart, _ detail: String?) -> String? {
    text(part.rawValue + "_digest", detail)
  }

  /// The digest of the value before, where a detail names it.
  static func digestBefore(_ detail: String?) -> String? { text("digest_before", detail) }

  /// What a rekey sealed anew, and the keys of the digests before it, sealed.
  static func rekeyed(_ report: RekeyReport, valueKeys: String) -> String {
    "{\"carried\":\(report.carried),\"credentials\":\(report.credentials),"
      + "\"dropped_names\":\(report.droppedNames),\"key_version\":\(report.keyVersion),\"names\":\(report.names),"
      + "\"secrets\":\(report.secrets),\"tokens\":\(report.tokens),\"value_keys\":\"\(valueKeys)\","
      + "\"versions\":\(report.versions)}"
  }

  /// The sealed keys of the digests before a rekey.
  static func valueKeys(_ detail: String?) -> String? { text("value_keys", detail) }

  /// How many rows of an earlier release were taken on trust.
  static func sealed(rows: Int) -> String { "{\"rows\":\(rows)}" }

  /// A level that was given, taken or changed.
  static func level(before: AccessLevel?, after: AccessLevel?) -> String {
    "{\"after\":\(word(after)),\"before\":\(word(before))}"
  }

  /// What a person may be and do, before and after a change.
  static func person(before: PersonRow?, after: PersonRow?) -> String {
    "{\"after\":\(state(after)),\"before\":\(state(before))}"
  }

  /// What a person may be and do, as details write it.
  static func state(_ person: PersonRow?) -> String {
    guard let person else { return "null" }
    return "{\"access\":\(person.hasAccess),\"permissions\":\(person.permissions),"
      + "\"role\":\"\(person.role.word)\",\"status\":\"\(person.status.word)\"}"
  }

  /// What a person may be and do, in words for a report.
  static func words(_ person: PersonRow) -> String {
    let text = words(
      role: person.role.word, Permissions(rawValue: person.permissions), status: person.status.word,
      hasAccess: person.hasAccess)
    return person.name.map { "\(text), \"\($0)\"" } ?? text
  }

  /// The same without the name.
  static func words(role: String, _ permissions: Permissions, status: String, hasAccess: Bool) -> String {
    var words = [role] + permissions.words
    if !Texts.areSame(status, PersonStatus.confirmed.word) { words.append(status) }
    if !hasAccess { words.append("no access to secrets") }
    return words.joined(separator: ", ")
  }

  /// What stands after and before in a detail that says both.
  static func sides(_ detail: String) -> (before: Substring, after: Substring)? {
    let mark = "{\"after\":"
    guard detail.hasPrefix(mark) else { return nil }
    let rest = detail.dropFirst(mark.count).dropLast()
    let isObject = rest.utf8.first == UInt8(ascii: "{")
    guard var end = rest.firstIndex(of: isObject ? "}" : ",") else { return nil }
    if isObject { end = rest.index(after: end) }
    let second = ",\"before\":"
    guard rest[end...].hasPrefix(second) else { return nil }
    return (rest[end...].dropFirst(second.count), rest[..<end])
  }

  /// The id of the project that a secret lay in before its move, nil where it lay in none; nil where nothing moved.
  static func projectBefore(_ detail: String) -> String?? {
    let key = "project_before"
    if let id = text(key, detail) { return .some(id) }
    return detail.hasPrefix("{\"\(key)\":null") ? .some(nil) : nil
  }

  /// The state after the event that a detail names.
  static func stateAfter(_ detail: String?) -> String? {
    guard let detail else { return nil }
    let bytes = Array(detail.utf8)
    let mark = Array("{\"after\":".utf8)
    guard bytes.starts(with: mark), let end = bytes.firstIndex(of: UInt8(ascii: "}")) else { return nil }
    return String(decoding: bytes[mark.count...end], as: UTF8.self)
  }

  /// What limits an access token: when it ends, from where and how often it may be used.
  static func token(expires: Int64?, uses: Int64?, from: String?) -> String {
    let network = from.map { "\"\($0)\"" } ?? "null"
    return "{\"expires\":\(expires.map(String.init) ?? "null"),\"from\":\(network),"
      + "\"uses\":\(uses.map(String.init) ?? "null")}"
  }

  /// The key of a person that a detail names, also one that a vault was made with.
  static func credential(_ detail: String?) -> UUID128? {
    (text("credential", detail) ?? text("recovery_key", detail)).flatMap { UUID128($0) }
  }

  /// The effects that a key may have, and when it ends.
  static func key(_ ceiling: CredentialEffects?, credential: UUID128, expires: Int64?) -> String {
    let words = ceiling?.words.map { "\"\($0)\"" }.joined(separator: ",")
    return "{\"credential\":\"\(credential.text)\",\"expires\":\(expires.map(String.init) ?? "null"),"
      + "\"only\":\(words.map { "[\($0)]" } ?? "null")}"
  }

  /// The recovery key that a vault was made with.
  static func recovery(_ credential: UUID128) -> String { "{\"recovery_key\":\"\(credential.text)\"}" }

  /// The audit key that was added or revoked.
  static func auditKey(_ id: UUID128) -> String { "{\"audit_key\":\"\(id.text)\"}" }

  /// What a repair mended: by how many µs the last event was dated ahead, how many names went, whether checkpoints were
  /// numbered anew.
  static func repaired(ahead: Int64, tombstones: Int, checkpoints: Bool) -> String {
    "{\"ahead\":\(ahead),\"checkpoints\":\(checkpoints),\"names\":\(tombstones)}"
  }

  /// Where the chain of events was when a backup was made.
  static func backedUp(_ head: HeadRow) -> String {
    "{\"event\":\(head.event),\"hash\":\"\(hexEncode(head.hash))\"}"
  }

  /// Where the chain of events was that a restore replaced, and whether what came back to life was kept.
  static func restored(_ head: HeadRow?, generation: Int64, keeps: Bool) -> String {
    "{\"event\":\(head.map { String($0.event) } ?? "null"),\"generation\":\(generation),"
      + "\"hash\":\(head.map { "\"\(hexEncode($0.hash))\"" } ?? "null"),\"kept\":\(keeps)}"
  }

  /// The last event of the chain that a restore replaced; nil: it replaced none.
  static func replacedEvent(_ detail: String?) -> Int64? { number("event", detail) }

  /// The word of the role in the state of a person.
  static func role(_ state: String?) -> String? { text("role", state) }

  /// What an import brought.
  static func imported(projects: Int, secrets: Int, digest: [UInt8]?) -> String {
    let file = digest.map { "\"\(hexEncode($0))\"" } ?? "null"
    return "{\"file_digest\":\(file),\"projects\":\(projects),\"secrets\":\(secrets)}"
  }

  /// What an import of events brought.
  static func imported(events: Int, digest: [UInt8]) -> String {
    "{\"events\":\(events),\"file_digest\":\"\(hexEncode(digest))\"}"
  }

  /// The project that a secret lay in before its move.
  static func moved(from project: UUID128?) -> String {
    "{\"project_before\":\(project.map { "\"\($0.text)\"" } ?? "null")}"
  }

  /// Describes a served client's change of a secret.
  ///
  /// It names the previous project if the secret moved, marks a new value as sealed (the server cannot read
  /// it), and names the version that keeps the previous value and the digests of the ciphertexts sent.
  static func served(
    _ content: SealedSecret, moved: UUID128?? = nil, hasValue: Bool, kept: UUID128? = nil
  ) -> String {
    func id(_ id: UUID128?) -> String { id.map { "\"\($0.text)\"" } ?? "null" }
    var parts = [sent(.name, content.key), sent(.note, content.note)]
    if let moved { parts.append("\"project_before\":\(id(moved))") }
    if hasValue {
      parts += ["\"value\":\"sealed\"", sent(.value, content.value), "\"version_kept\":\(id(kept))"]
    }
    return "{\(parts.joined(separator: ","))}"
  }

  /// The name of a project, where a served client gave it: the digest of a name says nothing to who has no key.
  static func named(_ name: SealedName) -> String? {
    name.digest == nil ? "{\(sent(.name, name.text))}" : nil
  }

  private static func sent(_ part: SecretPart, _ sealed: String) -> String {
    "\"\(part.rawValue)_sealed\":\"\(sentDigest(of: sealed))\""
  }

  /// The digest of a ciphertext.
  static func sentDigest(of sealed: String) -> String {
    hexEncode(sealed.utf8.span.withUnsafeBytes { sha256($0) })
  }

  /// The digest of the ciphertext that a served client sent.
  static func sentDigest(_ part: SecretPart, _ detail: String?) -> String? {
    text(part.rawValue + "_sealed", detail)
  }

  /// A text that a rekey left as it was, and of an earlier value its id.
  static func carried(_ part: SecretPart, version: UUID128? = nil) -> String {
    let id = version.map { ",\"version\":\"\($0.text)\"" } ?? ""
    return "{\"part\":\"\(part.rawValue)\"\(id)}"
  }

  /// Whether a served client put another ciphertext there.
  static func hasSealedValue(_ detail: String?) -> Bool { text("value", detail) != nil }

  /// Whether the value before became a version then.
  static func keptVersion(_ detail: String?) -> Bool { text("version_kept", detail) != nil }

  /// The earlier value that a served client deleted, by its place among those that were kept, from 0.
  static func versionDeleted(_ id: UUID128, place: Int) -> String {
    "{\"version_deleted\":\"\(id.text)\",\"version_place\":\"\(place)\"}"
  }

  /// The place of the earlier value that was deleted.
  static func deletedPlace(_ detail: String?) -> Int? { text("version_place", detail).flatMap { Int($0) } }

  /// What an export of events took: how many, between which instants in µs.
  static func exported(events: Int, from: Int64, to: Int64) -> String {
    "{\"events\":\(events),\"from\":\(from),\"to\":\(to)}"
  }

  /// What an export of the vault took.
  static func exported(projects: Int, secrets: Int) -> String {
    "{\"projects\":\(projects),\"secrets\":\(secrets)}"
  }

  /// A setting and the digest of what it says now.
  static func setting(_ name: String, digest: [UInt8]) -> String {
    "{\"setting\":\"\(name)\",\"value_digest\":\"\(hexEncode(digest))\"}"
  }

  /// The numbers of the subscription before and after a change.
  static func subscription(before: SubscriptionNumbers, after: SubscriptionNumbers) -> String {
    "{\"after\":\(state(after)),\"before\":\(state(before))}"
  }

  /// The numbers of the subscription, as details write them.
  static func state(_ numbers: SubscriptionNumbers) -> String {
    func number(_ value: Int64?) -> String { value.map(String.init) ?? "null" }
    return "{\"machine_accounts\":\(number(numbers.machineAccounts)),"
      + "\"max_machine_accounts\":\(number(numbers.maxMachineAccounts)),"
      + "\"max_seats\":\(number(numbers.maxSeats)),\"plan\":\"\(numbers.plan.rawValue)\","
      + "\"seats\":\(number(numbers.seats))}"
  }

  /// The setting that a detail names.
  static func setting(_ detail: String?) -> String? { text("setting", detail) }

  /// An earlier value that was opened.
  static func version(_ id: UUID128) -> String { "{\"version\":\"\(id.text)\"}" }

  /// The level after the event that a detail names.
  static func levelAfter(_ detail: String?) -> AccessLevel? {
    text("after", detail).flatMap { AccessLevel(word: $0) }
  }

  /// The digest of the value that a detail names.
  static func valueDigest(_ detail: String?) -> String? { text("value_digest", detail) }

  private static func word(_ level: AccessLevel?) -> String {
    level.map { "\"\($0.word)\"" } ?? "null"
  }

  /// The text of a key in a detail that this file wrote.
  private static func text(_ key: String, _ detail: String?) -> String? {
    guard let rest = rest(of: detail, behind: "\"\(key)\":\""),
      let end = rest.firstIndex(of: UInt8(ascii: "\""))
    else { return nil }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// The number of a key in a detail that this file wrote.
  private static func number(_ key: String, _ detail: String?) -> Int64? {
    let digits = rest(of: detail, behind: "\"\(key)\":")?.prefix { (0x30...0x39).contains($0) }
    return digits.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }

  /// What stands behind a mark.
  private static func rest(of detail: String?, behind mark: String) -> ArraySlice<UInt8>? {
    guard let detail else { return nil }
    let (bytes, mark) = (Array(detail.utf8), Array(mark.utf8))
    guard bytes.count > mark.count else { return nil }
    for start in 0...(bytes.count - mark.count) where bytes[start..<start + mark.count].elementsEqual(mark) {
      return bytes[(start + mark.count)...]
    }
    return nil
  }
}
