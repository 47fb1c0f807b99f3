import Crypto

extension VaultService {
  /// The error of a refused sign-in: always the same, after the same time.
  ///
  /// The refusal of a known person is recorded as an event, at most once a minute. This needs no key: the chain
  /// of events is tied by hashes. No event is recorded where another connection is writing or the vault is
  /// read-only.
  func refusal(
    of person: PersonRow?, _ credential: CredentialRow?, isReadOnly: Bool
  ) -> VaultError {
    environment.refusals.keep {
      guard let person, !isReadOnly else { return }
      // The refusal counts; an error of its event must not hide it.
      try? recordRefusal(of: person, credential)
    }
    return .wrongCredential
  }

  /// The same for the text of a key, which names its credential.
  func refusal(ofKey text: Secret, isReadOnly: Bool) throws(VaultError) -> VaultError {
    let read = CredentialText.read(text, .cronKey)
    let credential = try read.map { (read) throws(VaultError) in
      try store.first(
        Query<CredentialRow>([
          .equal(.id, .id(read.id)), .equal(.kind, .int(CredentialKind.cronKey.rawValue)),
        ]))
    }
    guard let credential, let credential else { return refusal(of: nil, nil, isReadOnly: isReadOnly) }
    let person = try store.row(PersonRow.self, number: credential.person)
    return refusal(of: person, credential, isReadOnly: isReadOnly)
  }

  private static var minute: Int64 { 60_000_000 }

  private func recordRefusal(
    of person: PersonRow, _ credential: CredentialRow?
  ) throws(VaultError) {
    try store.begin(.writeIfFree)
    let head: HeadRow
    let sink: SinkSettings?
    do throws(VaultError) {
      guard let appended = try append(of: person, credential) else { return store.rollback() }
      head = appended
      sink = try ledger.sink(head)
      try store.commit()
    } catch {
      store.rollback()
      throw error
    }
    if let sink {
      var delivery = EventDelivery(ledger, sink, head)
      try delivery.run()
    }
  }

  /// Adds the event and makes it the last one; nil when there is one of this minute.
  private func append(
    of person: PersonRow, _ credential: CredentialRow?
  ) throws(VaultError) -> HeadRow? {
    var tail = try EventTail(store, clock: now())
    let recent = try store.first(
      EventQuery([
        .equal(.type, .int(EventCode.signInRefused.number)),
        Condition(.date, .greater, .int(tail.now - Self.minute)),
        .equal(.person, .id(person.id)),
      ]))
    if recent != nil { return nil }
    var event = tail.event(.signInRefused, id: newID(), organization: organization.id)
    event.origin = .system
    event.runID = runID
    event.credential = credential?.id
    event.person = person.id
    try tail.append(&event, to: store)
    try tail.finish(store)
    return tail.head
  }
}
