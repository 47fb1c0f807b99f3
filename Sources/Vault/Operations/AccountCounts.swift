extension VaultSession {
  /// How much belongs to each of these machine accounts, in their order.
  ///
  /// Five queries for a page of accounts, however many they are.
  package func counts(of accounts: [MachineAccount]) throws(VaultError) -> [AccountCounts] {
    try require(.accountList)
    guard let low = accounts.map(\.number).min(), let high = accounts.map(\.number).max() else {
      return []
    }
    let reach = try reach(from: low, through: high)
    let people = try Tally(
      store.groups(
        Query<PolicyRow>([
          .equal(.objectKind, .int(EntityKind.account.rawValue)),
          Condition(.object, .greaterOrEqual, .int(low)),
          Condition(.object, .lessOrEqual, .int(high)),
        ]), by: .object, []))
    let tokens = try Tally(
      store.groups(
        Query<TokenRow>([
          .isNull(.revoked), Condition(.account, .greaterOrEqual, .int(low)),
          Condition(.account, .lessOrEqual, .int(high)),
        ]), by: .account, []))
    return accounts.map {
      let reached = reach[$0.number] ?? Reach()
      return AccountCounts(
        secrets: reached.secrets, projects: reached.projects.count, people: people[$0.number],
        tokens: tokens[$0.number])
    }
  }

  /// What one machine account reaches.
  private struct Reach {
    var projects: Set<Int64> = []
    var secrets = 0
  }

  private func reach(from low: Int64, through high: Int64) throws(VaultError) -> [Int64: Reach] {
    let policies = try store.rows(
      Query<PolicyRow>([
        .equal(.subjectKind, .int(EntityKind.account.rawValue)),
        Condition(.subject, .greaterOrEqual, .int(low)),
        Condition(.subject, .lessOrEqual, .int(high)),
      ]))
    let perProject = try accessView().liveSecrets()
    var reach: [Int64: Reach] = [:]
    for policy in policies where policy.objectKind == .project {
      if reach[policy.subject, default: Reach()].projects.insert(policy.object).inserted {
        reach[policy.subject, default: Reach()].secrets += perProject[policy.object]
      }
    }
    // A secret granted by itself counts once, also when its project is granted too.
    for policy in policies where policy.objectKind == .secret {
      guard let secret = try store.row(SecretRow.self, number: policy.object),
        secret.deleted == nil
      else { continue }
      if let project = secret.project, reach[policy.subject]?.projects.contains(project) == true {
        continue
      }
      reach[policy.subject, default: Reach()].secrets += 1
    }
    return reach
  }
}
