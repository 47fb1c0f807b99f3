internal import Base
import Glibc

/// Holds the answer to a refused sign-in until a multiple of 25 ms has passed since its request: the time tells nothing of the cause.
///
/// Unchecked: what waits is only touched under the lock.
final class HTTPPace: @unchecked Sendable {
  /// The step, in µs.
  static let step: Int64 = 25_000

  private let monitor = Monitor()
  private let send: @Sendable (OpaquePointer, ServerResponse) -> Void
  private var waiting: [(due: Int64, connection: OpaquePointer, response: ServerResponse)] = []
  private var ends = false
  private var thread: WorkerThread?

  init(send: @escaping @Sendable (OpaquePointer, ServerResponse) -> Void) { self.send = send }

  /// When an answer leaves to a request that came at a time and is answered now, in µs.
  static func due(begun: Int64, now: Int64) -> Int64 { begun + (max(0, now - begun) / step + 1) * step }

  func start() -> Bool {
    thread = WorkerThread { self.work() }
    return thread != nil
  }

  /// Ends the thread once all have left.
  func stop() {
    monitor.change { ends = true }
    thread?.join()
  }

  /// Lets an answer wait.
  func add(_ connection: OpaquePointer, _ response: ServerResponse, begun: Int64) {
    let due = Self.due(begun: begun, now: HTTPFront.now())
    monitor.change { waiting.append((due, connection, response)) }
  }

  private func work() {
    while let next = next() {
      let rest = next - HTTPFront.now()
      // Another one may be due before the first: in short steps none is late.
      if rest > 0 { usleep(UInt32(min(rest, 1_000))) }
      let now = HTTPFront.now()
      var ready: [(due: Int64, connection: OpaquePointer, response: ServerResponse)] = []
      monitor.locked {
        ready = waiting.filter { $0.due <= now }
        waiting.removeAll { $0.due <= now }
      }
      for item in ready { send(item.connection, item.response) }
    }
  }

  /// When the next one is due; nil at the end.
  private func next() -> Int64? {
    var due: Int64?
    monitor.locked {
      while waiting.isEmpty, !ends { monitor.wait() }
      due = waiting.map(\.due).min()
    }
    return due
  }
}
