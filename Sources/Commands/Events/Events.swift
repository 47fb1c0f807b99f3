internal import Base
internal import Interpreter
internal import Vault

/// The events.
enum Events: Command {
  static var name: String { "events" }
  static let signature = Signature(
    "Lists events, newest first: by default those of the last 30 days.", category: .events,
    flags: [
      Flag("since", .named("moment"), "from this date on, or within this time: `30d`"),
      Flag("from", .named("moment"), "from this instant or day on"),
      Flag("to", .named("moment"), "before this instant; a date alone is included"),
      Flag("account", .named("account"), "only events that this machine account caused or that changed it"),
      Flag("project", .named("project"), "only events about this project"),
      Flag("secret", .named("secret"), "only events about this secret"),
      Flag("type", .named("event-code"), "a number, a name, a range, or a list of these"),
      Flag("all", nil, "includes events older than 30 days"),
    ], rules: [.atMostOne("since", "from")], output: EventRelation.type,
    details: """
      `actor` is who acted. `account` is the machine account of the event: that which was acted upon, else that which \
      acted, as --account means it, too. `change` says what was before and after, such as `read -> read-write`; `run` is \
      one id for all that one command did. Names also find what was deleted. `help events` lists the types. --from and --since include their instant, --to \
      leaves it out. Durations count from $now.
      """,
    examples: [
      Example("events --type 2304 | length", gives: "3"),
      Example(
        "events --type account.created --account deploy | get account | get name", gives: "[\"deploy\"]"),
      Example("events --all --project web | where .event == \"grant.created\" | length", gives: "1"),
    ], appendix: EventTypes.table)

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let filter = try EventFlags(call, session).filter()
    return .stream(
      PageStream(try RelationRows(EventRelation.self, filter.query.conditions, session, call.context)))
  }
}
