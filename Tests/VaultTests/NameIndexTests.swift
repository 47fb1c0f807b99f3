import Base
import Crypto
import Support
import Testing
import Vault

/// The names that completion reads.
@Suite struct NameIndexTests {
  let session: VaultSession
  let index: NameIndex

  init() throws {
    session = try VaultFixture().session
    index = NameIndex(session)
  }

  private func names(_ kinds: [NameIndex.Kind], _ search: NameSearch, most: Int = 100) throws -> [String] {
    while try index.read(kinds, until: { false }) {}
    return index.matches(kinds, search, most: most).found.map(\.text)
  }

  @Test func `names are found by their beginning, keys behind their project too, and by letters`() throws {
    let web = try session.createProject(name: "web")
    _ = try session.createSecret(key: "DB_URL", value: Secret(utf8: "v"), project: web.id)
    _ = try session.createSecret(key: "DB_USER", value: Secret(utf8: "v"), project: nil)
    _ = try session.createSecret(key: "web", value: Secret(utf8: "v"), project: nil)
    #expect(try names([.secret], .beginning("we")) == ["web", "web/DB_URL"])
    #expect(try names([.secret], .beginning("DB_U")) == ["DB_USER", "web/DB_URL"])
    #expect(try names([.secret], .beginning("web/DB")) == ["web/DB_URL"])
    #expect(try names([.secret, .project], .letters("WB")) == ["web", "web", "web/DB_URL"])
    #expect(try names([.secret], .letters("url")) == ["web/DB_URL"])
    #expect(try names([.secret], .beginning("x")) == [])
  }

  @Test func `what is made, renamed and deleted later is seen`() throws {
    let first = try session.createAccount(name: "ci-one").account
    #expect(try names([.account], .beginning("ci")) == ["ci-one"])
    _ = try session.createAccount(name: "ci-two")
    #expect(try names([.account], .beginning("ci")) == ["ci-one", "ci-two"])
    _ = try session.renameAccount(first.id, to: "deploy")
    #expect(try names([.account], .beginning("")) == ["ci-two", "deploy"])
    _ = try session.deleteAccounts([first.id])
    #expect(try names([.account], .beginning("")) == ["ci-two"])
  }

  @Test func `a reading that is due gives what was read before, and goes on`() throws {
    for number in 0..<2_500 { _ = try session.createProject(name: "p\(number)") }
    #expect(try index.read([.project], until: { true }))
    #expect(index.matches([.project], .beginning("p"), most: 10).total == 0)
    var slices = 0
    // The newest come first.
    #expect(try index.readMore())
    #expect(index.matches([.project], .beginning("p2499"), most: 10).found.map(\.text) == ["p2499"])
    #expect(!index.matches([.project], .beginning("p"), most: 10).isWhole)
    while try index.readMore() { slices += 1 }
    #expect(slices == 4)
    let all = index.matches([.project], .beginning("p"), most: 10)
    #expect(all.isWhole && all.total == 2_500 && all.found.count == 10 && all.common == "p")
    // After a change all that was known is there at once.
    _ = try session.createProject(name: "q")
    #expect(try index.read([.project], until: { true }))
    #expect(index.matches([.project], .beginning("p"), most: 10).total == 2_500)
  }

  @Test func `what is surely not there is known once all names were read`() throws {
    let web = try session.createProject(name: "web")
    let db = try session.createSecret(key: "DB", value: Secret(utf8: "v"), project: web.id)
    _ = try session.createSecret(key: "ALONE", value: Secret(utf8: "v"), project: nil)
    // Nothing was read.
    #expect(!index.lacks("x", [.project]))
    #expect(try index.read([.project, .secret], until: { true }))
    #expect(!index.lacks("x", [.project]))
    _ = try names([.project, .secret, .person], .beginning(""))
    let (project, secret): ([NameIndex.Kind], [NameIndex.Kind]) = ([.project], [.secret])
    for there in ["web", " web "] { #expect(!index.lacks(there, project)) }
    for there in ["DB", "web/DB", "ALONE", "\(web.id.text)/DB", db.id.text, "grüße", ""] {
      #expect(!index.lacks(there, secret), "\(there)")
    }
    #expect(!index.lacks("DB", project + secret) && !index.lacks(VaultFixture.email.uppercased(), [.person]))
    for gone in ["we", "webb", "WEB", "DB"] { #expect(index.lacks(gone, project), "\(gone)") }
    for gone in ["D", "web/D", "web/", "web", "other/DB", "web/ALONE"] {
      #expect(index.lacks(gone, secret), "\(gone)")
    }
    _ = try session.createProject(name: "webb")
    _ = try names([.project], .beginning(""))
    #expect(!index.lacks("webb", project))
  }

  @Test func `the first names in order are found, however they were read, and a search ends when it is due`()
    throws
  {
    for number in 0..<3_000 { _ = try session.createProject(name: "p\((number * 7) % 3_000)") }
    let all = (0..<3_000).map { "p\($0)" }.sorted()
    #expect(try names([.project], .beginning("p"), most: 40) == Array(all.prefix(40)))
    #expect(try names([.project], .letters("p2"), most: 5_000) == all.filter { $0.contains("2") })
    let cut = index.matches([.project], .letters("p"), most: 10, until: { true })
    #expect(cut.isCut && cut.total < 3_000)
    #expect(index.matches([.project], .letters("p"), most: 10).total == 3_000)
  }

  @Test func `keys that several secrets have are told`() throws {
    let web = try session.createProject(name: "web")
    _ = try session.createSecret(key: "DB", value: Secret(utf8: "v"), project: web.id)
    _ = try session.createSecret(key: "DB", value: Secret(utf8: "v"), project: nil)
    _ = try session.createSecret(key: "ONE", value: Secret(utf8: "v"), project: nil)
    // As long as not all are read, it may be.
    #expect(index.isShared(key: "ONE", .secret))
    _ = try names([.secret], .beginning(""))
    #expect(index.isShared(key: "DB", .secret))
    #expect(!index.isShared(key: "ONE", .secret))
  }
}
