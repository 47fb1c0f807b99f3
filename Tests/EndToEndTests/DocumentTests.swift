import Builtins
import Commands
import Interpreter
import Shell
import Support
import Testing

/// What the documents show is what happens.
@Suite(.serialized) struct DocumentTests {
  static var commands: [any Command.Type] {
    BuiltinCommands.all + IOCommands.all + [Help.self, History.self, TourCommand.self] + DomainCommands.all
  }

  @Test func sessionsOfTheManual() throws {
    let transcript = try #require(Transcript(path: repositoryRoot() + "/REPL.md"))
    #expect(transcript.sessions.count > 10)
    let differences = try transcript.differences { session in try Self.run(session.setup) }
    #expect(differences == "")
  }

  /// A dialogue; with `vault` on a new vault of the organization Acme, with `home` in an empty folder `~`, with
  /// `failures` after wrong sign-ins at a server, with `programs` under --allow-exec.
  static func run(_ setup: Set<String>) throws -> TranscriptRun {
    let registry = Registry()
    registry.add(commands)
    registry.add(IOCommands.types + DomainCommands.types)
    let host = TranscriptHost()
    if setup.contains("home") { host.makeHome() }
    let context = Context(host: host, registry: registry, patterns: RegexEngine(), zones: ZoneTable())
    if setup.contains("vault") { context.session = try TranscriptVault.session(host) }
    if setup.contains("failures") { try TranscriptVault.fail(context.session) }
    if setup.contains("programs") { context.allowExec = true }
    return TranscriptRun(host: host, context: context)
  }

  @Test func referenceOfTheManual() throws {
    let registry = Registry()
    registry.add(Self.commands)
    try compare(Reference.markdown(registry), between: Reference.begin, Reference.end)
  }

  @Test func codesOfTheManual() throws {
    try compare(
      FaultCodes.markdown(FaultCodeTests.texts) + "\n", between: "<!-- codes: begin -->",
      "<!-- codes: end -->")
  }

  /// The keys of the tasks as they are counted; KeyTaskTests plays them.
  @Test func tasksOfTheManual() throws {
    try compare(KeyTask.markdown, between: "<!-- tasks: begin -->", "<!-- tasks: end -->")
  }

  /// The recorded session, key by key: what is on the screen after them.
  @Test func recordedSessionOfTheManual() throws {
    let recording = try #require(KeyRecording(path: repositoryRoot() + "/REPL.md"))
    #expect(recording.steps.count > 10)
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
    let differences = try withExtendedLifetime(home) { try recording.differences(session) }
    #expect(differences == "")
  }

  /// K25: the manual and `--help` have a line for each option, from one table.
  @Test func optionsOfTheManual() throws {
    try compare(
      CommandLineOption.markdown + "\n", between: "<!-- options: begin -->", "<!-- options: end -->")
    let help = try E2EHome().run("--help").output
    for option in CommandLineOption.all {
      #expect(help.contains("\n  \(option.usage) ") && help.contains("  \(option.doc)\n"), "\(option.name)")
      #expect(!option.doc.isEmpty && option.doc.count < 100 && !option.doc.hasSuffix("."), "\(option.name)")
    }
  }

  private func compare(_ wanted: String, between first: String, _ last: String) throws {
    let path = repositoryRoot() + "/REPL.md"
    let text = try #require(readText(path))
    let begin = try #require(text.firstRange(of: first + "\n"))
    let end = try #require(text.firstRange(of: last))
    let wanted = "\n" + wanted
    if isUpdatingTranscripts {
      writeText(path, text[..<begin.upperBound] + wanted + text[end.lowerBound...])
      return
    }
    #expect(
      text[begin.upperBound..<end.lowerBound] == wanted,
      "SMS_UPDATE_TRANSCRIPTS=1 scripts/test --filter DocumentTests")
  }
}
