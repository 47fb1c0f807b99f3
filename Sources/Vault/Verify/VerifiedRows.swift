import Crypto

/// A secret as it was found, its values by their digests.
struct FoundSecret {
  var project: UUID128?
  var digest: String?
  /// The digests of its key and note, of which events name one.
  var parts: [SecretPart: String] = [:]
  var isTrashed: Bool
  /// The values before, in the order in which they were replaced.
  var versions: [String] = []
  var hasUnreadableVersion = false
}

/// All rows that can be compared with the events, read once and checked one by one.
struct VerifiedRows {
  private let session: VaultSession
  private let history: History
  /// The digests of values, as events of any time name them.
  let digests: ValueDigests
  private(set) var accounts: [Int64: UUID128] = [:]
  private(set) var projects: [Int64: UUID128] = [:]
  private(set) var people: [Int64: UUID128] = [:]
  private var groups: [Int64: UUID128] = [:]
  private(set) var secrets: [UUID128: FoundSecret] = [:]
  private var secretNumbers: [Int64: UUID128] = [:]
  private(set) var tokens: [UUID128: (account: UUID128?, uses: Int64)] = [:]
  private(set) var grants: [History.Sides: AccessLevel] = [:]
  /// What the vault's settings say.
  private(set) var settings: [VaultSetting: String] = [:]
  /// The subscription, as details of events write it; nil: it cannot be read.
  private(set) var subscription: String?
  private var faults = Verification()

  init(_ session: VaultSession, _ history: History) throws(VaultError) {
    self.session = session
    self.history = history
    digests = try ValueDigests(session)
    if digests.count != history.epoch + 1 {
      faults.add(.encryption, "the keys of the digests before the last rekey do not open")
    }
    let store = session.store
    for row in try store.rows(Query<PersonRow>()) { people[row.number] = row.id }
    for row in try store.rows(Query<GroupRow>()) { groups[row.number] = row.id }
    for row in try store.rows(Query<AccountRow>()) {
      accounts[row.number] = row.id
      checkName(row)
    }
    for row in try store.rows(Query<ProjectRow>()) {
      projects[row.number] = row.id
      checkName(row)
    }
    try readSecrets(store)
    try readVersions(store)
    try readTokens(store)
    try readGrants(store)
    if let row = try store.first(Query<OrganizationRow>()) {
      for setting in VaultSetting.allCases {
        settings[setting] = setting.value(row)
      }
      subscription = (try? SubscriptionNumbers(row)).map(EventDetail.state)
    }
    for row in try store.rows(Query<TombstoneRow>()) {
      _ = check(row.name, "the name of the deleted \(row.kind.phrase) \(row.subject.text)") { _ in }
    }
  }

  /// Adds what was found while reading.
  func check(_ report: inout Verification) throws(VaultError) {
    for finding in faults.findings { report.add(finding.area, finding.message) }
    report.furtherFindings += faults.furtherFindings
    report.encryptedTexts += faults.encryptedTexts
  }

  private mutating func readSecrets(_ store: any VaultStore) throws(VaultError) {
    let (digests, history) = (digests, history)
    var last: Int64 = 0
    while true {
      let page = try store.rows(
        SecretQuery().page(after: last, through: Int64.max, limit: 200))
      for row in page {
        let name = checkName(row)
        func what() -> String { "the secret \(row.id.text)" }
        let epochs = (note: history.epoch(of: .note, row.id), name: history.epoch(of: .name, row.id))
        let note = check(row.note, "the note of \(what())") { (note) -> String? in
          epochs.note.flatMap { digests.digest(.note, note, epoch: $0) }
        }
        let value = check(row.value, "the value of \(what())") { (value) -> String? in
          digests.digest(value, epoch: history.epoch(of: row.id))
        }
        if let project = row.project, projects[project] == nil {
          faults.add(.references, "\(what()) lies in a project that is not there")
        }
        secrets[row.id] = FoundSecret(
          project: row.project.flatMap { projects[$0] },
          digest: value ?? nil, isTrashed: row.deleted != nil)
        secrets[row.id]?.parts[.note] = note ?? nil
        if name.isReadable, let epoch = epochs.name {
          secrets[row.id]?.parts[.name] = name.text.utf8.span.withUnsafeBytes {
            digests.digest(.name, $0, epoch: epoch)
          }
        }
        secretNumbers[row.number] = row.id
        last = row.number
      }
      if page.count < 200 { return }
    }
  }

  private mutating func readVersions(_ store: any VaultStore) throws(VaultError) {
    var last: Int64 = 0
    while true {
      let page = try store.rows(
        Query<SecretVersionRow>().page(after: last, through: Int64.max, limit: 200))
      for row in page {
        last = row.number
        let what = "the earlier value \(row.id.text) of a secret"
        let value = check(row.value, what) { Secret(copying: $0) }
        guard let secret = secretNumbers[row.secret] else {
          faults.add(.references, "\(what) belongs to a secret that is not there")
          continue
        }
        guard let value else {
          secrets[secret]?.hasUnreadableVersion = true
          continue
        }
        let place = secrets[secret]?.versions.count ?? 0
        let epoch = history.epoch(of: secret, version: place)
        let digest = value.withBytes { digests.digest($0, epoch: epoch) }
        secrets[secret]?.versions.append(digest ?? "")
      }
      if page.count < 200 { return }
    }
  }

  private mutating func readTokens(_ store: any VaultStore) throws(VaultError) {
    for row in try store.rows(TokenQuery()) {
      checkName(row)
      let what = "the access token \(row.id.text)"
      guard row.revoked == nil else {
        if row.secretHash != nil || row.payload != nil || row.key != nil {
          faults.add(.credentials, "\(what) was revoked, but its keys are still there")
        }
        continue
      }
      tokens[row.id] = (accounts[row.account], row.uses)
      if accounts[row.account] == nil {
        faults.add(.references, "\(what) belongs to a machine account that is not there")
      }
      guard let key = check(row.key ?? "", "the key of \(what)", { Secret(copying: $0) }),
        let payload = row.payload
      else {
        continue
      }
      faults.encryptedTexts += 1
      if !opensOrganizationKey(payload, key) {
        faults.add(.encryption, "the payload of \(what) does not hold the organization key")
      }
    }
  }

  private func opensOrganizationKey(_ payload: String, _ key: Secret) -> Bool {
    do {
      let bytes = try key.withBytes { (text) throws(CryptoError) in try base64Decode(secret: text) }
      let found = try AccessToken.organizationKey(
        fromPayload: payload, key: try SymmetricKey(bytes))
      return found.secret.isEqual(to: session.keys.organizationKey.secret)
    } catch { return false }
  }

  private mutating func readGrants(_ store: any VaultStore) throws(VaultError) {
    for row in try store.rows(GrantQuery()) {
      guard let subject = id(row.subjectKind, row.subject), let object = id(row.objectKind, row.object)
      else {
        faults.add(.references, "the grant \(row.id.text) has a side that is not there")
        continue
      }
      grants[History.Sides(subject: subject, object: object)] = row.level
    }
  }

  private func id(_ kind: EntityKind, _ number: Int64) -> UUID128? {
    switch kind {
    case .person: people[number]
    case .group: groups[number]
    case .account: accounts[number]
    case .project: projects[number]
    case .secret: secretNumbers[number]
    default: nil
    }
  }

  @discardableResult
  private mutating func checkName<Row: NamedRow>(_ row: Row) -> DecryptedName {
    func what() -> String { "the name of the \(Row.kind.phrase) \(row.id.text)" }
    faults.encryptedTexts += 1
    let name = session.keys.name(row.name.text)
    if !name.isReadable {
      faults.add(.encryption, "\(what()) does not decrypt")
    } else if let digest = row.name.digest, digest != session.keys.digest(Row.kind, name.text) {
      faults.add(.digests, "\(what()) has the digest of another name")
    }
    return name
  }

  /// What is made of a text while it is open; nil where it does not open.
  private mutating func check<Found>(
    _ sealed: String, _ what: @autoclosure () -> String, _ body: (UnsafeRawBufferPointer) -> Found
  ) -> Found? {
    faults.encryptedTexts += 1
    do {
      return try session.keys.withPlaintext(of: sealed) { (bytes) throws(CryptoError) in body(bytes) }
    } catch {
      faults.add(.encryption, "\(what()) does not decrypt")
      return nil
    }
  }
}
