package import Base

extension Event {
  /// What it says of before and after in words, such as `read -> read-write`; nil where it says nothing.
  package var change: String? { Self.change(row.type, row.origin, row.detail, project: row.project) }

  /// The same of an event of a type, with this detail, about this project.
  package static func change(
    _ type: Int64, _ origin: EventOrigin, _ detail: String?, project: UUID128?
  ) -> String? {
    if origin == .imported { return nil }
    let level = AccessLevel.readWrite.word
    switch EventCode(number: type) {
    // Of machine accounts people are given all or nothing, and their events say no level, as the product's.
    case .accountUserAdded, .accountGroupAdded: return ChangeWords.text(before: nil, after: level)
    case .accountUserRemoved, .accountGroupRemoved: return ChangeWords.text(before: level, after: nil)
    default: break
    }
    guard let detail else { return nil }
    if let before = EventDetail.projectBefore(detail) {
      return "project "
        + ChangeWords.text(before: before?.prefix(8).text, after: project?.text.prefix(8).text)
    }
    guard let sides = EventDetail.sides(detail) else { return nil }
    return ChangeWords.text(sides.before, sides.after)
  }
}

/// The words for what a detail says of before and after.
private enum ChangeWords {
  static func text(before: String?, after: String?) -> String {
    "\(before ?? "none") -> \(after ?? "none")"
  }

  /// Of two values as details write them: levels, states of people, numbers of the subscription.
  static func text(_ before: Substring, _ after: Substring) -> String? {
    let (old, new) = (Flat(before), Flat(after))
    // The same before and after: what changed is a name, which no event holds.
    if Texts.areSame(before.text, after.text) { return nil }
    if old["role"] ?? new["role"] != nil { return text(before: person(old), after: person(new)) }
    if !old.members.isEmpty, !new.members.isEmpty { return differences(old, new) }
    return text(before: word(before), after: word(after))
  }

  /// A text without its quotes; nil for null.
  private static func word(_ value: Substring) -> String? {
    if value == "null" { return nil }
    guard value.utf8.first == UInt8(ascii: "\""), value.utf8.count > 1 else { return value.text }
    return value.dropFirst().dropLast().text
  }

  private static func person(_ state: Flat) -> String? {
    guard let role = state["role"] else { return nil }
    let permissions = Permissions(rawValue: state["permissions"].flatMap { Int64($0) } ?? 0)
    return EventDetail.words(
      role: role, permissions, status: state["status"] ?? PersonStatus.confirmed.word,
      hasAccess: state["access"] != "false")
  }

  /// What is not the same in both.
  private static func differences(_ old: Flat, _ new: Flat) -> String? {
    let all = new.members.compactMap { key, after -> String? in
      let before = old[key] ?? "null"
      if Texts.areSame(before, after) { return nil }
      func shown(_ text: String) -> String? { text == "null" ? nil : text }
      return "\(key) " + text(before: shown(before), after: shown(after))
    }
    return all.isEmpty ? nil : all.joined(separator: ", ")
  }

  /// The members of an object whose values are plain.
  private struct Flat {
    private(set) var members: [(key: String, value: String)] = []

    init(_ object: Substring) {
      guard object.utf8.first == UInt8(ascii: "{") else { return }
      for member in object.dropFirst().dropLast().split(separator: ",") {
        let parts = member.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let key = ChangeWords.word(parts[0]) else { continue }
        members.append((key, ChangeWords.word(parts[1]) ?? "null"))
      }
    }

    subscript(key: String) -> String? { members.first { Texts.areSame($0.key, key) }?.value }
  }
}

extension Substring {
  fileprivate var text: String { String(self) }
}
