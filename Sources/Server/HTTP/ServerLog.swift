import Glibc
import JSON
import Synchronization

/// The lines that a server writes to standard error: no name, id, address or body is part of one.
package struct ServerLog: Sendable {
  /// How the lines look.
  package enum Form: String, Sendable {
    /// Words with blanks between them.
    case text
    /// A JSON object a line.
    case json
  }

  /// How the lines look.
  package var form = Form.text
  /// Whether each request has a line.
  package var hasRequests = false

  /// A log of what is said and what goes wrong.
  package init() {}

  /// What the server has to say.
  package func note(_ message: String) {
    write(message, level: "info") { $0.member("message", message) }
  }

  /// A request that is over.
  func request(method: String, status: Int32, bytes: UInt64, microseconds: UInt64) {
    if !hasRequests { return }
    write("\(method) \(status) \(bytes) \(microseconds)", level: "info") { writer in
      writer.member("method", method)
      let facts = [("status", Int64(status)), ("bytes", Int64(bytes)), ("microseconds", Int64(microseconds))]
      for (name, value) in facts { writer.member(name, value) }
    }
  }

  /// A fault that so many requests met, with the status that they got; 0 for none.
  func fault(_ fault: ServerFault, requests: Int) {
    let code = fault.code.map { " \($0)" } ?? ""
    let status = fault.status == 0 ? "" : " \(fault.status)"
    let count = requests > 1 ? " (\(requests) requests)" : ""
    write("error\(status)\(code) \(fault.message)\(count)", level: "error") { writer in
      if fault.status > 0 { writer.member("status", Int64(fault.status)) }
      if let code = fault.code { writer.member("code", code) }
      writer.member("message", fault.message)
      writer.member("requests", Int64(requests))
    }
  }

  private func write(_ text: String, level: String, _ members: (inout JSONWriter) -> Void) {
    guard form == .json else { return writeLine(text) }
    var writer = JSONWriter()
    writer.startObject()
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    writer.member("time", WireDate.text(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000))
    writer.member("level", level)
    members(&writer)
    writer.endObject()
    writeLine(String(decoding: writer.take(), as: UTF8.self))
  }
}

extension JSONWriter {
  /// Writes a member that is a whole number.
  fileprivate mutating func member(_ name: String, _ value: Int64) {
    key(name)
    integer(value)
  }
}

/// Writes a line to standard error at once, so that lines of several threads do not mix.
private func writeLine(_ line: String) {
  let bytes = Array("\(line)\n".utf8)
  _ = write(2, bytes, bytes.count)
}
