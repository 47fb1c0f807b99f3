import CSupport
import Glibc
import Vault

/// The system's log: it takes events and tells nothing of those that it has.
final class SystemLogSink: EventSink {
  private let socket: Int32
  private let line: SinkLine
  let end: SinkEnd? = nil
  let isNew = false

  /// Connects to the log's socket.
  init(_ path: String, _ line: SinkLine, seconds: Double) throws(SinkFailure) {
    self.line = line
    socket = sms_syslog_open(path, seconds)
    if socket < 0 { throw SinkFailure(errorNumber: -socket) }
  }

  /// Sends an event a message.
  func accept(_ events: [EventRow]) -> (count: Int, failure: SinkFailure?) {
    for (count, event) in events.enumerated() {
      let failure = sms_syslog_send(socket, line.text(event))
      // No room in the whole time is told as "try again".
      if failure == -EAGAIN { return (count, SinkFailure("it does not read")) }
      if failure < 0 { return (count, SinkFailure(errorNumber: -failure)) }
    }
    return (events.count, nil)
  }

  func close() { _ = Glibc.close(socket) }
}

extension SinkFailure {
  /// The words of the C library for an error number.
  init(errorNumber: Int32) { self.init(String(cString: strerror(errorNumber))) }
}
