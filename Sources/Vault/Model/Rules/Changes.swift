/// What an operation did to one thing.
package enum ChangeAction: String, Sendable {
  case created, renamed, deleted, granted, changed, unchanged, kept, revoked, imported
  case invited, joined, added, removed
  case moved, restored, purged
  case ended
}

/// One row of an operation's report.
package struct Change: Sendable, Equatable {
  /// What was done.
  package let action: ChangeAction
  /// Who or what it is for.
  package let subject: EntityRef
  /// What it is about or on.
  package let object: EntityRef?
  /// The state before and after in a word: a level, a name.
  package let before: String?
  /// The state after it.
  package let after: String?
  /// What grew of the subscription with it.
  package var growth: Growth?

  /// A row.
  package init(
    _ action: ChangeAction, _ subject: EntityRef, object: EntityRef? = nil, before: String? = nil,
    after: String? = nil
  ) {
    self.action = action
    self.subject = subject
    self.object = object
    self.before = before
    self.after = after
  }
}
