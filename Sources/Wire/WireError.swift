/// Why a written operation or query is refused.
package enum WireError: Error, Equatable, Sendable {
  /// The text is no JSON.
  case notJSON(String)
  /// There is no operation of this name.
  case unknownOperation(String)
  /// There is no such field.
  case unknownField(path: String)
  /// A field is missing.
  case missingField(path: String)
  /// A field holds another type, or a value that it cannot have.
  case wrongField(path: String, why: String)

  /// The code that every message of it carries.
  package var code: String {
    switch self {
    case .notJSON: "V0801"
    case .unknownOperation: "V0802"
    case .unknownField: "V0803"
    case .missingField: "V0804"
    case .wrongField: "V0805"
    }
  }

  /// What is wrong, in a sentence without its end.
  package var message: String {
    switch self {
    case .notJSON(let reason): "the operation is no JSON: \(reason)"
    case .unknownOperation(let name): "there is no operation \"\(name)\""
    case .unknownField(let path): "there is no field \"\(path)\""
    case .missingField(let path): "the field \"\(path)\" is missing"
    case .wrongField(let path, let why): "the field \"\(path)\" \(why)"
    }
  }
}
