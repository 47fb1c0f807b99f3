import Base
import Crypto
import Support
import Testing

@testable import Vault

/// Events leave the vault as soon as they are committed: each once and in order, or the operation says that they did not.
@Suite struct EventDeliveryTests {
  /// A sink whose lines are numbers: it fails when told to.
  final class TestSink: EventSinks, EventSink {
    var lines: [SinkEnd] = []
    /// How many events it takes yet.
    var room = Int.max
    var isMissing = false
    var isNew = false
    var seconds: [Double] = []
    var codes: [Int64] = []
    var end: SinkEnd? { lines.last }

    func open(_ settings: SinkSettings, vault: UUID128, seconds: Double) throws(SinkFailure) -> any EventSink
    {
      if isMissing { throw SinkFailure("it is gone") }
      self.seconds.append(seconds)
      return self
    }

    func accept(_ events: [EventRow]) -> (count: Int, failure: SinkFailure?) {
      let count = min(room, events.count)
      lines += events.prefix(count).map { SinkEnd(event: $0.number, hash: $0.hash) }
      codes += events.prefix(count).map(\.type)
      room -= count
      return (count, count < events.count ? SinkFailure("it is full") : nil)
    }

    func close() {}
  }

  private let vault: VaultFixture
  private let sink = TestSink()
  private let store: StoreInMemory
  private let notices = Notices()
  private var ada: VaultSession { vault.session }

  private final class Notices { var all: [SinkNotice] = [] }

  init() throws {
    vault = try VaultFixture(StoresInMemory())
    store = try #require(vault.service.store as? StoreInMemory)
    vault.service.environment.sinks = sink
    vault.service.environment.sinkNotice = { [notices] in notices.all.append($0) }
    vault.session.service.environment = vault.service.environment
  }

  private func head() throws -> HeadRow { try #require(try store.row(HeadRow.self, number: 1)) }

  private func require() throws {
    _ = try ada.set(.eventSinkMode, to: "require")
    _ = try ada.set(.eventSink, to: "file:/var/log/events")
  }

  /// Whether the sink has the events from its first on, each once.
  private func isWhole(_ place: Comment) throws {
    let numbers = sink.lines.map(\.event)
    let first = try #require(numbers.first)
    #expect(numbers == Array(first...(try head().event)), place)
    for line in sink.lines {
      #expect(try store.row(EventRow.self, number: line.event)?.hash == line.hash, place)
    }
  }

  @Test func aSinkGetsWhatIsCommittedFromItsOwnEventOn() throws {
    _ = try ada.createGroup(name: "before")
    #expect(sink.lines.isEmpty && sink.seconds.isEmpty)
    _ = try ada.set(.eventSink, to: "file:/var/log/events")
    #expect(sink.codes == [EventCode.vaultSet.number])
    _ = try ada.createGroup(name: "one")
    try ada.begin()
    for name in ["two", "three"] { _ = try ada.createGroup(name: name) }
    let before = sink.lines.count
    try ada.commit()
    #expect(sink.lines.count == before + 2)
    try isWhole("committed")
    try ada.begin()
    _ = try ada.createGroup(name: "four")
    ada.rollback()
    try isWhole("rolled back")
    #expect(try ada.verify().findings == [])
    // Its last event says that there is none any more.
    let count = sink.lines.count
    _ = try ada.set(.eventSink, to: "off")
    _ = try ada.createGroup(name: "five")
    #expect(try sink.lines.count == count && head().sinkNext == 0)
    #expect(try ada.verify().findings == [])
    #expect(notices.all == [])
  }

  @Test func whatIsPlannedOrOnACopyIsNotSent() throws {
    _ = try ada.set(.eventSink, to: "syslog")
    let count = sink.lines.count
    let plan = try #require(try ada.snapshot())
    _ = try plan.createGroup(name: "planned")
    let copy = try ada.copy(on: store.copy(), isReadOnly: false)
    _ = try copy.createGroup(name: "elsewhere")
    #expect(sink.lines.count == count)
  }

  @Test func aRequiredSinkThatFailsKeepsTheValueAndTheChange() throws {
    try require()
    let project = try ada.createProject(name: "web")
    let secret = try ada.createSecret(key: "K", value: Secret(utf8: "v"), project: project.id)
    sink.room = 0
    let refused = VaultError.sinkRefused(place: "/var/log/events", reason: "it is full")
    #expect(throws: refused) { try ada.createGroup(name: "kept") }
    #expect(throws: refused) { try ada.reveal([secret.id]) }
    #expect(try ada.status().eventsWaiting == 2)
    sink.isMissing = true
    #expect(throws: VaultError.sinkRefused(place: "/var/log/events", reason: "it is gone")) {
      try ada.createGroup(name: "kept too")
    }
    // What was committed stays; what waits comes first.
    sink.isMissing = false
    sink.room = 1
    #expect(throws: refused) { try ada.createGroup(name: "third") }
    #expect(try ada.status().eventsWaiting == 3)
    sink.room = .max
    _ = try ada.createGroup(name: "fourth")
    try isWhole("mended")
    #expect(try ada.groups().count == 4)
    #expect(sink.seconds.first == 1 && sink.seconds.dropFirst().allSatisfy { $0 == 5 } && notices.all == [])
    #expect(try ada.verify().findings == [])
  }

  @Test func abestEffortGoesOnAndSaysSo() throws {
    _ = try ada.set(.eventSink, to: "file:/var/log/events")
    sink.isMissing = true
    _ = try ada.createGroup(name: "one")
    _ = try ada.createGroup(name: "two")
    #expect(
      notices.all == [
        .refused(place: "/var/log/events", reason: "it is gone", waiting: 1),
        .refused(place: "/var/log/events", reason: "it is gone", waiting: 2),
      ])
    #expect(notices.all.first?.words == "/var/log/events takes no events (it is gone): 1 waits in the vault")
    sink.isMissing = false
    _ = try ada.createGroup(name: "three")
    try isWhole("mended")
    #expect(sink.seconds == [1, 1, 1])
    // An owner gets out of a sink that is required and gone.
    _ = try ada.set(.eventSinkMode, to: "require")
    sink.isMissing = true
    #expect(throws: VaultError.self) { try ada.createGroup(name: "four") }
    _ = try ada.set(.eventSink, to: "off")
    _ = try ada.createGroup(name: "five")
  }

  @Test func anotherSinkGetsWhatTheLastOneLacked() throws {
    try require()
    sink.room = 0
    #expect(throws: VaultError.self) { try ada.createGroup(name: "one") }
    sink.room = .max
    _ = try ada.set(.eventSink, to: "syslog")
    try isWhole("another sink")
  }

  @Test func nothingIsSentTwiceAfterAKill() throws {
    try require()
    _ = try ada.createGroup(name: "one")
    // The sink has it, the vault's note of it was lost.
    let next = try head().sinkNext
    for back in 1...2 {
      try store.update(HeadRow.self, number: 1, set: [(.sinkNext, .int(next - Int64(back)))])
      _ = try ada.createGroup(name: "after \(back)")
      try isWhole("\(back)")
    }
    #expect(notices.all == [])
  }

  @Test func aSinkThatLostLinesIsNoticedAtOnce() throws {
    try require()
    for name in ["a", "b", "c"] { _ = try ada.createGroup(name: name) }
    let last = try head().event
    sink.lines.removeLast(2)
    _ = try ada.createGroup(name: "d")
    #expect(notices.all == [.lost(place: "/var/log/events", first: last - 1, last: last)])
    _ = try ada.createGroup(name: "e")
    #expect(notices.all.count == 1)
    // One that was taken away begins anew.
    sink.lines = []
    sink.isNew = true
    _ = try ada.createGroup(name: "f")
    #expect(try notices.all.last == .isNew(place: "/var/log/events", first: head().event))
  }

  @Test func anOlderVaultIsNoticed() throws {
    try require()
    let older = store.copy()
    for name in ["a", "b"] { _ = try ada.createGroup(name: name) }
    let service = try VaultService(store: older, environment: vault.service.environment)
    let session = try service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    let ahead = try head().event
    _ = try session.createGroup(name: "x")
    #expect(notices.all == [.ahead(place: "/var/log/events", event: ahead)])
    _ = try session.createGroup(name: "y")
    #expect(notices.all.count == 1)
  }

  @Test func whoCanWriteTheFileCannotTurnTheSinkAway() throws {
    try require()
    try store.update(OrganizationRow.self, number: 1, set: [(.eventSink, .text("file:/dev/other"))])
    #expect {
      try ada.createGroup(name: "one")
    } throws: { error in
      guard case .damaged(let words)? = error as? VaultError else { return false }
      return words.hasPrefix("the organization ")
    }
    #expect(try !ada.verify().findings.isEmpty)
  }

  /// A number in the file does not keep events from a sink: nothing is done before it is mended, or the sink is taken away.
  @Test(arguments: [0, 1_000_000_000, -1, Int64.max]) func aHeadThatLiesAboutTheSinkStopsWhatWrites(
    next: Int64
  ) throws {
    try require()
    let count = sink.lines.count
    try store.update(HeadRow.self, number: 1, set: [(.sinkNext, .int(next))])
    #expect(
      throws: VaultError.damaged("the head of the events says that the sink lacks the events from \(next) on")
    ) {
      try ada.createGroup(name: "one")
    }
    #expect(try sink.lines.count == count && ada.groups().isEmpty)
    _ = try ada.set(.eventSink, to: "off")
    _ = try ada.set(.eventSink, to: "syslog")
    #expect(sink.lines.count == count + 1)
  }

  @Test(arguments: [0, 1_000_000_000, -1]) func aHeadThatLiesAboutTheSinkIsNamed(next: Int64) throws {
    try require()
    try store.update(HeadRow.self, number: 1, set: [(.sinkNext, .int(next))])
    #expect(
      try ada.verify().findings.map(\.message) == [
        "the head says that the sink lacks the events from \(next) on"
      ])
  }

  /// What is committed is told as committed, whichever call of the store fails in a delivery: else it would be done again.
  @Test(arguments: SinkMode.allCases) func aStoreThatFailsInTheDeliveryIsNoFailedChange(mode: SinkMode) throws
  {
    _ = try ada.set(.eventSinkMode, to: mode.rawValue)
    _ = try ada.set(.eventSink, to: "file:/var/log/events")
    let lines = sink.lines
    var delivering = 0
    for number in 1... {
      sink.lines = lines
      let base = store.copy()
      let failing = StoreFailing(base)
      failing.error = .busy
      let service = try VaultService(store: failing, environment: vault.service.environment)
      let session = try service.unlock(
        email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
      failing.fail(atCall: number)
      var told: VaultError?
      do throws(VaultError) { _ = try session.createGroup(name: "one") } catch { told = error }
      failing.callsUntilFailure = nil
      if !failing.hasFailed { break }
      let isCommitted = try base.count(Query<GroupRow>()) == 1
      if case .sinkRefused? = told {
        #expect(isCommitted && mode == .require, "call \(number)")
        delivering += 1
      } else {
        #expect(isCommitted == (told == nil), "call \(number): \(told as Any)")
        if isCommitted { delivering += 1 }
      }
    }
    #expect(delivering > 3)
  }

  /// Who can write the file does not end the delivery by taking the sink out of both rows that name it.
  @Test func aSinkThatIsTakenOutOfTheFileStopsWhatWrites() throws {
    try require()
    try store.update(OrganizationRow.self, number: 1, set: [(.eventSink, .null)])
    try store.update(HeadRow.self, number: 1, set: [(.sinkNext, .int(0))])
    #expect {
      try ada.createGroup(name: "one")
    } throws: { error in
      guard case .damaged(let words)? = error as? VaultError else { return false }
      return words.hasPrefix("the organization ")
    }
    #expect(try ada.groups().isEmpty)
  }

  @Test func aSinkThatCannotBeOpenedIsNotSet() throws {
    sink.isMissing = true
    #expect(throws: VaultError.invalid(what: "the event-sink", why: "takes no events: it is gone")) {
      try ada.set(.eventSink, to: "syslog")
    }
    #expect(try head().sinkNext == 0)
  }

  @Test func settingsTakeWhatTheySayAlone() throws {
    for (setting, value) in [
      (VaultSetting.eventSink, "https://x"), (.eventSink, "file:x"), (.eventSink, "file:/"),
      (.eventSink, "file:/a\u{7}"), (.eventSink, ""), (.eventSinkMode, "always"), (.eventSinkFormat, "xml"),
      (.tokenRate, "0"), (.tokenRate, "01"), (.tokenRate, "1000001"), (.tokenRate, "x"),
    ] {
      #expect(throws: VaultError.self, "\(setting) \(value)") { try ada.set(setting, to: value) }
    }
    for (setting, value) in [
      (VaultSetting.eventSinkFormat, "cef"), (.tokenRate, "500"), (.tokenRate, "off"), (.eventSink, "off"),
    ] {
      _ = try ada.set(setting, to: value)
    }
    #expect(try ada.status().tokenRate == nil)
    #expect(try ada.set(.tokenRate, to: nil).before == "off")
    #expect(try ada.status().tokenRate == 1000)
  }
}
