import JSON
import Vault

/// A request that ends with this answer and leaves nothing behind.
struct Refusal: Error {
  let response: ServerResponse

  init(_ response: ServerResponse) { self.response = response }

  /// The body of an error of the API, as the protocol has it.
  init(_ status: Int, _ message: String, _ problems: [(field: String, text: String)] = []) {
    var writer = JSONWriter()
    writer.startObject()
    writer.member("message", message)
    writer.key("validationErrors")
    if problems.isEmpty {
      writer.null()
    } else {
      writer.startObject()
      for problem in problems {
        writer.key(problem.field)
        writer.startArray()
        writer.string(problem.text)
        writer.endArray()
      }
      writer.endObject()
    }
    for name in ["exceptionMessage", "exceptionStackTrace", "innerExceptionMessage"] {
      writer.member(name, orNull: nil)
    }
    writer.member("object", "error")
    writer.endObject()
    response = ServerResponse(status: status, headers: Self.json, body: writer.take())
  }

  /// The headers of a JSON answer, which must not be cached.
  static let json: [(name: String, value: String)] = [
    ("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store"),
  ]

  /// The answer where something does not exist, or the caller may not see or do it.
  static var notFound: Refusal { Refusal(404, "Resource not found.") }

  /// The answer to a request without a valid sign-in.
  static var unauthorized: Refusal {
    Refusal(ServerResponse(status: 401, headers: [("WWW-Authenticate", "Bearer")]))
  }

  /// The answer to a body with an invalid field.
  static func invalid(_ field: String, _ text: String) -> Refusal {
    Refusal(400, "The model state is invalid.", [(field, text)])
  }

  /// A path that is there, but not for this method.
  static func wrongMethod(_ allowed: [String]) -> Refusal {
    var refusal = Refusal(405, "The method is not allowed.").response
    refusal.headers.append(("Allow", allowed.joined(separator: ", ")))
    return Refusal(refusal)
  }

  /// The store failed, and nothing happened: why it did.
  static func store(_ error: VaultError) -> Refusal {
    switch error {
    case .storageFull: return Refusal(507, "The disk of the vault is full.")
    case .readOnlyStorage: return Refusal(503, "The vault is on a read-only disk.")
    case .sinkRefused: return Refusal(503, "The vault's events cannot be delivered.")
    case .busy, .heldTooLong:
      var refusal = Refusal(503, "The vault is busy.").response
      refusal.headers.append(("Retry-After", "1"))
      return Refusal(refusal)
    default: return Refusal(500, "The storage of the vault failed.")
    }
  }

  /// A token does more than it may: nothing happened.
  static func tooMuch(seconds: Int64) -> Refusal {
    var refusal = Refusal(429, "The token is used too often.").response
    refusal.headers.append(("Retry-After", String(seconds)))
    return Refusal(refusal)
  }

  /// Something is wrong with the vault itself.
  static var failed: Refusal { Refusal(500, "The vault could not answer.") }

  /// An error of the sign-in.
  static func signIn(_ word: String, status: Int = 400, retryAfter: Int64? = nil) -> Refusal {
    var writer = JSONWriter()
    writer.object([("error", word)])
    var response = ServerResponse(status: status, headers: json, body: writer.take())
    if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
    return Refusal(response)
  }
}

extension ServerResponse {
  /// A JSON answer with the body that the closure writes.
  static func json(_ write: (inout JSONWriter) -> Void) -> ServerResponse {
    var writer = JSONWriter()
    write(&writer)
    return ServerResponse(status: 200, headers: Refusal.json, body: writer.take())
  }
}
