internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Opens sealed text.
enum Reveal: Command {
  static var name: String { "reveal" }
  static let signature = Signature(
    "Opens a secret or sealed text as plain text. Writes an event for each secret.",
    category: .secrets, effect: .of(.secretReveal),
    positional: [
      Parameter(
        "secret", .oneOf([.named("secret"), .sealed]), "a secret, or sealed text", subject: true)
    ], input: .optional(.any), output: .any,
    details: """
      The event is committed before the text is returned; a token that was just created needs none. The result is plain text. For several secrets it is a list.
      """,
    examples: [
      Example("reveal web/DB_URL", gives: "\"postgres://web:pw@db/web\""),
      Example("secrets --project web | reveal", gives: "[\"postgres://web:pw@db/web\" \"k-123\"]"),
      Example(
        "\"url=\\((secret show web/DB_URL).value)\" | reveal", gives: "\"url=postgres://web:pw@db/web\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    switch input {
    case .list, .rows: .list(.string)
    case .string, .sealed, .entity: .string
    default: .any
    }
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    if references.session.isReadOnly { throw Fault(VaultError.readOnly) }
    let given = try call.subject("secret")
    switch given {
    case .list, .stream: return .list(try all(try Streams.items(given, call.context), references))
    default: return try one(given, references)
    }
  }

  /// How many secrets are opened at a time: their events are one transaction.
  private static let batch = 64

  /// The texts of many, in order.
  private static func all(_ values: [Value], _ references: References) throws(Fault) -> [Value] {
    var texts: [Value] = []
    var waiting: [UUID128] = []
    func open() throws(Fault) {
      let ids = waiting
      waiting = []
      let session = references.session
      let revealed = try Fault.wrapping(session.reveal(ids))
      for secret in revealed { texts.append(.string(try plain(text(secret.value), references.call))) }
    }
    for value in values {
      try references.call.context.machine.poll()
      if case .sealed = value {
        try open()
        texts.append(try one(value, references))
        continue
      }
      waiting.append(try references.one(value, [.secret]).id)
      if waiting.count == batch { try open() }
    }
    try open()
    return texts
  }

  private static func one(_ value: Value, _ references: References) throws(Fault) -> Value {
    if case .sealed(let sealed) = value {
      var text: Result<String, CryptoError> = .success("")
      try sealed.open(.reveal) { (bytes) throws(Fault) in text = Self.text(Secret(copying: bytes)) }
      return .string(try plain(text, references.call))
    }
    let ref = try references.one(value, [.secret])
    let session = references.session
    let revealed = try Fault.wrapping(session.reveal([ref.id]))
    guard let secret = revealed.first else { return .null }
    return .string(try plain(text(secret.value), references.call))
  }

  private static func text(_ secret: Secret) -> Result<String, CryptoError> {
    do throws(CryptoError) { return .success(try secret.text()) } catch { return .failure(error) }
  }

  private static func plain(_ text: Result<String, CryptoError>, _ call: Call) throws(Fault) -> String {
    guard case .success(let plain) = text else { throw call.fault(CommandFault.noText) }
    call.context.host.wasRevealed(plain)
    return plain
  }
}
