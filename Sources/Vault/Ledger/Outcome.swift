/// What an operation did to one thing, with names sealed.
struct Outcome: Sendable {
  /// What was done.
  let action: ChangeAction
  /// Who or what it is for.
  let subject: SealedRef
  /// What it is about or on.
  let object: SealedRef?
  /// The state before in a word: a level, a role.
  let before: String?
  /// The state after it.
  let after: String?
  /// What grew of the subscription with it.
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
