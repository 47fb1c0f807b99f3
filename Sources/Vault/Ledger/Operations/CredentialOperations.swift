import Base
import Crypto

/// A way to open the vault: the organization key, sealed to the public key of a credential.
///
/// A session makes it, since that takes the organization key.
struct SealedCredential: Sendable, Equatable, Codable {
  /// The id, which is part of the holder's text.
  let id: UUID128
  /// The kind of credential.
  let kind: CredentialKind
  /// The public key that the organization key is sealed to.
  let publicKey: [UInt8]
  /// The organization key, sealed.
  let sealedKey: [UInt8]
  /// The public key that it signs with.
  let signKey: [UInt8]
  /// When it ends, in µs; nil: never.
  var expires: Int64?
  /// The effects that it may have; nil: all that the person may.
  var ceiling: CredentialEffects?
  /// The sealed name.
  var name: String?
  /// The cost and the salt of a passphrase.
  var derivation: Derivation?

  /// How a passphrase becomes the key that it is sealed to.
  struct Derivation: Sendable, Equatable, Codable {
    let memoryKiB: Int64
    let passes: Int64
    let salt: [UInt8]
  }

  /// Refuses another kind of credential than the operation is for, and one that lacks what its kind must have.
  func check(_ wanted: CredentialKind) throws(VaultError) {
    let mustEnd = wanted == .cronKey || wanted == .invite
    let isWhole = (expires != nil) == mustEnd && (derivation != nil) == (wanted == .passphrase)
    guard kind == wanted, isWhole, wanted == .cronKey || ceiling == nil,
      signKey.count == SigningKey.publicKeyCount
    else {
      throw .invalid(what: "the credential", why: "is no \(wanted.word)")
    }
  }
}

/// Writes the seals of credentials.
///
/// A session computes them with the organization key.
struct SealCredentials: Operation {
  static let name = "credential.seal"
  static let rule = VaultOperation.personSet
  /// One credential's seal.
  struct Seal: Sendable, Equatable, Codable {
    let credential: UUID128
    let mac: [UInt8]
  }
  /// The seals.
  let seals: [Seal]

  func perform(in scope: Scope) throws(VaultError) {
    for seal in seals {
      guard let row = try scope.store.first(Query<CredentialRow>([.equal(.id, .id(seal.credential))]))
      else { throw .damaged("the credential \(seal.credential.text) is gone") }
      // No part of the proof: it is made from the row with the same key.
      try scope.store.update(CredentialRow.self, number: row.number, set: [(.mac, .bytes(seal.mac))])
    }
  }
}

/// Stores a key of the acting person: one of timers, which ends, or a recovery key, which does not.
struct CreateKey: Operation {
  static let name = "key.create"
  static let rule = VaultOperation.keyCreate
  /// The key.
  let credential: SealedCredential
  /// Its seal.
  let mac: [UInt8]

  func perform(in scope: Scope) throws(VaultError) -> PersonRow {
    try credential.check(.cronKey)
    return try scope.addKey(credential, mac)
  }
}

/// Stores a recovery key of the acting person: it does not expire, and may do all that they may.
struct CreateRecoveryKey: Operation {
  static let name = "key.create-recovery"
  static let rule = VaultOperation.recoveryCreate
  /// The key.
  let credential: SealedCredential
  /// Its seal.
  let mac: [UInt8]

  func perform(in scope: Scope) throws(VaultError) -> PersonRow {
    try credential.check(.recovery)
    return try scope.addKey(credential, mac)
  }
}

/// Revokes a key of the principal, or of a person whom they may manage.
struct RevokeKey: Operation {
  static let name = "key.revoke"
  static let rule = VaultOperation.keyRevoke
  /// Which one.
  let key: UUID128

  func perform(in scope: Scope) throws(VaultError) -> Outcome {
    let row = try scope.store.first(
      Query<CredentialRow>([.equal(.id, .id(key)), .oneOf(.kind, CredentialRow.keyKinds)]))
    guard let row, let owner = try scope.store.row(PersonRow.self, number: row.person),
      scope.view.isInReach(owner, of: scope.principal.id)
    else { throw .notFound(kind: nil, text: key.text, near: []) }
    scope.eraseAfterwards()
    let ceiling = row.ceiling.map { CredentialEffects(rawValue: $0) }
    try scope.delete(row)
    try scope.record(.keyRevoked) {
      $0.person = owner.id
      $0.detail = EventDetail.key(ceiling, credential: row.id, expires: row.expires)
    }
    return Outcome(.revoked, SealedRef(Person(owner)), before: key.text)
  }
}

/// Gives the acting person another passphrase; the one that they had ends.
///
/// They signed in with it, or forgot it and have the recovery key.
struct ChangePassphrase: Operation {
  static let name = "passphrase.change"
  static let rule = VaultOperation.passphraseChange
  /// The credential of the new passphrase, with the id of the old one.
  let credential: SealedCredential
  /// Its seal.
  let mac: [UInt8]
  /// The public key of the passphrase that ends; nil: it is not known, because the principal has the recovery key.
  let former: [UInt8]?

  func perform(in scope: Scope) throws(VaultError) {
    guard case .person(let person, _) = scope.principal else {
      throw .invalid(what: "a passphrase", why: "belongs to a person")
    }
    try credential.check(.passphrase)
    let stored = try scope.store.first(Query<CredentialRow>([.equal(.id, .id(credential.id))]))
    guard let stored, stored.kind == .passphrase, stored.person == person.number,
      former == nil || stored.publicKey == former
    else { throw .wrongCredential }
    scope.eraseAfterwards()
    try scope.update(
      CredentialRow.self, number: stored.number,
      set: [
        (.publicKey, .bytes(credential.publicKey)), (.sealedKey, .bytes(credential.sealedKey)),
        (.mac, .bytes(mac)), (.memoryKiB, .int(or: credential.derivation?.memoryKiB)),
        (.passes, .int(or: credential.derivation?.passes)),
        (.salt, .bytes(or: credential.derivation?.salt)), (.signKey, .bytes(credential.signKey)),
        (.revised, .int(scope.now)),
        (.version, .int(stored.stamp.nextVersion)),
      ])
    try scope.record(.passphraseChanged) { $0.person = person.id }
  }
}

extension Scope {
  /// Adds a credential of a person, and says its row.
  func insert(
    _ credential: SealedCredential, of person: PersonRow, mac: [UInt8] = []
  ) throws(VaultError) -> CredentialRow {
    if let expires = credential.expires { try checkEnd(expires) }
    var row = CredentialRow(credential, stamp: stamp(credential.id), person: person.number)
    row.mac = mac
    row.number = try insert(row)
    return row
  }

  /// Refuses an end that has passed, or that no calendar of four digits has.
  private func checkEnd(_ expires: Int64) throws(VaultError) {
    if expires <= clock { throw .expiryPassed }
    let yearTenThousand: Int64 = 253_402_300_800_000_000
    if expires >= yearTenThousand { throw .invalid(what: "the expiry", why: "is after the year 9999") }
  }

  fileprivate func addKey(_ credential: SealedCredential, _ mac: [UInt8]) throws(VaultError) -> PersonRow {
    guard case .person(let person, _) = principal,
      let row = try store.row(PersonRow.self, number: person.number)
    else { throw .wrongCredential }
    _ = try insert(credential, of: row, mac: mac)
    try record(.keyCreated) {
      $0.person = row.id
      $0.detail = EventDetail.key(
        credential.ceiling, credential: credential.id, expires: credential.expires)
    }
    return row
  }
}

extension AccessView {
  /// Whether the keys of a person are those of the caller, or of a person whom the caller may change.
  func isInReach(_ owner: PersonRow, of caller: UUID128) -> Bool {
    owner.id == caller || access.decide(.personSet) == .allowed && access.mayManage(Person(owner))
  }
}

extension CredentialRow {
  /// The kinds of credentials that are keys: those of timers, and recovery keys.
  static let keyKinds = [CredentialKind.cronKey, .recovery].map { Field.int($0.rawValue) }

  /// The row of a credential, without its seal.
  init(_ credential: SealedCredential, stamp: Stamp, person: Int64) {
    self.init(
      stamp: stamp, person: person, kind: credential.kind, publicKey: credential.publicKey,
      sealedKey: credential.sealedKey, mac: [], memoryKiB: credential.derivation?.memoryKiB,
      passes: credential.derivation?.passes, salt: credential.derivation?.salt,
      expires: credential.expires, ceiling: credential.ceiling?.rawValue, name: credential.name)
    signKey = credential.signKey
  }
}
