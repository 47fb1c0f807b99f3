import Glibc

/// A thread that runs one closure, without Foundation.
final class Thread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private var handle = pthread_t()

  init(_ run: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(run)).toOpaque()
    pthread_create(
      &handle, nil,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
      }, work)
  }

  func join() { pthread_join(handle, nil) }
}
