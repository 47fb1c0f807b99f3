internal import Interpreter
internal import Vault

extension Effect {
  /// What a command does that performs an operation, by the table of the vault, with what it does outside.
  static func of(_ operation: VaultOperation, _ outside: Effect = .read) -> Effect {
    var effect = outside
    if operation.effect.contains(.write) { effect.insert(.write) }
    if operation.effect.contains(.reveal) { effect.insert(.reveal) }
    if operation.effect.contains(.destroy) { effect.formUnion([.write, .destroy]) }
    return effect
  }
}
