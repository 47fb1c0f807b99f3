import Commands
import StoreSQLite
import Support
import Testing
import Vault

/// Deleted data must leave the log: where another process holds the log, the end of the run says so.
@Suite struct TracesTests {
  @Test func aLogThatCannotBeEmptiedIsTold() throws {
    let files = try ExampleFiles()
    let path = files.path + "/out.db"
    var options = SQLiteOptions()
    options.busyMilliseconds = 20
    do { try CommandsFixture.fill(try VaultFixture(SQLiteStores(), path: path).session) }
    let fixture = try CommandsFixture(SQLiteStores(options: options), path: path)
    #expect(fixture.text("secret delete web/API_KEY --yes | get action") == "[\"deleted\"]")
    #expect(fixture.access.notes() == [])
    let reader = try SQLiteStores().open(at: path)
    try reader.begin(.read)
    #expect(try reader.count(SecretQuery()) == 3)
    // The change itself is done: only its traces stay for now.
    #expect(fixture.text("secret purge API_KEY --yes | get action") == "[\"purged\"]")
    let notes = fixture.access.notes()
    #expect(notes.count == 1 && notes.allSatisfy { $0.contains(path + "-wal") }, "\(notes)")
    #expect(readBytes(path + "-wal")?.isEmpty == false)
    reader.rollback()
    #expect(
      fixture.text("secret delete web/DB_URL --yes; secret purge DB_URL --yes | get action")
        == "[\"purged\"]")
    #expect(fixture.access.notes() == [])
    #expect(readBytes(path + "-wal")?.isEmpty == true)
    #expect(fixture.text("vault verify") == "[]")
  }
}
