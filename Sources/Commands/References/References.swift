internal import Crypto
internal import Interpreter
internal import Vault

/// What a call names: by text, by an entity, or by a row that reports a change.
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
      return try Fault.wrapping { () throws(VaultError) in try session.resolve(name, among: kinds) }
    case .entity(let entity): return try ref(entity, kinds)
    case .record(let record):
      if case .entity(let entity)? = record["subject"] { return try ref(entity, kinds) }
      throw wrong(value, kinds)
    default: throw wrong(value, kinds)
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
      "E0810", "`\(call.name)` takes a \(wanted), not a \(value.typeName)",
      help: "a name, an id, `\(kinds[0].word):NAME`, or a row of `\(kinds[0].word)s`")
  }

  /// What a positional parameter or flag names; nil where it was not given.
  func given(_ name: String, _ kinds: [EntityKind]) throws(Fault) -> EntityRef? {
    guard let value = call.argument(name) ?? call.flag(name) else { return nil }
    return try one(value, kinds)
  }

  /// The one subject of a call: its argument, or what came through the pipe.
  func subject(_ name: String, _ kinds: [EntityKind]) throws(Fault) -> EntityRef {
    if let given = try given(name, kinds) { return given }
    guard let input = call.input else {
      throw call.fault("E0210", "`\(call.name)` needs \(name)", status: 2)
    }
    let items = try Subjects.flat([input], call)
    guard items.count == 1 else {
      throw call.fault(
        "E0811", "`\(call.name)` takes one \(kinds[0].phrase), the pipe gave \(items.count)",
        help: "`… | each {|x| \(call.name) $x … }` does it for each")
    }
    return try one(items[0], kinds)
  }

  /// All things that arguments and pipe name, each once, in their order.
  func subjects(_ kinds: [EntityKind]) throws(Fault) -> [EntityRef] {
    var seen: Set<EntityRef> = []
    return try each(try Subjects.of(call), kinds).filter { seen.insert($0).inserted }
  }

  /// All secrets of the trash that arguments and pipe name, each once, in their order.
  func trashed() throws(Fault) -> [EntityRef] {
    var seen: Set<EntityRef> = []
    var refs: [EntityRef] = []
    for value in try Subjects.of(call) {
      let ref: EntityRef
      if let text = value.string {
        ref = try Fault.wrapping { () throws(VaultError) in try session.resolveTrashed(text) }
      } else {
        ref = try one(value, [.secret])
      }
      if seen.insert(ref).inserted { refs.append(ref) }
    }
    return refs
  }

  /// The things that values name, with lists and rows laid out.
  func each(_ values: [Value], _ kinds: [EntityKind]) throws(Fault) -> [EntityRef] {
    var refs: [EntityRef] = []
    for value in try Subjects.flat(values, call) { refs.append(try one(value, kinds)) }
    return refs
  }
}

/// The subjects of a call: its rest of arguments, then what came through the pipe.
enum Subjects {
  /// All of them, lists and rows laid out; an error where neither gave anything.
  static func of(_ call: Call) throws(Fault) -> [Value] {
    var given = call.rest
    if let input = call.input { given.append(input) }
    if given.isEmpty {
      let name = call.signature.rest?.name ?? "a subject"
      throw call.fault(
        "E0210", "`\(call.name)` needs \(name)", help: "as an argument, or from the pipe", status: 2)
    }
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

  /// The texts among the subjects: names of what is to be made.
  static func names(_ call: Call) throws(Fault) -> [String] {
    var names: [String] = []
    for value in try of(call) {
      guard let name = value.string else {
        throw call.fault("E0301", "`\(call.name)` takes names, not a \(value.typeName)")
      }
      names.append(name)
    }
    return names
  }
}
