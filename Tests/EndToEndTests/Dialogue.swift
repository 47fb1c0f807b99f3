import Support
import Testing

extension E2EHome {
  /// The prompt of the owner of the sample organization.
  static let prompt = "Acme ada@acme.example> "

  /// A dialogue that shows its first prompt.
  func dialogue(
    prompt: String = E2EHome.prompt, variables: [String: String?] = [:], rows: Int = 40, columns: Int = 100
  ) throws -> PtySession {
    let session = try terminal(variables: variables, rows: rows, columns: columns)
    try session.waitFor(prompt)
    return session
  }
}

extension PtySession {
  /// Types a line and waits until `text` is shown and the prompt is back.
  func line(_ text: String, shows: String, prompt: String = E2EHome.prompt) throws {
    send(text + "\n")
    // The echo comes first; what the line shows is on a row of its own.
    try waitFor("\n", isKept: true)
    try waitFor(shows)
    try waitFor(prompt)
  }

  /// Waits for a question and answers it.
  func answer(_ question: String, _ answer: String) throws {
    try waitFor(question)
    send(answer)
  }

  /// Ends the dialogue at its prompt.
  func leave(columns: Int = 100) throws {
    // Before the prompt is there the end of the input would be the terminal's own.
    try waitForScreen(columns: columns) { screen in
      let last = screen.lines.last { line in line.contains { $0 != " " } }
      // At its right may stand what came of the line before.
      return last?.split(separator: " ").contains { $0.hasSuffix(">") } == true
    }
    send("\u{4}")
    #expect(try waitForExit() == .exit(0))
  }
}
