internal import Glibc

/// A thread that does some work once; it is waited for when it is let go, at the latest.
///
/// All signals are blocked in it: they are for the thread that the program began with.
package final class WorkerThread {
  private final class Work {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  private var thread = pthread_t()
  private var isJoined = false

  /// Starts some work; nil where there is no thread to be had.
  ///
  /// A stack size of 0 is that of the system.
  package init?(stackSize: Int = 0, _ run: @escaping () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    if stackSize > 0 { pthread_attr_setstacksize(&attributes, stackSize) }
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let work = Unmanaged.passRetained(Work(run))
    let code = pthread_create(
      &thread, &attributes,
      { raw in
        if let raw { Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().run() }
        return nil
      }, work.toOpaque())
    if code == 0 { return }
    work.release()
    isJoined = true
    return nil
  }

  deinit { join() }

  /// Waits for the end of the work.
  package func join() {
    if !isJoined { pthread_join(thread, nil) }
    isJoined = true
  }
}
