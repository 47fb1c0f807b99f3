import Glibc

/// What took longer than a test allows.
package struct DeadlineError: Error, CustomStringConvertible {
  package let seconds: Int
  package var description: String { "not done after \(seconds) s" }
}

/// Runs something on a thread of its own and waits for it, some time at most.
///
/// A test that blocks its thread is beyond the reach of `.timeLimit`, which asks tasks to stop. What hangs is left to
/// itself: the test fails, and the others go on.
package func within<T>(seconds: Int, _ body: @escaping () throws -> T) throws -> T {
  let work = DeadlineWork(body)
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { pointer in
      guard let pointer else { return nil }
      Unmanaged<AnyDeadlineWork>.fromOpaque(pointer).takeRetainedValue().run()
      return nil
    }, Unmanaged.passRetained(work as AnyDeadlineWork).toOpaque())
  guard code == 0 else { return try body() }
  pthread_detach(thread)
  return try work.wait(seconds)
}

private class AnyDeadlineWork {
  func run() {}
}

/// Unchecked: the result is written before the semaphore is raised, and read after that.
private final class DeadlineWork<T>: AnyDeadlineWork, @unchecked Sendable {
  private let body: () throws -> T
  private var result: Result<T, any Error>?
  private let done = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init(_ body: @escaping () throws -> T) {
    self.body = body
    sem_init(done, 0, 0)
  }

  deinit {
    sem_destroy(done)
    done.deallocate()
  }

  override func run() {
    result = Result { try body() }
    sem_post(done)
  }

  func wait(_ seconds: Int) throws -> T {
    var until = timespec()
    clock_gettime(CLOCK_REALTIME, &until)
    until.tv_sec += seconds
    while sem_timedwait(done, &until) != 0 {
      if errno != EINTR { throw DeadlineError(seconds: seconds) }
    }
    guard let result else { throw DeadlineError(seconds: seconds) }
    return try result.get()
  }
}
