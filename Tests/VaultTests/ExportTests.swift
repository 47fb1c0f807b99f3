import Base
import Crypto
import Support
import Testing
import Vault

/// What leaves the vault as a file, and what is set of it.
@Suite struct ExportTests {
  let vault: VaultFixture
  var session: VaultSession { vault.session }

  init() throws { vault = try VaultFixture() }

  private static let day: Int64 = 86_400_000_000

  private func count(_ type: Int64) throws -> Int {
    try session.countEvents(EventQuery([.equal(.type, .int(type))]))
  }

  /// What the next page of an export says of its events.
  private static func page(
    _ export: EventExport
  ) throws -> [(date: Int64, number: Int64, type: Int64, account: UUID128?)] {
    var page: [(date: Int64, number: Int64, type: Int64, account: UUID128?)] = []
    let count = try export.next { (row) throws(VaultError) in
      page.append((try row.int(0), try row.int(1), try row.int(2), try row.idOrNil(11)))
    }
    #expect(count == page.count)
    return page
  }

  private func page(_ range: EventRange) throws -> [(
    date: Int64, number: Int64, type: Int64, account: UUID128?
  )] {
    try Self.page(session.exportEvents(range))
  }

  @Test func eventsComePageByPageNewestFirst() throws {
    for number in 0..<2500 { _ = try session.createProject(name: "p\(number)") }
    let before = try session.countEvents(EventQuery())
    let export = try session.exportEvents(EventRange(from: 0, to: vault.clock.time, account: nil).recent)
    var numbers: [Int64] = []
    var sizes: [Int] = []
    while true {
      let page = try Self.page(export).map(\.number)
      if page.isEmpty { break }
      // What is written meanwhile does not belong to it.
      _ = try session.createProject(name: "meanwhile", twin: true)
      sizes.append(page.count)
      numbers += page
    }
    #expect(numbers == (1...Int64(before)).reversed())
    #expect(sizes.allSatisfy { $0 <= EventExport.pageSize } && sizes.count >= 3)
    try export.record()
    let event = try session.events(EventFilter().query)[0]
    #expect(event.type == 9041 && event.detail?.contains("\"events\":\(before),") == true)
    #expect(try session.verify().findings == [])
  }

  @Test func theRangeIncludesItsBeginAndLeavesItsEndOut() throws {
    let account = try session.createAccount(name: "ci").account
    let other = try session.createAccount(name: "other").account
    let all = try session.events(EventQuery(order: [SortKey(.number)]))
    let (first, last) = (all[1].date, all[all.count - 1].date)
    #expect(try page(EventRange(from: first, to: last)).last?.date == first)
    let exported = try page(EventRange(from: first, to: last))
    #expect(
      exported.map(\.number) == all.filter { $0.date >= first && $0.date < last }.map(\.number).reversed())
    let own = try page(EventRange(from: first, to: last + 1, account: account.id))
    #expect(own.map(\.type) == [2304, 2300] && own.allSatisfy { $0.account == account.id })
    #expect(try page(EventRange(from: 0, to: 0, account: other.id)).isEmpty)
  }

  @Test func aRangeOfMoreThan367DaysIsRefused() throws {
    let longest = 367 * Self.day
    let hour = Self.day / 24
    _ = try session.exportEvents(EventRange(from: 5, to: 5 + longest))
    // K11: days are those of a calendar whose clock went back an hour, or on.
    _ = try session.exportEvents(EventRange(from: 5, to: 5 + longest + hour, shift: -hour))
    #expect(throws: VaultError.self) {
      try session.exportEvents(EventRange(from: 5, to: 6 + longest - hour, shift: hour))
    }
    for range in [
      EventRange(from: 5, to: 6 + longest), EventRange(from: Int64.min, to: Int64.max),
      EventRange(from: 6, to: 5),
    ] {
      #expect(throws: VaultError.self) { try session.exportEvents(range) }
    }
    let reader = try session.copy(isReadOnly: true)
    #expect(throws: VaultError.readOnly) { try reader.exportEvents(EventRange(from: 5, to: 6)) }
    #expect(try count(9041) == 0)
  }

  @Test func typesHaveTheNamesOfTheProduct() {
    let names = Dictionary(uniqueKeysWithValues: EventCode.allCases.map { ($0.number, $0.exportName) })
    let known: [Int64: String] = [
      2100: "Secret_Retrieved", 2101: "Secret_Created", 2102: "Secret_Edited", 2103: "Secret_Deleted",
      2104: "Secret_Permanently_Deleted", 2105: "Secret_Restored", 2200: "Project_Retrieved",
      2201: "Project_Created", 2202: "Project_Edited", 2203: "Project_Deleted",
      2300: "ServiceAccount_UserAdded", 2301: "ServiceAccount_UserRemoved",
      2302: "ServiceAccount_GroupAdded", 2303: "ServiceAccount_GroupRemoved",
      2304: "ServiceAccount_Created", 2305: "ServiceAccount_Deleted",
    ]
    for (number, name) in known { #expect(names[number] == name) }
    #expect(Set(names.values).count == names.count)
  }

  @Test func anExportHoldsWhatIsLiveAndLeavesAnEventForEachSecret() throws {
    let web = try session.createProject(name: "web")
    let kept = try session.createSecret(
      key: "K", value: Secret(utf8: "v"), note: Secret(utf8: "n"), project: web.id)
    let alone = try session.createSecret(key: "A", value: Secret(utf8: "a"), project: nil)
    let gone = try session.createSecret(key: "G", value: Secret(utf8: "g"), project: web.id)
    _ = try session.deleteSecrets([gone.id])
    let export = try session.exportProduct()
    // The events are there before anything was opened.
    #expect(try count(2100) == 2 && count(9042) == 1)
    #expect(export.projects.map(\.name) == ["web"] && export.count == 2)
    var found: [String] = []
    while let secret = try export.next() {
      found.append(
        "\(try secret.key.text())=\(try secret.value.text()) \(try secret.note.text()) \(secret.id.text)")
      #expect(secret.project == (secret.id == kept.id ? web.id : nil))
    }
    #expect(found == ["K=v n \(kept.id.text)", "A=a  \(alone.id.text)"])
    #expect(try session.verify().findings == [])
  }

  @Test func anExportIsRefusedWhereNothingMayBeOpenedAndTellsWhatDoesNotOpen() throws {
    try session.begin()
    #expect(throws: VaultError.transaction(problem: .revealInside)) { try session.exportProduct() }
    session.rollback()
    #expect(throws: VaultError.readOnly) { try session.copy(isReadOnly: true).exportProduct() }
    let secret = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: nil)
    let store = try #require(session.service.store as? StoreInMemory)
    try store.update(SecretRow.self, number: secret.number, set: [(.name, .text("2.broken"))])
    // K05: what does not open stops nothing.
    let export = try session.exportProduct()
    #expect(try export.next()?.key.text() == secret.id.text)
    #expect(export.unopened.map(\.id) == [secret.id] && export.unopened[0].outcome == .namedByID)
  }

  @Test func settingsAreCheckedStoredAndVerified() throws {
    let account = try session.createAccount(name: "ci").account
    let url = "https://sms.acme.example/identity"
    let change = try session.set(.identityURL, to: url)
    #expect(change.before == Organization.defaultIdentityURL && change.after == url)
    #expect(try session.accountConfig(account.id).identityURL == url)
    #expect(try session.set(.identityURL, to: url).before == url)
    #expect(try session.set(.machineProjects, to: "none").before == "writers")
    #expect(try count(9043) == 2)
    #expect(try session.verify().findings == [])
    let store = try #require(session.service.store as? StoreInMemory).copy()
    try store.update(
      OrganizationRow.self, number: 1,
      set: [(.identityURL, .text("https://evil.example")), (.machineProjects, .text("any"))])
    let messages = try session.copy(on: store, isReadOnly: true).verify().findings.map(\.message)
    #expect(
      messages.prefix(2) == [
        "the identity-url is not what its events say", "the machine-projects is not what its events say",
      ])
    #expect(try session.set(.identityURL, to: nil).after == Organization.defaultIdentityURL)
    #expect(try session.set(.machineProjects, to: nil).after == "writers")
    #expect(try session.verify().findings == [])
  }

  @Test(arguments: [
    "", "acme.example", "ftp://acme.example", "https://", "https:///api", "https://a b", "https://a\n",
    "http://\u{e9}.example", "https://a" + String(repeating: "/", count: 2000),
  ]) func noAddress(_ text: String) throws {
    #expect(throws: VaultError.self) { try session.set(.apiURL, to: text) }
    #expect(throws: VaultError.self) { try session.set(.machineProjects, to: text) }
    #expect(try count(9043) == 0)
  }
}

extension EventRange {
  /// The last 30 days of the range.
  fileprivate var recent: EventRange {
    EventRange(from: to - 30 * 86_400_000_000, to: to + 1, account: account)
  }
}
