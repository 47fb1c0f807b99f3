internal import Base
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
    /// When it came, in µs of the monotonic clock.
    let begun: Int64
    var request: ServerRequest
  }

  /// Others may write for at least this share of the time that requests of several clients were answered in.
  private static let share: Int64 = 4
  /// The shortest pause, in µs: other programs look for the lock now and then only.
  private static let breath: Int64 = 1_000

  private let handler: any RequestHandler
  private let metrics: HTTPMetrics
  private let answer: @Sendable (Waiting, ServerResponse) -> Void
  private let monitor = Monitor()
  private var waiting: [Waiting] = []
  private var ends = false
  private var thread: WorkerThread?

  init(
    handler: any RequestHandler, metrics: HTTPMetrics,
    answer: @escaping @Sendable (Waiting, ServerResponse) -> Void
  ) {
    self.handler = handler
    self.metrics = metrics
    self.answer = answer
  }

  /// Begins to answer; false where there is no thread to be had.
  func start() -> Bool {
    thread = WorkerThread(stackSize: 8 << 20) { self.work() }
    return thread != nil
  }

  /// Lets a request wait for its answer.
  func add(_ item: Waiting) {
    monitor.change { waiting.append(item) }
  }

  /// Ends the thread once nothing waits.
  func stop() {
    monitor.change { ends = true }
    thread?.join()
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
        answer(batch[place], response)
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

  /// The waiting requests, up to a batch; nil at the end.
  private func next() -> [Waiting]? {
    var batch: [Waiting] = []
    monitor.locked {
      while waiting.isEmpty, !ends { monitor.wait() }
      if waiting.count <= HTTPSettings.batch { return swap(&waiting, &batch) }
      batch += waiting.prefix(HTTPSettings.batch)
      waiting.removeFirst(batch.count)
    }
    return batch.isEmpty ? nil : batch
  }
}
