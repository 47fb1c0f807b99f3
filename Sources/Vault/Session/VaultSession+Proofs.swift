extension VaultSession {
  /// Proves the rows of a vault of an earlier release, once, before an owner's first change: they are taken on trust,
  /// and the event says how many they were.
  func sealOlderRows(in scope: Scope) throws(VaultError) {
    guard scope.transaction.tail.head.sealed == 0, !isPlan, log == nil,
      case .person(let person, let credential) = actor, person.role == .owner, credential.ceiling == nil
    else { return }
    var sealing = RowSealing(scope, keys)
    try sealing.run(onlyUnproven: true)
    let count = sealing.count
    try scope.record(.vaultSealed, counts: false) { $0.detail = EventDetail.sealed(rows: count) }
    scope.transaction.seal()
  }

  /// Adds the signing key of a credential or access token that a release before signatures made: only its holder can.
  ///
  /// A credential gets it with the first change that it makes in a vault whose rows have proofs.
  func addSigningKey(in scope: Scope) throws(VaultError) {
    guard let signer, !signer.isKnown, !isPlan, log == nil, scope.transaction.tail.head.sealed > 0 else {
      return
    }
    guard case .unknown = try signer.storedKey(store), let key = try signer.publicKey() else {
      // What this transaction wrote may be taken back.
      signer.isKnown = scope.transaction.tail.head.event == scope.transaction.begin
      return
    }
    switch actor {
    case .person(let person, let credential):
      guard let row = try store.row(CredentialRow.self, number: credential.number) else { return }
      try scope.update(
        CredentialRow.self, number: row.number,
        set: [
          (.signKey, .bytes(key)), (.revised, .int(scope.now)), (.version, .int(row.stamp.nextVersion)),
        ])
      scope.transaction.beginToCount()
      try scope.record(.signingKeyAdded, counts: false) { $0.person = person.id }
    case .account(let account, let token):
      guard let row = try store.row(TokenRow.self, number: token.number) else { return }
      try scope.update(
        TokenRow.self, number: row.number,
        set: [
          (.signKey, .bytes(key)), (.revised, .int(scope.now)), (.version, .int(row.stamp.nextVersion)),
        ])
      scope.transaction.beginToCount()
      try scope.record(.signingKeyAdded, counts: false) { $0.account = account.id }
    }
  }
}

extension VaultService {
  /// What signs for a credential.
  func signer(of credential: CredentialRow, _ signer: any MessageSigner) -> CheckpointSigner {
    CheckpointSigner(credential.id, .credential, vault: ledger.vault, signer)
  }

  /// What signs for an access token in a shell.
  func signer(of token: TokenRow, _ signer: any MessageSigner) -> CheckpointSigner {
    CheckpointSigner(token.id, .token, vault: ledger.vault, signer)
  }
}
