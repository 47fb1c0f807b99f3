import Support
import Testing
import Vault

@Suite struct FailingStoreTests {
  @Test func everyOperationLeavesTheStoreAsItWasWhereverItFails() throws {
    let world = try VaultOperations(StoresInMemory())
    let original = try #require(world.fixture.service.store as? StoreInMemory)
    let before = try StoreDump(original)
    for operation in world.all + world.care {
      var failures = 0
      while true {
        let store = original.copy()
        let failing = StoreFailing(store)
        let session = try world.fixture.session.copy(on: failing, isReadOnly: false)
        failing.fail(atCall: failures + 1)
        do throws(VaultError) {
          try operation.run(session)
          #expect(!failing.hasFailed, "\(operation): failure \(failures) was swallowed")
        } catch {
          #expect(error == .inputOutput(code: 4242), "\(operation)")
        }
        if !failing.hasFailed {
          #expect(try StoreDump(store) != before, "\(operation) changes nothing")
          #expect(try session.copy(on: store, isReadOnly: true).verify().findings == [])
          break
        }
        #expect(try StoreDump(store) == before, "\(operation) at call \(failures + 1)")
        #expect(!session.isInTransaction && session.committed == 0)
        failures += 1
      }
      #expect(failures >= 5, "\(operation) makes few calls")
    }
  }

  @Test func aBatchThatFailsAnywhereLeavesNothing() throws {
    let world = try VaultOperations(StoresInMemory())
    let original = try #require(world.fixture.service.store as? StoreInMemory)
    let before = try StoreDump(original)
    var failures = 0
    while true {
      let store = original.copy()
      let failing = StoreFailing(store)
      let session = try world.fixture.session.copy(on: failing, isReadOnly: false)
      failing.fail(atCall: failures + 1)
      do throws(VaultError) {
        try session.begin()
        _ = try session.createProject(name: "a")
        _ = try session.deleteAccounts([world.account.id])
        try session.commit()
      } catch {
        session.rollback()
      }
      if !failing.hasFailed { break }
      #expect(try StoreDump(store) == before, "at call \(failures + 1)")
      failures += 1
    }
    #expect(failures > 20)
  }
}
