import Base
import Support
import Testing
import Vault

@Suite struct EventImportTests {
  private static let digest = [UInt8](repeating: 5, count: 32)

  private func importEvents(
    _ session: VaultSession, _ events: [ImportedEvent], digest: [UInt8] = Self.digest
  ) throws {
    let importing = try session.importEvents(digest: digest)
    for event in events { try importing.add(event) }
    try importing.finish()
  }

  @Test func importedEventsJoinTheChainAndChangeNothing() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    let last = try #require(try session.events(EventQuery(), after: nil, limit: 1).first)
    var deleted = ImportedEvent(date: 5, code: .accountDeleted)
    deleted.account = world.account.id
    var removed = ImportedEvent(date: -7, code: .personRemoved)
    removed.person = session.person.id
    var purged = ImportedEvent(date: 9, code: .secretPurged)
    purged.secret = world.secret.id
    try importEvents(session, [deleted, removed, purged])
    #expect(try session.verify().findings == [])
    let all = try session.events(EventQuery(order: [SortKey(.number)]))
    let new = all.filter { $0.number > last.number }
    #expect(new.map(\.row.origin) == [.imported, .imported, .imported, .own])
    #expect(new.map(\.type) == [2305, 9143, 2104, 9033] && new[0...2].map(\.date) == [5, -7, 9])
    #expect(Set(new.map(\.id)).count == 4 && Set(new.compactMap(\.row.importID)).count == 1)
    #expect(
      new[3].detail == "{\"events\":3,\"file_digest\":\"\(String(repeating: "05", count: 32))\"}")
    // The vault's own events go on where they were.
    #expect(new[3].date > last.date)
    _ = try session.createProject(name: "later")
    #expect(try session.verify().findings == [])
    // By date they come last.
    let oldest = try session.events(EventFilter().query).suffix(3).map(\.date)
    #expect(oldest == [9, 5, -7])
  }

  @Test func theSameFileIsRefusedOtherFilesAreNot() throws {
    let vault = try VaultFixture()
    let event = ImportedEvent(date: 5, code: .accountDeleted)
    try importEvents(vault.session, [event])
    let before = try StoreDump(vault.service.store)
    for attempt in [
      { try vault.session.checkEventImport(digest: Self.digest) },
      { try importEvents(vault.session, [event]) },
    ] {
      #expect {
        try attempt()
      } throws: { ($0 as? VaultError)?.code == "V0403" }
    }
    #expect(try StoreDump(vault.service.store) == before && !vault.session.isInTransaction)
    try importEvents(vault.session, [], digest: [4])
    #expect(try vault.session.verify().findings == [])
  }

  @Test func onlyOwnersImport() throws {
    let people = try PeopleFixture([("eve", .admin), ("bob", .user)])
    let before = try StoreDump(people.vault.service.store)
    for name in ["eve", "bob"] {
      let refusal = VaultError.notAllowed(operation: "import events")
      #expect(throws: refusal) { try people[name].importEvents(digest: Self.digest) }
      #expect(throws: refusal) { try people[name].checkEventImport(digest: Self.digest) }
    }
    #expect(try StoreDump(people.vault.service.store) == before)
    let readOnly = try people["ada"].copy(isReadOnly: true)
    #expect(throws: VaultError.readOnly) { try readOnly.importEvents(digest: Self.digest) }
  }

  @Test func whatIsNotFinishedLeavesNothing() throws {
    let vault = try VaultFixture()
    let before = try StoreDump(vault.service.store)
    do {
      let importing = try vault.session.importEvents(digest: Self.digest)
      try importing.add(ImportedEvent(date: 5, code: .accountDeleted))
    }
    #expect(try StoreDump(vault.service.store) == before && !vault.session.isInTransaction)
    // Within a batch only the import is taken back.
    try vault.session.begin()
    _ = try vault.session.createProject(name: "web")
    let importing = try vault.session.importEvents(digest: Self.digest)
    try importing.add(ImportedEvent(date: 5, code: .accountDeleted))
    importing.cancel()
    importing.cancel()
    try vault.session.commit()
    #expect(try vault.session.projects().count == 1 && vault.session.verify().findings == [])
    #expect(try vault.session.countEvents(EventQuery([.equal(.type, .int(2305))])) == 0)
  }

  @Test func wordsOfAFileStayWhatTheyAre() throws {
    var words = ImportedWords()
    #expect(words.detail == nil)
    words.message = "a \"quoted\" \\ line\n\u{1}é e\u{301} \u{1F600}"
    words.app = ""
    words.email = "ann@acme.example"
    let detail = try #require(words.detail)
    #expect(
      detail.utf8.elementsEqual(
        ("{\"app\":\"\",\"email\":\"ann@acme.example\",\"message\":\"a \\\"quoted\\\" \\\\ "
          + "line\\u000a\\u0001é e\u{301} \u{1F600}\"}").utf8))
    let read = ImportedWords(detail)
    #expect(read == words && read.message?.unicodeScalars.count == words.message?.unicodeScalars.count)
    for broken in ["", "{", "{\"app\"", "{\"app\":\"x", "{\"app\":\"\\u00", "[1]", "{\"other\":\"x\"}"] {
      #expect(ImportedWords(broken) == ImportedWords())
    }
  }
}
