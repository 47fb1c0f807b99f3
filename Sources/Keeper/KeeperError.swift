import Glibc

/// Why a keeper cannot be reached or started.
package enum KeeperError: Error, Equatable {
  /// There is no runtime folder; `nil`: none is named.
  case noFolder(String?)
  /// A folder that is not ours alone: another could have put a socket into it.
  case openFolder(String)
  /// There is none for this vault and person.
  case none
  /// There are keepers of several people, and no user was given.
  case several
  /// The socket exists, but no process answers at it.
  case ended
  /// The file is not our own socket, or another user answers at it.
  case foreign
  /// The answer is not a keeper's, or names another vault or person.
  case wrong
  /// It does not answer within a second: it is stopped, or the machine is busy.
  case silent(process: Int32?)
  /// The system locks no memory for it.
  case unlocked(Int32)
  case system(Int32)

  /// The error message.
  package var words: String {
    switch self {
    case .noFolder(nil): "XDG_RUNTIME_DIR is not set, and a keeper lives nowhere else"
    case .noFolder(let path?): "\(path) is no folder in which a keeper could live"
    case .openFolder(let path): "\(path) and what is in it must be yours alone (mode 0700, no link)"
    case .none: "no keeper runs for this vault and person"
    case .several: "keepers of several people run for this vault"
    case .ended: "the keeper of this vault was killed, and left its socket behind"
    case .foreign: "the file at the keeper's path is not your socket: another user put it there"
    case .wrong: "the program at the keeper's socket is no keeper of this vault and person"
    case .silent(let process):
      "the keeper of this vault\(process.map { " (process \($0))" } ?? "") does not answer"
    case .unlocked(let number):
      "the system locks no memory for a keeper: \(String(cString: strerror(number)))"
    case .system(let number): "the keeper cannot be reached: \(String(cString: strerror(number)))"
    }
  }

  /// What the user can do about it.
  package var help: String {
    switch self {
    case .noFolder, .openFolder:
      "a login makes the folder (/run/user/UID); without one give the passphrase with each command"
    case .none, .ended: "`sms unlock` starts one"
    case .several: "--as EMAIL says who"
    case .foreign, .wrong: "look who made it, remove it ($XDG_RUNTIME_DIR/sms), then `sms unlock`"
    case .silent: "try again; `sms lock` ends it"
    case .unlocked: "`ulimit -l` must allow 64 KiB or more"
    case .system: "`sms lock --all`, then `sms unlock`"
    }
  }
}
