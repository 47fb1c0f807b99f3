internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Texts of access tokens that were found, one a line.
struct PastedTokens {
  let call: Call

  init(_ call: Call) { self.call = call }

  /// Refuses an argument that is the text of a token: others could see it there.
  static func refuseText(_ value: Value, _ call: Call) throws(Fault) {
    guard let text = value.string, (try? AccessToken(parsing: Secret(utf8: text))) != nil else { return }
    throw call.fault(CommandFault.tokenInArguments)
  }

  /// The tokens of the texts, each once, in their order.
  func refs(_ session: VaultSession) throws(Fault) -> [EntityRef] {
    var refs: [EntityRef] = []
    for line in Self.lines(try text()) {
      let ref = try Fault.wrapping(session.token(withText: line))
      if !refs.contains(ref) { refs.append(ref) }
    }
    if refs.isEmpty {
      throw call.fault(CommandFault.noTokenText)
    }
    return refs
  }

  private func text() throws(Fault) -> Secret {
    if let input = call.input {
      switch input {
      case .text(let text): return Secret(utf8: text.string)
      case .sealed(let sealed):
        var secret = Secret(count: 0)
        try sealed.open(.reveal) { (bytes) throws(Fault) in secret = Secret(copying: bytes) }
        return secret
      default: throw call.wrongType("the texts of tokens", "text", input)
      }
    }
    let host = call.context.host
    if host.inputIsTerminal {
      return Secret(utf8: try host.readLine(prompt: "Text of the token: ", hidden: true) ?? "")
    }
    var bytes = try host.readInput()
    defer { wipe(&bytes) }
    return Secret(copying: bytes)
  }

  /// The lines without the blanks around them; empty ones do not count.
  private static func lines(_ text: Secret) -> [Secret] {
    text.withBytes { bytes in
      bytes.split { $0 == 0x0A || $0 == 0x0D }.compactMap { line in
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let first = line.firstIndex(where: { !isBlank($0) }),
          let last = line.lastIndex(where: { !isBlank($0) })
        else { return nil }
        return Secret(copying: UnsafeRawBufferPointer(rebasing: line[first...last]))
      }
    }
  }
}
