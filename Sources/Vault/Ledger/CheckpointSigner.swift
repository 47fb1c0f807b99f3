import Base
import Crypto

/// What signs messages: it has the secret key, or asks a process that has it.
package protocol MessageSigner {
  /// The signature of a message; throws `cannotSign` where the key is not to be had any more.
  func sign(_ message: [UInt8]) throws(VaultError) -> KeySignature
}

extension SigningKey: MessageSigner {
  /// The signature of a message, with the public key.
  package func sign(_ message: [UInt8]) -> KeySignature {
    let bytes: [UInt8] = sign(message)
    return KeySignature(publicKey: publicKey, bytes: bytes)
  }
}

/// Signs the chain of events for a credential, an access token or a server, once a transaction.
///
/// Who has the organization key can make events and seals in the name of others, but not their signatures.
package final class CheckpointSigner {
  /// The table that holds the public key.
  enum Holder {
    case credential, token, auditKey
  }

  /// The id of the credential, the access token or the audit key.
  let id: UUID128
  private let holder: Holder
  private let vault: UUID128
  /// The newest last: a person who has given themselves another passphrase goes on with its key.
  private var signers: [any MessageSigner]
  /// Whether the vault was seen to have its public key.
  var isKnown = false
  /// The public key before this transaction, where it gives the credential another one.
  private var former: [UInt8]?
  /// The checkpoint that it kept last.
  private var kept: CheckpointRow?

  /// Signs with what has the secret key.
  init(_ id: UUID128, _ holder: Holder, vault: UUID128, _ signer: any MessageSigner) {
    self.id = id
    self.holder = holder
    self.vault = vault
    signers = [signer]
  }

  /// The same for a session on another store.
  func copy() -> CheckpointSigner {
    let copy = CheckpointSigner(id, holder, vault: vault, signers[0])
    copy.signers = signers
    return copy
  }

  /// Signs with another key where the vault has that one: the open transaction gives it to the credential.
  func add(_ signer: any MessageSigner, in store: any VaultStore) throws(VaultError) {
    signers.append(signer)
    try holdKey(in: store)
  }

  /// Says that the transaction has ended.
  func settle() { former = nil }

  /// The public key that a credential without one gets: that which it signs with now.
  func publicKey() throws(VaultError) -> [UInt8]? { try signers.last?.sign([]).publicKey }

  /// Goes on signing this transaction with the key that the vault has now, although the transaction replaces that key.
  func holdKey(in store: any VaultStore) throws(VaultError) {
    if former == nil, case .key(let key) = try storedKey(store) { former = key }
  }

  /// Whether an event is one of those that it answers for.
  func isOwn(_ event: EventRow) -> Bool {
    guard event.origin == .own else { return false }
    let isServed = event.device == Principal.servedDevice && event.actorAccount != nil
    return holder == .auditKey ? isServed : !isServed && event.credential == id
  }

  /// Signs the end of the chain, and keeps the newest checkpoint of each stretch of the chain.
  ///
  /// A credential whose key the vault does not have, because a release before signatures made it, signs nothing.
  ///
  /// - Parameter own: how many events of its own the transaction has written.
  func sign(_ head: HeadRow, own: Int64, in store: any VaultStore) throws(VaultError) {
    let last = try lastCheckpoint(store)
    var checkpoint = CheckpointRow(signer: id, head)
    // A number of the file may be as large as it likes; the signature is checked below.
    checkpoint.own = (last?.own ?? 0) &+ own
    guard let signature = try signature(of: checkpoint.message(vault: vault), in: store) else { return }
    checkpoint.publicKey = signature.publicKey
    checkpoint.signature = signature.bytes
    if let last, last.publicKey == checkpoint.publicKey {
      // Who can write the file must not be able to say how many there are.
      let isGenuine = last == kept || last.isGenuine(vault: vault)
      guard isGenuine else {
        throw .damaged("the checkpoint of event \(last.event) is not signed by \(id.text)")
      }
    }
    checkpoint.number = try keep(checkpoint, behind: last, in: store)
    kept = checkpoint
  }

  /// The signed end of the chain for an anchor; nil: the vault does not have the public key.
  func checkpoint(of head: HeadRow, in store: any VaultStore) throws(VaultError) -> CheckpointRow? {
    var checkpoint = CheckpointRow(signer: id, head)
    checkpoint.own = try lastCheckpoint(store)?.own ?? 0
    guard let signature = try signature(of: checkpoint.message(vault: vault), in: store) else { return nil }
    checkpoint.publicKey = signature.publicKey
    checkpoint.signature = signature.bytes
    return checkpoint
  }

  /// The signature of a message with the key that the vault has; nil: it has none.
  func signature(of message: [UInt8], in store: any VaultStore) throws(VaultError) -> KeySignature? {
    let stored = try storedKey(store)
    if case .unknown = stored { return nil }
    // The key that ends signs the change to the next one: else that could be anybody's.
    let wanted = former.map { StoredKey.key($0) } ?? stored
    for signer in signers.reversed() {
      let signature = try signer.sign(message)
      if wanted.admits(signature.publicKey) { return signature }
    }
    // Another session gave the person another passphrase meanwhile.
    throw holder == .token ? .wrongToken : .wrongCredential
  }

  private func lastCheckpoint(_ store: any VaultStore) throws(VaultError) -> CheckpointRow? {
    try store.rows(
      Query<CheckpointRow>(
        [.equal(.signer, .id(id))], order: [SortKey(.number, descending: true)], limit: 1)
    ).first
  }

  /// Puts a checkpoint in the place of the last one of its stretch; gives its number.
  private func keep(
    _ checkpoint: CheckpointRow, behind last: CheckpointRow?, in store: any VaultStore
  ) throws(VaultError) -> Int64 {
    guard let last, last.publicKey == checkpoint.publicKey,
      last.event / CheckpointRow.interval == checkpoint.event / CheckpointRow.interval
    else { return try store.insert(checkpoint) }
    try store.update(
      CheckpointRow.self, number: last.number,
      set: [
        (.event, .int(checkpoint.event)), (.hash, .bytes(checkpoint.hash)), (.date, .int(checkpoint.date)),
        (.own, .int(checkpoint.own)), (.signature, .bytes(checkpoint.signature)),
      ])
    return last.number
  }

  // MARK: the public key in the vault

  /// What the vault says of the public key.
  enum StoredKey {
    /// The row is gone: the transaction deletes it.
    case gone
    /// The row has none.
    case unknown
    /// The row has this one.
    case key([UInt8])

    /// Whether a signature with a public key is the holder's.
    func admits(_ publicKey: [UInt8]) -> Bool {
      if case .key(let key) = self { return key == publicKey }
      return true
    }
  }

  /// The public key as it is in the vault now.
  func storedKey(_ store: any VaultStore) throws(VaultError) -> StoredKey {
    switch holder {
    case .credential: Self.stored(try store.first(Query<CredentialRow>([.equal(.id, .id(id))])))
    case .token: Self.stored(try store.first(Query<TokenRow>([.equal(.id, .id(id))])))
    case .auditKey:
      // A server whose key no owner has added signs nothing, nor does one whose key was revoked.
      if let row = try store.first(Query<AuditKeyRow>([.equal(.id, .id(id)), .isNull(.revoked)])) {
        .key(row.publicKey)
      } else {
        .unknown
      }
    }
  }

  private static func stored(_ row: (some ProvenRow)?) -> StoredKey {
    guard let row else { return .gone }
    return row.signKey.map { .key($0) } ?? .unknown
  }
}
