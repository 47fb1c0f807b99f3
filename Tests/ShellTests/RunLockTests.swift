import Commands
import Glibc
import Interpreter
import Support
import Testing

@testable import Shell

/// K15: the lock of `--lock NAME`, one for a vault and a name.
@Suite struct RunLockTests {
  private let home: E2EHome

  init() throws { home = try E2EHome() }

  private func lock(_ name: String, _ vault: String? = nil) throws(Fault) -> HeldLock {
    try RunLock.take(name, vault: vault ?? home.vault)
  }

  private var folder: String { home.vault + ".locks" }

  @Test func oneHoldsItUntilItGoes() throws {
    do {
      let held = try lock("nightly")
      let fault = #expect(throws: Fault.self) { _ = try lock("nightly") }
      #expect(fault?.report.status == 75)
      #expect(throws: Never.self) { _ = try lock("weekly") }
      #expect(throws: Never.self) { _ = try lock("nightly", home.path("other.db")) }
      withExtendedLifetime(held) {}
    }
    #expect(throws: Never.self) { _ = try lock("nightly") }
    #expect(home.mode("v.db.locks") == 0o700 && home.mode("v.db.locks/nightly.lock") == 0o600)
  }

  @Test func allWaysToTheVaultLeadToOneLock() throws {
    mkdir(home.path("data"), 0o700)
    symlink("data", home.path("link"))
    let held = try lock("a", home.path("data/v.db"))
    for path in ["data/../data/v.db", "data//v.db", "link/v.db", "data/./v.db"] {
      let fault = #expect(throws: Fault.self) { _ = try lock("a", home.path(path)) }
      #expect(fault?.report.status == 75, "\(path)")
    }
    // Also once there is a vault, and through a link to it.
    try home.write("x", to: "data/v.db")
    symlink("data/v.db", home.path("l.db"))
    #expect(throws: Fault.self) { _ = try lock("a", home.path("l.db")) }
    withExtendedLifetime(held) {}
  }

  @Test func theFolderOfAVaultThatIsNotThereIsMade() throws {
    let held = try lock("first", home.path("share/sms/v.db"))
    #expect(home.mode("share") == 0o700 && home.mode("share/sms/v.db.locks") == 0o700)
    withExtendedLifetime(held) {}
  }

  @Test(arguments: ["", "a/b", ".", "..", "../x", "a\u{1B}[31m", "a\nb", String(repeating: "x", count: 201)])
  func namesThatAreNone(_ name: String) {
    let fault = #expect(throws: Fault.self) { _ = try lock(name) }
    #expect(fault?.report.status == 2)
  }

  @Test func whatOthersLaidThereIsRefused() throws {
    _ = try lock("seed")
    symlink(home.path("nowhere"), folder + "/link.lock")
    mkfifo(folder + "/pipe.lock", 0o600)
    mkdir(folder + "/folder.lock", 0o700)
    try home.write("text", to: "other.txt")
    link(home.path("other.txt"), folder + "/hard.lock")
    for name in ["link", "pipe", "folder", "hard"] {
      let fault = #expect(throws: Fault.self) { _ = try lock(name) }
      #expect(fault?.code == "E0703" && fault?.report.status == 1, "\(name)")
    }
    #expect(access(home.path("nowhere"), F_OK) != 0)
    chmod(folder, 0o777)
    #expect(throws: Fault.self) { _ = try lock("seed") }
    chmod(folder, 0o700)
    #expect(throws: Never.self) { _ = try lock("seed") }
    symlink(folder, home.path("w.db.locks"))
    #expect(throws: Fault.self) { _ = try lock("seed", home.path("w.db")) }
    try home.write("", to: "f.db.locks")
    #expect(throws: Fault.self) { _ = try lock("seed", home.path("f.db")) }
  }

  @Test func aServerIsSeenWhileItStands() throws {
    #expect(!LockFolder.hasServer(vault: home.vault))
    do {
      let marks = [
        try LockFolder.serverMark(vault: home.vault), try LockFolder.serverMark(vault: home.vault),
      ]
      #expect(LockFolder.hasServer(vault: home.vault))
      withExtendedLifetime(marks) {}
    }
    #expect(!LockFolder.hasServer(vault: home.vault))
  }
}
