/// Why the history file cannot be used; the dialogue goes on without it.
package enum HistoryError: Error, Equatable, CustomStringConvertible {
  /// The path is a symbolic link: another user could choose where lines go.
  case symbolicLink(path: String)
  /// The path is a folder, a device or a pipe.
  case notAFile(path: String)
  /// The file belongs to another user.
  case otherOwner(path: String)
  /// The file has other names, too: what is written to it would stand there as well.
  case hardLink(path: String)
  /// A system call failed with this errno.
  case system(path: String, number: Int32)

  package var description: String {
    switch self {
    case .symbolicLink(let path): "the history file \(path) is a symbolic link"
    case .notAFile(let path): "the history file \(path) is not a regular file"
    case .otherOwner(let path): "the history file \(path) belongs to another user"
    case .hardLink(let path): "the history file \(path) is a hard link: it has another name, too"
    case .system(let path, let number): "the history file \(path): \(systemMessage(number))"
    }
  }
}
