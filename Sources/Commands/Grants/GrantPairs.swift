internal import Interpreter
internal import Vault

/// The two sides of grants, told apart by their kinds: all subjects with all objects.
///
/// People and groups are subjects, projects and secrets objects; machine accounts are objects beside
/// people and groups, else subjects.
struct GrantPairs {
  /// A subject and an object.
  struct Pair {
    let subject: EntityRef
    let object: EntityRef
  }

  static let kinds: [EntityKind] = [.person, .group, .account, .project, .secret]

  let pairs: [Pair]
  /// With `--keep-going` the rows of what names nothing.
  let failed: [Value]

  /// The pairs of a call's arguments and pipe.
  ///
  /// A pipe that gave nothing gives no pairs: a bulk grant to none of the machine accounts is no mistake.
  init(_ call: Call) throws(Fault) {
    let references = try References(call)
    var found = try references.each(call.rest, Self.kinds)
    if let input = call.input {
      let piped = try references.each([input], Self.kinds)
      found.failed += piped.failed
      found.refs += piped.refs.filter { !found.refs.contains($0) }
      if piped.refs.isEmpty { found.refs = [] }
    }
    failed = found.failed
    if found.refs.isEmpty, call.input != nil {
      pairs = []
      return
    }
    let people = found.refs.filter { $0.kind == .person || $0.kind == .group }
    let accounts = found.refs.filter { $0.kind == .account }
    let things = found.refs.filter { $0.kind == .project || $0.kind == .secret }
    let subjects = people.isEmpty ? accounts : people
    let objects = people.isEmpty ? things : accounts + things
    // Where something named nothing, its row says it.
    if subjects.isEmpty, failed.isEmpty {
      throw Self.missing(call, "a person, a group or a machine account", "account")
    }
    if objects.isEmpty, failed.isEmpty {
      let what = people.isEmpty ? "a project or a secret" : "a machine account, a project or a secret"
      throw Self.missing(call, what, "project")
    }
    pairs = subjects.flatMap { subject in objects.map { Pair(subject: subject, object: $0) } }
  }

  private static func missing(_ call: Call, _ what: String, _ word: String) -> Fault {
    call.fault(CommandFault.sideMissing(command: call.name, what: what, word: word))
  }
}
