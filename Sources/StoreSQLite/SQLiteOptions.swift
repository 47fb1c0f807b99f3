import Glibc

/// What tests may change about a store; the program uses the defaults.
package struct SQLiteOptions: Sendable {
  /// How long a writer waits for another one.
  package var busyMilliseconds: Int32 = 10_000
  /// FULL: a commit is on the disk when it returns; only a test opens a vault otherwise.
  package var synchronous = "FULL"
  /// The name of the file system that SQLite uses; nil: its own.
  ///
  /// Only a test names another.
  package var vfs: String?
  /// The most pages a database may have, to try a full disk.
  package var maximumPages: Int?
  /// The fewest rows of a page that is read as a range of its table; a test reads shorter ones so, too.
  package var fewestInRange = 1024
  /// The kind of file system that holds a path, as `statfs` names it.
  package var fileSystem: @Sendable (String) -> FileSystemKind = FileSystemKind.of
  /// The owner that a vault must have.
  package var owner: UInt32 = geteuid()
  /// The steps of the schema.
  package var migrations: [Migration] = Migration.all

  /// The defaults.
  package init() {}

  /// Whether nothing can be written where a path lies.
  func isFixed(_ path: String) -> Bool {
    var facts = statvfs()
    return statvfs(path, &facts) == 0 && facts.f_flag & UInt(ST_RDONLY) != 0
  }
}
