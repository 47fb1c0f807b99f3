import Base

/// The state that the events describe: the objects that must exist when all events are true.
struct History {
  /// The two sides of a grant.
  struct Sides: Hashable {
    let subject: UUID128
    let object: UUID128
  }

  /// The digest of a value, and how many rekeys there were before the event that names it.
  private struct ValueDigest {
    let text: String
    let epoch: Int
  }

  private struct SecretState {
    var project: UUID128?
    var digest: ValueDigest?
    /// The digests of its key and note; of those that no event names nothing is known.
    var parts: [SecretPart: ValueDigest] = [:]
    /// The ciphertexts that served clients sent last; only holders of the key can read them.
    var sent: [SecretPart: Sent] = [:]
    var isTrashed = false
    /// The values before that are kept as rows, in their order.
    var earlier: [Earlier] = []

    /// The value becomes a version.
    mutating func keep(_ digest: ValueDigest?) {
      earlier.append(Earlier(digest: digest, sent: sent[.value]))
      earlier = earlier.suffix(SecretVersion.limit)
    }
  }

  /// A value before, by the digest that its event names; nil: a served client wrote it.
  private struct Earlier {
    let digest: ValueDigest?
    let sent: Sent?
  }

  /// A text that a client sent, and how many rekeys there were before: each rekey seals anew what opens.
  struct Sent {
    let text: SentText
    let epoch: Int
  }

  /// How many rekeys there were.
  private(set) var epoch = 0

  /// People, groups and who is in which.
  private(set) var people = PeopleHistory()
  /// The limits of tokens and the keys of people.
  private(set) var limits = LimitsHistory()
  private var accounts: Set<UUID128> = []
  private var projects: Set<UUID128> = []
  /// The names of projects and secrets that served clients sent last, also of those that are gone.
  private var sentNames: [UUID128: Sent] = [:]
  private var secrets: [UUID128: SecretState] = [:]
  private var tokens: [UUID128: UUID128] = [:]
  /// How often machine accounts signed in with each token.
  private var uses: [UUID128: Int64] = [:]
  private var grants: [Sides: AccessLevel] = [:]
  /// The digests of what was set.
  private var settings: [String: ValueDigest] = [:]
  /// The subscription, as details write it.
  private var subscription: String? = EventDetail.state(SubscriptionNumbers.none)
  /// What may hang on a thing, so that its end does not search everything.
  private var sidesOf: [UUID128: Set<Sides>] = [:]
  private var tokensOf: [UUID128: Set<UUID128>] = [:]
  private var secretsOf: [UUID128: Set<UUID128>] = [:]

  /// Adds the next event.
  mutating func add(_ event: EventRow) {
    guard event.origin == .own, let code = EventCode(number: event.type) else { return }
    people.add(event, code)
    limits.add(event, code)
    switch code {
    case .personRemoved: if let person = event.person { removeGrants(of: person) }
    case .groupDeleted: if let group = event.group { removeGrants(of: group) }
    case .projectCreated, .projectImported:
      guard let project = event.project else { return }
      projects.insert(project)
      sentNames[project] = sent(.name, event)
    case .projectEdited: if let project = event.project { sentNames[project] = sent(.name, event) }
    case .projectDeleted: if let project = event.project { remove(project: project) }
    case .accountCreated: if let account = event.account { accounts.insert(account) }
    case .accountDeleted: if let account = event.account { remove(account: account) }
    case .secretCreated, .secretImported: addSecret(event)
    case .secretEdited: editSecret(event)
    case .secretDeleted: if let secret = event.secret { secrets[secret]?.isTrashed = true }
    case .secretRestored: if let secret = event.secret { secrets[secret]?.isTrashed = false }
    case .secretPurged, .secretExpired:
      guard let secret = event.secret else { return }
      secrets[secret] = nil
      removeGrants(of: secret)
    case .vaultSet:
      if let name = EventDetail.setting(event.detail) {
        settings[name] = digest(of: event)
      }
    case .subscriptionChanged, .subscriptionGrown: subscription = EventDetail.stateAfter(event.detail)
    case .vaultRekeyed: epoch += 1
    case .tokenCreated: addToken(event)
    case .signedIn: if event.actorAccount != nil, let token = event.token { uses[token, default: 0] += 1 }
    case .tokenRevoked: if let token = event.token { tokens[token] = nil }
    default: addGrant(event, code)
    }
  }

  private mutating func addGrant(_ event: EventRow, _ code: EventCode) {
    switch code {
    case .accountUserAdded, .accountUserRemoved, .accountGroupAdded, .accountGroupRemoved:
      guard let subject = event.person ?? event.group, let account = event.account else { return }
      let isAdded = code == .accountUserAdded || code == .accountGroupAdded
      set(Sides(subject: subject, object: account), isAdded ? .readWrite : nil)
    case _ where Self.grantCodes.contains(code):
      guard let subject = event.person ?? event.group ?? event.account,
        let object = event.secret ?? event.project
      else { return }
      set(Sides(subject: subject, object: object), EventDetail.levelAfter(event.detail))
    default: break
    }
  }

  /// The events of grants on projects and secrets, which say the level.
  private static let grantCodes: Set<EventCode> = {
    var codes: Set<EventCode> = []
    for subject in GrantKinds.subjects {
      for object in [EntityKind.project, .secret] {
        for (before, after) in [(nil, .read), (AccessLevel.read, .readWrite), (.read, nil)]
          as [(AccessLevel?, AccessLevel?)]
        {
          codes.insert(GrantKinds.code(subject, object, before, after))
        }
      }
    }
    return codes
  }()

  private mutating func set(_ sides: Sides, _ level: AccessLevel?) {
    grants[sides] = level
    sidesOf[sides.subject, default: []].insert(sides)
    sidesOf[sides.object, default: []].insert(sides)
  }

  private func digest(of event: EventRow) -> ValueDigest? {
    EventDetail.valueDigest(event.detail).map { ValueDigest(text: $0, epoch: epoch) }
  }

  /// The epoch of the key that the digest of a secret's value was made with.
  func epoch(of secret: UUID128) -> Int { secrets[secret]?.digest?.epoch ?? epoch }

  /// The same of an earlier value, by its place among those that are kept.
  func epoch(of secret: UUID128, version place: Int) -> Int {
    let kept = secrets[secret]?.earlier ?? []
    return kept.indices.contains(place) ? kept[place].digest?.epoch ?? epoch : epoch
  }

  /// The epoch of the digest of a secret's key or note; nil where no event names one.
  func epoch(of part: SecretPart, _ secret: UUID128) -> Int? { secrets[secret]?.parts[part]?.epoch }

  /// What a client sent as the name of a thing, which may be gone.
  func sentName(of id: UUID128) -> Sent? { sentNames[id] }

  /// The same as a part of a secret.
  func sent(_ part: SecretPart, of secret: UUID128) -> Sent? { secrets[secret]?.sent[part] }

  /// The same as an earlier value, by its place among those that are kept.
  func sentVersion(of secret: UUID128, _ place: Int) -> Sent? {
    let kept = secrets[secret]?.earlier ?? []
    return kept.indices.contains(place) ? kept[place].sent : nil
  }

  private func sent(_ part: SecretPart, _ event: EventRow) -> Sent? {
    SentText(event, part).map { Sent(text: $0, epoch: epoch) }
  }

  private mutating func addParts(_ event: EventRow, _ secret: UUID128) {
    for part in [SecretPart.name, .note] {
      guard let text = EventDetail.digest(part, event.detail) else { continue }
      secrets[secret]?.parts[part] = ValueDigest(text: text, epoch: epoch)
      secrets[secret]?.sent[part] = nil
      if part == .name { sentNames[secret] = nil }
    }
  }

  /// What a client sent of a secret: its key and note each time, its value where the event says so.
  private mutating func addSent(_ event: EventRow, _ secret: UUID128) {
    guard event.device == Principal.servedDevice, EventDetail.deletedPlace(event.detail) == nil else {
      return
    }
    let (name, note) = (sent(.name, event), sent(.note, event))
    secrets[secret]?.parts = [:]
    secrets[secret]?.sent[.name] = name
    secrets[secret]?.sent[.note] = note
    sentNames[secret] = name
  }

  private mutating func addToken(_ event: EventRow) {
    guard let token = event.token, let account = event.account else { return }
    tokens[token] = account
    tokensOf[account, default: []].insert(token)
  }

  private mutating func removeGrants(of id: UUID128) {
    for sides in sidesOf.removeValue(forKey: id) ?? [] { grants[sides] = nil }
  }

  private mutating func addSecret(_ event: EventRow) {
    guard let secret = event.secret else { return }
    secrets[secret] = SecretState(
      project: event.project, digest: digest(of: event))
    addSent(event, secret)
    let value = sent(.value, event)
    secrets[secret]?.sent[.value] = value
    addParts(event, secret)
    if let project = event.project { secretsOf[project, default: []].insert(secret) }
  }

  private mutating func editSecret(_ event: EventRow) {
    guard let secret = event.secret, secrets[secret] != nil else { return }
    addSent(event, secret)
    addParts(event, secret)
    guard var state = secrets[secret] else { return }
    defer { secrets[secret] = state }
    state.project = event.project
    if let project = event.project { secretsOf[project, default: []].insert(secret) }
    if EventDetail.hasSealedValue(event.detail) {
      if EventDetail.keptVersion(event.detail) { state.keep(state.digest) }
      state.digest = nil
      state.sent[.value] = sent(.value, event)
    }
    if let place = EventDetail.deletedPlace(event.detail), state.earlier.indices.contains(place) {
      state.earlier.remove(at: place)
    }
    guard let digest = digest(of: event) else { return }
    defer { state.sent[.value] = nil }
    if EventDetail.dropsBefore(event.detail) {
      state.digest = digest
      return
    }
    // Digests under different keys tell nothing, and that of a served value stands nowhere: then the event names
    // that of the value before, too.
    let told = EventDetail.digestBefore(event.detail).map { ValueDigest(text: $0, epoch: epoch) }
    if let before = state.digest {
      let text = before.epoch == epoch ? before.text : told?.text
      if text != digest.text { state.keep(before) }
    } else if told?.text != digest.text {
      state.keep(told)
    }
    state.digest = digest
  }

  private mutating func remove(project: UUID128) {
    projects.remove(project)
    removeGrants(of: project)
    for id in secretsOf.removeValue(forKey: project) ?? [] where secrets[id]?.project == project {
      secrets[id]?.project = nil
    }
  }

  private mutating func remove(account: UUID128) {
    accounts.remove(account)
    removeGrants(of: account)
    for token in tokensOf.removeValue(forKey: account) ?? [] { tokens[token] = nil }
  }

  /// Says where the rows differ.
  func compare(with rows: VerifiedRows, _ report: inout Verification) {
    compare(accounts, Set(rows.accounts.values), "machine account", &report)
    compare(projects, Set(rows.projects.values), "project", &report)
    compare(Set(secrets.keys), Set(rows.secrets.keys), "secret", &report)
    compare(Set(tokens.keys), Set(rows.tokens.keys), "access token", &report)
    compareSecrets(with: rows, &report)
    for (id, account) in tokens.sorted(by: { $0.key < $1.key }) {
      guard let found = rows.tokens[id] else { continue }
      if found.account != account {
        report.add(.history, "the access token \(id.text) has another owner than its events say")
      }
      if found.uses != uses[id, default: 0] {
        report.add(
          .history, "the access token \(id.text) was used another number of times than its events say")
      }
    }
    for setting in VaultSetting.allCases {
      guard let found = rows.settings[setting] else { continue }
      let isAsTold: Bool
      if let told = settings[setting.rawValue] {
        isAsTold = told.text == found.utf8.span.withUnsafeBytes { rows.digests.digest($0, epoch: told.epoch) }
      } else {
        isAsTold = Texts.areSame(found, setting.standard)
      }
      if !isAsTold {
        report.add(.history, "the \(setting.rawValue) is not what its events say")
      }
    }
    if rows.subscription != subscription {
      report.add(.history, "the subscription is not what its events say")
    }
    compareGrants(rows.grants, &report)
  }

  private func compareSecrets(with rows: VerifiedRows, _ report: inout Verification) {
    for (id, secret) in secrets.sorted(by: { $0.key < $1.key }) {
      guard let row = rows.secrets[id] else { continue }
      if row.project != secret.project {
        report.add(.history, "the secret \(id.text) lies in another project than its events say")
      }
      if let value = row.parts[.value], !isSame(value, secret.digest, secret.sent[.value]) {
        report.add(.history, "the secret \(id.text) has another value than its events say")
      }
      for (part, word) in [(SecretPart.name, "key"), (.note, "note")] {
        guard let found = row.parts[part], !isSame(found, secret.parts[part], secret.sent[part]) else {
          continue
        }
        report.add(.history, "the secret \(id.text) has another \(word) than its events say")
      }
      if row.isTrashed != secret.isTrashed {
        let place = secret.isTrashed ? "out of the trash" : "in the trash"
        report.add(.history, "the secret \(id.text) is \(place) without an event")
      }
      let isAsTold =
        row.versions.count == secret.earlier.count
        && zip(row.versions, secret.earlier).allSatisfy { isSame($0, $1.digest, $1.sent) }
      if !isAsTold {
        report.add(.history, "the secret \(id.text) had other values before than its events say")
      }
    }
  }

  /// Whether a text is the one that events name: by its digest, or by that of the ciphertext, which is the one that
  /// was sent as long as no rekey sealed it anew.
  private func isSame(_ found: FoundText, _ told: ValueDigest?, _ sent: Sent?) -> Bool {
    if let told, let digest = found.digest { return told.text == digest }
    guard let sent, sent.epoch == epoch || !found.isOpen else { return true }
    return sent.text.digest == nil || sent.text.digest == found.ciphertext
  }

  private func compare(
    _ told: Set<UUID128>, _ found: Set<UUID128>, _ what: String, _ report: inout Verification
  ) {
    for id in told.subtracting(found).sorted() {
      report.add(.history, "the \(what) \(id.text) is gone without an event")
    }
    for id in found.subtracting(told).sorted() {
      report.add(.history, "the \(what) \(id.text) is there without an event")
    }
  }

  private func compareGrants(
    _ found: [Sides: AccessLevel], _ report: inout Verification
  ) {
    let all = Set(grants.keys).union(found.keys)
    for sides in all.sorted(by: { ($0.subject, $0.object) < ($1.subject, $1.object) })
    where grants[sides] != found[sides] {
      report.add(
        .history,
        "the grant of \(sides.object.text) to \(sides.subject.text) is "
          + "\(found[sides]?.word ?? "absent"), its events say \(grants[sides]?.word ?? "absent")")
    }
  }
}
