internal import Crypto
internal import Interpreter
internal import Vault

/// Makes a vault.
enum VaultCreate: Command {
  static var name: String { "vault create" }
  static let signature = Signature(
    "Makes a vault with an organization; who makes it is its owner.", category: .vault,
    effect: [.write, .outside, .alone],
    flags: [
      Flag("organization", .string, "the organization's name"),
      Flag("email", .string, "the owner's e-mail; without it the one of --as or SMS_USER"),
    ], output: .record([Column("organization", .string), Column("owner", .string), Column("path", .string)]),
    details: """
      The vault is made where --vault or SMS_VAULT says. The passphrase comes from --passphrase-file, from the file \
      that SMS_PASSPHRASE_FILE names, or from a prompt; it has at least 12 characters.
      """,
    examples: [Example("vault create --organization Acme --email ada@acme.example")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    guard let organization = try call.text("organization") else {
      throw call.fault("E0210", "`vault create` needs --organization NAME", status: 2)
    }
    guard let email = try call.text("email") ?? access.options.person else {
      throw call.fault("E0210", "`vault create` needs --email ADDRESS", status: 2)
    }
    let service = try access.create(organization: organization, email: email)
    return .record([
      ("organization", .string(service.organization.name)),
      ("owner", .string(Texts.normalizedEmail(email))),
      ("path", .string(access.options.path)),
    ])
  }
}
