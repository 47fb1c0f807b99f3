internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Reads secret text from where it may come: never from an argument.
struct SecretInput {
  /// More bytes than any value may have.
  private static let limit = 1 << 20

  let call: Call

  init(_ call: Call) { self.call = call }

  /// The sources of a value that exclude each other.
  static let rules: [ArgumentRule] = [
    .atMostOne("generate", "file", ArgumentRule.pipe), .with("alphabet", "generate"),
  ]

  /// The value: from the pipe, `--file`, standard input, or a prompt without echo.
  func value(_ key: String) throws(Fault) -> Secret {
    if let count = try call.int("generate") { return try generated(count) }
    let value = try given(key)
    try Self.refuseMask(value, call)
    return value
  }

  /// Refuses what sealed text shows as in place of a value.
  static func refuseMask(_ value: Secret, _ call: Call) throws(Fault) {
    guard holdsMask(value) else { return }
    throw call.fault(CommandFault.shownAsSealed)
  }

  /// Makes a random value and does not show it.
  private func generated(_ count: Int) throws(Fault) -> Secret {
    guard count > 0, count <= Self.limit else {
      throw call.fault(CommandFault.noLength)
    }
    var alphabet = RandomText.alphanumeric
    if let text = try call.text("alphabet") {
      do throws(AlphabetProblem) { alphabet = try RandomText.alphabet(text) } catch {
        throw call.fault(CommandFault.badAlphabet(reason: error.message))
      }
    }
    var random = SystemRandomBytes()
    do throws(CryptoError) {
      return try RandomText.secret(count, of: alphabet, using: &random)
    } catch {
      throw Fault(CommandFault.noMemory, kind: .limit)
    }
  }

  private func given(_ key: String) throws(Fault) -> Secret {
    let path = try call.text("file")
    if let input = call.input { return try piped(input) }
    if let path { return try file(path) }
    let host = call.context.host
    guard host.inputIsTerminal else {
      var bytes = try host.readInput()
      defer { wipe(&bytes) }
      return Secret(copying: bytes)
    }
    guard let line = try host.readLine(prompt: "Value of \(key): ", hidden: true) else {
      throw call.fault(CommandFault.noValue)
    }
    return Secret(utf8: line)
  }

  private func piped(_ value: Value) throws(Fault) -> Secret {
    switch value {
    case .text(let text): return Secret(utf8: text.string)
    case .sealed(let sealed):
      var secret = Secret(count: 0)
      try sealed.open(.reveal) { (bytes) throws(Fault) in secret = Secret(copying: bytes) }
      return secret
    default: throw call.wrongType("the value", "text", value)
    }
  }

  private func file(_ path: String) throws(Fault) -> Secret {
    try SecretFile.read(Files.expanded(path, call.context.host), limit: Self.limit, status: 1)
  }

  /// The note of `--note-file`, if one is named.
  func note() throws(Fault) -> Secret? {
    guard let path = try call.text("note-file") else { return nil }
    return try file(path)
  }

  /// Whether the four dots that stand for sealed text are in there.
  private static func holdsMask(_ secret: Secret) -> Bool {
    let mask = Array(Display.mask.utf8)
    return secret.withBytes { bytes in
      guard bytes.count >= mask.count else { return false }
      return (0...(bytes.count - mask.count)).contains { start in
        mask.indices.allSatisfy { bytes[start + $0] == mask[$0] }
      }
    }
  }
}
