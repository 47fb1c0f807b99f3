internal import Glibc

/// Work that runs on another thread while its creator goes on.
///
/// The two must not share state until `join`: the creator ensures this, and waits for the end.
package final class HelperThread {
  /// Whether two threads can run at the same time at all.
  package static let isWorthwhile = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1

  private let work: () -> Void
  private var thread: WorkerThread?
  private var isDone = false

  /// A thread that is to do some work once.
  package init(_ work: @escaping () -> Void) { self.work = work }

  /// Starts it; where there can be no other thread, `join` does the work.
  package func start() {
    guard Self.isWorthwhile, thread == nil, !isDone else { return }
    thread = WorkerThread(work)
  }

  /// Waits until the work is done; does it where no thread was started.
  package func join() {
    if let thread { thread.join() } else if !isDone { work() }
    isDone = true
  }
}
