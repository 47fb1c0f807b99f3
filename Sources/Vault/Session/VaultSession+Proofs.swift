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
}
