import Base
import Testing

@Suite struct HelperThreadTests {
  /// What two threads use by turns.
  private final class Box { var values: [Int] = [] }

  @Test func `its work is done once, when it is joined at the latest`() {
    let box = Box()
    let started = HelperThread { box.values.append(1) }
    started.start()
    started.start()
    started.join()
    started.join()
    #expect(box.values == [1])
    let never = HelperThread { box.values.append(2) }
    never.join()
    never.start()
    never.join()
    #expect(box.values == [1, 2])
  }

  @Test func `one that is let go is waited for`() {
    let box = Box()
    do {
      let thread = HelperThread { for value in 0..<10_000 { box.values.append(value) } }
      thread.start()
    }
    #expect(box.values.count == (HelperThread.isWorthwhile ? 10_000 : 0))
  }
}
