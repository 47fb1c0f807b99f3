import Support

/// Twenty tasks of the job, one after the other in one dialogue.
struct KeyTask {
  /// What is to be done.
  let task: String
  /// The line as it is typed without any help.
  let line: String
  /// The keys with completion and hints.
  let keys: String

  init(_ task: String, _ line: String, _ keys: String) {
    (self.task, self.line, self.keys) = (task, line, keys)
  }

  /// The keys that the line takes without help.
  var typed: String { line + "⏎" }

  static let all = [
    KeyTask("which machine accounts there are", "accounts", "acc⇥s⏎"),
    KeyTask("what one of them may read", "account show ci-payments", "acc⇥ sh⇥ci-p⇥⏎"),
    KeyTask("a new project", "project create invoices-prod", "proj⇥ cr⇥invoices-prod⏎"),
    KeyTask("a new machine account", "account create ci-invoices", "acc⇥ cr⇥ci-invoices⏎"),
    KeyTask(
      "it may read the project", "grant ci-invoices invoices-prod --access read",
      "gra⇥ ci-in⇥inv⇥--a⇥read⏎"),
    KeyTask(
      "and write another one", "grant ci-invoices project:payments-prod --access read-write",
      "gra⇥ ci-in⇥project:payments-p⇥--a⇥read-⇥⏎"),
    KeyTask(
      "an access token for 90 days", "token create ci-invoices --name nightly --expires 90d",
      "tok⇥ c⇥ci-in⇥--n⇥nightly --e⇥90d⏎"),
    KeyTask(
      "which tokens end soon", "tokens | where .status == \"expiring soon\" | select name account expires",
      "tok⇥s | wh⇥.st⇥ == \"expiri⇥| sel⇥na⇥acc⇥exp⇥⏎"),
    KeyTask(
      "a secret of the project", "\"sk_live_51\" | secret create API_KEY --project invoices-prod",
      "\"sk_live_51\" | secret cr⇥API_KEY --pr⇥inv⇥⏎"),
    KeyTask("who may read the project", "grants --project invoices-prod", "gra⇥s --pr⇥inv⇥⏎"),
    KeyTask("the value of the secret", "reveal invoices-prod/API_KEY", "revea⇥inv⇥⏎"),
    KeyTask(
      "what the account did", "events --account ci-invoices --since 7d | select event actor change",
      "ev⇥--ac⇥ci-in⇥--si⇥7d | sel⇥eve⇥act⇥cha⇥⏎"),
    KeyTask(
      "which accounts read the most", "accounts | sort-by .secrets --desc | first 10 | select name secrets",
      "acc⇥s | sor⇥.sec⇥ --d⇥| fir⇥10 | sel⇥na⇥sec⇥⏎"),
    KeyTask(
      "which have no token", "accounts | where .tokens == 0 | length", "acc⇥s | wh⇥.to⇥ == 0 | len⇥⏎"),
    KeyTask(
      "another name for the account", "account rename ci-invoices ci-invoices-prod",
      "acc⇥ r⇥ci-in⇥ci-invoices-prod⏎"),
    KeyTask(
      "the secret goes to the other project", "secret move invoices-prod/API_KEY --project payments-prod",
      "secret m⇥inv⇥--pr⇥payments-p⇥⏎"),
    KeyTask(
      "the right to write is taken back", "revoke ci-invoices-prod project:payments-prod --yes",
      "revo⇥ci-in⇥project:payments-p⇥--y⇥⏎"),
    KeyTask("the token is revoked", "token revoke nightly --yes", "tok⇥ r⇥ni⇥--y⇥⏎"),
    KeyTask(
      "who may read the project now, as asked before", "grants --project invoices-prod", "grants →⏎"),
    KeyTask(
      "which accounts read the most now",
      "accounts | sort-by .secrets --desc | first 10 | select name secrets",
      "accounts | so→⏎"),
  ]

  /// The table of the manual.
  static var markdown: String {
    var out = "| task | line | keys | with Tab and hints | keys |\n|---|---|---|---|---|\n"
    var sums = (typed: 0, keys: 0)
    for task in all {
      let counts = (typed: PtyKeys(task.typed).keys.count, keys: PtyKeys(task.keys).keys.count)
      sums = (sums.typed + counts.typed, sums.keys + counts.keys)
      out +=
        "| \(task.task) | `\(code(task.line))` | \(counts.typed) | `\(code(task.keys))` | \(counts.keys) |\n"
    }
    return out + "| all of them | | \(sums.typed) | | \(sums.keys) |\n"
  }

  /// A bar would end the cell of the table.
  private static func code(_ text: String) -> String { text.split(separator: "|").joined(separator: "\\|") }
}
