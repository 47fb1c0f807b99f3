import Foundation
import Support
import Testing

/// The sessions in `Transcripts`: what is typed and exactly what appears.
@Suite struct TranscriptTests {
  static let files: [String] = {
    let folder = repositoryRoot() + "/Tests/EndToEndTests/Transcripts"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".smst") }.sorted().map { folder + "/" + $0 }
  }()

  @Test func thereAreTranscripts() { #expect(Self.files.count >= 4) }

  @Test(arguments: files)
  func appearsAsWritten(_ path: String) throws {
    let transcript = try #require(Transcript(path: path))
    #expect(!transcript.sessions.isEmpty)
    let differences = try transcript.differences { session in try DocumentTests.run(session.setup) }
    #expect(differences == "")
  }
}
