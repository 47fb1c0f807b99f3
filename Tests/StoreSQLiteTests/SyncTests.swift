import Base
import CSyncShim
import StoreSQLite
import Support
import Testing
import Vault

/// Nothing is acknowledged before it is on the disk: looked at in the file system that SQLite uses.
///
/// One after the other: they share the record.
@Suite(.serialized) struct SyncTests {
  /// What happened to the two files of a vault until each acknowledgement.
  private struct Record {
    var acknowledged = 0
    var writes = 0
    /// Acknowledgements of something that was written and not yet synced, by file.
    var early = 0
    /// Logs that were emptied before the database that they were written into was synced.
    var lost = 0

    init() {
      var unsynced: Set<UInt32> = []
      for index in 0..<sync_shim_count() {
        let entry = sync_shim_at(index)
        let file = UInt32(entry.file)
        if file == sync_shim_other.rawValue, entry.kind != Int32(sync_shim_mark.rawValue) { continue }
        switch UInt32(entry.kind) {
        case sync_shim_write.rawValue:
          writes += 1
          unsynced.insert(file)
        case sync_shim_sync.rawValue: unsynced.remove(file)
        case sync_shim_truncate.rawValue:
          if file == sync_shim_log.rawValue, unsynced.contains(sync_shim_database.rawValue) { lost += 1 }
        default:
          acknowledged += 1
          if !unsynced.isEmpty { early += 1 }
        }
      }
    }
  }

  /// Runs every operation that changes something, each acknowledged when it returns.
  private func record(synchronous: String) throws -> (record: Record, operations: Int) {
    try #require(sync_shim_register() == 0)
    let folder = try TemporaryFolder()
    var options = SQLiteOptions()
    options.vfs = "sync-shim"
    options.synchronous = synchronous
    let world = try VaultOperations(SQLiteStores(options: options), path: folder.file("v.db"))
    let session = world.fixture.session
    sync_shim_clear()
    var operations = 1
    for operation in world.all {
      // What those before it have deleted is not there for it.
      do throws(VaultError) { try operation.run(session) } catch { continue }
      sync_shim_acknowledge()
      operations += 1
    }
    #expect(operations > 25)
    let record = Record()
    try session.begin()
    for name in ["a", "b"] { _ = try session.createProject(name: name) }
    try session.commit()
    sync_shim_acknowledge()
    #expect(Record().acknowledged == record.acknowledged + 1)
    #expect(try session.verify().findings == [])
    return (Record(), operations)
  }

  @Test func everyAcknowledgedChangeWasSyncedBefore() throws {
    let (record, operations) = try record(synchronous: "FULL")
    print("syncs: \(record.acknowledged) acknowledgements, \(record.writes) writes, \(record.early) early")
    #expect(record.acknowledged == operations && record.writes > operations)
    #expect(record.early == 0 && record.lost == 0)
  }

  /// The same test finds what it is for when a vault is opened without syncs.
  @Test(arguments: ["OFF", "NORMAL"]) func aVaultOpenedWithoutSyncsIsFound(_ synchronous: String) throws {
    let (record, operations) = try record(synchronous: synchronous)
    #expect(record.acknowledged == operations && record.writes > operations)
    // Operations that empty the log sync even so where it is NORMAL.
    #expect(record.early > operations / 3, "\(record)")
    if synchronous == "OFF" { #expect(record.early == operations && record.lost > 0, "\(record)") }
  }

  /// What a vault's file is made of at first is on the disk, too, and the program opens vaults so.
  @Test func theProgramsOwnOptionsSync() { #expect(SQLiteOptions().synchronous == "FULL") }
}
