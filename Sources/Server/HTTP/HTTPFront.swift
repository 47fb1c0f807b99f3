internal import CMicroHTTPD
import Glibc

/// The callbacks of a listening socket's threads: they take requests and give answers.
class HTTPFront: @unchecked Sendable {
  /// The answer to a body that is too large, and its text for C, which gives it in the middle of such a body.
  static let tooLarge = refusal(413, "The request is too large.")
  private let tooLargeText = strdup(String(decoding: HTTPFront.tooLarge.body, as: UTF8.self))

  /// The answer to a request that does not become whole in time.
  private let tooLateText = strdup(
    String(decoding: HTTPFront.refusal(408, "The request did not come in time.").body, as: UTF8.self))

  deinit {
    free(tooLargeText)
    free(tooLateText)
  }

  /// A request has come; `connection` is to be answered once.
  func arrived(_ connection: OpaquePointer, _ facts: sms_http_facts) {}
  /// A request is over.
  func done(method: String, status: Int32, bytes: UInt64, microseconds: UInt64) {}

  /// The options that lead C's calls here; the front has to outlive the server.
  final func options(socket: Int32) -> sms_http_options {
    var options = sms_http_options()
    options.socket = socket
    options.owner = Unmanaged.passUnretained(self).toOpaque()
    options.arrived = { owner, connection, facts in
      guard let owner, let connection, let facts else { return }
      Unmanaged<HTTPFront>.fromOpaque(owner).takeUnretainedValue().arrived(connection, facts.pointee)
    }
    options.done = { owner, status, method, bytes, microseconds, _ in
      guard let owner, let method else { return }
      Unmanaged<HTTPFront>.fromOpaque(owner).takeUnretainedValue().done(
        method: String(cString: method), status: status, bytes: bytes, microseconds: microseconds)
    }
    options.threads = 1
    options.connection_memory = 32 << 10
    options.body_limit = HTTPSettings.bodyLimit
    options.too_large = UnsafePointer(tooLargeText)
    options.too_late = UnsafePointer(tooLateText)
    return options
  }

  /// Sends an answer, with the headers that every one has.
  static func send(_ connection: OpaquePointer, _ response: ServerResponse, closes: Bool = false) {
    // A refused sign-in gets the status 401 and no body.
    let isClosed = response.status == 401
    let count = isClosed ? 0 : response.body.count
    var type: String?
    var others: [UnsafeMutablePointer<CChar>?] = []
    defer { for text in others { free(text) } }
    for header in response.headers {
      if WireJSON.areAlike(header.name, "content-type") {
        type = header.value
      } else if !WireJSON.areAlike(header.name, "cache-control") {
        others += [strdup(header.name), strdup(header.value)]
      }
    }
    // What C has of its own is not made anew for each answer.
    let isJSON = type.map { WireJSON.areAlike($0, jsonType) } ?? true
    if count > 0, let type, !isJSON { others += [strdup("Content-Type"), strdup(type)] }
    let fields = stride(from: 0, to: others.count, by: 2).map { place in
      sms_http_field(name: others[place], value: others[place + 1])
    }
    sms_http_answer(
      connection, Int32(response.status), count > 0 && isJSON ? 1 : 0, fields, fields.count, response.body,
      count, closes ? 1 : 0)
  }

  private static let jsonType = "application/json; charset=utf-8"

  /// An error as the API tells it.
  static func refusal(
    _ status: Int, _ message: String, headers: [(name: String, value: String)] = []
  ) -> ServerResponse {
    let body = """
      {"message":"\(message)","validationErrors":null,"exceptionMessage":null,"exceptionStackTrace":null,\
      "innerExceptionMessage":null,"object":"error"}
      """
    return ServerResponse(status: status, headers: headers, body: Array(body.utf8))
  }

  /// Microseconds of the monotonic clock.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}

/// The front of the API: what can be answered without the vault is, the rest waits for it.
final class HTTPMachineFront: HTTPFront, @unchecked Sendable {
  private let settings: HTTPSettings
  private let metrics: HTTPMetrics
  private let pace = HTTPPace { HTTPFront.send($0, $1) }
  private let queue: HTTPQueue

  init(settings: HTTPSettings, metrics: HTTPMetrics, handler: any RequestHandler) {
    self.settings = settings
    self.metrics = metrics
    let throttle = HTTPThrottle()
    let pace = pace
    queue = HTTPQueue(handler: handler, metrics: metrics) { item, response in
      guard (400..<500).contains(response.status), Self.isLogin(item.request.path) else {
        return HTTPFront.send(item.connection, response)
      }
      let refusal = throttle.told(response, to: item.request.peer, now: HTTPFront.now())
      pace.add(item.connection, refusal, begun: item.begun)
    }
  }

  func start() -> Bool { pace.start() && queue.start() }

  func stop() {
    queue.stop()
    pace.stop()
  }

  private static func isLogin(_ path: String) -> Bool {
    path.split(separator: "/").suffix(2).elementsEqual(["connect", "token"])
  }

  override func arrived(_ connection: OpaquePointer, _ facts: sms_http_facts) {
    if facts.refusal == 413 {
      return Self.send(connection, Self.tooLarge, closes: true)
    }
    if facts.refusal != 0 {
      return Self.send(connection, Self.refusal(400, "The request is malformed."), closes: true)
    }
    let request = request(facts)
    guard ["GET", "HEAD", "POST", "PUT"].contains(request.method) else {
      let allowed = [(name: "Allow", value: "GET, HEAD, POST, PUT")]
      return Self.send(connection, Self.refusal(405, "The method is not supported.", headers: allowed))
    }
    if request.method != "POST", request.method != "PUT", request.path == "/alive" {
      return Self.send(connection, ServerResponse(status: 200, body: Array("{\"alive\":true}".utf8)))
    }
    queue.add(HTTPQueue.Waiting(connection: connection, begun: Self.now(), request: request))
  }

  private func request(_ facts: sms_http_facts) -> ServerRequest {
    let target = UnsafeBufferPointer(start: facts.target, count: strlen(facts.target))
    let mark = target.firstIndex(of: CChar(63))
    let path = UnsafeBufferPointer(rebasing: target[..<(mark ?? target.endIndex)])
    let query = mark.map { UnsafeBufferPointer(rebasing: target[($0 + 1)...]) }
    let headers = UnsafeBufferPointer(start: facts.fields, count: facts.field_count).map { field in
      (name: String(cString: field.name), value: String(cString: field.value))
    }
    let peer = String(cString: facts.peer)
    let forwarded =
      settings.proxies.isEmpty
      ? [] : headers.filter { $0.name.lowercased() == "x-forwarded-for" }.map(\.value)
    return ServerRequest(
      method: String(cString: facts.method), path: Self.text(path), query: query.map(Self.text),
      headers: headers, body: Array(UnsafeBufferPointer(start: facts.body, count: facts.body_size)),
      peer: settings.proxies.isEmpty
        ? peer : HTTPNetwork.client(peer: peer, forwarded: forwarded, trusted: settings.proxies))
  }

  private static func text(_ part: UnsafeBufferPointer<CChar>) -> String {
    String(decoding: UnsafeRawBufferPointer(part), as: UTF8.self)
  }

  override func done(method: String, status: Int32, bytes: UInt64, microseconds: UInt64) {
    metrics.request(method: method, status: status, microseconds: microseconds)
    // A method that is none may be anything.
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].contains(method)
    settings.log.request(
      method: known ? method : "other", status: status, bytes: bytes, microseconds: microseconds)
  }
}

/// The front of the numbers.
final class HTTPMetricsFront: HTTPFront, @unchecked Sendable {
  private let metrics: HTTPMetrics
  private let faults: ServerFaults?
  private let connections: @Sendable () -> UInt32

  init(metrics: HTTPMetrics, faults: ServerFaults?, connections: @escaping @Sendable () -> UInt32) {
    self.metrics = metrics
    self.faults = faults
    self.connections = connections
  }

  override func arrived(_ connection: OpaquePointer, _ facts: sms_http_facts) {
    let isAsked = facts.refusal == 0 && String(cString: facts.target) == "/metrics"
    guard isAsked, ["GET", "HEAD"].contains(String(cString: facts.method)) else {
      return Self.send(connection, Self.refusal(404, "Resource not found."), closes: true)
    }
    let type = [(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")]
    let text = metrics.text(connections: connections(), faults: faults)
    Self.send(connection, ServerResponse(status: 200, headers: type, body: Array(text.utf8)))
  }
}
