internal import Interpreter
internal import Vault

/// The two sides of grants, told apart by their kinds: all machine accounts with all projects.
struct GrantPairs {
  /// A machine account and a project.
  struct Pair {
    let account: EntityRef
    let project: EntityRef
  }

  let pairs: [Pair]

  /// The pairs of a call's arguments and pipe.
  ///
  /// A pipe that gave nothing gives no pairs: a bulk grant to none of
  /// the machine accounts is no mistake.
  init(_ call: Call) throws(Fault) {
    let references = try References(call)
    let kinds: [EntityKind] = [.account, .project]
    var sides = try references.each(call.rest, kinds)
    if let input = call.input {
      let piped = try references.each([input], kinds)
      if piped.isEmpty {
        pairs = []
        return
      }
      sides += piped
    }
    var seen: Set<EntityRef> = []
    sides = sides.filter { seen.insert($0).inserted }
    let accounts = sides.filter { $0.kind == .account }
    let projects = sides.filter { $0.kind == .project }
    for (kind, refs) in [(EntityKind.account, accounts), (.project, projects)] where refs.isEmpty {
      throw call.fault(
        "E0845", "`\(call.name)` needs a \(kind.phrase)",
        help: "as an argument or from the pipe; `\(kind.word):NAME` says which side a name is on", status: 2)
    }
    pairs = accounts.flatMap { account in projects.map { Pair(account: account, project: $0) } }
  }
}
