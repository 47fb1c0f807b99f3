internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Verifies an exported file of events, without a vault.
enum EventsVerify: Command {
  static var name: String { "events verify" }
  static let signature = Signature(
    "Verifies a file of `events export` by its FILE.proof; needs no vault.", category: .events,
    effect: [.outside],
    positional: [Parameter("file", .named("path"), "the exported file; a leading `~/` is the home folder")],
    flags: [
      Flag("root", .string, "the fingerprint of the key that must have signed it, from `whoami`"),
      Flag("proof", .named("path"), "the proof, if it is not FILE.proof"),
    ],
    output: .record([
      Column("events", .int), Column("vault", .string), Column("from", .datetime), Column("to", .datetime),
      Column("last_event", .int), Column("signer", .string), Column("fingerprint", .string),
    ]),
    details: """
      Get the fingerprint by another way than the file: from who exported it (`whoami | get fingerprint`). Without --root the proof shows only that the file was not changed since somebody signed it. A file that is not what the proof says ends the program with 7.
      """,
    examples: [
      Example("events verify events.csv --root 8f43…", "the whole fingerprint, 64 hex digits"),
      Example("events verify events.csv | get fingerprint"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let path = Files.expanded(try call.requiredText("file"), call.context.host)
    let place = try call.text("proof").map { Files.expanded($0, call.context.host) } ?? path + ".proof"
    let text = try SecretFile.read(place, limit: 1 << 20, status: 1).withBytes {
      String(decoding: $0, as: UTF8.self)
    }
    guard let proof = EventProof(text: text) else { throw call.fault(CommandFault.noProof(path: place)) }
    let fingerprint = keyFingerprint(proof.signature.publicKey)
    if !proof.isGenuine {
      throw call.fault(CommandFault.falseProof("\(place) was changed since it was signed"))
    }
    if let root = try call.text("root"), root.lowercased() != fingerprint {
      throw call.fault(
        CommandFault.falseProof("\(place) is signed by another key, \(fingerprint)"))
    }
    if try FileDigest.sha256(path) != proof.file {
      throw call.fault(CommandFault.falseProof("\(path) is not the file that \(place) was made of"))
    }
    let context = call.context
    return .record([
      ("events", .int(proof.count)), ("vault", .string(proof.anchor.vault.text)),
      ("from", .date(proof.from, context)), ("to", .date(proof.to, context)),
      ("last_event", .int(Int(proof.anchor.checkpoint.event))),
      ("signer", .string(proof.anchor.checkpoint.signer.text)), ("fingerprint", .string(fingerprint)),
    ])
  }
}
