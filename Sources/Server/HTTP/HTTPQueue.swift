internal import CMicroHTTPD
import Crypto
import Glibc

/// The requests that wait for the vault, and the one thread that answers them.
///
/// Unchecked: what waits is only touched under the lock, and the handler by its thread alone.
final class HTTPQueue: @unchecked Sendable {
  /// A request of a connection that is suspended until it is answered.
  struct Waiting {
    let connection: OpaquePointer
    var request: ServerRequest
  }

  /// Others may write for at least this share of the time that requests of several clients were answered in.
  private static let share: Int64 = 4
  /// The shortest pause, in µs: other programs look for the lock now and then only.
  private static let breath: Int64 = 1_000

  private let handler: any RequestHandler
  private let metrics: HTTPMetrics
  private let answer: @Sendable (OpaquePointer, ServerRequest, ServerResponse) -> Void
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let signal = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [Waiting] = []
  private var ends = false
  private var thread = pthread_t()

  init(
    handler: any RequestHandler, metrics: HTTPMetrics,
    answer: @escaping @Sendable (OpaquePointer, ServerRequest, ServerResponse) -> Void
  ) {
    self.handler = handler
    self.metrics = metrics
    self.answer = answer
    pthread_mutex_init(lock, nil)
    pthread_cond_init(signal, nil)
  }

  deinit {
    pthread_cond_destroy(signal)
    pthread_mutex_destroy(lock)
    signal.deallocate()
    lock.deallocate()
  }

  /// Begins to answer; false where there is no thread to be had.
  func start() -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let raw = Unmanaged.passRetained(self).toOpaque()
    let code = pthread_create(
      &thread, &attributes,
      { raw in
        if let raw { Unmanaged<HTTPQueue>.fromOpaque(raw).takeRetainedValue().work() }
        return nil
      }, raw)
    if code != 0 { Unmanaged<HTTPQueue>.fromOpaque(raw).release() }
    return code == 0
  }

  /// Lets a request wait for its answer.
  func add(_ item: Waiting) {
    pthread_mutex_lock(lock)
    waiting.append(item)
    pthread_cond_signal(signal)
    pthread_mutex_unlock(lock)
  }

  /// Ends the thread once nothing waits.
  func stop() {
    pthread_mutex_lock(lock)
    ends = true
    pthread_cond_signal(signal)
    pthread_mutex_unlock(lock)
    pthread_join(thread, nil)
  }

  private func work() {
    var owed: Int64 = 0
    var end = HTTPFront.now()
    while var batch = next() {
      let start = HTTPFront.now()
      owed = max(0, owed - (start - end))
      metrics.batch(batch.count)
      var answers = handler.respond(batch.map(\.request))
      end = HTTPFront.now()
      for place in batch.indices {
        // A handler that gives too few answers has none for the rest.
        var response = ServerResponse(status: 500)
        if place < answers.count { swap(&response, &answers[place]) }
        answer(batch[place].connection, batch[place].request, response)
        // Only a uniquely referenced array is wiped in place.
        wipe(&response.body)
        wipe(&batch[place].request.body)
      }
      if batch.contains(where: { !$0.request.body.isEmpty }) { wipeStack() }
      // Taking the writer's lock again at once would starve other programs, which poll for it now and then.
      if batch.count > 1 { owed += (end - start) / Self.share }
      let rest = owed - (HTTPFront.now() - end)
      if rest >= Self.breath { usleep(UInt32(min(rest, 1_000_000))) }
    }
  }

  /// What waits, up to a batch; nil at the end.
  private func next() -> [Waiting]? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while waiting.isEmpty {
      if ends { return nil }
      pthread_cond_wait(signal, lock)
    }
    if waiting.count <= HTTPSettings.batch { return exchange(&waiting, with: []) }
    let batch = Array(waiting.prefix(HTTPSettings.batch))
    waiting.removeFirst(batch.count)
    return batch
  }
}
