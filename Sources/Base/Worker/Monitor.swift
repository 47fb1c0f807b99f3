internal import Glibc

/// A lock, and the wait for a change of what it guards.
package final class Monitor: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let change = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// A lock that is free.
  package init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(change, nil)
  }

  deinit {
    pthread_cond_destroy(change)
    pthread_mutex_destroy(lock)
    change.deallocate()
    lock.deallocate()
  }

  /// Takes the lock for the time of one call.
  package func locked(_ body: () -> Void) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    body()
  }

  /// Changes what is guarded, and wakes one that waits.
  package func change(_ body: () -> Void) {
    locked {
      body()
      pthread_cond_signal(change)
    }
  }

  /// Gives the lock away until the next change; for use while it is taken.
  package func wait() { pthread_cond_wait(change, lock) }
}
