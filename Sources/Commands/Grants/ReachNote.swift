internal import Interpreter
internal import Vault

/// Says under the grants on a secret who reaches it without one: by its project, groups and roles.
enum ReachNote {
  /// Gives the note; nil if no other subject reaches the secret, or if the caller may not list grants.
  static func text(_ secret: EntityRef, _ session: VaultSession) throws(Fault) -> String? {
    let reach = try Fault.wrapping(session.reach(of: secret.id))
    guard let reach, reach.count > 0 else { return nil }
    let place = reach.project.map { "\($0.name)/\(reach.secret.name)" } ?? reach.secret.name
    let verb = reach.count == 1 ? "reaches" : "reach"
    let start =
      reach.hasGrants
      ? "\(reach.count) more \(verb) \(place)"
      : "there is no grant on \(place) itself, but \(reach.count) \(verb) it"
    return "note: \(start): \(ways(reach).joined(separator: ", "))\n"
  }

  private static func ways(_ reach: Reach) -> [String] {
    let project = reach.project.map { "project \($0.name)" } ?? "no project"
    let all = [
      (counted(reach.accounts, "machine account", "machine accounts"), reach.accounts, "through \(project)"),
      (counted(reach.byGrant, "person", "people"), reach.byGrant, "through \(project)"),
      (counted(reach.byGroup, "person", "people"), reach.byGroup, "through groups with \(project)"),
      (counted(reach.byRole, "person", "people"), reach.byRole, "by role (owner or admin)"),
    ]
    return all.filter { $0.1 > 0 }.map { "\($0.0) \($0.2)" }
  }

  private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}
