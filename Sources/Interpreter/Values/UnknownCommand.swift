import Syntax

extension Registry {
  /// Help for words that name no command, in a program and on the command line alike; nil where none is near.
  ///
  /// - Parameter more: names that are known besides, such as a program's own.
  package func helpForUnknown(_ words: [String], more: [String] = []) -> String? {
    guard let first = words.first else { return nil }
    let pair = words.prefix(2).joined(separator: " ")
    if isFamily(first), words.count > 1 {
      if let habit = Habits.helpForCommand(pair) { return habit }
      if ["list", "ls", "all", "index"].contains(words[1]), command(first + "s") != nil {
        return "`\(first)s` lists them"
      }
      let members = names.filter { $0.hasPrefix(first + " ") }
      let near = synonym(words, among: members) ?? Suggestion.nearest(pair, among: members)
      return near.map { "did you mean `\($0)`?" } ?? "there are \(members.joined(separator: ", "))"
    }
    if let habit = Habits.helpForCommand(first) { return habit }
    // `acount create`: a name close to both words is more likely meant than one close to one word.
    let near = words.count > 1 ? Suggestion.nearest(pair, among: names.filter { $0.contains(" ") }) : nil
    return (near ?? Suggestion.nearest(first, among: names + families + more)).map { "did you mean `\($0)`?" }
  }

  private var families: [String] {
    Array(
      Set(
        names.compactMap { $0.split(separator: " ").count > 1 ? $0.split(separator: " ").first : nil }.map(
          String.init))
    )
    .sorted()
  }

  /// The member of a family that has another word for the same.
  private func synonym(_ words: [String], among members: [String]) -> String? {
    let others: [[String]] = [
      ["create", "add", "new", "make", "invite"], ["delete", "remove", "rm", "del", "revoke", "drop"],
      ["show", "get", "view", "read", "info", "describe", "inspect"],
      ["edit", "update", "change", "modify", "set"],
      ["rename", "mv"], ["move", "mv"], ["restore", "undelete"], ["purge", "destroy"],
    ]
    for group in others where group.contains(words[1]) {
      for word in group where members.contains("\(words[0]) \(word)") { return "\(words[0]) \(word)" }
    }
    return nil
  }
}
