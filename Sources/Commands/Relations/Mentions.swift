internal import Crypto
internal import Interpreter
internal import Vault

/// Mentions of what events are about, also of what is gone.
struct Mentions {
  let maker: RowMaker
  /// The columns that are wanted: names of others are not looked up.
  let wanted: Set<String>

  /// The mention; null where there is none.
  ///
  /// What nobody can name any more goes by its id.
  func value(_ kind: EntityKind, _ id: UUID128?, _ column: String) throws(VaultError) -> Value {
    guard let id, wanted.contains(column) else { return .null }
    return .mention(EntityRef(kind: kind, id: id, name: try maker.session.name(kind, id) ?? id.text))
  }
}
