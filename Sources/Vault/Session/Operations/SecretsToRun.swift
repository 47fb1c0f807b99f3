package import Base

/// The secrets that a program gets: the caller's own, or those of a machine account that the caller acts as.
extension VaultSession {
  /// The live secrets that the caller may read, or exactly those that the machine account may.
  ///
  /// Reading the list is not recorded.
  ///
  /// - Parameter project: only those of the project that this text names.
  package func secretsToRun(account: UUID128?, project: String? = nil) throws(VaultError) -> [SecretItem] {
    func found() throws(VaultError) -> [SecretItem] {
      var query = SecretQuery()
      if let project {
        let home = try existing(ProjectRow.self, resolve(project, among: [.project]).id)
        query = query.and(.equal(.project, .int(home.number)))
      }
      return try secrets(query)
    }
    guard let account else { return try read(.secretReveal, found) }
    return try read(.accountActAs) { () throws(VaultError) in
      let row = try existing(AccountRow.self, account)
      try require(.accountActAs, on: row)
      return try acting(as: row, now: service.now(), found)
    }
  }

  /// Hands out their plaintext: first one event for each is committed, all in one transaction.
  ///
  /// Of a machine account the events name the caller as who acted, and the account beside the secret.
  package func revealToRun(_ ids: [UUID128], account: UUID128?) throws(VaultError) -> [RevealedSecret] {
    guard let account else { return try reveal(ids) }
    try refuseTransaction()
    return try open(perform(RevealToRun(secrets: ids, account: account)))
  }

  /// Does something with the rights of a machine account in place of the caller's own.
  private func acting<T>(
    as account: AccountRow, now: Int64, _ body: () throws(VaultError) -> T
  ) throws(VaultError) -> T {
    let own = pinned
    defer { pinned = own }
    pinned = try AccessView(of: account, service.ledger, now: now)
    return try body()
  }
}
