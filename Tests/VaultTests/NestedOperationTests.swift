import Base
import Support
import Testing

@testable import Vault

/// Operations inside operations: one transaction, one chain.
@Suite struct NestedOperationTests {
  /// An operation of the vault's settings, with another one in its middle.
  private func nest(
    _ session: VaultSession, _ inner: (VaultSession) throws(VaultError) -> Void
  ) throws(VaultError) {
    try session.write(.vaultSet) { (writer) throws(VaultError) in
      try writer.record(.vaultSet) { $0.detail = EventDetail.setting("before", digest: []) }
      try inner(session)
      try writer.record(.vaultSet) { $0.detail = EventDetail.setting("after", digest: []) }
    }
  }

  /// Whether an operation hands something out, or replaces the keys: it refuses an open transaction.
  private func refusesTransactions(_ error: VaultError) -> Bool {
    if case .transaction = error { return true }
    return false
  }

  @Test func everyOperationRunsInsideAnotherOneOnOneChain() throws {
    let world = try VaultOperations(StoresInMemory())
    let original = try #require(world.fixture.service.store as? StoreInMemory)
    var nested = 0
    for operation in world.all {
      let store = original.copy()
      let session = try world.fixture.session.copy(on: store, isReadOnly: false)
      let before = try session.head()?.event ?? 0
      do throws(VaultError) { try nest(session, operation.run) } catch {
        #expect(refusesTransactions(error), "\(operation): \(error)")
        #expect(try StoreDump(store) == StoreDump(original), "\(operation)")
        continue
      }
      nested += 1
      let after = try session.head()?.event ?? 0
      #expect(after >= before + 3, "\(operation) records nothing inside another one")
      #expect(try session.verify().findings == [], "\(operation)")
      #expect(!session.isInTransaction)
    }
    #expect(nested > 25)
  }

  @Test func everyOperationRunsBehindEveryOtherInOneBatch() throws {
    let world = try VaultOperations(StoresInMemory())
    let original = try #require(world.fixture.service.store as? StoreInMemory)
    for first in world.all {
      let store = original.copy()
      let session = try world.fixture.session.copy(on: store, isReadOnly: false)
      try session.begin()
      for second in world.all {
        // The second may not fit the vault after the first (deleted, there already): then it leaves no trace in the batch.
        try session.begin()
        let head = try session.head()
        do throws(VaultError) {
          try nest(session, first.run)
          try nest(session, second.run)
          try session.commit()
        } catch {
          session.rollback()
          #expect(try session.head() == head, "\(first), then \(second)")
        }
      }
      try session.commit()
      #expect(try session.verify().findings == [], "\(first)")
    }
  }

  @Test func anErrorBehindAnInnerOperationTakesItBack() throws {
    let world = try VaultOperations(StoresInMemory())
    let original = try #require(world.fixture.service.store as? StoreInMemory)
    let before = try StoreDump(original)
    for operation in world.all {
      var failures = 0
      while true {
        let store = original.copy()
        let failing = StoreFailing(store)
        let session = try world.fixture.session.copy(on: failing, isReadOnly: false)
        failing.fail(atCall: failures + 1)
        do throws(VaultError) { try nest(session, operation.run) } catch {
          #expect(error == .inputOutput(code: 4242) || refusesTransactions(error), "\(operation): \(error)")
          if !failing.hasFailed { break }
        }
        if !failing.hasFailed {
          #expect(try session.copy(on: store, isReadOnly: true).verify().findings == [])
          break
        }
        #expect(try StoreDump(store) == before, "\(operation) at call \(failures + 1)")
        #expect(!session.isInTransaction && session.committed == 0)
        failures += 1
      }
    }
  }

  @Test func anInnerOperationThatFailsLeavesTheOuterOne() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    let before = try session.head()?.event ?? 0
    try nest(session) { (session) throws(VaultError) in
      do throws(VaultError) {
        try session.write(.projectCreate) { (writer) throws(VaultError) in
          try writer.record(.projectCreated)
          throw VaultError.notFound(kind: .project, text: "none", near: [])
        }
      } catch {
        guard case .notFound = error else { throw error }
      }
    }
    #expect(try session.head()?.event == before + 2)
    #expect(try session.verify().findings == [])
  }
}
