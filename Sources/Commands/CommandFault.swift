internal import Interpreter
package import Syntax

/// What goes wrong in the commands of the domain, besides the errors of the vault itself.
package enum CommandFault: FaultCause, Equatable {
  // Words given.
  case emptyName
  case blankName
  case otherKind(word: String, wanted: String, forms: String)
  case noneOf(word: String, what: String, help: String)
  case noMoment(word: String, help: String?)
  case noExpiry(word: String, help: String?)
  case notInThePast
  case tooLong
  case unknownEventType(word: String, near: [String])

  // Arguments and flags.
  case noReference(command: String, wanted: String, given: String, word: String)
  case manyFromThePipe(command: String, wanted: String, count: Int)
  case noNames(command: String, given: String)
  case nameTwice(command: String, name: String)
  case sideMissing(command: String, what: String, word: String)
  case levelMissing
  case vaultPartsMissing([String])
  case newFileMissing
  case endMissing(command: String)
  case timeOutOfRange(flag: String, given: String)

  // Confirmations and plans.
  case unconfirmed(command: String, action: String, inBatch: Bool)
  case declined
  case textOfAPlan(what: String)

  // Signing in.
  case noVault
  case vaultUnknown
  case locked(reason: String, help: String)
  case twoSignIns
  case noNewPassphrase
  case passphrasesDiffer
  case oldBackupPassphrase
  case noInviteCode
  case keeperOutdated
  case keeperForPeople
  case keeper(reason: String, help: String?)
  case badKeyReference
  case badAuditKey
  case noAnchor(path: String)
  case noProof(path: String)
  case falseProof(String)
  case noSystemLog(reason: String)
  case sameKeyName(String, ids: String)
  case unknownKey(String)

  // Files.
  case unreadable(path: String, reason: String, status: Int32)
  case folder(path: String, status: Int32)
  case longerThan(path: String, bytes: Int, status: Int32)
  case openToOthers(path: String)
  case utf16(path: String)
  case empty(path: String)
  case otherSecret(path: String, wanted: String, help: String)
  case unwritable(message: String, help: String?)
  case noPlaceOfALock(vault: String)
  case lockUnusable(path: String, reason: String)
  case lockRefused(path: String, reason: String)

  // Import, backup and events.
  case notReadTwice(file: String)
  case changed(file: String)
  case badPlace(file: String, line: Int, column: Int, message: String, help: String)
  case unknownFormat(file: String)
  case damaged(what: String, findings: Int, help: String)

  // Secrets.
  case noText
  case shownAsSealed
  case noValue
  case notForRows(flag: String)
  case keyInTwoRows(key: String, first: Int, second: Int)
  case oneRow
  case noRow(given: String)
  case unknownPart(String)
  case partMissing(String)
  case partNotText(String, given: String)
  case noVersion(text: String)
  case noLength
  case badAlphabet(reason: String)
  case noMemory
  case tokenInArguments
  case noTokenText

  // Programs that `run` starts.
  case noExec
  case exited(status: Int32)
  case programFailed(program: String, how: String, status: Int32)
  case emptyProgram
  case nulInArgument
  case sourceMissing
  case dangerousNames([String])
  case twinKeys([String], help: String?)
  case notAmong(name: String, near: String?)
  case badVariableNames([String])
  case nulInValue(key: String)
  case valueTooLong(key: String, limit: Int)
  case lostProgram(reason: String)
}

extension CommandFault {
  package var words: FaultWords {
    switch self {
    case .emptyName: FaultWords("E0212", "the name is empty")
    case .blankName: FaultWords("E0212", "a name cannot be blank")
    case .otherKind(let word, let wanted, let forms):
      FaultWords("E0212", "`\(word)` is no \(wanted)", help: "it takes \(forms)")
    case .noneOf(let word, let what, let help): FaultWords("E0212", "`\(word)` is no \(what)", help: help)
    case .noMoment(let word, let help):
      FaultWords(
        "E0212", "`\(word)` is neither a date nor a duration",
        help: help ?? "dates are written `2026-01-31` or `2026-01-31T08:00:00Z`, durations `30d`, `12h`")
    case .noExpiry(let word, let help):
      FaultWords(
        "E0212", "`\(word)` is not an expiry",
        help: help ?? "an expiry is a duration such as `90d`, a date such as `2027-01-31`, or `never`")
    case .notInThePast: FaultWords("E0821", "the duration is not in the past")
    case .tooLong: FaultWords("E0821", "the duration is too long for a date")
    case .unknownEventType(let word, let near):
      FaultWords(
        "E0820", "there is no type of event `\(word)`",
        help: near.isEmpty
          ? "`help events` lists the types"
          : "did you mean \(near.map { "`\($0)`" }.joined(separator: ", "))?")

    case .noReference(let command, let wanted, let given, let word):
      FaultWords(
        "E0810", "`\(command)` takes \(wanted.withArticle), not \(given.withArticle)",
        help: "a name, an id, `\(word):NAME`, or a row of `\(word)s`")
    case .manyFromThePipe(let command, let wanted, let count):
      FaultWords(
        "E0811", "`\(command)` takes one \(wanted), the pipe gave \(count)",
        help: "`… | each {|x| \(command) $x … }` does it for each")
    case .noNames(let command, let given):
      FaultWords("E0301", "`\(command)` takes names, not \(given.withArticle)")
    case .nameTwice(let command, let name):
      FaultWords(
        "E0811", "`\(command)` is given \(Display.quoted(name)) twice",
        help: "`uniq` leaves repeats out; --twin makes two of the same name", status: 2)
    case .sideMissing(let command, let what, let word):
      FaultWords(
        "E0845", "`\(command)` needs \(what)",
        help: "as an argument or from the pipe; `\(word):NAME` says which side a name is on", status: 2)
    case .levelMissing:
      FaultWords(
        "E0210", "`grant` needs --access", help: "--access read, or --access read-write", status: 2)
    case .vaultPartsMissing(let flags):
      FaultWords(
        "E0210", "`vault create` needs \(flags.joined(separator: " and "))",
        help: "vault create --organization Acme --email ada@acme.example", status: 2)
    case .newFileMissing:
      FaultWords(
        "E0210", "`vault passphrase` needs --new-file FILE: standard input is not a terminal",
        help: "vault passphrase --new-file FILE", status: 2)
    case .endMissing(let command):
      FaultWords("E0860", "`\(command)` needs an end", help: "--expires 7d, or a date")
    case .timeOutOfRange(let flag, let given):
      FaultWords("E0860", "--\(flag) takes 1s to 1d, not \(given)")

    case .unconfirmed(let command, let action, let inBatch):
      FaultWords(
        "E0840", "`\(command)` would \(action)\(inBatch ? "; a batch does not ask" : "")",
        help: "--yes does it without asking", status: 5)
    case .declined: FaultWords("E0841", "nothing was done", status: 5)
    case .textOfAPlan(let what):
      FaultWords(
        "E0508", "the \(what) exists only in a plan and has no text", help: "only a real run creates one")

    case .noVault: FaultWords("E0801", "this run has no vault", status: 4)
    case .vaultUnknown:
      FaultWords(
        "E0807", "no vault was given, and HOME is not set",
        help: "--vault FILE or the variable SMS_VAULT names it", status: 2)
    case .locked(let reason, let help):
      FaultWords("E0802", "the vault is locked: \(reason)", help: help, status: 4)
    case .twoSignIns:
      FaultWords(
        "E0701", "--agent and a file both say what signs in", help: "leave one of them out", status: 2)
    case .noNewPassphrase:
      FaultWords(
        "E0802", "no new passphrase was given",
        help: "a file holds it: --passphrase-file FILE (or SMS_PASSPHRASE_FILE); a terminal asks for it",
        status: 4)
    case .passphrasesDiffer:
      FaultWords("E0805", "the two passphrases are not the same", help: "nothing was changed", status: 4)
    case .oldBackupPassphrase:
      FaultWords(
        "E0802", "the backup does not open with the current passphrase",
        help: "give the passphrase at the time of the backup: --backup-passphrase-file FILE", status: 4)
    case .noInviteCode:
      FaultWords("E0861", "no invite code was given", help: "--code-file FILE names one", status: 4)
    case .keeperOutdated:
      FaultWords(
        "E0807", "the sign-in of `unlock` no longer opens this vault",
        help:
          "the passphrase was changed, or access was removed or has expired: `sms lock`, then `sms unlock`",
        status: 4)
    case .keeperForPeople:
      FaultWords(
        "E0808", "a keeper keeps people signed in, not machine accounts",
        help: "--token-file FILE (or SMS_TOKEN_FILE) signs in without a question", status: 2)
    case .keeper(let reason, let help): FaultWords("E0807", reason, help: help, status: 4)
    case .noAnchor(let path):
      FaultWords("E0864", "\(path) holds no anchor", help: "`events anchor FILE` writes one")
    case .noProof(let path):
      FaultWords(
        "E0866", "\(path) is no proof of an export", help: "`events export` writes FILE.proof beside FILE")
    case .falseProof(let what):
      FaultWords(
        "E0867", what, help: "ask who exported it for the file and for `whoami | get fingerprint`", status: 7)
    case .noSystemLog(let reason):
      FaultWords("E0865", "the system's log takes nothing: \(reason)", help: "events anchor FILE")
    case .badAuditKey:
      FaultWords(
        "E0863", "`audit key revoke` takes the id of an audit key, or the key itself",
        help: "`audit keys` lists them")
    case .badKeyReference:
      FaultWords("E0863", "`person key revoke` takes ids or names of keys", help: Self.keyList)
    case .sameKeyName(let name, let ids):
      FaultWords(
        "E0863", "several keys are called \(Display.quoted(name))", help: "revoke one by its id: \(ids)")
    case .unknownKey(let name):
      FaultWords("E0863", "no key is called \(Display.quoted(name)), nor is that an id", help: Self.keyList)

    case .unreadable(let path, let reason, let status):
      FaultWords("E0803", "cannot read \(path): \(reason)", status: status)
    case .folder(let path, let status): FaultWords("E0803", "\(path) is a folder, not a file", status: status)
    case .longerThan(let path, let bytes, let status):
      FaultWords("E0803", "\(path) is longer than \(bytes) bytes", status: status)
    case .openToOthers(let path):
      FaultWords("E0804", "other users can read or change \(path)", help: "chmod 600 \(path)", status: 4)
    case .utf16(let path): FaultWords("E0806", "\(path) is UTF-16 text", help: "save it as UTF-8", status: 4)
    case .empty(let path): FaultWords("E0806", "\(path) is empty", status: 4)
    case .otherSecret(let path, let wanted, let help):
      FaultWords("E0806", "\(path) holds no \(wanted)", help: help, status: 4)
    case .unwritable(let message, let help): FaultWords("E0860", message, help: help)
    case .noPlaceOfALock(let vault):
      FaultWords("E0703", "`\(vault)` is not a vault's path, beside which a lock could be", status: 2)
    case .lockUnusable(let path, let reason):
      FaultWords("E0703", "the lock \(path) cannot be opened: \(reason)")
    case .lockRefused(let path, let reason):
      FaultWords(
        "E0703", "\(path) \(reason), so it is not used as a lock", help: "find out who made it, and remove it"
      )

    case .notReadTwice(let file):
      FaultWords("E0803", "\(file) cannot be read twice: it is a pipe or a device")
    case .changed(let file):
      FaultWords("E0833", "\(file) changed while it was read", help: "nothing was imported")
    case .badPlace(let file, let line, let column, let message, let help):
      FaultWords("E0830", "\(file):\(line):\(column): \(message)", help: help)
    case .unknownFormat(let file):
      FaultWords(
        "E0832", "the name of \(file) does not tell its format",
        help: "a file with the product's ten columns is called .csv, one of JSON lines .jsonl")
    case .damaged(let what, let count, let help):
      FaultWords(
        "E0831", "\(what) is damaged: \(count) finding\(count == 1 ? "" : "s")", help: help, status: 7)

    case .noText: FaultWords("E0853", "the secret is not UTF-8 text")
    case .shownAsSealed:
      FaultWords(
        "E0851", "the value is what sealed text shows as (••••), not a secret",
        help: "pass the sealed value itself, or `reveal` it")
    case .noValue: FaultWords("E0850", "no value was given", status: 5)
    case .notForRows(let flag):
      FaultWords(
        "E0850", "a record or rows bring their keys, values and notes: \(flag) is not for them", status: 2)
    case .keyInTwoRows(let key, let first, let second):
      FaultWords(
        "E0854", "the key \(Display.quoted(key)) stands twice: rows \(first) and \(second)",
        help: "--twin makes two secrets of one key")
    case .oneRow:
      FaultWords("E0854", "a record with key and value looks like one row", help: "`[$row]` is a list of it")
    case .noRow(let given):
      FaultWords("E0854", "a secret is made of a record with key and value, not of \(given.withArticle)")
    case .unknownPart(let name):
      FaultWords(
        "E0854", "a secret has no field \(Display.quoted(name))",
        help: "`select key value note` leaves others out")
    case .partMissing(let words):
      FaultWords("E0854", "the row has no \(words)", help: "`rename` gives columns other names")
    case .partNotText(let name, let given):
      FaultWords(
        "E0854", "\(name) is text, not \(given.withArticle)", help: "`to-string` makes text of numbers")
    case .noVersion(let text):
      FaultWords(
        "E0857", "\(Display.quoted(text)) is no id of an earlier value",
        help: "`secret versions SECRET` shows them in its column id", status: 2)
    case .noLength:
      FaultWords("E0340", "--generate takes a number of characters from 1 on", status: 2)
    case .badAlphabet(let reason):
      FaultWords("E0357", reason, help: "each character stands once", status: 2)
    case .noMemory: FaultWords("E0406", "there is no memory for the value")
    case .tokenInArguments:
      FaultWords(
        "E0856",
        "the text of a token must not be an argument: other users see arguments, and the shell's history keeps them",
        help: "name the token by its name or id, or give the text with --stdin", status: 2)
    case .noTokenText:
      FaultWords("E0856", "no token text was given", help: "one a line, as it was shown once")

    case .noExec:
      FaultWords(
        "E0502", "programs are run only with --allow-exec",
        help: "`sms --allow-exec FILE.sms` allows them for this run", status: 5)
    case .exited(let status): FaultWords("E0000", "exit \(status)", status: status)
    case .programFailed(let program, let how, let status):
      FaultWords("E0876", "`\(program)` \(how)", status: status)
    case .emptyProgram:
      FaultWords("E0212", "the program's name is empty", help: "sms run --project web -- env", status: 2)
    case .nulInArgument: FaultWords("E0870", "an argument holds a NUL")
    case .sourceMissing:
      FaultWords(
        "E0871", "`run` needs a project or a machine account",
        help: "--project NAME gives its secrets, --account NAME those that the machine account may read")
    case .dangerousNames(let names):
      FaultWords(
        "E0874", "not set, because they change how programs work: \(names.joined(separator: ", "))",
        help: "--force-name \(names.joined(separator: ",")) sets them; --only chooses others")
    case .twinKeys(let keys, let help):
      FaultWords(
        "E0872", "several secrets have the same key: \(keys.joined(separator: ", "))",
        help: help ?? "choose with --project, or with --only")
    case .notAmong(let name, let near):
      FaultWords(
        "E0875", "no secret \(Display.quoted(name)) is among those that the program would get",
        help: near.map { "did you mean \(Display.quoted($0))?" })
    case .badVariableNames(let names):
      FaultWords(
        "E0873", "not a variable's name: \(names.joined(separator: ", "))",
        help: "names have letters, digits and _ only, no digit first; --skip-invalid leaves the others out")
    case .nulInValue(let key):
      FaultWords("E0877", "the value of \(key) holds a NUL, which a variable cannot")
    case .valueTooLong(let key, let limit):
      FaultWords(
        "E0877", "the value of \(key) is too long for a variable, which has \(limit) bytes at most",
        help: "--only chooses others", status: 126)
    case .lostProgram(let reason): FaultWords("E0878", "the program cannot be waited for: \(reason)")
    }
  }

  private static let keyList = "`person keys` lists them"
}
