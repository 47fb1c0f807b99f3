package import Base

/// What an error means for the program's exit code.
package enum ErrorClass: Sendable, Equatable {
  /// Nothing changed (exit 1).
  case failed
  /// The vault is locked or no user is signed in (exit 4).
  case locked
  /// The vault is damaged (exit 7).
  case damaged
  /// Another connection holds the writer's lock (exit 75).
  case busy
}

/// The errors of a vault, as causes with fields; their messages are in `VaultError+Words`.
///
/// No case carries a secret, a value bound to a statement, or a name read from the vault other than
/// what the caller gave or may list anyway.
package enum VaultError: Error, Sendable, Equatable {
  // Signing in.
  case wrongCredential
  case wrongToken
  case tokenOfNetwork(String)
  case passphraseTooShort(minimum: Int)
  case notAllowed(operation: String)
  case readOnly
  case grantMissing(operation: String, kind: EntityKind, text: String)
  case aboveOwnRole(what: String)
  case lastOwner(email: String)
  case wrongInvite
  case rekeyed
  case sessionLocked
  case cannotSign(reason: String)
  case forgedCredential(id: UUID128, kind: String, person: String?)
  case beyondKey(operation: String, allowed: [String])
  case disabled(setting: VaultSetting)
  case noAccess(operation: String)

  // Looking up.
  case notFound(kind: EntityKind?, text: String, near: [String])
  case ambiguous(kind: EntityKind?, text: String, matches: [String])
  case exists(kind: EntityKind, text: String)
  case notInTrash(text: String)
  case stale(kind: EntityKind, text: String)

  // Texts and dates given.
  case blank(what: String)
  case tooLong(what: String, limit: Int, unit: LengthUnit)
  case notText(what: String)
  case invalid(what: String, why: String)
  case expiryPassed
  case emptyList(what: String)

  // The subscription.
  case limitReached(Shortage)
  case subscription(problem: SubscriptionProblem)

  // Import.
  case importTooMany(what: String, count: Int, limit: Int)
  case importProblem(path: String, problem: ImportProblem)
  case importedAlready(id: UUID128, date: Int64)

  // Transactions.
  case busy
  case transaction(problem: TransactionProblem)
  case tooManyChanges(limit: Int)
  case heldTooLong
  case stopped(StopReason)

  // The file.
  case missing(path: String)
  case alreadyThere(path: String)
  case unfinished(path: String)
  case notAVault(path: String)
  case newerSchema(path: String, found: Int, known: Int)
  case symlink(path: String)
  case notAFile(path: String)
  case otherOwner(path: String)
  case openToOthers(path: String)
  case folderOpenToOthers(path: String)
  case hardLinked(path: String)
  case networkFileSystem(path: String, name: String)
  case readOnlyStorage
  case storageFull
  case cannotOpen(path: String, reason: String)
  case inputOutput(code: Int)
  case constraint(table: String)
  case storeFailed(code: Int)
  case sinkRefused(place: String, reason: String)

  // Damage.
  case damaged(String)
  case otherVault(path: String)
  case unreadable(kind: EntityKind, id: UUID128)
  case cryptography(String)
}

/// The unit of a length.
package enum LengthUnit: Sendable, Equatable { case characters, bytes }

/// The problem of one place in an import.
package enum ImportProblem: Sendable, Equatable {
  /// An empty text where one is needed.
  case blank
  /// A text beyond its limit.
  case tooLong(limit: Int, unit: LengthUnit)
  /// A text that is no UUID.
  case notAnID
  /// The id of an earlier entry of the file.
  case duplicateID
  /// A project that the file does not hold.
  case unknownProject
  /// More than one project for a secret.
  case severalProjects
  /// Bytes that are no UTF-8.
  case notText
  /// A text of blanks only.
  case onlyBlanks
}

/// A misuse of transactions.
package enum TransactionProblem: Sendable, Equatable {
  /// A commit or rollback without a transaction.
  case noneOpen
  /// A transaction that cannot be nested.
  case alreadyOpen
  /// A reveal, whose event must be committed before the value leaves.
  case revealInside
  /// Maintenance of the whole vault, which needs a transaction of its own.
  case careInside(what: String)
}
