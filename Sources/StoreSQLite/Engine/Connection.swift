import CSQLite
import Glibc
import Vault

/// An open database with its settings.
final class Connection {
  let handle: OpaquePointer
  /// How long to wait for a lock.
  private var busyMilliseconds: Int32 = 0
  /// When waiting for the lock began, in ms of the monotonic clock.
  private var waitingSince = 0

  /// Whether SQLite's external sort runs stay in memory.
  private let keepsPieces: Bool
  /// The name of the VFS that keeps them there; nil where it could not be set up.
  private static let pieces: String? = sms_sqlite_start() == SQLITE_OK ? "sms" : nil

  /// Opens the file, which must exist, or a database in memory; one that `isFixed` lies where nothing can be written,
  /// and is read without a log and without locks.
  init(path: String?, vfs: String? = nil, isFixed: Bool = false) throws(VaultError) {
    keepsPieces = vfs == nil && Self.pieces != nil
    let vfs = vfs ?? Self.pieces
    var opened: OpaquePointer?
    // Not SQLITE_OPEN_MEMORY: a file that is attached later would then be in memory, too.
    let mode = isFixed ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE
    let flags = mode | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE
    let name = isFixed ? path.map { "file:\(Self.escaped($0))?immutable=1" } : path
    let code = sqlite3_open_v2(
      name ?? ":memory:", &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs)
    guard code == SQLITE_OK, let opened else {
      let error = ResultCode.error(opened, code, table: "vault")
      sqlite3_close(opened)
      throw error
    }
    handle = opened
  }

  deinit { sqlite3_close_v2(handle) }

  /// A path as a URI has it: two slashes at its start would begin a host.
  private static func escaped(_ path: String) -> String {
    var text = path.hasPrefix("/") ? "//" : ""
    for byte in path.utf8 {
      let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      if isPlain || "/-._~".utf8.contains(byte) {
        text.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }

  /// The settings of every connection; what `secure_delete` and `synchronous` mean is design.md 6.
  ///
  /// 16 MiB of cache hold the index pages that an import of events writes to by turns. The log is checkpointed
  /// after as much: that commit waits for two more syncs.
  func configure(_ options: SQLiteOptions) throws(VaultError) {
    busyMilliseconds = options.busyMilliseconds
    waitForLocks()
    guard sms_sqlite_defensive(handle) == SQLITE_OK else { throw .storeFailed(code: 1) }
    try execute(
      """
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA foreign_keys = ON;
      PRAGMA secure_delete = ON;
      \(Self.memory)
      PRAGMA mmap_size = 0;
      PRAGMA wal_autocheckpoint = 4096;
      PRAGMA synchronous = \(options.synchronous);
      """)
    if let pages = options.maximumPages { try execute("PRAGMA max_page_count = \(pages)") }
  }

  /// Switches to the write-ahead log, unless the database uses it already.
  func useLog() throws(VaultError) {
    let mode = try texts("PRAGMA journal_mode = WAL").first ?? ""
    if mode != "wal" { throw .storeFailed(code: Int(SQLITE_CANTOPEN)) }
  }

  /// Runs statements without parameters.
  func execute(_ sql: String) throws(VaultError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    if code != SQLITE_OK { throw ResultCode.error(handle, code, table: "vault") }
  }

  /// Runs something that waits for no lock.
  func withoutWaiting(_ body: () throws(VaultError) -> Void) throws(VaultError) {
    sqlite3_busy_timeout(handle, 0)
    defer { waitForLocks() }
    try body()
  }

  /// Polls every few ms for a lock that another connection holds, up to the timeout that is set.
  ///
  /// SQLite's own busy handler sleeps up to 100 ms between two attempts: a connection that polls that seldom is
  /// overtaken by those that take the lock again and again, and each wait is longer by as much.
  private func waitForLocks() {
    sqlite3_busy_handler(
      handle,
      { connection, looks in
        guard let connection else { return 0 }
        return Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue().goesOnWaiting(looks)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func goesOnWaiting(_ looks: Int32) -> Int32 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    if looks == 0 { waitingSince = now }
    if now - waitingSince >= Int(busyMilliseconds) { return 0 }
    usleep(looks < 5 ? 1_000 : 4_000)
    return 1
  }

  /// Makes indexes with sort runs as large as the page cache, which is set to fit the processor's cache:
  /// comparing two rows takes half the time there.
  func sortingInRuns(_ body: () throws(VaultError) -> Void) throws(VaultError) {
    guard keepsPieces else { return try body() }
    try execute(
      "PRAGMA temp_store = FILE; PRAGMA cache_size = -\(Self.pieceKiB); PRAGMA cache_spill = 4096")
    let result: Result<Void, VaultError>
    do throws(VaultError) { result = .success(try body()) } catch { result = .failure(error) }
    try? execute(Self.memory + "PRAGMA cache_spill = 1")
    try result.get()
  }

  /// The size of a piece; pages that were changed still may take up 16 MiB until they go to the log.
  private static let pieceKiB = 2048
  /// Temporary tables are memory, and so is the cache, of 16 MiB.
  private static let memory = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;"

  /// Prepares a statement.
  func prepare(_ sql: String, table: String, keep: Bool = true) throws(VaultError) -> Statement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql, -1, keep ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0, &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw ResultCode.error(handle, code, table: table)
    }
    return Statement(statement, table: table)
  }

  /// The first column of the first row of a pragma or a plain query, as a number.
  func number(_ sql: String) throws(VaultError) -> Int64 {
    var result: Int64 = 0
    try prepare(sql, table: "vault", keep: false).run([]) { (row) throws(VaultError) in
      result = row.integer(0)
    }
    return result
  }

  /// The first column of all rows, as texts.
  func texts(_ sql: String) throws(VaultError) -> [String] {
    var result: [String] = []
    try prepare(sql, table: "vault", keep: false).run([]) { (row) throws(VaultError) in
      result.append(row.text(0))
    }
    return result
  }

  /// How many rows the last statement changed.
  var changes: Int { Int(sqlite3_changes64(handle)) }
  /// The number that the last insert gave.
  var lastNumber: Int64 { sqlite3_last_insert_rowid(handle) }
  /// Whether a transaction is open.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
}
