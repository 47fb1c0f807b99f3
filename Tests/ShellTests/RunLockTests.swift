import Glibc
import Interpreter
import Testing

@testable import Shell

/// The lock of `--lock NAME`.
@Suite struct RunLockTests {
  private func lock(_ name: String, _ folder: String = "/tmp") throws(Fault) -> RunLock {
    try RunLock(name: name) { $0 == "XDG_RUNTIME_DIR" ? folder : nil }
  }

  @Test func oneHoldsItUntilItGoes() throws {
    let name = "test-\(UInt64.random(in: 0 ... .max))"
    let path = "/tmp/sms-\(getuid())-\(name).lock"
    defer { unlink(path) }
    do {
      let held = try lock(name)
      let fault = #expect(throws: Fault.self) { _ = try lock(name) }
      #expect(fault?.report.status == 75)
      #expect(throws: Never.self) { _ = try lock(name + "-other") }
      unlink("/tmp/sms-\(getuid())-\(name)-other.lock")
      withExtendedLifetime(held) {}
    }
    #expect(throws: Never.self) { _ = try lock(name) }
    var facts = stat()
    #expect(lstat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
  }

  @Test(arguments: ["", "a/b", ".", "..", "../x"]) func namesThatAreNone(_ name: String) {
    let fault = #expect(throws: Fault.self) { _ = try lock(name) }
    #expect(fault?.report.status == 2)
  }

  @Test func aLinkThatWasLaidThereIsNotFollowed() throws {
    let name = "link-\(UInt64.random(in: 0 ... .max))"
    let path = "/tmp/sms-\(getuid())-\(name).lock"
    symlink("/tmp/nowhere-\(name)", path)
    defer { unlink(path) }
    #expect(throws: Fault.self) { _ = try lock(name) }
    #expect(access("/tmp/nowhere-\(name)", F_OK) != 0)
  }
}
