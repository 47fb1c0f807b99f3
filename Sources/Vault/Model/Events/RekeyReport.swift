/// What a rekey sealed anew, and what it ended.
package struct RekeyReport: Sendable, Equatable {
  /// The version of the organization key now.
  package var keyVersion: Int64 = 0
  /// Names of machine accounts, projects and access tokens, and of deleted objects.
  package var names = 0
  /// Secrets, those in the trash included.
  package var secrets = 0
  /// Earlier values of secrets.
  package var versions = 0
  /// Access tokens that go on.
  package var tokens = 0
  /// Access tokens that ended: all if that was asked for, else those that could not be used any more.
  package var revokedTokens = 0
  /// Ways to open the vault that go on.
  package var credentials = 0
  /// Keys that ended because they had expired.
  package var endedKeys = 0
  /// Of the credentials that go on, those of people who are suspended.
  package var suspended = 0
  /// Texts that open under no key and are left as they are, each with its event.
  package var carried = 0
  /// Names of deleted things that open under no key, which are gone.
  package var droppedNames = 0
  /// Whether data under the old key is gone from the store's files; false while another process holds the log.
  package var isErased = false
}
