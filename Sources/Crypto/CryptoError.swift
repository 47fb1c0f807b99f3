/// Why a cryptographic operation failed; the texts are fixed words and never hold data.
package enum CryptoError: Error, Hashable, Sendable {
  /// The input does not have the shape that its format asks for; the text names the part.
  case malformed(String)
  /// The input was made with another key or was changed: MAC, padding or sealed box do not fit.
  case authentication
  /// The plaintext is not valid UTF-8 though text was asked for.
  case notText
  /// There was no memory for the result.
  case outOfMemory
  /// Passphrase parameters below the floor.
  case weakParameters
  /// A library refused to work; the text names the function or the algorithm.
  case unavailable(String)
}

extension CryptoError: CustomStringConvertible {
  /// The error in words, fit to be shown.
  package var description: String {
    switch self {
    case .malformed(let part): part
    case .authentication: "wrong key, or changed data"
    case .notText: "not valid UTF-8 text"
    case .outOfMemory: "out of memory"
    case .weakParameters: "passphrase parameters below the floor"
    case .unavailable(let name): "\(name) is not available"
    }
  }
}
