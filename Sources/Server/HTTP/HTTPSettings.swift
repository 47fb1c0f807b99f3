/// How the server listens, and what it allows its clients.
package struct HTTPSettings: Sendable {
  /// Where it listens, where the service manager has given it no socket.
  package var listen = HTTPAddress(host: "127.0.0.1", port: 8087)
  /// The files of the certificate and its key; nil: plain text.
  package var certificate: String?
  /// The file of the certificate's private key, in PEM; nil: plain text.
  package var key: String?
  /// Plain text on an address that others reach is wanted.
  package var isInsecure = false
  /// The address of the metrics; nil: none are served.
  package var metrics: HTTPAddress?
  /// The proxies that are trusted to name the client's address.
  package var proxies: [HTTPNetwork] = []
  /// What is written to standard error.
  package var log = ServerLog()
  /// What went wrong, for the metrics; nil: nothing is counted.
  package var faults: ServerFaults?
  /// The folder whose files the service manager guards.
  package var credentials: String?
  /// After how many seconds of silence a connection ends.
  package var timeout: UInt32 = 30
  /// How long requests that run may take after the signal to stop, in seconds.
  package var patience = 10
  /// How many connections there may be.
  package var connections: UInt32 = 20_000

  /// The settings of a server that others on this machine reach.
  package init() {}

  /// The most bytes of a body.
  static let bodyLimit = 1 << 20
  /// The most requests that share a commit.
  static let batch = 256
}

/// Why the server does not start.
package struct HTTPError: Error, Equatable {
  /// What went wrong, in one line.
  package let message: String
  /// What to do about it, one line.
  package let help: String

  init(_ message: String, _ help: String) {
    self.message = message
    self.help = help
  }
}
