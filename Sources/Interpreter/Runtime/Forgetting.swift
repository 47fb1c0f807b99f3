/// Removes opened secrets from a dialogue when it is locked.
extension Context {
  /// Takes away the names of the top level whose values hold a text that `isMeant`; gives them in order.
  ///
  /// A `def` that reads such a name afterwards is refused as one that reads it before its `let` is.
  package func forget(in scopes: Scopes, where isMeant: (String) -> Bool) -> [String] {
    var forgotten: [String] = []
    for (name, variable) in scopes.globals {
      guard let number = variable.global, machine.globals[number].value.holds(isMeant) else { continue }
      machine.globals.give(number, Cell(tag: Cell.absent, bits: 0))
      scopes.globals[name] = nil
      forgotten.append(name)
    }
    return forgotten.sorted()
  }
}

extension Value {
  /// Whether a text that `isMeant` stands in it, at any depth, in keys and in what a closure holds, too.
  func holds(_ isMeant: (String) -> Bool) -> Bool {
    switch self {
    case .text(let object): isMeant(object.string)
    case .list(let object): object.items.contains { $0.holds(isMeant) }
    case .record(let object):
      object.shape.keys.contains(where: isMeant) || object.values.contains { $0.holds(isMeant) }
    case .closure(let object): object.holdsCapture { $0.holds(isMeant) }
    case .error(let object):
      isMeant(object.fault.message) || object.fault.report.thrown?.holds(isMeant) ?? false
    default: false
    }
  }
}
