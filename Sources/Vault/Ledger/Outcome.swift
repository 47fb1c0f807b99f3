/// What an operation did to one thing, with names sealed.
struct Outcome: Sendable {
  /// The kind of change.
  let action: ChangeAction
  /// Who or what it is for.
  let subject: SealedRef
  /// The resource that it concerns.
  let object: SealedRef?
  /// The state before in a word: a level, a role.
  let before: String?
  /// The state after it.
  let after: String?
  /// The growth of the subscription that it caused; nil: none.
  var growth: Growth?

  init(
    _ action: ChangeAction, _ subject: SealedRef, object: SealedRef? = nil, before: String? = nil,
    after: String? = nil
  ) {
    self.action = action
    self.subject = subject
    self.object = object
    self.before = before
    self.after = after
  }
}
