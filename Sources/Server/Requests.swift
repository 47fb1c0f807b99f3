/// One HTTP request exactly as it was received: nothing in it is trusted.
package struct ServerRequest: Sendable {
  /// The method, in capitals.
  package var method: String
  /// The path, still percent-encoded and without the query.
  package var path: String
  /// The query string after `?`; nil if there is none.
  package var query: String?
  /// The headers in their order; names as they came.
  package var headers: [(name: String, value: String)]
  /// The bytes behind the headers, empty if there are none.
  package var body: [UInt8]
  /// The address of the client: the peer, or behind a trusted proxy what that says.
  package var peer: String

  /// A request.
  package init(
    method: String, path: String, query: String? = nil, headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], peer: String = "127.0.0.1"
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
  }

  /// The first header of a name, whatever the case of its letters.
  package func header(_ name: String) -> String? {
    headers.first { WireJSON.areAlike($0.name, name) }?.value
  }
}

/// The answer to a request.
package struct ServerResponse: Sendable {
  /// The HTTP status code.
  package var status: Int
  /// Headers beyond those that every answer has.
  package var headers: [(name: String, value: String)]
  /// The bytes behind the headers, empty if there are none.
  package var body: [UInt8]

  /// An answer.
  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Answers requests: the server's other half, which knows the protocol and the vault and no sockets.
///
/// Called on one thread of its own with all requests that have arrived since the last call: what they write
/// shares one commit, and no answer leaves before it.
package protocol RequestHandler: AnyObject {
  /// The answers, one for each request and in their order; never fails as a whole.
  func respond(_ requests: [ServerRequest]) -> [ServerResponse]
}
