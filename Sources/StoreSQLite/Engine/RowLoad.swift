import CSQLite
import Glibc
import Vault

/// Many rows on their way into one table: while a thread of its own adds those that were gathered, the next ones are
/// made.
///
/// The thread uses the connection as long as anything waits: nobody else does before `settle`. Unchecked: what both
/// sides touch is touched under the lock, a batch by one of them at a time.
final class RowLoad: @unchecked Sendable {
  /// How many rows go from one thread to the other at a time.
  private static let batch = 256
  /// How many rows one statement adds: the start and the end of a statement cost as much as a row.
  static let rowsOfStatement = 16
  /// How many batches may wait.
  private static let mostWaiting = 4

  /// After how many batches the pages of the schema are looked at.
  private static let batchesBetween = 32

  let table: String
  private let schema: Statement
  private var batches = 0
  private let many: Statement
  private let one: Statement
  private var gathered: RowBatch
  private var free: [RowBatch] = []

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let signal = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [RowBatch] = []
  /// How many batches the thread has not finished.
  private var unfinished = 0
  private var problem: VaultError?
  private var ends = false
  private var thread = pthread_t()
  private var hasThread = false

  /// A load into a table of so many columns.
  init(table: String, columns: Int, many: Statement, one: Statement, schema: Statement) {
    self.table = table
    self.schema = schema
    self.many = many
    self.one = one
    gathered = RowBatch(columns: columns, rows: Self.batch)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(signal, nil)
    start()
  }

  deinit {
    pthread_cond_destroy(signal)
    pthread_mutex_destroy(lock)
    signal.deallocate()
    lock.deallocate()
  }

  /// Starts the thread, which takes no signals; without one the rows are added where they are made.
  private func start() {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let raw = Unmanaged.passRetained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<RowLoad>.fromOpaque(raw).takeRetainedValue().work() }
        return nil
      }, raw)
    hasThread = code == 0
    if !hasThread { Unmanaged<RowLoad>.fromOpaque(raw).release() }
  }

  /// Takes a row; says what went wrong with one before it.
  func add<Row: StoredRow>(_ row: Row) throws(VaultError) {
    row.write(to: gathered)
    if gathered.isFull { try hand() }
  }

  /// Adds all that was taken, and leaves the connection to others.
  func settle() throws(VaultError) {
    if !gathered.isEmpty { try hand() }
    wait()
    if let problem { throw problem }
  }

  /// Ends the thread; what was not added yet is dropped.
  func end() {
    guard hasThread else { return }
    pthread_mutex_lock(lock)
    ends = true
    unfinished -= waiting.count
    waiting = []
    pthread_cond_broadcast(signal)
    pthread_mutex_unlock(lock)
    pthread_join(thread, nil)
    hasThread = false
  }

  private func hand() throws(VaultError) {
    guard hasThread else {
      defer { gathered.clear() }
      return try insert(gathered)
    }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while waiting.count >= Self.mostWaiting { pthread_cond_wait(signal, lock) }
    if let problem { throw problem }
    waiting.append(gathered)
    unfinished += 1
    gathered = free.popLast() ?? RowBatch(columns: gathered.columns, rows: Self.batch)
    pthread_cond_broadcast(signal)
  }

  /// Adds the rows of a batch.
  ///
  /// Indexes that a load puts off were taken from the schema before it and come back after it. Pages that went to the
  /// log meanwhile would change there, and the sums of all that follows them with them, which is then read and written
  /// once more. Whoever looks at them keeps them in the cache.
  private func insert(_ batch: RowBatch) throws(VaultError) {
    try batch.insert(many: many, of: Self.rowsOfStatement, one: one)
    batches += 1
    if batches % Self.batchesBetween == 0 { try schema.run([]) }
  }

  private func wait() {
    pthread_mutex_lock(lock)
    while unfinished > 0 { pthread_cond_wait(signal, lock) }
    pthread_mutex_unlock(lock)
  }

  private func work() {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while true {
      while waiting.isEmpty {
        if ends { return }
        pthread_cond_wait(signal, lock)
      }
      let batch = waiting.removeFirst()
      let isGood = problem == nil
      pthread_mutex_unlock(lock)
      var found: VaultError?
      if isGood {
        do throws(VaultError) { try insert(batch) } catch { found = error }
      }
      batch.clear()
      pthread_mutex_lock(lock)
      if let found { problem = found }
      free.append(batch)
      unfinished -= 1
      pthread_cond_broadcast(signal)
    }
  }
}
