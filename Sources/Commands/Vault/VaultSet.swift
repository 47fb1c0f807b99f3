internal import Interpreter
internal import Vault

/// Sets something of the vault.
enum VaultSet: Command {
  static var name: String { "vault set" }
  static let signature = Signature(
    "Changes a setting: the addresses for clients, who may create projects, or whether the vault is enabled.",
    category: .vault, effect: .of(.vaultSet),
    positional: [
      Parameter(
        "setting", .named("setting"),
        "the setting: identity-url, api-url, machine-projects, secrets-manager or enabled"),
      Parameter(
        "value", .string, "an address; writers, any or none for machine-projects; on or off", optional: true),
    ], flags: [Flag("default", nil, "resets it to the default")],
    rules: [.exactlyOne("value", "default")], output: ChangeRows.type,
    details: """
      For owners. Without it the addresses are http://127.0.0.1:8087/identity and http://127.0.0.1:8087/api, and those \
      machine accounts may make projects that can write to one (writers). `account config` shows the addresses. \
      While `enabled` (the organization) or `secrets-manager` (its part for secrets) is off, every command is refused, but owners may use `vault set`, `vault status`, `vault verify`, `subscription` and \
      `subscription set`.
      """,
    examples: [
      Example(
        "vault set api-url https://sms.acme.example/api | get before",
        gives: "[\"http://127.0.0.1:8087/api\"]"),
      Example("vault set machine-projects none | get after", gives: "[\"none\"]"),
      Example("vault set api-url --default | get action", gives: "[\"unchanged\"]"),
      Example("vault set enabled off | get after", gives: "[\"off\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let name = try call.requiredText("setting")
    guard let setting = VaultSetting(rawValue: name) else { throw ParameterTypes.unknownSetting(name) }
    let value = try call.text("value")
    let session = try VaultAccess.of(call).open()
    let change = try Fault.wrapping { () throws(VaultError) in try session.set(setting, to: value) }
    let action: ChangeAction = Texts.areSame(change.before, change.after) ? .unchanged : .changed
    return .list([
      ChangeRows.row(
        action.rawValue, .string(setting.rawValue), before: .string(change.before),
        after: .string(change.after))
    ])
  }
}
