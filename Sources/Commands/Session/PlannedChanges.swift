internal import Base
internal import Interpreter
internal import Vault

/// A plan that runs.
final class RunningPlan {
  /// The session of the plan, once a command needed the vault.
  var session: VaultSession?
  /// Whether it works in a transaction of an outer session, which is rolled back at its end.
  var isRolledBack = false
}

/// The rows of a plan for one call: what the call reports, each with its events.
enum PlannedChanges {
  private struct Sides: Hashable {
    let subject: String
    let object: String
  }

  /// Actions that changed nothing.
  private static let idle = ["unchanged", "kept", "failed"]

  /// The changes that a result reports; where it reports none the events tell what was changed.
  static func rows(_ result: Value, _ events: [Event], _ session: VaultSession) throws(Fault) -> [Value] {
    let changes = reported(result)
    if changes.isEmpty { return try told(events, session) }
    var found: [Sides: Int] = [:]
    for (index, change) in changes.enumerated().reversed() {
      let subject = id(change["subject"])
      let object = id(change["object"])
      for sides in [(subject, object), (object, subject), (subject, ""), (object, "")] {
        found[Sides(subject: sides.0, object: sides.1)] = index
      }
    }
    found[Sides(subject: "", object: "")] = nil
    var names = [[String]](repeating: [], count: changes.count)
    for event in events { names[place(of: event, found)].append(event.name) }
    return zip(changes, names).map { change, names in
      PlannedChange.row(
        change["action"]?.string ?? "", subject: change["subject"] ?? .null,
        object: change["object"] ?? .null, before: change["before"] ?? .null,
        after: change["after"] ?? .null, events: names)
    }
  }

  /// The error of opening what a plan made: a placeholder.
  static func noText(_ what: String) -> Fault {
    Fault(CommandFault.textOfAPlan(what: what))
  }

  private static func reported(_ result: Value) -> [RecordObject] {
    guard case .list(let list) = result else { return [] }
    return list.items.compactMap { item in
      guard case .record(let record) = item, let action = record["action"]?.string,
        !idle.contains(where: { Texts.areSame($0, action) })
      else { return nil }
      return record
    }
  }

  private static func id(_ value: Value?) -> String {
    if case .entity(let entity)? = value { return entity.id }
    return ""
  }

  /// The change that an event belongs to: the one with most ids in common, else the first.
  private static func place(of event: Event, _ found: [Sides: Int]) -> Int {
    let ids = [event.row.account, event.project, event.secret, event.person, event.group, event.token]
      .compactMap { $0?.text }
    for one in ids {
      for other in ids where one != other {
        if let index = found[Sides(subject: one, object: other)] { return index }
      }
    }
    for one in ids {
      if let index = found[Sides(subject: one, object: "")] { return index }
    }
    return 0
  }

  /// Changes as events tell them: the first word of the message, and what it is about in its order.
  private static func told(_ events: [Event], _ session: VaultSession) throws(Fault) -> [Value] {
    var rows: [Value] = []
    var waiting: [String] = []
    for event in events {
      waiting.append(event.name)
      let things = event.things
      // Events of the sign-in are listed with the change that they belong to.
      guard !things.isEmpty, event.code != .signedIn else { continue }
      var mentions: [Value] = []
      for (kind, id) in things {
        let name = try Fault.wrapping(session.name(kind, id))
        mentions.append(.mention(EntityRef(kind: kind, id: id, name: name ?? id.text)))
      }
      rows.append(
        PlannedChange.row(
          event.verb, subject: mentions[0], object: mentions.count > 1 ? mentions[1] : .null, events: waiting)
      )
      waiting = []
    }
    if !waiting.isEmpty, !(waiting.count == 1 && events.last?.code == .signedIn) {
      rows.append(PlannedChange.row(events.last?.verb ?? "", subject: .null, events: waiting))
    }
    return rows
  }
}
