import Base
import CMicroHTTPD
import Crypto
import Glibc
import Support
import Vault

@testable import Server

/// A form, a query, a JSON body and addresses are read.
func fuzzForm(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  let text = String(decoding: bytes, as: UTF8.self)
  for plus in [false, true] {
    let form = FormBody(Array(bytes), plusIsBlank: plus)
    _ = form?.text("a")
    _ = form?.secret("client_secret")
  }
  _ = WireJSON(Array(bytes))?["name"]?.text
  if let address = HTTPAddress(text) {
    try require(HTTPAddress(address.text) == address, "an address is read as another one")
  }
  _ = HTTPNetwork(text)?.contains("10.0.0.1")
  let trusted = HTTPNetwork("10.0.0.0/8").map { [$0] } ?? []
  _ = HTTPNetwork.client(peer: "10.0.0.1", forwarded: [text], trusted: trusted)
}

/// A server in this process, with a vault in memory that is made anew now and then.
private final class FuzzServer {
  /// The port that it listens on.
  let port: UInt16
  /// A bearer of the machine account.
  let bearer: String
  private let front: HTTPMachineFront
  private let server: OpaquePointer
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let stores = StoresInMemory()
    let made = try MachineFixture(VaultFixture(stores))
    let api = try MachineAPI(
      stores: stores, path: "vault",
      settings: MachineAPISettings(environment: made.vault.service.environment, keys: folder.file("keys")))
    bearer = try Self.bearer(api, made.token)
    var settings = HTTPSettings()
    settings.timeout = 2
    front = HTTPMachineFront(settings: settings, metrics: HTTPMetrics(), handler: api)
    try require(sms_http_load() == nil, "libmicrohttpd is not there")
    let socket = try HTTPSocket.listen(HTTPAddress(host: "127.0.0.1", port: 0))
    guard let address = HTTPSocket.address(of: socket), front.start() else {
      throw FuzzFailure(what: "no server")
    }
    port = address.port
    var options = front.options(socket: socket)
    options.connections = 64
    options.timeout_seconds = 2
    guard let started = sms_http_start(&options) else { throw FuzzFailure(what: "no server") }
    server = started
  }

  deinit {
    sms_http_stop(server)
    front.stop()
  }

  private static func bearer(_ api: MachineAPI, _ token: NewToken) throws -> String {
    let parsed = try AccessToken(parsing: token.text)
    let form =
      "scope=api.secrets&client_id=\(parsed.id.text)&client_secret=\(try parsed.clientSecret.text())"
      + "&grant_type=client_credentials"
    let request = ServerRequest(
      method: "POST", path: "/identity/connect/token",
      headers: [("content-type", "application/x-www-form-urlencoded")], body: Array(form.utf8))
    return WireJSON(api.respond([request])[0].body)?["access_token"]?.text ?? ""
  }

  /// Everything that is answered to these bytes, and to the end of sending.
  func answer(_ bytes: [UInt8]) throws -> [UInt8] {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(socket) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
    let isConnected = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try require(isConnected, "nothing listens")
    // A port is free again at once.
    var hard = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
    _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    shutdown(socket, Int32(SHUT_WR))
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 { answer += buffer[..<count] }
    return answer
  }
}

nonisolated(unsafe) private var served: (server: FuzzServer, uses: Int)?

/// Bytes are sent to the server, which answers, and never with 5xx but 501 and 505.
///
/// A `$B` in them stands for a bearer that is valid.
func fuzzHTTP(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  if served == nil || served.map({ $0.uses > 4000 }) == true { served = (try FuzzServer(), 0) }
  guard let server = served?.server else { return }
  served?.uses += 1
  var request: [UInt8] = []
  var place = bytes.startIndex
  while place < bytes.endIndex {
    let isMark =
      bytes[place] == UInt8(ascii: "$") && place + 1 < bytes.endIndex && bytes[place + 1] == UInt8(ascii: "B")
    if isMark { request += Array(server.bearer.utf8) } else { request.append(bytes[place]) }
    place += isMark ? 2 : 1
  }
  let answer = String(decoding: try server.answer(request).prefix(13), as: UTF8.self)
  try require(answer.isEmpty || answer.hasPrefix("HTTP/1."), "the answer is \(answer)")
  let isFailure =
    answer.dropFirst(9).hasPrefix("5") && !answer.hasSuffix(" 501 ") && !answer.hasSuffix(" 505 ")
  try require(!isFailure, "the answer is \(answer)")
}
