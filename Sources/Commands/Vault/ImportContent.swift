internal import Base
internal import Crypto
internal import JSON
internal import Vault

/// Takes the tokens of an import file: `{projects: [{id name}], secrets: [{key value note projectIds}]}`.
///
/// A member `base64` names those whose texts are bytes in base64: `vault export` writes so what only a client of the
/// server can have stored. Members that it does not know are passed over, also nested ones. Values and notes go straight into memory that
/// is wiped.
struct ImportContent: JSONHandler {
  private(set) var projects: [ImportedProject] = []
  private(set) var secrets: [ImportedSecret] = []

  /// Where the reader stands.
  private enum Place {
    case start, top, projects, project, secrets, secret, projectIDs, projectMarks, secretMarks, end
  }

  private var place = Place.start
  private var member = ""
  /// How deep the reader is in something that is passed over.
  private var skipped = 0
  private var seen: Set<String> = []
  private var id: String?
  private var text: String?
  private var value: Secret?
  private var note: Secret?
  private var ids: [String]?
  /// The members whose texts are in base64.
  private var marks: Set<String> = []

  /// Whether the member that comes is one that is read here.
  private var isKnown: Bool {
    switch place {
    case .top: member == "projects" || member == "secrets"
    case .project: ["id", "name", "base64"].contains(member)
    case .secret: ["key", "value", "note", "projectIds", "base64"].contains(member)
    default: true
    }
  }

  // MARK: tokens

  mutating func null() throws(JSONRefusal) {
    if skipped > 0 || !isKnown { return }
    // A note or a list may be missing, so it may be null.
    if place == .secret, member == "note" || member == "projectIds" { return }
    if place != .top, member == "base64" { return }
    throw wanted()
  }

  mutating func bool(_ value: Bool) throws(JSONRefusal) { try other() }

  mutating func integer(_ value: Int64) throws(JSONRefusal) { try other() }

  mutating func number(_ value: Double) throws(JSONRefusal) { try other() }

  private func other() throws(JSONRefusal) {
    if skipped == 0, isKnown { throw wanted() }
  }

  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    if skipped > 0 || !isKnown { return }
    switch (place, member) {
    case (.project, "id"): id = String(decoding: bytes, as: UTF8.self)
    case (.project, "name"), (.secret, "key"): text = String(decoding: bytes, as: UTF8.self)
    case (.secret, "value"): value = Secret(copying: UnsafeRawBufferPointer(bytes))
    case (.secret, "note"): note = Secret(copying: UnsafeRawBufferPointer(bytes))
    case (.projectMarks, _): try mark(bytes, ["name"])
    case (.secretMarks, _): try mark(bytes, ["key", "value", "note"])
    case (.projectIDs, _): ids?.append(String(decoding: bytes, as: UTF8.self))
    default: throw wanted()
    }
  }

  private mutating func mark(_ bytes: UnsafeBufferPointer<UInt8>, _ known: [String]) throws(JSONRefusal) {
    let name = String(decoding: bytes, as: UTF8.self)
    guard known.contains(name) else {
      throw JSONRefusal("`base64` names members with text: \(known.joined(separator: ", "))")
    }
    marks.insert(name)
  }

  mutating func key(_ name: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    if skipped == 0 { member = String(decoding: name, as: UTF8.self) }
  }

  mutating func startObject() throws(JSONRefusal) {
    if skipped > 0 || !isKnown {
      skipped += 1
      return
    }
    switch place {
    case .start: place = .top
    case .projects: begin(.project)
    case .secrets: begin(.secret)
    default: throw wanted()
    }
  }

  private mutating func begin(_ inner: Place) {
    place = inner
    member = ""
    (id, text, value, note, ids, marks) = (nil, nil, nil, nil, nil, [])
  }

  mutating func endObject(count: Int) throws(JSONRefusal) {
    if skipped > 0 {
      skipped -= 1
      return
    }
    switch place {
    case .project: try endProject()
    case .secret: try endSecret()
    default:
      for list in ["projects", "secrets"] where !seen.contains(list) {
        throw JSONRefusal("the list `\(list)` is missing")
      }
      place = .end
    }
  }

  private mutating func endProject() throws(JSONRefusal) {
    guard let id else { throw JSONRefusal("the project has no `id`") }
    guard let text else { throw JSONRefusal("the project has no `name`") }
    projects.append(
      ImportedProject(id: id, name: try name("name", text), isExact: marks.contains("name")))
    place = .projects
  }

  private mutating func endSecret() throws(JSONRefusal) {
    guard let text else { throw JSONRefusal("the secret has no `key`") }
    guard let value else { throw JSONRefusal("the secret has no `value`") }
    let parts: [(member: String, part: SecretPart)] = [("key", .name), ("value", .value), ("note", .note)]
    secrets.append(
      ImportedSecret(
        key: try name("key", text), value: try exact("value", value),
        note: try exact("note", note ?? Secret(count: 0)), projectIDs: ids ?? [],
        exact: Set(parts.filter { marks.contains($0.member) }.map(\.part))))
    place = .secrets
  }

  /// The text of a member: decoded where it is in base64.
  private func exact(_ member: String, _ text: Secret) throws(JSONRefusal) -> Secret {
    if !marks.contains(member) { return text }
    do { return try text.withBytes { (bytes) throws(CryptoError) in try base64Decode(secret: bytes) } } catch
    {
      throw JSONRefusal("`\(member)` is no base64")
    }
  }

  /// The same of a name, which is text in any case.
  private func name(_ member: String, _ text: String) throws(JSONRefusal) -> String {
    if !marks.contains(member) { return text }
    guard let bytes = base64Decode(text), let name = String(validating: bytes, as: UTF8.self) else {
      throw JSONRefusal("`\(member)` is no base64 of UTF-8")
    }
    return name
  }

  mutating func startArray() throws(JSONRefusal) {
    if skipped > 0 || !isKnown {
      skipped += 1
      return
    }
    switch (place, member) {
    case (.top, "projects"): place = .projects
    case (.top, "secrets"): place = .secrets
    case (.secret, "projectIds"):
      place = .projectIDs
      ids = []
    case (.secret, "base64"): place = .secretMarks
    case (.project, "base64"): place = .projectMarks
    default: throw wanted()
    }
  }

  mutating func endArray(count: Int) throws(JSONRefusal) {
    if skipped > 0 {
      skipped -= 1
      return
    }
    switch place {
    case .projects: seen.insert("projects")
    case .secrets: seen.insert("secrets")
    default:
      place = place == .projectMarks ? .project : .secret
      return
    }
    place = .top
  }

  /// The refusal that says what was expected.
  private func wanted() -> JSONRefusal {
    switch place {
    case .start: JSONRefusal("an object with `projects` and `secrets` is wanted here")
    case .top: JSONRefusal("a list is wanted here")
    case .projects: JSONRefusal("a project `{\"id\": …, \"name\": …}` is wanted here")
    case .secrets: JSONRefusal("a secret `{\"key\": …, \"value\": …}` is wanted here")
    case .project where member == "base64", .secret where member == "base64", .projectMarks, .secretMarks:
      JSONRefusal("a list of names of members is wanted here")
    case .secret where member == "projectIds": JSONRefusal("a list of ids is wanted here")
    default: JSONRefusal("a text is wanted here")
    }
  }
}
