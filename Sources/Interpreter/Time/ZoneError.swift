/// Why a time zone, or a date pattern, cannot be used.
package enum ZoneError: Error, Equatable, Sendable {
  /// The name is empty, absolute, climbs with `..` or holds characters that no zone name has.
  case badName(String)
  /// The zone database has no such name.
  case unknown(String)
  /// There is no zone database in any of the folders.
  case noDatabase(name: String, searched: [String])
  /// The file of that name is not a zone file that can be trusted.
  case damaged(name: String, reason: String)
  /// More zones than numbers.
  case tooMany
  /// A date pattern has an unknown directive at that byte.
  case badPattern(directive: String, offset: Int)

  /// The error message.
  package var message: String {
    switch self {
    case .badName(let name): "\"\(name)\" is no zone name; names look like Europe/Berlin, UTC or +02:00"
    case .unknown(let name): "there is no time zone \"\(name)\"; names look like Europe/Berlin, UTC or +02:00"
    case .noDatabase(let name, let searched):
      "the zone \"\(name)\" needs the time zone database, and there is none in "
        + searched.joined(separator: " or ") + "; UTC and offsets such as +02:00 work without it"
    case .damaged(let name, let reason): "the zone file of \"\(name)\" cannot be read: \(reason)"
    case .tooMany: "too many different time zones in one session"
    case .badPattern(let directive, _): "a date pattern has no directive \"\(directive)\""
    }
  }
}
