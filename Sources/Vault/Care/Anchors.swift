package import Base

/// What the chain of events says of a place that was seen earlier.
package enum SeenPlace: Sendable, Equatable {
  /// The event is there, as it was.
  case same
  /// A restore replaced it, in this event.
  case restored(event: Int64)
  /// The chain ends before it, or another event stands there.
  case missing(last: Int64)
}

extension VaultSession {
  /// The id of the vault, which its copies keep.
  package var vaultID: UUID128 { service.ledger.vault }

  /// The end of the chain of events, as of the last commit.
  package func lastEvent() throws(VaultError) -> (event: Int64, hash: [UInt8], date: Int64) {
    guard let head = try store.row(HeadRow.self, number: 1) else {
      throw .damaged("the head of the events is missing")
    }
    return (head.event, head.hash, head.date)
  }

  /// The end of the chain, signed by who is signed in.
  ///
  /// Throws `cannotSign` for a credential whose signing key the vault does not have yet.
  package func anchor() throws(VaultError) -> Anchor {
    try require(.vaultStatus)
    guard let anchor = try signedEnd() else {
      throw .cannotSign(reason: "the vault gets the signing key of this credential with your first change")
    }
    return anchor
  }

  /// The same for who may export events; nil for a credential whose signing key the vault does not have yet.
  func signedEnd() throws(VaultError) -> Anchor? {
    if isInTransaction { throw .transaction(problem: .careInside(what: "anchored")) }
    guard let head = try store.row(HeadRow.self, number: 1),
      let checkpoint = try signer?.checkpoint(of: head, in: store)
    else { return nil }
    return Anchor(vault: vaultID, checkpoint)
  }

  /// Says whether an event that was seen earlier is there still.
  ///
  /// A restore counts only if it came after that.
  package func place(
    ofEvent number: Int64, hash: [UInt8], date: Int64
  ) throws(VaultError) -> SeenPlace {
    if try store.row(EventRow.self, number: number)?.hash == hash { return .same }
    let restores = try store.rows(
      EventQuery(
        [.equal(.type, .int(EventCode.vaultRestored.number))], order: [SortKey(.number, descending: true)]))
    for event in restores where event.origin == .own && event.date >= date {
      if let replaced = EventDetail.replacedEvent(event.detail), replaced >= number, try isOfOwner(event) {
        return .restored(event: event.number)
      }
    }
    return .missing(last: try lastEvent().event)
  }

  /// The fingerprint of the key that signs for who is signed in; nil: the vault does not have it yet.
  package func fingerprint() throws(VaultError) -> String? {
    if case .key(let key)? = try signer?.storedKey(store) { return keyFingerprint(key) }
    return nil
  }

  /// Whether an owner who is there still has signed the chain at or behind an event of theirs.
  private func isOfOwner(_ event: EventRow) throws(VaultError) -> Bool {
    guard let actor = event.actorPerson, let credential = event.credential,
      let row = try store.first(Query<CredentialRow>([.equal(.id, .id(credential))])), let key = row.signKey,
      let person = try store.row(PersonRow.self, number: row.person), person.id == actor,
      person.role == .owner
    else { return false }
    let signed = try store.rows(Query<CheckpointRow>([.equal(.signer, .id(credential))]))
    return signed.contains { checkpoint in
      checkpoint.event >= event.number && checkpoint.publicKey == key
        && checkpoint.isGenuine(vault: vaultID)
    }
  }
}
