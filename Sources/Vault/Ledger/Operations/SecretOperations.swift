import Base

/// Makes a secret in a project, or in none.
struct CreateSecret: Operation {
  static let name = "secret.create"
  static let rule = VaultOperation.secretCreate
  /// The sealed key.
  let name: SealedName
  /// The sealed value.
  let value: String
  /// The sealed note.
  let note: String
  /// The project.
  let project: UUID128?
  /// The digests of its texts; nil: of the ciphertexts that a client of the server sent.
  let digests: SecretDigests?
  /// Whether another live secret of the project may have the key.
  let twin: Bool

  func perform(
    in scope: Scope
  ) throws(VaultError) -> (row: SecretRow, project: SealedRef?) {
    if project == nil { try scope.view.require(.secretCreateAlone) }
    let home = try project.map { (id) throws(VaultError) in try scope.target(ProjectRow.self, id) }
    if !twin { try scope.refuseTwin(key: name, in: home?.number) }
    var row = SecretRow(
      stamp: scope.stamp(), name: name, project: home?.number, value: value, note: note)
    row.number = try scope.insert(row)
    try scope.record(.secretCreated) {
      $0.secret = row.id
      $0.project = home?.id
      $0.detail =
        digests.map { EventDetail.secret($0) }
        ?? EventDetail.served(SealedSecret(key: name.text, value: value, note: note), hasValue: true)
    }
    if let home { try scope.store.touchAccounts(reading: home.number, now: scope.now) }
    return (row, home.map { SealedRef($0) })
  }
}

/// Changes the key, the value, the note or the project of a secret.
///
/// It was made from the row as it was in a version of it: with another one it is refused.
struct EditSecret: Operation {
  static let name = "secret.edit"
  static let rule = VaultOperation.secretEdit
  /// Which one.
  let secret: UUID128
  /// The version of the row that it was made from.
  let version: Int64
  /// Another sealed key.
  let name: SealedName?
  /// Another sealed value.
  let value: String?
  /// Another sealed note.
  let note: String?
  /// Whether the value before becomes a version.
  let keepsVersion: Bool
  /// The digests of its texts; nil: of the ciphertexts that a client of the server sent.
  let digests: SecretDigests?
  /// Another project; nil keeps it.
  var project: UUID128?
  /// Whether another live secret of the project may have the key.
  let twin: Bool

  func perform(
    in scope: Scope
  ) throws(VaultError) -> (row: SecretRow, project: SealedRef?, isChanged: Bool) {
    let row = try scope.targetSecret(secret)
    guard row.stamp.version == version else { throw .stale(kind: .secret, text: secret.text) }
    if name == nil, value == nil, note == nil, project == nil {
      return (row, try scope.view.home(of: row), false)
    }
    let target = try target(of: row, scope)
    if let name, !twin { try scope.refuseTwin(key: name, in: target?.number, except: row.number) }
    // Accounts that could reach it and those that can now: both have something to fetch.
    try scope.store.touchAccounts(reaching: row, now: scope.now)
    let kept = keepsVersion ? try scope.keepVersion(of: row) : nil
    var changed = row
    if let name { changed.name = name }
    if let value { changed.value = value }
    if let note { changed.note = note }
    changed.project = target?.number
    try scope.update(row, columns(of: changed))
    changed.stamp.revised = scope.now
    changed.stamp.version = row.stamp.nextVersion
    let detail = try detail(row, changed, kept, scope)
    try scope.record(.secretEdited) {
      $0.secret = row.id
      $0.project = target?.id
      $0.detail = detail
    }
    if let target, target.number != row.project {
      try scope.store.touchAccounts(reading: target.number, now: scope.now)
    }
    return (changed, try scope.view.home(of: changed), true)
  }

  /// The project that holds it afterwards; a new project needs the right to create secrets there.
  private func target(of row: SecretRow, _ scope: Scope) throws(VaultError) -> ProjectRow? {
    let home = try row.project.flatMap { (number) throws(VaultError) in
      try scope.store.row(ProjectRow.self, number: number)
    }
    guard let project, project != home?.id else { return home }
    let other = try scope.view.existing(ProjectRow.self, project)
    try scope.view.require(.secretCreate, on: other)
    return other
  }

  private func columns(of row: SecretRow) -> [(column: SecretRow.Column, value: Field)] {
    var columns: [(column: SecretRow.Column, value: Field)] = []
    if name != nil {
      columns += [
        (.name, .text(row.name.text)), (.nameDigest, .bytes(or: row.name.digest)),
        (.keyVersion, .int(row.name.keyVersion)),
      ]
    }
    if value != nil { columns.append((.value, .text(row.value))) }
    if note != nil { columns.append((.note, .text(row.note))) }
    if project != nil { columns.append((.project, .int(or: row.project))) }
    return columns
  }

  private func detail(
    _ before: SecretRow, _ after: SecretRow, _ kept: UUID128?, _ scope: Scope
  ) throws(VaultError) -> String? {
    if let digests { return EventDetail.secret(digests) }
    let hasMoved = after.project != before.project
    let left = hasMoved ? try scope.view.home(of: before)?.id : nil
    return EventDetail.served(
      SealedSecret(key: after.name.text, value: after.value, note: after.note),
      moved: hasMoved ? .some(left) : nil, hasValue: !Texts.areSame(before.value, after.value), kept: kept)
  }
}

/// Moves secrets to a project, or to none; one that is there already stays `unchanged`.
///
/// One whose key another secret has there is refused, unless it is to be a twin.
struct MoveSecrets: Operation {
  static let name = "secret.move"
  static let rule = VaultOperation.secretMove
  /// Which ones.
  let secrets: [UUID128]
  /// The project.
  let project: UUID128?
  /// Whether another live secret of the project may have the key.
  let twin: Bool

  /// The outcome for one of them.
  struct Moved {
    let secret: SealedRef
    let isMoved: Bool
    let before: SealedRef?
    let after: SealedRef?
  }

  func perform(in scope: Scope) throws(VaultError) -> [Moved] {
    if project == nil { try scope.view.require(.secretCreateAlone) }
    let target = try project.map { (id) throws(VaultError) in
      try scope.view.existing(ProjectRow.self, id)
    }
    if let target { try scope.view.require(.secretCreate, on: target) }
    return try scope.each(secrets, "secrets") { (id) throws(VaultError) in
      try move(id, to: target, scope)
    }
  }

  private func move(_ id: UUID128, to target: ProjectRow?, _ scope: Scope) throws(VaultError) -> Moved {
    let row = try scope.targetSecret(id)
    let before = try scope.view.home(of: row)
    let after = target.map { SealedRef($0) }
    if row.project == target?.number {
      return Moved(secret: SealedRef(row), isMoved: false, before: before, after: after)
    }
    if !twin { try scope.refuseTwin(key: row.name, in: target?.number) }
    try scope.store.touchAccounts(reaching: row, now: scope.now)
    try scope.update(row, [(.project, .int(or: target?.number))])
    try scope.record(.secretEdited) {
      $0.secret = id
      $0.project = target?.id
      $0.detail = EventDetail.moved(from: before?.id)
    }
    if let target { try scope.store.touchAccounts(reading: target.number, now: scope.now) }
    return Moved(secret: SealedRef(row), isMoved: true, before: before, after: after)
  }
}

/// Records that secrets are handed out to a principal to whom they are readable.
///
/// Their texts are opened, or leave the server, after the events are committed.
struct RevealSecrets: Operation {
  static let name = "secret.reveal"
  static let rule = VaultOperation.secretReveal
  /// Which ones.
  let secrets: [UUID128]
  /// The machine account that the principal acts as.
  var account: UUID128?

  func perform(in scope: Scope) throws(VaultError) -> [Revealed] {
    // All are read and allowed before the first event: a server takes back no event of a read.
    let rows = try secrets.map { (id) throws(VaultError) in
      let row = try scope.view.existingSecret(id)
      try scope.view.require(.secretReveal, on: row)
      return row
    }
    return try rows.map { (row) throws(VaultError) in try scope.reveal(row, account: account) }
  }

  /// One of them.
  struct Revealed {
    let row: SecretRow
    let project: SealedRef?
  }
}

/// Records that secrets are handed out to a program that acts as a machine account: those that it may read.
///
/// The events name the principal as the actor, and the machine account beside the secret.
struct RevealToRun: Operation {
  static let name = "secret.run"
  static let rule = VaultOperation.accountActAs
  /// Which ones.
  let secrets: [UUID128]
  /// The machine account.
  let account: UUID128

  func perform(in scope: Scope) throws(VaultError) -> [RevealSecrets.Revealed] {
    let row = try scope.target(AccountRow.self, account)
    let acting = scope.with(try AccessView(of: row, scope.ledger, now: scope.clock))
    return try RevealSecrets(secrets: secrets, account: account).perform(in: acting)
  }
}

extension AccessView {
  /// What a machine account may do, in place of the caller's own rights.
  convenience init(of account: AccountRow, _ ledger: Ledger, now: Int64) throws(VaultError) {
    let store = ledger.store
    let access = Access(
      .account(account.number), ledger.environment.rules, OrganizationState(try store.organizationRow()),
      policies: try Self.policies(of: .account, [account.number], store), groups: [], now: now)
    self.init(store, access, hash: [], end: now)
  }
}

extension Scope {
  /// Records that a secret, or an earlier value of it, is handed out.
  func reveal(
    _ row: SecretRow, version: UUID128? = nil, account: UUID128? = nil
  ) throws(VaultError) -> RevealSecrets.Revealed {
    let home = try view.home(of: row)
    try record(.secretRetrieved, counts: false) {
      $0.secret = row.id
      $0.project = home?.id
      $0.detail = version.map(EventDetail.version)
      if let account { $0.account = account }
    }
    return RevealSecrets.Revealed(row: row, project: home)
  }

  /// Refuses a key that another live secret has in the same project, or among those in none.
  func refuseTwin(key: SealedName, in project: Int64?, except own: Int64? = nil) throws(VaultError) {
    let home: Condition<SecretRow> = project.map { .equal(.project, .int($0)) } ?? .isNull(.project)
    try refuseTwin(SecretRow.self, key, except: own, [home, .isNull(.deleted)])
  }

  /// Keeps the value that a secret has now as a version, and of all versions the newest.
  func keepVersion(of row: SecretRow) throws(VaultError) -> UUID128 {
    var version = SecretVersionRow(
      stamp: stamp(), secret: row.number, keyVersion: row.name.keyVersion, value: row.value)
    switch principal {
    case .person(let person, _): version.editorPerson = person.id
    case .account(_, let id, _), .served(_, let id, _, _): version.editorAccount = id
    }
    if try keep(version, of: row) { eraseAfterwards() }
    return version.id
  }
}
