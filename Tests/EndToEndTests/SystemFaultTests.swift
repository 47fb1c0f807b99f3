import Crypto
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// A system that fails (R3): the n-th system call of every kind that a command makes fails.
///
/// Whatever fails, the vault verifies clean and holds all of the change or nothing of it, and a command that says it has
/// done it has. `strace` makes the calls fail.
@Suite struct SystemFaultTests {
  /// A day's commands, each one change, and what tells that it was made.
  private static let commands = [
    "account create new", "project create new", "\"v\" | secret create NEW --project web",
    "\"w\" | secret edit web/DB", "grant ci project:other --access read", "group create new",
    "batch { account create new; project create new; group create new }", "secret delete web/DB --yes",
    "account delete ci --yes", "vault backup ~/b.db", "reveal web/DB",
  ]

  /// Calls by kind with an error that they can give.
  private static let kinds = [
    ("openat", "EMFILE"), ("read", "EIO"), ("pread64", "EIO"), ("write", "ENOSPC"), ("pwrite64", "ENOSPC"),
    ("fdatasync", "EIO"), ("fsync", "EIO"), ("ftruncate", "EIO"), ("fstat", "EIO"), ("newfstatat", "EACCES"),
    ("fcntl", "ENOLCK"), ("mmap", "ENOMEM"), ("lseek", "EIO"), ("close", "EIO"), ("unlink", "EACCES"),
    ("getrandom", "EIO"), ("linkat", "EACCES"), ("rename", "EACCES"), ("mprotect", "ENOMEM"),
  ]

  /// Calls without which memory and numbers of the language cannot be: the program may end by them, and leaves the vault
  /// whole.
  private static let needed: Set = ["mmap", "mprotect", "getrandom"]

  private func home() throws -> E2EHome {
    let home = try E2EHome()
    let lines = [
      "project create web", "project create other", "account create ci",
      "\"v\" | secret create DB --project web",
      "grant ci project:web --access read",
      "person key create --expires 90d | get value | save \(home.path("key"))",
    ]
    let made = try home.run("vault", "create", "--organization", "acme", "--email", E2EHome.email)
    try #require(made.status == 0, "\(made)")
    let filled = try home.run("-c", lines.joined(separator: "\n"))
    try #require(filled.status == 0, "\(filled)")
    home.environment["SMS_KEY_FILE"] = home.path("key")
    home.environment["SMS_PASSPHRASE_FILE"] = nil
    home.environment["SMS_USER"] = nil
    return home
  }

  /// How many rows each table has, and the values of those that a change leaves as many.
  private static func rows(_ home: E2EHome) throws -> [String: Int] {
    try StoreDump(SQLiteStores().open(at: home.vault)).tables.mapValues(\.count)
  }

  /// Runs a command, with a call that fails.
  private func run(_ home: E2EHome, _ command: String, _ kind: (name: String, error: String)?, _ number: Int)
    throws -> (result: E2EResult, failed: Bool)
  {
    guard let kind else { return (try home.run("-c", command), false) }
    let trace = home.path("trace")
    unlink(trace)
    let inject = "inject=\(kind.name):error=\(kind.error):when=\(number)"
    let result = try E2EProgram(
      "/usr/bin/strace",
      ["-f", "-qq", "-o", trace, "-e", "trace=\(kind.name)", "-e", inject, E2EHome.binary, "-c", command],
      environment: home.environment
    ).wait()
    let told = home.read("trace").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return (result, told.contains("(INJECTED)"))
  }

  @Test func aSystemCallThatFailsLeavesTheVaultWhole() throws {
    try #require(access("/usr/bin/strace", X_OK) == 0, "strace is missing: scripts/packages installs it")
    let isLong = getenv("SMS_TEST_LONG") != nil
    let home = try home()
    let sound = try #require(home.read("v.db"))
    let before = try Self.rows(home)
    let key = String(decoding: try #require(home.read("key")), as: UTF8.self)
    // Opened each time: what this process knew of the log of one file would be taken for that of the next.
    func isClean() throws -> Bool {
      let service = try VaultService(store: SQLiteStores().open(at: home.vault))
      let session = try service.unlock(key: Secret(utf8: String(key.prefix { $0 != "\n" })), isReadOnly: true)
      return try session.verify().isClean
    }
    func reset() throws {
      for name in ["v.db-wal", "v.db-shm", "b.db"] { unlink(home.path(name)) }
      try home.write(sound, to: "v.db")
    }
    var faults: [String: Int] = [:]
    for (index, command) in Self.commands.enumerated() {
      try reset()
      #expect(try run(home, command, nil, 0).result.status == 0, "\(command)")
      let whole = try Self.rows(home)
      for (place, kind) in Self.kinds.enumerated() where isLong || (index + place) % 6 == 0 {
        var number = 1
        while true {
          try reset()
          let (result, failed) = try run(home, command, kind, number)
          if !failed { break }
          faults[kind.0, default: 0] += 1
          let words = "\(command), \(kind.0) \(number)"
          let after = try Self.rows(home)
          #expect(after == before || after == whole, "\(words): a part of it is there: \(result)")
          if result.status == 0 { #expect(after == whole, "\(words): it says that it is done: \(result)") }
          // 127: the loader of the program's libraries was what failed. 75: SQLite takes a lock that cannot be had for one
          // that another process has.
          let isEnded =
            Self.needed.contains(kind.0) || result.status == 127 || kind.0 == "fcntl" && result.status == 75
          #expect(result.status < 64 || isEnded, "\(words): \(result)")
          #expect(try isClean(), "\(words)")
          number = isLong ? number + max(1, number / 2) : number * 6
        }
      }
    }
    let count = faults.values.reduce(0, +)
    print(
      "faults of the system: \(count) \(faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
    #expect(count > (isLong ? 500 : 30))
  }
}
