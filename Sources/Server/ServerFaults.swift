import Glibc
import Synchronization
import Vault

/// Something that the operator of a server has to know.
struct ServerFault: Error {
  /// What kind of thing is wrong, as the metrics name it.
  enum Cause: String, CaseIterable {
    case busy, storage, damaged, keys
    case full = "disk-full"
    case readOnly = "read-only"
    case rate = "token-rate"
    case sink = "event-sink"
    case other
  }

  let cause: Cause
  /// The code of its page; nil: it has none.
  let code: String?
  /// What is wrong, without anything of the vault or the request.
  let message: String
  /// What the client got; 0: no client was concerned.
  let status: Int

  init(_ cause: Cause, code: String? = nil, message: String, status: Int = 0) {
    self.cause = cause
    self.code = code
    self.message = message
    self.status = status
  }

  /// An error of the vault: the title of its page stands for its words, which may name something.
  init(_ error: VaultError, status: Int) {
    let title = VaultCodes.text.split(separator: "\n").first { $0.hasPrefix(error.code + " ") }
    self.init(
      Self.cause(error), code: error.code,
      message: title.map { String($0.dropFirst(error.code.utf8.count + 1)) } ?? "The vault cannot answer.",
      status: status)
  }

  /// What is wrong with the sink of the events, which holds no request up.
  init(_ notice: SinkNotice) {
    self.init(.sink, code: "V0620", message: notice.words + ".")
  }

  private static func cause(_ error: VaultError) -> Cause {
    switch error {
    case .busy: .busy
    case .storageFull: .full
    case .readOnlyStorage: .readOnly
    case .inputOutput, .storeFailed, .cannotOpen, .transaction, .missing: .storage
    case .damaged, .unreadable, .cryptography, .constraint, .forgedCredential: .damaged
    case .sinkRefused: .sink
    default: .other
    }
  }
}

/// What went wrong in a server: a line in its log, a count and an alarm in its metrics.
package final class ServerFaults: Sendable {
  /// How long an alarm lasts after its cause was met, in µs.
  private static let alarm: Int64 = 60_000_000
  /// Faults of a cause share a line that come within this time of the last one, in µs: a disk that is full gets
  /// no fuller by them.
  private static let quiet: Int64 = 1_000_000

  private struct Count {
    var requests = 0
    var last = Int64.min
    var line = Int64.min
    var unsaid = 0
  }

  private let log: ServerLog
  private let counts = Mutex<[ServerFault.Cause: Count]>([:])

  /// Faults that go to a log.
  package init(log: ServerLog) { self.log = log }

  /// Counts a fault that so many requests met, and says it.
  func add(_ fault: ServerFault, requests: Int = 1, now: Int64 = HTTPFront.now()) {
    let said = counts.withLock { counts -> Int in
      var count = counts[fault.cause] ?? Count()
      defer { counts[fault.cause] = count }
      count.requests += requests
      count.unsaid += requests
      count.last = now
      if count.line != .min, now - count.line < Self.quiet { return 0 }
      count.line = now
      defer { count.unsaid = 0 }
      return count.unsaid
    }
    if said > 0 { log.fault(fault, requests: said) }
  }

  /// The counts and alarms as Prometheus reads them.
  func text(now: Int64 = HTTPFront.now()) -> String {
    let counts = counts.withLock { $0 }
    var text = "# TYPE sms_faults_total counter\n"
    for cause in ServerFault.Cause.allCases {
      text += "sms_faults_total{cause=\"\(cause.rawValue)\"} \(counts[cause]?.requests ?? 0)\n"
    }
    text += "# TYPE sms_alarm gauge\n"
    for cause in ServerFault.Cause.allCases {
      let isOn = counts[cause].map { now - $0.last < Self.alarm } ?? false
      text += "sms_alarm{cause=\"\(cause.rawValue)\"} \(isOn ? 1 : 0)\n"
    }
    return text
  }
}
