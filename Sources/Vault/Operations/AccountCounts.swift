extension VaultSession {
  /// How much belongs to each of these machine accounts, in their order.
  ///
  /// Five queries for a page of accounts, however many they are.
  package func counts(of accounts: [MachineAccount]) throws(VaultError) -> [AccountCounts] {
    try accountCounts(accounts.map(\.number))
  }

  /// The same by the numbers of the machine accounts.
  package func accountCounts(_ numbers: [Int64]) throws(VaultError) -> [AccountCounts] {
    try require(.accountList)
    guard let low = numbers.min(), let high = numbers.max() else { return [] }
    let reach = try reach(from: low, through: high)
    let people = try Tally(
      store,
      Query<PolicyRow>([
        .equal(.objectKind, .int(EntityKind.account.rawValue)),
        Condition(.object, .greaterOrEqual, .int(low)), Condition(.object, .lessOrEqual, .int(high)),
      ]), .object)
    let tokens = try Tally(
      store,
      Query<TokenRow>([
        .isNull(.revoked), Condition(.account, .greaterOrEqual, .int(low)),
        Condition(.account, .lessOrEqual, .int(high)),
      ]), .account)
    return numbers.map {
      let reached = reach[$0] ?? Reach()
      return AccountCounts(
        secrets: reached.secrets, projects: reached.projects, people: people[$0], tokens: tokens[$0])
    }
  }

  /// What one machine account reaches.
  private struct Reach {
    var projects = 0
    var secrets = 0
  }

  /// A pair of sides has one grant, so no project and no secret comes twice.
  private func reach(from low: Int64, through high: Int64) throws(VaultError) -> [Int64: Reach] {
    let perProject = try accessView().liveSecrets()
    var reach: [Int64: Reach] = [:]
    var alone: [(account: Int64, secret: Int64)] = []
    let grants = Query<PolicyRow>([
      .equal(.subjectKind, .int(EntityKind.account.rawValue)),
      Condition(.subject, .greaterOrEqual, .int(low)), Condition(.subject, .lessOrEqual, .int(high)),
    ])
    try store.scan(grants, [.subject, .objectKind, .object]) { (row) throws(VaultError) in
      let (account, object) = (try row.int(0), try row.int(2))
      switch EntityKind(rawValue: try row.int(1)) {
      case .project:
        let secrets = perProject[object]
        reach[account, default: Reach()].projects += 1
        reach[account, default: Reach()].secrets += secrets
      case .secret: alone.append((account, object))
      default: break
      }
      return true
    }
    for (account, number) in alone {
      guard let secret = try store.row(SecretRow.self, number: number), secret.deleted == nil else {
        continue
      }
      // One that its project gives too counts once.
      if let project = secret.project, try isGranted(project, to: account) { continue }
      reach[account, default: Reach()].secrets += 1
    }
    return reach
  }

  private func isGranted(_ project: Int64, to account: Int64) throws(VaultError) -> Bool {
    try store.count(
      Query<PolicyRow>([
        .equal(.subjectKind, .int(EntityKind.account.rawValue)), .equal(.subject, .int(account)),
        .equal(.objectKind, .int(EntityKind.project.rawValue)), .equal(.object, .int(project)),
      ])) > 0
  }
}
