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
  /// With `--keep-going` the rows of what names nothing.
  let failed: [Value]

  /// The pairs of a call's arguments and pipe.
  ///
  /// A pipe that gave nothing gives no pairs: a bulk grant to none of the machine accounts is no mistake.
  init(_ call: Call) throws(Fault) {
    let references = try References(call)
    let kinds: [EntityKind] = [.account, .project]
    var found = try references.each(call.rest, kinds)
    if let input = call.input {
      let piped = try references.each([input], kinds)
      found.failed += piped.failed
      found.refs += piped.refs.filter { !found.refs.contains($0) }
      if piped.refs.isEmpty { found.refs = [] }
    }
    failed = found.failed
    if found.refs.isEmpty, call.input != nil {
      pairs = []
      return
    }
    let accounts = found.refs.filter { $0.kind == .account }
    let projects = found.refs.filter { $0.kind == .project }
    let sides = [(EntityKind.account, accounts), (.project, projects)]
    // Where something named nothing, its row says it.
    for (kind, refs) in sides where refs.isEmpty && failed.isEmpty {
      throw call.fault(
        "E0845", "`\(call.name)` needs a \(kind.phrase)",
        help: "as an argument or from the pipe; `\(kind.word):NAME` says which side a name is on", status: 2)
    }
    pairs = accounts.flatMap { account in projects.map { Pair(account: account, project: $0) } }
  }
}
