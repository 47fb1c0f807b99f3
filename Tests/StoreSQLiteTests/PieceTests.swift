import CSQLite
import Glibc
import StoreSQLite
import Support
import Testing

/// The memory that stands for the files that SQLite sorts in.
@Suite struct PieceTests {
  private static let isRegistered = sms_sqlite_start() == SQLITE_OK

  private func withPiece(_ body: (UnsafeMutablePointer<sqlite3_file>) throws -> Void) throws {
    try #require(Self.isRegistered)
    let system = try #require(sqlite3_vfs_find("sms"))
    let memory = UnsafeMutableRawPointer.allocate(byteCount: Int(system.pointee.szOsFile), alignment: 16)
    defer { memory.deallocate() }
    let file = memory.bindMemory(to: sqlite3_file.self, capacity: 1)
    let flags = SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    try #require(system.pointee.xOpen(system, nil, file, flags, nil) == SQLITE_OK)
    defer { #expect(file.pointee.pMethods.pointee.xClose(file) == SQLITE_OK) }
    try body(file)
  }

  private func bytes(_ file: UnsafeMutablePointer<sqlite3_file>, _ count: Int, at offset: Int64) -> (
    Int32, [UInt8]
  ) {
    var bytes = [UInt8](repeating: 0xEE, count: count)
    let code = file.pointee.pMethods.pointee.xRead(file, &bytes, Int32(count), offset)
    return (code, bytes)
  }

  @Test func whatWasWrittenIsReadAcrossBlocks() throws {
    try withPiece { file in
      let written = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      #expect(file.pointee.pMethods.pointee.xWrite(file, written, Int32(written.count), 5) == SQLITE_OK)
      #expect(file.pointee.pMethods.pointee.xWrite(file, [1, 2, 3] as [UInt8], 3, 262_143) == SQLITE_OK)
      var size: Int64 = 0
      #expect(file.pointee.pMethods.pointee.xFileSize(file, &size) == SQLITE_OK && size == 700_006)
      var expected = [0, 0, 0, 0, 0] + written
      expected.replaceSubrange(262_143..<262_146, with: [1, 2, 3])
      let all = bytes(file, 700_006, at: 0)
      #expect(all.0 == SQLITE_OK && all.1 == expected)
      #expect(bytes(file, 10, at: 262_140).1 == Array(expected[262_140..<262_150]))
    }
  }

  @Test func whatIsReadBehindTheEndIsZero() throws {
    try withPiece { file in
      #expect(file.pointee.pMethods.pointee.xWrite(file, [1, 2, 3, 4] as [UInt8], 4, 0) == SQLITE_OK)
      #expect(bytes(file, 6, at: 2) == (522, [3, 4, 0, 0, 0, 0]))
      #expect(bytes(file, 2, at: 100_000_000) == (522, [0, 0]))
      #expect(file.pointee.pMethods.pointee.xTruncate(file, 1) == SQLITE_OK)
      #expect(bytes(file, 2, at: 0) == (522, [1, 0]))
    }
  }

  @Test func namedFilesAreRealOnes() throws {
    try #require(Self.isRegistered)
    let folder = try TemporaryFolder()
    var database: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    #expect(sqlite3_open_v2(folder.file("a.db"), &database, flags, "sms") == SQLITE_OK)
    #expect(sqlite3_exec(database, "CREATE TABLE t(a); VACUUM", nil, nil, nil) == SQLITE_OK)
    sqlite3_close(database)
    #expect(access(folder.file("a.db"), F_OK) == 0)
  }
}
