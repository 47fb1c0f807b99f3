import Base
import Crypto
import Vault

/// Checked readers of request bodies.
extension WireJSON {
  /// The value of a body; refused where it is no JSON.
  static func body(_ request: ServerRequest) throws(Refusal) -> WireJSON {
    guard let value = WireJSON(request.body) else {
      throw .invalid("", "The body is not JSON.")
    }
    return value
  }

  /// The object that a body holds.
  static func object(_ request: ServerRequest) throws(Refusal) -> WireJSON {
    let value = try body(request)
    guard value.isObject else { throw .invalid("", "The body is not an object.") }
    return value
  }

  /// A member that is sealed text.
  func sealed(_ name: String, limit: Int) throws(Refusal) -> String {
    let field = name.prefix(1).uppercased() + name.dropFirst()
    guard let value = self[name] else { throw .invalid(field, "The field \(field) is required.") }
    guard let text = value.text, EncStringCipher.isWellFormed(text) else {
      throw .invalid(field, "The field \(field) is not an encrypted string.")
    }
    if text.utf8.count > limit {
      throw .invalid(field, "The field \(field) exceeds the limit of \(limit) characters.")
    }
    return text
  }

  /// The ids of an array.
  func ids(_ field: String) throws(Refusal) -> [UUID128] {
    guard let elements = array else { throw .invalid(field, "A list of ids is required.") }
    var ids: [UUID128] = []
    for element in elements {
      guard let id = element.text.flatMap({ UUID128($0) }) else {
        throw .invalid(field, "The list holds something that is not an id.")
      }
      ids.append(id)
    }
    return ids
  }
}

/// The length of sealed texts, as the server of the product limits it.
enum SealedLimit {
  static let name = 1000
  static let value = 35_000
  static let note = 10_000
}

/// The body of a new secret or of an update.
struct SecretBody {
  /// The project that a body names.
  enum Home {
    case unsaid, none
    case project(UUID128)
  }

  let content: SealedSecret
  let home: Home
  /// Whether the client says that the value is another one.
  let isValueChanged: Bool

  init(_ request: ServerRequest) throws(Refusal) {
    let body = try WireJSON.object(request)
    content = SealedSecret(
      key: try body.sealed("key", limit: SealedLimit.name),
      value: try body.sealed("value", limit: SealedLimit.value),
      note: try body.sealed("note", limit: SealedLimit.note))
    if let changed = body["valueChanged"] {
      guard let flag = changed.bool else { throw .invalid("ValueChanged", "It is neither true nor false.") }
      isValueChanged = flag
    } else {
      isValueChanged = false
    }
    if let list = body["projectIds"] {
      let ids = try list.ids("ProjectIds")
      if ids.count > 1 { throw Refusal(400, "Only one project assignment is supported.") }
      home = ids.first.map { .project($0) } ?? .none
    } else {
      home = .unsaid
    }
    // Grants are nothing that a machine account may give.
    if body["accessPoliciesRequests"] != nil { throw .notFound }
  }
}
