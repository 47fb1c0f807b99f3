import Base

extension VaultError {
  /// The stable code.
  package var code: String {
    switch self {
    case .wrongCredential: "V0101"
    case .passphraseTooShort: "V0102"
    case .notAllowed: "V0103"
    case .readOnly: "V0104"
    case .grantMissing: "V0105"
    case .beyondKey: "V0106"
    case .wrongToken: "V0111"
    case .tokenOfNetwork: "V0112"
    case .aboveOwnRole: "V0107"
    case .lastOwner: "V0108"
    case .wrongInvite: "V0109"
    case .rekeyed: "V0110"
    case .sessionLocked: "V0114"
    case .cannotSign: "V0115"
    case .forgedCredential: "V0113"
    case .disabled: "V0120"
    case .noAccess: "V0121"
    case .notFound: "V0201"
    case .ambiguous: "V0202"
    case .exists: "V0203"
    case .notInTrash: "V0204"
    case .stale: "V0205"
    case .blank: "V0301"
    case .tooLong: "V0302"
    case .notText: "V0303"
    case .invalid: "V0304"
    case .expiryPassed: "V0305"
    case .emptyList: "V0306"
    case .limitReached: "V0320"
    case .subscription: "V0321"
    case .importTooMany: "V0401"
    case .importProblem: "V0402"
    case .importedAlready: "V0403"
    case .busy: "V0501"
    case .transaction: "V0502"
    case .tooManyChanges: "V0503"
    case .heldTooLong: "V0504"
    case .stopped: "V0505"
    case .missing: "V0601"
    case .alreadyThere: "V0602"
    case .unfinished: "V0603"
    case .notAVault: "V0604"
    case .newerSchema: "V0605"
    case .symlink: "V0606"
    case .notAFile: "V0607"
    case .otherOwner: "V0608"
    case .openToOthers: "V0609"
    case .networkFileSystem: "V0610"
    case .readOnlyStorage: "V0611"
    case .storageFull: "V0612"
    case .cannotOpen: "V0613"
    case .inputOutput: "V0614"
    case .constraint: "V0615"
    case .storeFailed: "V0616"
    case .otherVault: "V0617"
    case .folderOpenToOthers: "V0618"
    case .hardLinked: "V0619"
    case .sinkRefused: "V0620"
    case .damaged: "V0701"
    case .unreadable: "V0702"
    case .cryptography: "V0703"
    }
  }

  /// The error's class, which decides the exit code.
  package var errorClass: ErrorClass {
    switch self {
    case .wrongCredential, .wrongToken, .tokenOfNetwork, .rekeyed, .sessionLocked, .cannotSign: .locked
    case .busy: .busy
    case .damaged, .unreadable, .forgedCredential: .damaged
    default: .failed
    }
  }

  /// One line that says what happened.
  package var message: String {
    switch self {
    case .wrongCredential: "the vault does not open with this e-mail and credential"
    case .wrongToken: "the vault does not open with this access token"
    case .tokenOfNetwork(let range): "this access token signs in only from \(range), and only at a server"
    case .passphraseTooShort(let minimum): "a passphrase needs at least \(minimum) characters"
    case .notAllowed(let operation): "you may not \(operation)"
    case .readOnly: "this session is read-only"
    case .grantMissing(let operation, let kind, let text):
      "you may not \(operation): you lack read-write on the \(kind.phrase) \(Self.quoted(text))"
    case .aboveOwnRole(let what): "\(what), is above your own role"
    case .lastOwner(let email): "\(email) is the last owner"
    case .wrongInvite: "the invite code does not open: it is unknown, was used, or has expired"
    case .noAccess(let operation): "you may not \(operation): you have no access to secrets"
    case .disabled(let setting): "the vault is disabled: \(setting.rawValue) is off"
    case .rekeyed: "the vault was rekeyed or restored since this session signed in"
    case .sessionLocked: "the session was locked since this was read"
    case .cannotSign(let reason): "the change could not be signed: \(reason)"
    case .forgedCredential(let id, let kind, let person):
      "the \(kind) \(id.text)\(person.map { " of \($0)" } ?? " of no person") was not written by the "
        + "vault, or was changed"
    case .beyondKey(let operation, _): "the key that signed you in may not \(operation)"
    case .notFound(let kind, let text, _): "no \(Self.phrase(kind)) is called \(Self.quoted(text))"
    case .ambiguous(let kind, let text, let matches):
      "\(matches.count) match \(Self.quoted(text))\(kind.map { " (\($0.phrase))" } ?? ""): "
        + matches.prefix(20).joined(separator: ", ")
        + (matches.count > 20 ? " and \(matches.count - 20) more" : "")
    case .exists(let kind, let text): "the \(kind.phrase) \(Self.quoted(text)) already exists"
    case .notInTrash(let text): "no secret in the trash is called \(Self.quoted(text))"
    case .stale(let kind, let text): "the \(kind.phrase) \(Self.quoted(text)) was changed meanwhile"
    case .blank(let what): "\(what) is blank"
    case .tooLong(let what, let limit, let unit): "\(what) is longer than \(limit) \(unit.word)"
    case .notText(let what): "\(what) is not UTF-8 text"
    case .invalid(let what, let why): "\(what) \(why)"
    case .expiryPassed: "the expiry is not in the future"
    case .emptyList(let what): "no \(what) given"
    case .limitReached(let shortage): shortage.words
    case .subscription(let problem): problem.words
    case .importTooMany(let what, let count, let limit):
      "the file holds \(count) \(what), an import takes at most \(limit)"
    case .importProblem(let path, let problem): "\(path) \(problem.words)"
    case .importedAlready(let id, _): "this file was imported already, as \(id.text)"
    case .busy: "another process is writing to the vault"
    case .transaction(let problem): problem.words
    case .tooManyChanges(let limit): "the run would make more than \(limit) change\(limit == 1 ? "" : "s")"
    case .heldTooLong: "the batch holds the vault's write lock for too long"
    case .stopped: "the operation was stopped"
    default: storeMessage
    }
  }

  /// The help line of the error: what the user can do about it; nil where there is nothing to advise.
  package var help: String? {
    switch self {
    case .wrongCredential:
      "check the e-mail (--as, SMS_USER) and the passphrase; nothing more is said on purpose"
    case .wrongToken:
      "it may be unknown, revoked, expired or used up; nothing more is said on purpose"
    case .tokenOfNetwork: "only a server sees an address: make a token without --from for this machine"
    case .notFound(_, _, let near) where !near.isEmpty:
      "did you mean " + near.map(Self.quoted).joined(separator: ", ") + "?"
    // Twins are listed by their ids: nothing else tells them apart.
    case .ambiguous(.secret?, _, let matches) where !matches.allSatisfy(Self.beginsWithID):
      matches.contains(where: Self.beginsWithID)
        ? "name one as it stands here: by PROJECT/KEY where this is one, else by its id"
        : "name one by PROJECT/KEY, or by its id"
    case .ambiguous: "name one by its id"
    case .exists(.account, _), .exists(.project, _): "--twin makes another one of the same name"
    case .exists(.token, _):
      "--twin makes another one of the same name; `token revoke` ends the one that is there"
    case .exists(.secret, _):
      "`secret edit` changes the one that is there, --twin makes two of the same key"
    case .notText: "a secret is text; bytes can be kept as base64"
    case .notInTrash: "`trash` lists what is there"
    case .stale: "look at it again, then repeat the change"
    case .readOnly: "start without --read-only"
    case .grantMissing(_, let kind, let text):
      "a person who has it can: grant YOU \(Self.quoted("\(kind.word):\(text)")) --access read-write"
    case .noAccess: "a person who manages people can give it: person set EMAIL --access yes"
    case .disabled(let setting): "an owner can turn it on: vault set \(setting.rawValue) on"
    case .limitReached(let shortage): shortage.help
    case .subscription(let problem): problem.help
    case .beyondKey(_, let allowed): "it may only \(allowed.joined(separator: ", "))"
    case .lastOwner: "make another person owner first: person set EMAIL --role owner"
    case .wrongInvite: "ask for a new one: person reset EMAIL"
    case .otherVault: "--other restores it all the same"
    case .rekeyed: "nothing was changed; sign in again, with what signed you in before"
    case .sessionLocked: "read it again: the vault asks who you are"
    case .cannotSign: "nothing was changed; sign in again: `lock`, then the next line asks"
    case .forgedCredential:
      "nothing was changed; see who could write to the file, and remove that person or key"
    case .expiryPassed: "give a later date, a duration such as 90d, or never"
    case .importTooMany: "split the file"
    case .importProblem(_, .notAnID):
      "ids only tie secrets to projects of the file: any will do; nothing was imported"
    case .importProblem: "nothing was imported"
    case .importedAlready: "`events --all --type events.imported` lists the imports"
    case .busy: "try again when it has finished"
    case .transaction(.revealInside): "reveal before the batch or plan, or after it"
    case .tooManyChanges: "--max-changes allows more; --plan lists them"
    case .heldTooLong: "it was rolled back; --max-lock 30s gives it more time"
    case .missing: "make one with: sms vault create"
    case .alreadyThere: "choose another path"
    case .unfinished: "its creation was interrupted; remove the file and create the vault again"
    case .newerSchema: "use the release of sms that wrote it, or a later one"
    case .symlink: "give the path of the file itself"
    case .otherOwner: "run sms as the owner of the file"
    case .openToOthers(let path): "chmod 600 \(path)"
    case .folderOpenToOthers(let path): "chmod go-w \(path)"
    case .hardLinked: "find the other name with find -samefile, and remove it"
    case .networkFileSystem: "keep the vault on a local disk"
    case .readOnlyStorage, .storageFull: "nothing was changed"
    case .sinkRefused:
      "what was changed stays, no value was handed out; mend the sink, the next change sends what waits; an owner "
        + "can go on without: vault set event-sink-mode best-effort"
    case .unreadable: "`vault verify` says whether a client sent it so, and what repairs it"
    case .damaged: "run sms vault verify, and restore a backup"
    default: nil
    }
  }

  private var storeMessage: String {
    switch self {
    case .missing(let path): "there is no vault at \(path)"
    case .alreadyThere(let path): "there is already a file at \(path)"
    case .unfinished(let path): "the vault at \(path) was never filled"
    case .notAVault(let path): "\(path) is not a vault"
    case .newerSchema(let path, let found, let known):
      "the vault at \(path) has schema \(found), this release knows schemas up to \(known)"
    case .symlink(let path): "\(path) is a symbolic link"
    case .notAFile(let path): "\(path) is not a regular file"
    case .otherOwner(let path): "\(path) belongs to another user"
    case .openToOthers(let path): "other users have rights on \(path)"
    case .folderOpenToOthers(let path): "other users can write to \(path), the folder of the vault"
    case .hardLinked(let path): "\(path) has a second name (a hard link)"
    case .networkFileSystem(let path, let name): "\(path) is on a network file system (\(name))"
    case .readOnlyStorage: "the vault's disk or file is read-only"
    case .storageFull: "the vault's disk is full"
    case .cannotOpen(let path, let reason): "cannot open \(path): \(reason)"
    case .inputOutput(let code): "reading or writing the vault failed (code \(code))"
    case .constraint(let table): "the change breaks a rule of the table \(table)"
    case .sinkRefused(let place, let reason): "\(place) takes no events: \(reason)"
    case .storeFailed(let code): "the store failed (code \(code))"
    case .otherVault(let path): "\(path) is a backup of another vault"
    case .damaged(let what): "the vault is damaged: \(what)"
    case .unreadable(let kind, let id): "the \(kind.phrase) \(id.text) does not decrypt"
    case .cryptography(let what): "cryptography failed: \(what)"
    default: ""
    }
  }

  private static func phrase(_ kind: EntityKind?) -> String { kind?.phrase ?? "entry" }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// Whether a label names its thing by the id.
  private static func beginsWithID(_ label: String) -> Bool {
    UUID128(String(label.prefix { $0 != " " })) != nil
  }
}

extension LengthUnit {
  /// The unit as errors write it, in the plural.
  package var word: String { self == .characters ? "characters" : "bytes" }
}

extension ImportProblem {
  /// What follows the place in a sentence.
  package var words: String {
    switch self {
    case .blank: "is blank"
    case .tooLong(let limit, let unit): "is longer than \(limit) \(unit.word)"
    case .notAnID: "is not an id such as 018f3b1c-5d2e-7c41-9a60-3f8e2b7d4c15"
    case .duplicateID: "repeats an id of the file"
    case .unknownProject: "names a project that the file does not hold"
    case .severalProjects: "names more than one project"
    case .notText: "is not UTF-8 text"
    case .onlyBlanks: "holds only blanks"
    }
  }
}

extension TransactionProblem {
  /// The sentence.
  package var words: String {
    switch self {
    case .noneOpen: "no transaction is open"
    case .alreadyOpen: "a transaction is already open"
    case .revealInside: "secrets cannot be revealed inside a transaction"
    case .careInside(let what): "the vault cannot be \(what) inside a transaction"
    }
  }
}
