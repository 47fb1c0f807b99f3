import Builtins
import Interpreter
import Support
import Testing

/// What the documents show is what happens.
@Suite struct DocumentTests {
  @Test func sessionsOfTheManual() throws {
    let transcript = try #require(Transcript(path: repositoryRoot() + "/REPL.md"))
    #expect(transcript.sessions.count > 10)
    let differences = transcript.differences { session in
      TranscriptRun(commands: BuiltinCommands.all + [Help.self], patterns: RegexEngine())
    }
    #expect(differences == "")
  }
}
