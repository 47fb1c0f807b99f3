internal import Interpreter
internal import Vault

/// Sets something of the vault.
enum VaultSet: Command {
  static var name: String { "vault set" }
  static let signature = Signature(
    "Changes a setting: addresses for clients, who may create projects, where events go, whether the vault is enabled.",
    category: .vault, effect: .of(.vaultSet),
    positional: [
      Parameter(
        "setting", .named("setting"),
        "the setting: identity-url, api-url, machine-projects, event-sink, event-sink-mode, event-sink-format, token-rate, secrets-manager or enabled"
      ),
      Parameter(
        "value", .string,
        "an address; writers, any or none for machine-projects; file:PATH, syslog or off for event-sink; a number; on or off",
        optional: true),
    ], flags: [Flag("default", nil, "resets it to the default")],
    rules: [.exactlyOne("value", "default")], output: ChangeRows.type,
    details: """
      For owners. Without it the addresses are http://127.0.0.1:8087/identity and http://127.0.0.1:8087/api, and those \
      machine accounts may make projects that can write to one (writers). `account config` shows the addresses. \
      `event-sink` gets a line for each event as soon as it is committed: `file:/var/log/sms/events.jsonl` adds it to a file, `syslog` sends it to the system's log. It holds ids and levels, no name and no value; `event-sink-format` makes it JSON (`json`) or ArcSight's format (`cef`). \
      Where the sink takes nothing, `event-sink-mode best-effort` says so and goes on; `require` waits 5 seconds, then the command fails: its change stays, but no value leaves. What the sink lacks it gets with the next change; `vault status` counts it. `token-rate` is the number of events a second that each token may cause at a server (1000, or `off`), unless that was started with --token-rate. \
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
      Example("vault set event-sink file:/var/log/sms/events.jsonl", "each event goes to that file, too"),
      Example("vault set event-sink-mode require | get after", gives: "[\"require\"]"),
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
