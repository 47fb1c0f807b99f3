import Support
import Testing

/// Twenty tasks of the job by keys only, with the help of completion and hints and without.
@Suite struct KeyTaskTests {
  private static let columns = 200

  /// Plays tasks in one dialogue; what each shows, without what differs from vault to vault.
  private func play(_ keys: [String]) throws -> [String] {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue(columns: Self.columns)
    return try keys.map { keys in
      try session.press(PtyKeys(keys))
      return try shown(session)
    }
  }

  /// What stands between the last two prompts, once the last one has come.
  private func shown(_ session: PtySession) throws -> String {
    var text = ""
    try session.waitForScreen(columns: Self.columns) { screen in
      let prompts = screen.lines.indices.filter { screen.lines[$0].hasPrefix(E2EHome.prompt.dropLast()) }
      guard let last = prompts.last, prompts.count > 1, screen.row == last,
        screen.lines[last] + " " == E2EHome.prompt
      else { return false }
      text = screen.lines[(prompts[prompts.count - 2] + 1)..<last].map(Self.lasting).joined(separator: "\n")
      return true
    }
    return text
  }

  /// A row without ids, dates and the texts of tokens, and without the blanks that make them columns.
  private static func lasting(_ row: String) -> String {
    let id = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/
    let date = /\d{4}-\d\d-\d\d(T[0-9:.]+Z)?( \([^)]*\))?/
    return row.replacing(/0\.[0-9a-f-]{36}\.\S+/, with: "TOKEN").replacing(id, with: "ID")
      .replacing(date, with: "DATE").replacing(/[ ─]+/, with: " ")
  }

  @Test func theResultIsTheSame() throws {
    #expect(KeyTask.all.count == 20)
    let typed = try play(KeyTask.all.map(\.typed))
    let helped = try play(KeyTask.all.map(\.keys))
    for (index, task) in KeyTask.all.enumerated() {
      #expect(typed[index] == helped[index], "\(task.task): \(task.keys)")
      #expect(!typed[index].isEmpty && !typed[index].contains("error "), "\(task.task): \(typed[index])")
      #expect(PtyKeys(task.keys).keys.count < PtyKeys(task.typed).keys.count, "\(task.task)")
    }
  }
}
