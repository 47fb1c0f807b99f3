import Base
internal import CMicroHTTPD
internal import CSupport
import Glibc

/// Serves requests until it is asked to stop.
package struct HTTPServer {
  private let settings: HTTPSettings
  private let environment: (String) -> String?

  /// A server; `environment` is where the service manager says what it hands over.
  package init(settings: HTTPSettings, environment: @escaping (String) -> String?) {
    self.settings = settings
    self.environment = environment
  }

  /// Checks what can be checked before the vault is opened.
  package func check() throws(HTTPError) {
    if let reason = sms_http_load() {
      throw HTTPError(String(cString: reason), "sms serve needs it; all other commands work without it")
    }
    guard (settings.certificate == nil) == (settings.key == nil) else {
      throw HTTPError("--tls-cert and --tls-key go together", "sms serve --self-signed DIR makes both files")
    }
    if let metrics = settings.metrics, !metrics.isLoopback {
      throw HTTPError(
        "--metrics is for this machine only, not for \(metrics.text)", "--metrics 127.0.0.1:9187")
    }
    try checkPlain(settings.listen)
  }

  private func checkPlain(_ address: HTTPAddress) throws(HTTPError) {
    if settings.certificate != nil || settings.isInsecure || address.isLoopback { return }
    throw HTTPError(
      "without TLS the server listens on this machine only, not on \(address.text)",
      "--tls-cert FILE --tls-key FILE, or --insecure where something in front of it does TLS")
  }

  /// Serves, and returns once a signal has stopped it and the requests that ran are answered.
  ///
  /// - Parameter note: a line behind that of the address; programs read the address from the first.
  package func run(_ handler: any RequestHandler, note: String? = nil) throws(HTTPError) {
    try check()
    let files = HTTPSocket.raiseFileLimit()
    let metrics = HTTPMetrics()
    let front = HTTPMachineFront(settings: settings, metrics: metrics, handler: handler)
    let (server, address) = try start(front, files)
    defer { withExtendedLifetime(front) {} }
    let running = Running(server: server)
    let numbers = HTTPMetricsFront(metrics: metrics, faults: settings.faults) {
      sms_http_connections(running.server)
    }
    defer { withExtendedLifetime(numbers) {} }
    let second = try startMetrics(numbers)
    let scheme = settings.certificate == nil ? "http" : "https"
    settings.log.note("listening on \(scheme)://\(address.text)")
    if let note { settings.log.note(note) }
    HTTPSocket.notify("READY=1", environment)
    while sms_stop_signal() == 0 { usleep(20_000) }
    HTTPSocket.notify("STOPPING=1", environment)
    if let second { sms_http_stop(second) }
    stop(server, front)
  }

  /// A pointer that threads share; the library locks what is behind it.
  private struct Running: @unchecked Sendable {
    let server: OpaquePointer
  }

  private func start(
    _ front: HTTPMachineFront, _ files: UInt32
  ) throws(HTTPError) -> (OpaquePointer, HTTPAddress) {
    let certificate = try settings.certificate.map { (path) throws(HTTPError) in try PEMFile.read(path) }
    var key = try settings.key.map { (path) throws(HTTPError) in
      try PEMFile.read(path, isSecret: !isGuarded(path))
    }
    defer { Self.wipeAll(&key) }
    let inherited = try HTTPSocket.inherited(environment)
    let socket = if let inherited { inherited } else { try HTTPSocket.listen(settings.listen) }
    guard let address = HTTPSocket.address(of: socket) else {
      throw HTTPError("the socket has no address", "--listen 127.0.0.1:8087")
    }
    do throws(HTTPError) { try checkPlain(address) } catch {
      close(socket)
      throw error
    }
    guard front.start() else { throw HTTPError("no thread can be started", "are there too many?") }
    var options = front.options(socket: socket)
    // More than there are processors only take them from each other.
    options.threads = UInt32(min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 4))
    options.connections = min(settings.connections, files > 1024 ? files - 128 : 512)
    options.connections_of_address = options.connections / 4 * 3
    options.timeout_seconds = settings.timeout
    let server = Self.withOptionalBytes(certificate) { certificate in
      Self.withOptionalBytes(key) { key -> OpaquePointer? in
        options.certificate = certificate
        options.key = key
        return sms_http_start(&options)
      }
    }
    if let server { return (server, address) }
    front.stop()
    close(socket)
    throw HTTPError(
      "the server cannot be started on \(address.text)",
      settings.certificate == nil ? "is there a thread or file left?" : "do --tls-cert and --tls-key match?")
  }

  /// Whether the service manager guards a file, which may have given it to a user by other means than its mode.
  private func isGuarded(_ path: String) -> Bool {
    settings.credentials.map { path.hasPrefix($0 + "/") } ?? false
  }

  private static func wipeAll(_ bytes: inout [UInt8]?) {
    guard var held = bytes.take() else { return }
    wipe(&held)
  }

  private static func withOptionalBytes<R>(
    _ bytes: [UInt8]?, _ body: (UnsafePointer<CChar>?) -> R
  ) -> R {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: CChar.self)) }
  }

  private func startMetrics(_ front: HTTPMetricsFront) throws(HTTPError) -> OpaquePointer? {
    guard let address = settings.metrics else { return nil }
    let socket = try HTTPSocket.listen(address)
    var options = front.options(socket: socket)
    options.connections = 64
    options.timeout_seconds = settings.timeout
    guard let server = sms_http_start(&options) else {
      throw HTTPError("the numbers cannot be served on \(address.text)", "--metrics 127.0.0.1:9187")
    }
    if let bound = HTTPSocket.address(of: socket) {
      settings.log.note("metrics on http://\(bound.text)/metrics")
    }
    return server
  }

  /// Takes no more connections and waits for the requests that run.
  private func stop(_ server: OpaquePointer, _ front: HTTPMachineFront) {
    sms_http_quiesce(server)
    let end = HTTPFront.now() + Int64(settings.patience) * 1_000_000
    while sms_http_running(server) > 0, HTTPFront.now() < end { usleep(5_000) }
    // Who is still waiting for the vault keeps both; the process ends, and its connections with it.
    let rest = sms_http_running(server)
    if rest > 0 {
      settings.log.note("\(rest) request\(rest == 1 ? "" : "s") cut off after \(settings.patience) s")
      _exit(1)
    }
    sms_http_stop(server)
    front.stop()
  }
}

/// Files of certificates and keys.
enum PEMFile {
  /// A file's bytes with a zero behind them; one that is secret is refused where others can read it.
  static func read(_ path: String, isSecret: Bool = false) throws(HTTPError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw HTTPError(
        "\(path) cannot be read: \(String(cString: strerror(errno)))",
        "sms serve --self-signed DIR makes a certificate and its key")
    }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw HTTPError("\(path) is no file", "--tls-cert FILE --tls-key FILE")
    }
    if isSecret, facts.st_mode & 0o077 != 0 {
      throw HTTPError("other users can read \(path)", "chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    var count = 0
    while count < bytes.count - 1 {
      let room = bytes.count - 1 - count
      let got = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + count }, room) }
      if got <= 0 { break }
      count += got
    }
    return bytes
  }
}
