internal import Base
internal import Interpreter
internal import Syntax
internal import Vault

/// The objects that a call names: by text, by an entity, or by a row that reports a change.
struct References {
  let call: Call
  let session: VaultSession

  init(_ call: Call) throws(Fault) {
    self.call = call
    session = try VaultAccess.of(call).open()
  }

  /// The one thing among these kinds that a value names.
  func one(_ value: Value, _ kinds: [EntityKind]) throws(Fault) -> EntityRef {
    switch value {
    case .text(let text):
      let name = text.string
      return try named(name, kinds)
    case .entity(let entity): return try ref(entity, kinds)
    case .record(let record):
      if case .entity(let entity)? = record["subject"] { return try ref(entity, kinds) }
      throw wrong(value, kinds)
    default: throw wrong(value, kinds)
    }
  }

  private func named(_ name: String, _ kinds: [EntityKind]) throws(Fault) -> EntityRef {
    do throws(VaultError) {
      let (ref, twins) = try session.holder(of: name, among: kinds)
      if !twins.isEmpty {
        call.context.host.writeError(
          "note: `\(name)` is the one that got the name first; later \(twins.count == 1 ? "a twin" : "twins") took it: "
            + twins.joined(separator: "; ") + "\n")
      }
      return ref
    } catch {
      guard case .notFound(nil, let text, _) = error else { throw Fault(error) }
      let wanted = kinds.map(\.phrase).joined(separator: " or ")
      throw Fault(Fault(error).words.saying("no \(wanted) is called \(Display.quoted(text))"))
    }
  }

  private func ref(_ entity: EntityObject, _ kinds: [EntityKind]) throws(Fault) -> EntityRef {
    guard let kind = EntityKind(word: entity.kind), kinds.contains(kind), let id = UUID128(entity.id) else {
      throw wrong(.entity(entity), kinds)
    }
    return EntityRef(kind: kind, id: id, name: entity.name)
  }

  private func wrong(_ value: Value, _ kinds: [EntityKind]) -> Fault {
    let wanted = kinds.map(\.phrase).joined(separator: " or ")
    return call.fault(
      CommandFault.noReference(command: call.name, wanted: wanted, given: value.typeName, word: kinds[0].word)
    )
  }

  /// The object that a positional parameter or flag names; nil where it was not given.
  func given(_ name: String, _ kinds: [EntityKind]) throws(Fault) -> EntityRef? {
    guard let value = call.argument(name) ?? call.flag(name) else { return nil }
    return try one(value, kinds)
  }

  /// The one subject of a call: its argument, or what came through the pipe.
  func subject(_ name: String, _ kinds: [EntityKind]) throws(Fault) -> EntityRef {
    if let given = try given(name, kinds) { return given }
    let items = try Subjects.flat([try call.subject(name)], call)
    guard items.count == 1 else {
      throw call.fault(
        CommandFault.manyFromThePipe(command: call.name, wanted: kinds[0].phrase, count: items.count))
    }
    return try one(items[0], kinds)
  }

  /// All things that arguments and pipe name, each once, in their order, and the rows of those that name nothing.
  func subjects(_ kinds: [EntityKind]) throws(Fault) -> Found {
    try each(try Subjects.of(call), kinds)
  }

  /// All secrets of the trash that arguments and pipe name.
  func trashed() throws(Fault) -> Found {
    try each(try Subjects.of(call)) { (value) throws(Fault) in
      guard let text = value.string else { return try one(value, [.secret]) }
      return try Fault.wrapping(session.resolveTrashed(text))
    }
  }

  /// The objects found, and with `--keep-going` a row for each that was not.
  struct Found {
    var refs: [EntityRef] = []
    var failed: [Value] = []
  }

  /// The things that values name, each once, with lists and rows laid out.
  func each(_ values: [Value], _ kinds: [EntityKind]) throws(Fault) -> Found {
    try each(values) { (value) throws(Fault) in try one(value, kinds) }
  }

  private func each(
    _ values: [Value], _ find: (Value) throws(Fault) -> EntityRef
  ) throws(Fault) -> Found {
    var found = Found()
    var seen: Set<EntityRef> = []
    for value in try Subjects.flat(values, call) {
      do throws(Fault) {
        let ref = try find(value)
        if seen.insert(ref).inserted { found.refs.append(ref) }
      } catch {
        guard call.keepsGoing, error.isCatchable else { throw error }
        try VaultAccess.of(call).noteFailure()
        found.failed.append(ChangeRows.failed(value, error))
      }
    }
    return found
  }
}

extension Call {
  /// Works on what was found, one by one, behind the rows of what was not.
  func changing(
    _ things: String, _ found: References.Found, _ body: (EntityRef, VaultSession) throws(VaultError) -> Value
  ) throws(Fault) -> Value {
    try changing(things, found.refs, after: found.failed, shown: { .mention($0) }, body)
  }
}

/// The subjects of a call: its rest of arguments, then what came through the pipe.
enum Subjects {
  /// All of them, lists and rows laid out.
  static func of(_ call: Call) throws(Fault) -> [Value] {
    var given = call.rest
    if let input = call.input { given.append(input) }
    return try flat(given, call)
  }

  /// Values with lists and rows laid out.
  static func flat(_ values: [Value], _ call: Call) throws(Fault) -> [Value] {
    var flat: [Value] = []
    for value in values {
      switch value {
      case .list, .stream, .range: flat += try Streams.items(value, call.context)
      default: flat.append(value)
      }
    }
    return flat
  }

  /// The texts among the subjects: the names of new things, each once or with `--twin` several times.
  static func names(_ call: Call) throws(Fault) -> [String] {
    var names: [String] = []
    var seen: Set<ExactText> = []
    let mayRepeat = call.has("twin") || call.has("if-missing")
    for value in try of(call) {
      guard let name = value.string else {
        throw call.fault(CommandFault.noNames(command: call.name, given: value.typeName))
      }
      if !seen.insert(ExactText(name)).inserted, !mayRepeat {
        throw call.fault(CommandFault.nameTwice(command: call.name, name: name))
      }
      names.append(name)
    }
    return names
  }
}
