internal import Interpreter
internal import Vault

/// Gives the vault a new key.
enum VaultRekey: Command {
  static var name: String { "vault rekey" }
  static let signature = Signature(
    "Encrypts the vault with a new key. Passphrases, keys and tokens stay valid.",
    category: .vault, effect: .of(.vaultRekey, .alone),
    flags: [Flag("revoke-tokens", nil, "also revokes all access tokens"), SharedFlags.yes],
    output: .record(columns),
    details: """
      This rotates the vault's keys. For owners, after a person was removed or a key was lost. Asks first on a \
      terminal, needs --yes elsewhere. One transaction: killed on the way, the old key is whole. Keys that have \
      expired end, tokens that have expired or are used up are revoked. A text that opens under no key stays as it is \
      and leaves an event. Other dialogues have to sign in again. The old key still opens old copies and backups of \
      the file. It opens nothing in this file, but its holder can test guesses at values that were set before the \
      rekey.
      """,
    examples: [
      Example("vault rekey --yes | get key_version", gives: "2"),
      Example("(vault rekey --revoke-tokens --yes).revoked", gives: "2"),
    ])

  private static let columns = [
    Column("key_version", .int), Column("credentials", .int), Column("tokens", .int), Column("revoked", .int),
    Column("secrets", .int), Column("versions", .int), Column("names", .int),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let revokes = call.has("revoke-tokens")
    try Fault.wrapping { () throws(VaultError) in try session.require(.vaultRekey) }
    try Confirmation.ask(
      call, "rekey", "the vault" + (revokes ? " and revoke all access tokens" : ""))
    let report = try Fault.wrapping { () throws(VaultError) in
      try session.rekey(revokingTokens: revokes)
    }
    tell(report, call.context.host)
    OldCopies.tell(
      try Fault.wrapping { () throws(VaultError) in try session.status() }.store, call.context.host)
    return .record(
      RecordObject(
        shape: Shape(columns.map(\.name)),
        values: [
          .int(Int(report.keyVersion)), .int(report.credentials), .int(report.tokens),
          .int(report.revokedTokens), .int(report.secrets), .int(report.versions), .int(report.names),
        ]))
  }

  private static func tell(_ report: RekeyReport, _ host: any Host) {
    if report.suspended > 0 {
      host.writeErrorLine(
        "\(report.suspended) of the credentials are of suspended people: `person remove` ends them")
    }
    if report.carried > 0 {
      host.writeErrorLine(
        "texts that open under no key, left as they are: \(report.carried); `vault verify` lists them, "
          + "`events --type vault.text-carried` too")
    }
    if report.droppedNames > 0 {
      host.writeErrorLine(
        "names of deleted things that opened under no key, now gone: \(report.droppedNames)")
    }
    if report.endedKeys > 0 { host.writeErrorLine("keys that had expired and ended: \(report.endedKeys)") }
    if !report.isErased {
      host.writeErrorLine(
        "another process reads the vault: what was sealed under the old key may stay in its log until it ends"
      )
    }
  }
}
