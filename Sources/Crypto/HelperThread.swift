import Glibc

/// Work that runs on another thread while its creator goes on.
///
/// The two must not share state until `join`: the creator ensures this, and waits for the end.
package final class HelperThread: @unchecked Sendable {
  /// Whether two threads can run at the same time at all.
  package static let isWorthwhile = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1

  private let work: () -> Void
  private var thread = pthread_t()
  private var isRunning = false
  private var isDone = false

  /// A thread that is to do some work once.
  package init(_ work: @escaping () -> Void) { self.work = work }

  deinit { if isRunning { pthread_join(thread, nil) } }

  /// Starts it, without signals; where there can be no other thread, `join` does the work.
  package func start() {
    guard Self.isWorthwhile, !isRunning, !isDone else { return }
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let argument = Unmanaged.passUnretained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<HelperThread>.fromOpaque(argument).takeUnretainedValue().work()
        return nil
      }, argument)
    isRunning = code == 0
  }

  /// Waits until the work is done; does it where no thread was started.
  package func join() {
    if isRunning {
      pthread_join(thread, nil)
    } else if !isDone {
      work()
    }
    isRunning = false
    isDone = true
  }
}
