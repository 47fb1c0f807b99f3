internal import Base
import Crypto

extension VaultKeys {
  /// The thing with its name opened.
  func open(_ ref: SealedRef) -> EntityRef {
    let text: String =
      switch ref.name {
      case .sealed(let sealed): name(sealed).text
      case .plain(let text): text
      case .hidden: ref.id.text
      }
    return EntityRef(kind: ref.kind, id: ref.id, name: text)
  }
}

extension VaultKeys {
  /// The report of an outcome, with names opened.
  func open(_ outcome: Outcome) -> Change {
    var change = Change(
      outcome.action, open(outcome.subject), object: outcome.object.map(open), before: outcome.before,
      after: outcome.after)
    change.growth = outcome.growth
    return change
  }
}
