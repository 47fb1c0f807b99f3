import Builtins
import Commands
import Interpreter
import Support
import Testing

/// What the documents show is what happens.
@Suite(.serialized) struct DocumentTests {
  static var commands: [any Command.Type] {
    BuiltinCommands.all + IOCommands.all + [Help.self] + DomainCommands.all
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
    let path = repositoryRoot() + "/REPL.md"
    let text = try #require(readText(path))
    let begin = try #require(text.firstRange(of: Reference.begin + "\n"))
    let end = try #require(text.firstRange(of: Reference.end))
    let wanted = "\n" + Reference.markdown(registry)
    if isUpdatingTranscripts {
      writeText(path, text[..<begin.upperBound] + wanted + text[end.lowerBound...])
      return
    }
    #expect(
      text[begin.upperBound..<end.lowerBound] == wanted,
      "SMS_UPDATE_TRANSCRIPTS=1 scripts/test --filter DocumentTests")
  }
}
