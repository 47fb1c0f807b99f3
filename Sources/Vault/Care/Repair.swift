import Base

/// Something that a repair mends.
package struct RepairStep: Sendable, Equatable {
  /// What is wrong, as `verify` says it.
  package let finding: String
  /// What is done about it.
  package let remedy: String
}

extension VaultSession {
  /// What a repair would mend.
  ///
  /// Throws `damaged` where `verify` finds damage beyond that: a repair signs nothing that is not right.
  package func repairs() throws(VaultError) -> [RepairStep] {
    try require(.vaultRestore)
    let found = try repairable()
    return found.report.findings.compactMap { finding in
      guard finding.mend == Finding.repair else { return nil }
      let remedy =
        switch finding.area {
        case .clock: "events are dated by this clock from now on"
        case .signatures: "the checkpoints that are left get numbers without gaps"
        default: "the name is removed; events show the id"
        }
      return RepairStep(finding: finding.message, remedy: remedy)
    }
  }

  /// Mends it, and says what was mended.
  package func repair() throws(VaultError) -> [RepairStep] {
    if isInTransaction { throw .transaction(problem: .careInside(what: "repaired")) }
    let steps = try repairs()
    if steps.isEmpty { return [] }
    let (report, tombstones) = try repairable()
    let areas = Set(report.findings.filter { $0.mend == Finding.repair }.map(\.area))
    try perform(
      RepairVault(
        setsClock: areas.contains(.clock), tombstones: tombstones,
        renumbersCheckpoints: areas.contains(.signatures)))
    return steps
  }

  private func repairable() throws(VaultError) -> (report: Verification, tombstones: [UUID128]) {
    let report = try verify()
    let others = report.damages - report.findings.count { $0.area.isDamage && $0.mend == Finding.repair }
    if others > 0 {
      throw .damaged("`vault verify` finds \(others) thing\(others == 1 ? "" : "s") that no repair mends")
    }
    let rows = try store.rows(Query<TombstoneRow>()).filter { !keys.name($0.name).isReadable }
    return (report, rows.map(\.id))
  }
}
