internal import Base
internal import Syntax
internal import Vault

/// What the words of a file of events mean.
enum EventFileWords {
  /// The number of the product's kit for machine accounts among the kinds of clients.
  static let kit: Int64 = 21

  static let typeHelp = "`help events` lists the types; exports write them as `Secret_Retrieved`"
  static let dateHelp = "dates are written `2026-01-31T08:00:00Z`"

  /// Why a date is refused.
  struct DateProblem: Error { let message: String }

  private static let codes = Dictionary(
    uniqueKeysWithValues: EventCode.allCases.flatMap { code in
      [(code.exportName, code), (code.name, code), (String(code.number), code)]
    })

  /// The type of a number, of a name as exports write it, or of a dotted name.
  static func code(_ text: String) -> EventCode? { codes[text] }

  static func unknownType(_ text: String) -> String { "there is no type of event `\(text)`" }

  /// The instant of a date, which must have come.
  static func date(_ text: String, notAfter now: Int64) -> Result<Int64, DateProblem> {
    guard let date = DateText.parse(text) else {
      return .failure(DateProblem(message: "`\(text)` is no date"))
    }
    if date.microseconds > now { return .failure(DateProblem(message: "`\(text)` lies in the future")) }
    return .success(date.microseconds)
  }

  /// What is wrong with an address.
  static func problem(ip: String) -> String? {
    if ip.unicodeScalars.count > EventImport.addressLength {
      return "the address has more than \(EventImport.addressLength) characters"
    }
    return ip.utf8.contains { $0 < 0x21 || $0 == 0x7F }
      ? "the address holds blanks or control characters" : nil
  }

  /// The words of a message that are eight hexadecimal digits: how messages write ids.
  ///
  /// Tags are passed over: the product's own files hold links.
  static func prefixes(in message: String) -> [UInt32] {
    var found: [UInt32] = []
    var value: UInt32 = 0
    var digits = 0
    var isWord = true
    var isTag = false
    for byte in Array(message.utf8) + [0x20] {
      if isTag {
        isTag = byte != UInt8(ascii: ">")
        continue
      }
      if let digit = digit(byte) {
        value = value << 4 | digit
        digits += 1
      } else if isLetter(byte) {
        isWord = false
      } else {
        if isWord, digits == 8 { found.append(value) }
        (value, digits, isWord) = (0, 0, true)
        isTag = byte == UInt8(ascii: "<")
      }
    }
    return found
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x61...0x66: UInt32(byte - 0x57)
    case 0x41...0x46: UInt32(byte - 0x37)
    default: nil
    }
  }

  /// What makes eight digits a part of something longer: letters, other digits, hyphens, text beyond ASCII.
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || 0x61...0x7A ~= byte | 0x20
  }
}

extension ImportedEvent {
  /// Sets what the event is about.
  mutating func set(_ kind: EntityKind, _ id: UUID128?) {
    switch kind {
    case .secret: secret = id
    case .project: project = id
    case .account: account = id
    case .person: person = id
    case .group: group = id
    case .token: token = id
    case .grant, .event: return
    }
  }
}
