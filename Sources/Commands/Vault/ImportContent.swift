internal import Crypto
internal import JSON
internal import Vault

/// Takes the tokens of an import file: `{projects: [{id name}], secrets: [{key value note projectIds}]}`.
///
/// Members that it does not know are passed over, also nested ones. Values and notes go straight into memory that
/// is wiped.
struct ImportContent: JSONHandler {
  private(set) var projects: [ImportedProject] = []
  private(set) var secrets: [ImportedSecret] = []

  /// Where the reader stands.
  private enum Place { case start, top, projects, project, secrets, secret, projectIDs, end }

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

  /// Whether the member that comes is one that is read here.
  private var isKnown: Bool {
    switch place {
    case .top: member == "projects" || member == "secrets"
    case .project: member == "id" || member == "name"
    case .secret: ["key", "value", "note", "projectIds"].contains(member)
    default: true
    }
  }

  // MARK: tokens

  mutating func null() throws(JSONRefusal) {
    if skipped > 0 || !isKnown { return }
    // A note or a list of projects may be missing, so it may be null.
    if place == .secret, member == "note" || member == "projectIds" { return }
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
    case (.projectIDs, _): ids?.append(String(decoding: bytes, as: UTF8.self))
    default: throw wanted()
    }
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
    (id, text, value, note, ids) = (nil, nil, nil, nil, nil)
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
    projects.append(ImportedProject(id: id, name: text))
    place = .projects
  }

  private mutating func endSecret() throws(JSONRefusal) {
    guard let text else { throw JSONRefusal("the secret has no `key`") }
    guard let value else { throw JSONRefusal("the secret has no `value`") }
    secrets.append(
      ImportedSecret(key: text, value: value, note: note ?? Secret(count: 0), projectIDs: ids ?? []))
    place = .secrets
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
      place = .secret
      return
    }
    place = .top
  }

  /// What should stand here.
  private func wanted() -> JSONRefusal {
    switch place {
    case .start: JSONRefusal("an object with `projects` and `secrets` is wanted here")
    case .top: JSONRefusal("a list is wanted here")
    case .projects: JSONRefusal("a project `{\"id\": …, \"name\": …}` is wanted here")
    case .secrets: JSONRefusal("a secret `{\"key\": …, \"value\": …}` is wanted here")
    case .secret where member == "projectIds": JSONRefusal("a list of ids is wanted here")
    default: JSONRefusal("a text is wanted here")
    }
  }
}
