import Base
import Glibc
import Support
import Testing

@testable import Sinks
@testable import Vault

/// Lines of events in a file: in order, none twice, none by half, and nothing into a file of something else.
@Suite struct FileSinkTests {
  private let temporary: TemporaryFolder
  private var folder: String { temporary.path }
  private var path: String { folder + "/events" }
  private let vault = UUID128(high: 7, low: 1)

  init() throws {
    temporary = try TemporaryFolder()
  }

  private func event(_ number: Int64, _ code: EventCode = .secretRetrieved) -> EventRow {
    var event = EventRow(
      number: number, id: UUID128(high: 1, low: UInt64(number)), organization: UUID128(high: 2, low: 2),
      date: 1_772_323_200_000_000 + number, type: code.number)
    event.hash = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 32)
    event.ip = "a=b\\c|\n\""
    event.actorAccount = UUID128(high: 3, low: 3)
    return event
  }

  private func open(
    _ format: SinkFormat = .json, vault: UUID128? = nil, mode: SinkMode = .require, seconds: Double = 0.05
  ) throws(SinkFailure) -> any EventSink {
    var row = OrganizationRow()
    (row.eventSink, row.eventSinkFormat, row.eventSinkMode) = ("file:" + path, format.rawValue, mode.rawValue)
    guard let settings = SinkSettings(row) else { throw SinkFailure("no settings") }
    return try SystemSinks().open(settings, vault: vault ?? self.vault, seconds: seconds)
  }

  private func lines() throws -> [Substring] {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  private func write(_ text: String) throws {
    let file = try #require(fopen(path, "a"))
    fputs(text, file)
    fclose(file)
  }

  private func failure(_ body: () throws(SinkFailure) -> any EventSink) -> String? {
    do throws(SinkFailure) {
      try body().close()
      return nil
    } catch { return error.reason }
  }

  @Test(arguments: SinkFormat.allCases) func theEndOfAFileIsFoundAgain(format: SinkFormat) throws {
    let sink = try open(format)
    #expect(sink.isNew && sink.end == nil)
    #expect(sink.accept([event(1), event(2)]) == (2, nil))
    sink.close()
    // Another vault writes there, too, and the next line has the other format.
    let other = try open(format, vault: UUID128(high: 9, low: 9))
    #expect(other.end == nil && !other.isNew)
    #expect(other.accept([event(7)]) == (1, nil))
    other.close()
    let again = try open(format == .json ? .cef : .json)
    #expect(again.end == SinkEnd(event: 2, hash: event(2).hash))
    #expect(again.accept([event(3)]) == (1, nil))
    again.close()
    let last = try open(format)
    #expect(last.end?.event == 3)
    last.close()
    #expect(try lines().count == 5)
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
  }

  @Test func aLineSaysWhatTheEventSays() throws {
    let sink = try open()
    _ = sink.accept([event(1), event(2, .tokenRefused)])
    sink.close()
    let first = try #require(try lines().first)
    #expect(
      first.hasPrefix(#"{"vault":"\#(vault.text)","number":1,"hash":"0101"#)
        && first.contains(#""type":2100,"name":"secret.retrieved","origin":"own""#)
        && first.contains(#""actor_account":"\#(UUID128(high: 3, low: 3).text)""#)
        && first.hasSuffix(#","ip":"a=b\\c|\n\""}"#), "\(first)")
    let cef = try open(.cef)
    _ = cef.accept([event(3, .tokenRefused)])
    cef.close()
    let line = try lines()[2]
    #expect(
      line.hasPrefix(
        "CEF:0|sms|sms|1|9003|token.sign-in-refused|7|rt=1772323200000 cs1Label=vault cs1=\(vault.text) ")
        && line.hasSuffix(#" src=a\=b\\c|\n""#), "\(line)")
  }

  @Test func halfALineIsTakenAway() throws {
    let sink = try open()
    _ = sink.accept([event(1), event(2)])
    sink.close()
    let whole = try lines()
    for length in [1, 9, 30, whole[1].utf8.count - 1] {
      truncate(path, off_t(whole[0].utf8.count + 1 + length))
      let again = try open()
      #expect(again.end?.event == 1, "\(length)")
      #expect(again.accept([event(2)]) == (1, nil))
      again.close()
      #expect(try lines() == whole, "\(length)")
    }
    // Also where it is the first line.
    truncate(path, 12)
    let again = try open()
    #expect(again.end == nil)
    _ = again.accept([event(1)])
    again.close()
    #expect(try lines() == [whole[0], ""])
  }

  @Test func aFileOfSomethingElseIsLeftAlone() throws {
    for text in ["export PATH=/bin\n", "x", "{\"a\":1}\n", "CEF:1|x\n", "{\"vault\":\"x\"}\nls"] {
      unlink(path)
      try write(text)
      #expect(
        failure { () throws(SinkFailure) in try open() } == "it holds something else than events", "\(text)")
      #expect(try lines().joined(separator: "\n") == text)
    }
  }

  @Test func whatIsNoFileOfOnesOwnIsRefused() throws {
    try write("")
    let link = folder + "/link"
    symlink(path, link)
    mkfifo(folder + "/pipe", 0o600)
    for (place, reason) in [
      ("link", "Too many levels of symbolic links"), ("pipe", "it is no regular file"),
      ("", "Is a directory"),
      ("none/x", "No such file or directory"),
    ] {
      var row = OrganizationRow()
      row.eventSink = "file:\(folder)/\(place)"
      if place.isEmpty { row.eventSink = "file:\(folder)" }
      let settings = try #require(SinkSettings(row))
      let failed = failure { () throws(SinkFailure) in
        try SystemSinks().open(settings, vault: vault, seconds: 0.05)
      }
      #expect(failed == reason, "\(place)")
    }
    var kernel = OrganizationRow()
    kernel.eventSink = "file:/proc/self/comm"
    let settings = try #require(SinkSettings(kernel))
    let failed = failure { () throws(SinkFailure) in
      try SystemSinks().open(settings, vault: vault, seconds: 0.05)
    }
    #expect(failed == "it is no file of a disk")
    if geteuid() == 0 {
      chown(path, 65534, 65534)
      #expect(failure { () throws(SinkFailure) in try open() } == "it belongs to another user")
    }
  }

  @Test func oneProcessAtATimeWrites() throws {
    let sink = try open()
    #expect(failure { () throws(SinkFailure) in try open() } == "another process holds it")
    sink.close()
    #expect(failure { () throws(SinkFailure) in try open() } == nil)
  }

  @Test(.enabled(if: geteuid() == 0)) func aFullDiskTakesAllOrNothing() throws {
    let disk = folder + "/disk"
    try #require(mkdir(disk, 0o700) == 0 && mount("none", disk, "tmpfs", 0, "size=64k") == 0)
    defer { umount2(disk, Int32(MNT_DETACH)) }
    var row = OrganizationRow()
    row.eventSink = "file:\(disk)/events"
    let settings = try #require(SinkSettings(row))
    let sink = try SystemSinks().open(settings, vault: vault, seconds: 0.05)
    #expect(sink.accept([event(1)]) == (1, nil))
    let many = (2...200).map { event($0) }
    let (count, failure) = sink.accept(many + many)
    #expect(count == 0 && failure?.reason == "No space left on device")
    #expect(sink.accept([event(2)]) == (1, nil))
    sink.close()
    let again = try SystemSinks().open(settings, vault: vault, seconds: 0.05)
    #expect(again.end?.event == 2)
    again.close()
  }

  @Test func theSystemsLogGetsAMessageAnEvent() throws {
    let log = folder + "/log"
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { Glibc.close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: log.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    var row = OrganizationRow()
    row.eventSink = "syslog"
    let settings = try #require(SinkSettings(row))
    let sink = try SystemSinks(log: log).open(settings, vault: vault, seconds: 0.05)
    #expect(sink.end == nil && !sink.isNew)
    // A log that does not read: what it has taken is sure, the rest waits.
    let many = (1...2000).map { event($0) }
    let (count, failure) = sink.accept(many)
    #expect(count > 0 && count < 2000 && failure?.reason == "it does not read")
    var bytes = [UInt8](repeating: 0, count: 4096)
    for number in 1...count {
      let length = recv(socket, &bytes, bytes.count, 0)
      let text = String(decoding: bytes[..<max(0, length)], as: UTF8.self)
      #expect(text.hasPrefix("<85>sms[") && text.contains(#","number":\#(number),"#), "\(text)")
    }
    sink.close()
    #expect(
      self.failure { () throws(SinkFailure) in
        try SystemSinks(log: folder + "/none").open(settings, vault: vault, seconds: 0.05)
      } == "No such file or directory")
  }
}

private func == (left: (Int, SinkFailure?), right: (Int, SinkFailure?)) -> Bool {
  left.0 == right.0 && left.1 == right.1
}
