import Synchronization

/// Counts what the server does, in the text form of Prometheus; no name, id or address is part of it.
final class HTTPMetrics: Sendable {
  private static let durations: [UInt64] = [500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 1_000_000]
  private static let sizes: [UInt64] = [1, 2, 4, 8, 16, 32, 64, 128, 256]

  private struct Histogram {
    let bounds: [UInt64]
    var counts: [Int]
    var sum: UInt64 = 0
    var count = 0

    init(_ bounds: [UInt64]) {
      self.bounds = bounds
      counts = [Int](repeating: 0, count: bounds.count)
    }

    mutating func add(_ value: UInt64) {
      for (place, bound) in bounds.enumerated() where value <= bound { counts[place] += 1 }
      sum += value
      count += 1
    }

    /// Lines of the histogram; a bound and the sum are written by `unit`.
    func text(_ name: String, unit: (UInt64) -> String) -> String {
      var text = "# TYPE \(name) histogram\n"
      for (bound, count) in zip(bounds, counts) { text += "\(name)_bucket{le=\"\(unit(bound))\"} \(count)\n" }
      return text + "\(name)_bucket{le=\"+Inf\"} \(count)\n\(name)_sum \(unit(sum))\n\(name)_count \(count)\n"
    }
  }

  private struct Key: Hashable, Comparable {
    let method: String
    let status: Int32

    static func < (left: Key, right: Key) -> Bool {
      (left.method, left.status) < (right.method, right.status)
    }
  }

  private struct State {
    var requests: [Key: Int] = [:]
    var durations = Histogram(HTTPMetrics.durations)
    var batches = Histogram(HTTPMetrics.sizes)
  }

  private let state = Mutex(State())

  /// Counts a request that is over.
  func request(method: String, status: Int32, microseconds: UInt64) {
    let known = ["GET", "HEAD", "POST", "PUT"].contains(method) ? method : "other"
    state.withLock {
      $0.requests[Key(method: known, status: status), default: 0] += 1
      $0.durations.add(microseconds)
    }
  }

  /// Counts requests that were answered together.
  func batch(_ size: Int) { state.withLock { $0.batches.add(UInt64(size)) } }

  /// The metrics as Prometheus reads them.
  func text(connections: UInt32, faults: ServerFaults? = nil) -> String {
    let state = state.withLock { $0 }
    var text = "# TYPE sms_http_requests_total counter\n"
    for (key, count) in state.requests.sorted(by: { $0.key < $1.key }) {
      text += "sms_http_requests_total{method=\"\(key.method)\",status=\"\(key.status)\"} \(count)\n"
    }
    text += state.durations.text("sms_http_request_duration_seconds") { value in
      let fraction = String(value % 1_000_000 + 1_000_000).dropFirst()
      return "\(value / 1_000_000).\(fraction)"
    }
    text += state.batches.text("sms_commit_requests") { String($0) }
    text += "# TYPE sms_http_connections gauge\nsms_http_connections \(connections)\n"
    return text + (faults?.text() ?? "")
  }
}
