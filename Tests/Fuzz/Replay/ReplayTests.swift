import Support
import Testing

/// What fuzzing found, and what covers most of each reader, is read again in each run of the tests.
@Suite(.serialized) struct ReplayTests {
  /// The folder of the corpora.
  private static let folder = String(#filePath.dropLast("Replay/ReplayTests.swift".count)) + "Corpus"

  @Test(arguments: FuzzTarget.all.indices) func theCorpusOfATargetIsRead(_ index: Int) throws {
    let target = FuzzTarget.all[index]
    let corpus = Self.folder + "/" + target.name
    let names = TemporaryFolder.names(corpus)
    #expect(!names.isEmpty, "\(target.name) has no corpus")
    for name in names {
      let bytes = try #require(readBytes(corpus + "/" + name))
      do { try bytes.withUnsafeBufferPointer { try target.run($0) } } catch let failure as FuzzFailure {
        Issue.record("\(target.name)/\(name): \(failure.what)")
      }
    }
    // Nothing at all is an input, too.
    try [UInt8]().withUnsafeBufferPointer { try target.run($0) }
  }

  @Test func everyCorpusHasItsTarget() {
    let names = Set(FuzzTarget.all.map(\.name) + ["rows"])
    for name in TemporaryFolder.names(Self.folder) { #expect(names.contains(name), "Corpus/\(name)") }
  }
}
