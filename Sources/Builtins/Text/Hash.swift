internal import Base
internal import Crypto
internal import Interpreter

/// Hashes text.
enum Hash: Command {
  static var name: String { "hash" }
  static let signature = Signature(
    "Calculates the hash of a text, as hexadecimal digits.", category: .text,
    positional: [Parameter("algorithm", .string, "sha256 or sha512", offers: .plain(["sha256", "sha512"]))],
    flags: [
      Flag(
        "base64", nil,
        "hashes the bytes of base64 text: `open FILE --base64 | hash sha256 --base64`")
    ],
    input: TextBytes.input, output: .oneOf([.string, .sealed]),
    details: TextBytes.sealed + " A hash does not hide a text that can be guessed.",
    examples: [
      Example(
        "\"abc\" | hash sha256",
        gives: "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""),
      Example("(\"YWJj\" | hash sha256 --base64) == (\"abc\" | hash sha256)", gives: "true"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { TextBytes.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let name = try call.text("algorithm") ?? ""
    let hash: (UnsafeRawBufferPointer) -> [UInt8]
    switch name {
    case "sha256": hash = { sha256($0) }
    case "sha512": hash = { sha512($0) }
    default:
      throw call.fault(BuiltinFault.unknownHash(name))
    }
    let isBase64 = call.has("base64")
    return try TextBytes.run(call) { (text) throws(Fault) in
      guard isBase64 else { return hexDigits(hash(text)) }
      var bytes = try Base64Source.decode(text) { call.fault(BuiltinFault.noBase64(offset: $0)) }
      defer { wipe(&bytes) }
      return hexDigits(bytes.withUnsafeBytes { hash($0) })
    }
  }
}
