internal import Base
internal import Interpreter
internal import Vault

/// What the flags of `events` ask for.
struct EventFlags {
  /// Days that are shown when nothing is said of time.
  static let days = 30

  let call: Call
  let session: VaultSession

  init(_ call: Call, _ session: VaultSession) {
    self.call = call
    self.session = session
  }

  /// The filter.
  func filter() throws(Fault) -> EventFilter {
    var filter = EventFilter()
    try setTimes(&filter)
    filter.account = try id("account", .account)
    filter.project = try id("project", .project)
    filter.secret = try id("secret", .secret)
    if let types = call.flag("type") { filter.types = try EventTypes.ranges(types, call) }
    return filter
  }

  private func setTimes(_ filter: inout EventFilter) throws(Fault) {
    let start = call.flag("since") ?? call.flag("from")
    if let start { filter.from = try Moment.start(start, call) }
    if let to = call.flag("to") { filter.to = try Moment.end(to, call) }
    if call.has("all") || start != nil { return }
    if filter.to != nil { return }
    filter.from = Moment.days(-Self.days, from: Int64(call.context.now.microseconds), call.context)
    if !call.context.isQuiet {
      call.context.host.writeErrorLine(
        "events of the last \(Self.days) days; --all shows all, --since others")
    }
  }

  /// The id of what a flag names; deleted things are found by the name that they had.
  func id(_ flag: String, _ kind: EntityKind) throws(Fault) -> UUID128? {
    guard let value = call.flag(flag) else { return nil }
    let references = try References(call)
    guard let text = value.string else { return try references.one(value, [kind]).id }
    do throws(VaultError) {
      return try session.resolve(text, among: [kind]).id
    } catch {
      guard case .notFound = error else { throw Fault(error) }
      let name = bare(text, kind)
      if let id = UUID128(name) { return id }
      let gone = try Fault.wrapping(session.buried(kind, named: name, byPath: true))
      if gone.count > 1 {
        throw Fault(VaultError.ambiguous(kind: kind, text: name, matches: gone.map(\.text)))
      }
      guard let id = gone.first else { throw Fault(error) }
      return id
    }
  }

  private func bare(_ text: String, _ kind: EntityKind) -> String {
    let prefix = kind.word + ":"
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}
