internal import Base
internal import Interpreter
internal import Vault

/// Makes a vault.
enum VaultCreate: Command {
  static var name: String { "vault create" }
  static let signature = Signature(
    "Creates a vault with an organization. Its creator is the owner.", category: .vault,
    effect: [.write, .outside, .alone],
    flags: [
      Flag("organization", .string, "the organization's name; without it, a prompt asks"),
      Flag(
        "email", .string, "the owner's e-mail; without it the one of --as or SMS_USER, else a prompt asks"),
      Flag("recovery-key", .named("path"), "a file for a key that signs the owner in without the passphrase"),
    ], output: .record([Column("organization", .string), Column("owner", .string), Column("path", .string)]),
    details: """
      The vault is made where --vault or SMS_VAULT says. The passphrase comes from --passphrase-file, from the file \
      that SMS_PASSPHRASE_FILE names, or from a prompt; it has at least 12 characters. \
      A recovery key is written to a new file for its owner only (0600): keep it apart from the vault. With it you set \
      another passphrase when you forgot yours: vault passphrase --key-file FILE. `person keys` lists it.
      """,
    examples: [
      Example("vault create --organization Acme --email ada@acme.example"),
      Example("vault create --organization Acme --email ada@acme.example --recovery-key ~/recovery.key"),
    ])

  static let plannedEvents = ["vault.created"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let (organization, email) = try names(call, access)
    let file = try call.text("recovery-key").map { (path) throws(Fault) in
      try WholeFile(
        Files.expanded(path, call.context.host), replaces: false, help: "a recovery key replaces none")
    }
    let service = try access.create(organization: organization, email: email, recoveryFile: file)
    return .record([
      ("organization", .string(service.organization.name)),
      ("owner", .string(Texts.normalizedEmail(email))),
      ("path", .string(access.options.path)),
    ])
  }

  /// The organization and the owner: from flags, or asked for at a terminal; else one error names what is missing.
  private static func names(_ call: Call, _ access: VaultAccess) throws(Fault) -> (String, String) {
    var organization = try call.text("organization")
    var email = try call.text("email") ?? access.options.person
    if access.host.inputIsTerminal {
      if organization == nil { organization = try answer("Organization: ", access) }
      if email == nil { email = try answer("E-mail of the owner: ", access) }
    }
    if let organization, let email { return (organization, email) }
    let missing = [organization == nil ? "--organization NAME" : nil, email == nil ? "--email ADDRESS" : nil]
    throw call.fault(CommandFault.vaultPartsMissing(missing.compactMap { $0 }))
  }

  /// The typed answer; nil if it is empty.
  private static func answer(_ prompt: String, _ access: VaultAccess) throws(Fault) -> String? {
    let line = try access.host.readLine(prompt: prompt, hidden: false)
    return line.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }
}
