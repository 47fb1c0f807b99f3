package import Base

/// Where a vault sends its events as soon as they are committed.
package enum SinkPlace: Sendable, Equatable {
  /// A file to which lines are added; its path is absolute.
  case file(path: String)
  /// The system's log.
  case syslog

  /// The place as settings write it.
  package init?(_ text: String) {
    if Texts.areSame(text, "syslog") {
      self = .syslog
      return
    }
    guard text.hasPrefix(Self.file), text.utf8.count <= Self.longest else { return nil }
    let path = String(text.dropFirst(Self.file.count))
    guard path.hasPrefix("/"), !path.hasSuffix("/"), path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      return nil
    }
    self = .file(path: path)
  }

  private static let file = "file:"
  private static let longest = 1000

  /// The place in words.
  package var phrase: String {
    switch self {
    case .file(let path): path
    case .syslog: "the system's log"
    }
  }
}

/// How an event is written in a sink.
package enum SinkFormat: String, Sendable, CaseIterable {
  /// A JSON object a line.
  case json
  /// ArcSight's common event format.
  case cef
}

/// What a sink that takes no events does to the operation that wrote them.
package enum SinkMode: String, Sendable, CaseIterable {
  /// It fails, and no value leaves: its events wait in the vault.
  case require
  /// It goes on; its events wait in the vault.
  case bestEffort = "best-effort"
}

/// The settings of a vault about its sink.
package struct SinkSettings: Sendable, Equatable {
  /// Where the events go.
  package let place: SinkPlace
  /// The form of a line.
  package let format: SinkFormat
  /// What happens where it takes nothing.
  package let mode: SinkMode

  /// The settings in a vault's row; nil: it has no sink.
  init?(_ row: OrganizationRow) {
    guard let place = row.eventSink.flatMap({ SinkPlace($0) }) else { return nil }
    self.place = place
    format = row.eventSinkFormat.flatMap { SinkFormat(rawValue: $0) } ?? .json
    mode = row.eventSinkMode.flatMap { SinkMode(rawValue: $0) } ?? .bestEffort
  }
}

/// An event of the vault that a sink has.
package struct SinkEnd: Sendable, Equatable {
  /// Its number.
  package let event: Int64
  /// What ties it to the chain, 32 bytes.
  package let hash: [UInt8]

  /// An event that a sink has.
  package init(event: Int64, hash: [UInt8]) {
    self.event = event
    self.hash = hash
  }
}

/// Why a sink takes nothing, or nothing more.
package struct SinkFailure: Error, Sendable, Equatable {
  /// The reason, as a clause without a subject's name.
  package let reason: String

  /// A failure for a reason.
  package init(_ reason: String) { self.reason = reason }
}

/// An open sink: one process at a time writes to it.
package protocol EventSink: AnyObject {
  /// The last event of this vault in it; nil: it is empty, or cannot be read.
  var end: SinkEnd? { get }
  /// Whether it was made just now, because it was not there.
  var isNew: Bool { get }

  /// Takes events in the order of their numbers; says of how many it is sure, and why of no more.
  func accept(_ events: [EventRow]) -> (count: Int, failure: SinkFailure?)
  /// Lets others write to it.
  func close()
}

/// Opens sinks; programs bring one that knows files and sockets.
package protocol EventSinks {
  /// Opens a sink for the events of a vault.
  ///
  /// - Parameter seconds: for how long opening and each `accept` may wait.
  func open(_ settings: SinkSettings, vault: UUID128, seconds: Double) throws(SinkFailure) -> any EventSink
}

/// What a user has to know of a sink after a delivery.
package enum SinkNotice: Sendable, Equatable {
  /// It took nothing more; so many events wait in the vault.
  case refused(place: String, reason: String, waiting: Int64)
  /// It was not there and was made: it begins with this event.
  case isNew(place: String, first: Int64)
  /// It lost the events from the first to the last.
  case lost(place: String, first: Int64, last: Int64)
  /// It has an event that this vault does not have: the vault was replaced by an older copy, or by another chain.
  case ahead(place: String, event: Int64)

  /// The notice as a sentence.
  package var words: String {
    switch self {
    case .refused(let place, let reason, let waiting):
      "\(place) takes no events (\(reason)): \(waiting) wait\(waiting == 1 ? "s" : "") in the vault"
    case .isNew(let place, let first): "\(place) was not there: it begins with event \(first)"
    case .lost(let place, let first, let last):
      "\(place) has lost events \(first) to \(last), which it had: `events` and `events export` still show them"
    case .ahead(let place, let event):
      "\(place) has an event \(event) that this vault does not have: was an older copy of it put back?"
    }
  }
}

/// What a vault without sinks of its program has: none can be opened.
struct NoEventSinks: EventSinks {
  func open(_ settings: SinkSettings, vault: UUID128, seconds: Double) throws(SinkFailure) -> any EventSink {
    throw SinkFailure("this program sends no events")
  }
}
