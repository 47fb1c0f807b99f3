import Base
import Crypto

/// A text as it was found.
struct FoundText {
  /// Whether it opens; where it does not that is found here and told apart.
  let isOpen: Bool
  /// The digest of what it says, where events name one.
  let digest: String?
  /// The digest of the ciphertext, where a client sent one.
  let ciphertext: String?
}

/// A secret as it was found.
struct FoundSecret {
  var project: UUID128?
  var isTrashed: Bool
  /// Its key, note and value.
  var parts: [SecretPart: FoundText] = [:]
  /// The values before, in the order in which they were replaced.
  var versions: [FoundText] = []
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
  /// The values of the vault's settings.
  private(set) var settings: [VaultSetting: String] = [:]
  /// The subscription, as details of events write it; nil: it cannot be read.
  private(set) var subscription: String?
  private var faults = Verification()

  init(_ session: VaultSession, _ history: History) throws(VaultError) {
    self.session = session
    self.history = history
    digests = try ValueDigests(session.keys, session.store)
    if digests.count != history.epoch + 1 {
      faults.add(.encryption, "the keys of the digests before the last rekey do not open")
    }
    let store = session.store
    for row in try store.rows(Query<PersonRow>()) { people[row.number] = row.id }
    for row in try store.rows(Query<GroupRow>()) { groups[row.number] = row.id }
    for row in try store.rows(Query<AccountRow>()) {
      accounts[row.number] = row.id
      checkName(row)
      if let text = row.description {
        check(
          text, nil, mend: "account set \(row.id.text) --description TEXT",
          "the description of the machine account \(row.id.text)"
        ) { _ in nil }
      }
    }
    for row in try store.rows(Query<ProjectRow>()) {
      projects[row.number] = row.id
      checkName(row, mend: "project rename \(row.id.text) NAME")
    }
    let follower = session.follower
    try follower.following("secrets", of: store.count(SecretQuery())) { () throws(VaultError) in
      try readSecrets(store)
    }
    let versions = try store.count(Query<SecretVersionRow>())
    try follower.following("earlier values", of: versions) { () throws(VaultError) in
      try readVersions(store)
    }
    try readTokens(store)
    try readGrants(store)
    if let row = try store.first(Query<OrganizationRow>()) {
      for setting in VaultSetting.allCases {
        settings[setting] = setting.value(row)
      }
      subscription = (try? SubscriptionNumbers(row)).map(EventDetail.state)
    }
    for row in try store.rows(Query<TombstoneRow>()) {
      check(
        row.name, history.sentName(of: row.subject), mend: Finding.repair,
        "the name of the deleted \(row.kind.phrase) \(row.subject.text)"
      ) { _ in nil }
      let name = session.keys.name(row.name)
      if let digest = row.digest, name.isReadable, digest != session.keys.digest(row.kind, name.text) {
        faults.add(
          .digests, "the name of the deleted \(row.kind.phrase) \(row.subject.text) has the digest of another"
        )
      }
    }
  }

  /// Copies the findings of reading to the report.
  func check(_ report: inout Verification) { report.add(faults) }

  private mutating func readSecrets(_ store: any VaultStore) throws(VaultError) {
    var last: Int64 = 0
    while true {
      let page = try store.rows(
        SecretQuery().page(after: last, through: Int64.max, limit: 200))
      for row in page {
        try read(row)
        last = row.number
        try session.follower?.advance(1)
      }
      if page.count < 200 { return }
    }
  }

  private mutating func read(_ row: SecretRow) throws(VaultError) {
    let (digests, history, id) = (digests, history, row.id)
    var found = FoundSecret(project: row.project.flatMap { projects[$0] }, isTrashed: row.deleted != nil)
    func mend(_ command: String) -> String {
      row.deleted == nil ? "secret edit \(id.text)\(command)" : "secret purge \(id.text)"
    }
    let name = checkName(row, mend: mend(" --key KEY"))
    found.parts[.name] = FoundText(
      isOpen: name.isReadable,
      digest: history.epoch(of: .name, id).flatMap { epoch in
        name.isReadable
          ? name.text.utf8.span.withUnsafeBytes { digests.digest(.name, $0, epoch: epoch) } : nil
      }, ciphertext: history.sentName(of: id).map { _ in EventDetail.sentDigest(of: row.name.text) })
    found.parts[.note] = check(
      row.note, history.sent(.note, of: id), mend: mend(" --no-note"), "the note of the secret \(id.text)"
    ) { note in history.epoch(of: .note, id).flatMap { digests.digest(.note, note, epoch: $0) } }
    found.parts[.value] = check(
      row.value, history.sent(.value, of: id), mend: mend(""), "the value of the secret \(id.text)"
    ) { value in digests.digest(value, epoch: history.epoch(of: id)) }
    if let project = row.project, projects[project] == nil {
      faults.add(.references, "the secret \(id.text) lies in a project that is not there")
    }
    secrets[id] = found
    secretNumbers[row.number] = id
  }

  private mutating func readVersions(_ store: any VaultStore) throws(VaultError) {
    let (digests, history) = (digests, history)
    var last: Int64 = 0
    while true {
      let page = try store.rows(
        Query<SecretVersionRow>().page(after: last, through: Int64.max, limit: 200))
      for row in page {
        last = row.number
        try session.follower?.advance(1)
        guard let secret = secretNumbers[row.secret] else {
          faults.add(.references, "the earlier value \(row.id.text) belongs to a secret that is not there")
          continue
        }
        let place = secrets[secret]?.versions.count ?? 0
        let found = check(
          row.value, history.sentVersion(of: secret, place), mend: "secret version delete \(row.id.text)",
          "the earlier value \(row.id.text) of the secret \(secret.text)"
        ) { value in digests.digest(value, epoch: history.epoch(of: secret, version: place)) }
        secrets[secret]?.versions.append(found)
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
      var key: Secret?
      check(row.key ?? "", nil, "the key of \(what)") { bytes in
        key = Secret(copying: bytes)
        return nil
      }
      guard let key, let payload = row.payload else { continue }
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
  private mutating func checkName<Row: NamedRow>(_ row: Row, mend: String? = nil) -> DecryptedName {
    func what() -> String { "the name of the \(Row.kind.phrase) \(row.id.text)" }
    faults.encryptedTexts += 1
    let name = session.keys.name(row.name.text)
    if !name.isReadable {
      unreadable(row.name.text, history.sentName(of: row.id), mend, what())
    } else if let digest = row.name.digest, digest != session.keys.digest(Row.kind, name.text) {
      faults.add(.digests, "\(what()) has the digest of another name")
    }
    return name
  }

  /// A text with the digest that is made of it while it is open.
  @discardableResult
  private mutating func check(
    _ sealed: String, _ sent: History.Sent?, mend: String? = nil, _ what: @autoclosure () -> String,
    _ digest: (UnsafeRawBufferPointer) -> String?
  ) -> FoundText {
    faults.encryptedTexts += 1
    let ciphertext = sent.map { _ in EventDetail.sentDigest(of: sealed) }
    do {
      let found = try session.keys.withPlaintext(of: sealed) { (bytes) throws(CryptoError) in digest(bytes) }
      return FoundText(isOpen: true, digest: found, ciphertext: ciphertext)
    } catch {
      unreadable(sealed, sent, mend, what())
      return FoundText(isOpen: false, digest: nil, ciphertext: ciphertext)
    }
  }

  /// Adds a finding for a text that does not decrypt: damage, unless a client sent it so.
  private mutating func unreadable(_ sealed: String, _ sent: History.Sent?, _ mend: String?, _ what: String) {
    guard let sent, sent.text.mayBe(sealed) else {
      faults.add(.encryption, "\(what) does not decrypt")
      return
    }
    let token = sent.text.token.map { "the access token \($0.text)" } ?? "a client"
    faults.add(Finding(.client, "\(what) does not open: \(token) sent it so", mend: mend))
  }
}
