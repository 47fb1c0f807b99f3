import Base
import CSyncShim
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// A file system that fails (R3): the n-th call of every kind that SQLite makes fails once, in each of a day's changes.
///
/// Whatever fails, the vault is whole and verifies clean, holds all of the change or nothing of it, and a change that
/// was acknowledged is there. A part of SyncTests: the file system is one.
extension SyncTests {
  @Suite struct StoreFaultTests {
    private static let calls = [
      "open", "read", "write", "truncate", "sync", "size", "lock", "map", "shared lock",
    ]

    private static var stores: SQLiteStores {
      var options = SQLiteOptions()
      options.vfs = "sync-shim"
      options.busyMilliseconds = 50
      return SQLiteStores(options: options)
    }

    /// What a vault holds, read with a file system that does not fail, by another connection.
    private static func dump(_ path: String) throws -> StoreDump {
      try StoreDump(SQLiteStores().open(at: path))
    }

    /// How many rows each table has: what one change makes of them is the same each time.
    private static func counts(_ dump: StoreDump) -> [String: Int] { dump.tables.mapValues(\.count) }

    /// One change on the vault as it was, with one call that fails.
    ///
    /// - Parameter whole: how many rows there are after the change; nil: not known yet.
    private func attempt(
      _ operation: VaultOperations.Operation, _ world: VaultOperations, _ sound: [UInt8], call: Int,
      number: Int,
      whole: [String: Int]?, in folder: TemporaryFolder
    ) throws -> (failed: Bool, words: String?, counts: [String: Int]) {
      for ending in ["-wal", "-shm"] { unlink(folder.file("v.db" + ending)) }
      try folder.write(sound, to: "v.db")
      let path = folder.file("v.db")
      let before = try Self.dump(path)
      var isDone = false
      sync_shim_fail(Int32(call), Int32(number))
      do {
        let store = try Self.stores.open(at: path)
        let session = try world.fixture.session.copy(on: store, isReadOnly: false)
        try operation.run(session)
        isDone = true
      } catch {}
      let failed = sync_shim_failed() != 0
      sync_shim_fail(0, 0)
      let after = try Self.dump(path)
      let session = try world.fixture.session.copy(on: SQLiteStores().open(at: path), isReadOnly: true)
      let findings = try session.verify().findings
      let counts = Self.counts(after)
      var words: String?
      if !findings.isEmpty { words = "\(findings)" }
      if isDone, after == before { words = "it was acknowledged and is not there" }
      if let whole, after != before, counts != whole { words = "a part of it is there" }
      return (failed, words, counts)
    }

    @Test func aCallThatFailsLeavesTheVaultWhole() throws {
      try #require(sync_shim_register() == 0)
      let isLong = getenv("SMS_TEST_LONG") != nil
      let (folder, second) = (try TemporaryFolder(), try TemporaryFolder())
      let world = try VaultOperations(SQLiteStores(), path: folder.file("v.db"))
      _ = world.fixture.service.store.purgeDeleted()
      let sound = try #require(folder.bytes("v.db"))
      var faults = [Int](repeating: 0, count: Self.calls.count)
      var problems: [String] = []
      for (index, operation) in world.all.enumerated() where isLong || index % 6 == 0 {
        let done = try attempt(operation, world, sound, call: 0, number: 0, whole: nil, in: second)
        #expect(done.words == nil, "\(operation)")
        for call in 0..<Int(sync_shim_calls.rawValue) {
          // Each of the first calls, then fewer and fewer.
          var number = 1
          while true {
            let found = try attempt(
              operation, world, sound, call: call, number: number, whole: done.counts, in: second)
            if let words = found.words {
              problems.append("\(operation), \(Self.calls[call]) \(number): \(words)")
            }
            if !found.failed { break }
            faults[call] += 1
            number += isLong ? max(1, number / 3) : max(1, number * 2)
          }
        }
      }
      let told = zip(Self.calls, faults).map { "\($0) \($1)" }.joined(separator: ", ")
      print("faults of the file system: \(faults.reduce(0, +)) (\(told)), \(problems.count) problems")
      #expect(problems == [])
      #expect(faults.reduce(0, +) > (isLong ? 500 : 60) && !faults.contains(0), "\(told)")
    }
  }
}
