/// What an operation did to one thing.
package enum ChangeAction: String, Sendable {
  /// What changes of projects, secrets, accounts, grants and tokens report; `unchanged` and `kept`: nothing was to do.
  case created, renamed, deleted, granted, changed, unchanged, kept, revoked, imported
  /// What changes of people and groups report.
  case invited, joined, added, removed
  /// What moves between projects and the trash report.
  case moved, restored, purged
  /// Access of the time of a backup that a restore ended.
  case ended
}

/// One row of an operation's report.
package struct Change: Sendable, Equatable {
  /// The kind of change.
  package let action: ChangeAction
  /// Who or what it is for.
  package let subject: EntityRef
  /// The resource that it concerns.
  package let object: EntityRef?
  /// The state before and after in a word: a level, a name.
  package let before: String?
  /// The state after it.
  package let after: String?
  /// The growth of the subscription that it caused; nil: none.
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
