import Base
import CSQLite
import CSyncShim
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// A disk that loses its power (R2): at any moment of a session, whatever of what was not synced got there or did not,
/// the vault opens, verifies clean, and holds all that was acknowledged.
///
/// A part of SyncTests: both read the one record of the file system.
extension SyncTests {
  @Suite struct PowerLossTests {
    /// What was recorded of a session.
    private struct Recording {
      /// The files as they were on the disk when the record began.
      let files: [[UInt8]]
      let entries: [sync_shim_entry]
      /// What the vault held when the record began, and after each commit.
      let dumps: [StoreDump]
      let session: VaultSession
    }

    /// Hands out stores that tell of each commit.
    private final class WatchedStores: StoreProvider {
      let base: SQLiteStores
      private(set) var store: StoreFailing?

      init(_ base: SQLiteStores) { self.base = base }

      func create(at path: String) throws(VaultError) -> any VaultStore {
        let made = StoreFailing(try base.create(at: path))
        store = made
        return made
      }

      func open(at path: String) throws(VaultError) -> any VaultStore { try base.open(at: path) }
      func discard(_ store: any VaultStore) {}
    }

    /// Copies what the log holds into the database, and leaves the log as it is: the next commit begins it anew.
    private static func copyLog(_ path: String) {
      var connection: OpaquePointer?
      guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, "sync-shim") == SQLITE_OK else {
        return
      }
      sqlite3_exec(connection, "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(PASSIVE)", nil, nil, nil)
      sqlite3_close(connection)
    }

    /// Runs every operation that changes something and then small changes, with the log emptied now and then.
    private func record(synchronous: String, in folder: TemporaryFolder) throws -> Recording {
      try #require(sync_shim_register() == 0)
      var options = SQLiteOptions()
      options.vfs = "sync-shim"
      options.synchronous = synchronous
      let stores = WatchedStores(SQLiteStores(options: options))
      let world = try VaultOperations(stores, path: folder.file("v.db"))
      let session = world.fixture.session
      let store = try #require(stores.store)
      let files = ["v.db", "v.db-wal"].map { folder.bytes($0) ?? [] }
      sync_shim_clear()
      var dumps = [try StoreDump(store)]
      store.committed = {
        sync_shim_acknowledge()
        dumps.append(try StoreDump(store))
      }
      for (number, operation) in world.all.enumerated() {
        do throws(VaultError) { try operation.run(session) } catch { continue }
        if number % 7 == 3 { Self.copyLog(folder.file("v.db")) }
      }
      for round in 0..<30 {
        _ = try session.createProject(name: "p\(round)")
        if round % 8 == 4 { Self.copyLog(folder.file("v.db")) }
        if round % 8 == 7 { _ = store.purgeDeleted() }
      }
      store.committed = nil
      let entries = (0..<sync_shim_count()).map { sync_shim_at($0) }
      return Recording(files: files, entries: entries, dumps: dumps, session: session)
    }

    /// The database and its log: what is surely on the disk, and what was written since.
    private struct Disk {
      var files: [[UInt8]]
      private var pending: [[sync_shim_entry]] = [[], []]

      init(files: [[UInt8]]) { self.files = files }

      mutating func take(_ entry: sync_shim_entry) {
        guard entry.file < 2 else { return }
        let file = Int(entry.file)
        if entry.kind != Int32(sync_shim_sync.rawValue) {
          pending[file].append(entry)
          return
        }
        for entry in pending[file] { Self.apply(entry, Int(entry.size), &files[file]) }
        pending[file] = []
      }

      /// Writes the first bytes of an entry, and zeros before it where the file ended earlier.
      private static func apply(
        _ entry: sync_shim_entry, from start: Int = 0, _ end: Int, _ file: inout [UInt8]
      ) {
        let offset = Int(entry.offset)
        guard let bytes = entry.bytes else {
          if entry.kind == Int32(sync_shim_truncate.rawValue), offset < file.count {
            file.removeLast(file.count - offset)
          }
          return
        }
        if file.count < offset + end { file += [UInt8](repeating: 0, count: offset + end - file.count) }
        file.withUnsafeMutableBytes { buffer in
          guard let first = buffer.baseAddress, start < end else { return }
          memcpy(first + offset + start, bytes + start, end - start)
        }
      }

      /// What the disk may hold after the power went: of what was not synced sectors are dropped, the last one is torn
      /// somewhere, and their order is any.
      func afterLoss(_ numbers: inout Numbers) -> [[UInt8]] {
        var files = files
        for file in files.indices {
          let kept = numbers.next(5)
          let order = numbers.next(2) == 0 ? pending[file] : numbers.shuffled(pending[file])
          let torn = numbers.next(max(order.count, 1))
          for (number, entry) in order.enumerated() {
            if entry.size == 0 {
              if numbers.next(4) < kept { Self.apply(entry, 0, &files[file]) }
              continue
            }
            let end = number == torn && kept < 4 ? numbers.next(Int(entry.size)) : Int(entry.size)
            for start in stride(from: 0, to: end, by: 512) where numbers.next(4) < kept {
              Self.apply(entry, from: start, min(start + 512, end), &files[file])
            }
          }
        }
        return files
      }
    }

    /// Numbers that a seed repeats.
    private struct Numbers: RandomNumberGenerator {
      private var state: UInt64

      init(seed: UInt64) { state = seed }

      mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
      }
      mutating func next(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
      mutating func shuffled<Item>(_ items: [Item]) -> [Item] { items.shuffled(using: &self) }
    }

    /// What is wrong with the vault that these files are; nil for nothing.
    private func problem(
      _ files: [[UInt8]], _ recording: Recording, acknowledged: Int, garbage: Bool, in folder: TemporaryFolder
    ) throws -> String? {
      unlink(folder.file("v.db-shm"))
      try folder.write(files[0], to: "v.db")
      try folder.write(files[1], to: "v.db-wal")
      // What is in it is from before the loss, and made anew.
      if garbage { try folder.write([UInt8](repeating: 0x5A, count: 32_768), to: "v.db-shm") }
      do throws(VaultError) {
        let store = try SQLiteStores().open(at: folder.file("v.db"))
        let dump = try StoreDump(store)
        let places = recording.dumps.indices.filter { recording.dumps[$0] == dump }
        guard let last = places.last else { return "it holds what no commit left" }
        if last < acknowledged { return "it holds \(last) commits of \(acknowledged)" }
        if let first = places.first, first > acknowledged + 1 {
          return "it holds \(first) commits of \(acknowledged)"
        }
        let report = try recording.session.copy(on: store, isReadOnly: true).verify()
        return report.isClean ? nil : "\(report.findings)"
      } catch { return "it does not open: \(error)" }
    }

    /// Loses the power so many times, and says what was wrong afterwards.
    private func lose(_ times: Int, synchronous: String, most: Int) throws -> (
      problems: [String], facts: String
    ) {
      let (folder, after) = (try TemporaryFolder(), try TemporaryFolder())
      let recording = try record(synchronous: synchronous, in: folder)
      var numbers = Numbers(seed: 20_261_130)
      var moments = (0..<times).map { _ in numbers.next(recording.entries.count + 1) }
      moments.sort()
      var disk = Disk(files: recording.files)
      var (taken, acknowledged) = (0, 0)
      var problems: [String] = []
      for (number, moment) in moments.enumerated() {
        while taken < moment {
          let entry = recording.entries[taken]
          if entry.kind == Int32(sync_shim_mark.rawValue) { acknowledged += 1 } else { disk.take(entry) }
          taken += 1
        }
        let files = disk.afterLoss(&numbers)
        let found = try problem(
          files, recording, acknowledged: acknowledged, garbage: number % 5 == 0, in: after)
        if let found { problems.append("after entry \(moment), loss \(number): \(found)") }
        if problems.count >= most { break }
      }
      let emptied = recording.entries.count {
        $0.kind == Int32(sync_shim_truncate.rawValue) && $0.file == Int32(sync_shim_log.rawValue)
      }
      let copied = recording.entries.count {
        $0.kind == Int32(sync_shim_write.rawValue) && $0.file == Int32(sync_shim_database.rawValue)
      }
      #expect(emptied > 2 && copied > 100 && recording.dumps.count > 50)
      return (
        problems,
        "\(times) states of \(recording.entries.count) entries, \(recording.dumps.count - 1) commits, "
          + "\(copied) pages copied, log emptied \(emptied) times"
      )
    }

    @Test func whatWasAcknowledgedSurvivesALossOfPower() throws {
      let times = getenv("SMS_TEST_LONG") != nil ? 10_000 : 200
      let (problems, facts) = try lose(times, synchronous: "FULL", most: 10)
      print("power loss: \(facts), \(problems.count) problems")
      #expect(problems == [])
    }

    /// The same test finds what it is for where a vault is opened without syncs.
    @Test func aVaultWithoutSyncsLosesChanges() throws {
      let (problems, _) = try lose(60, synchronous: "OFF", most: 3)
      #expect(problems.count == 3)
    }
  }
}
