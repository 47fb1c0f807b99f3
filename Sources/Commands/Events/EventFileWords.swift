internal import Base
internal import Syntax
internal import Vault

/// What the words of a file of events mean.
enum EventFileWords {
  /// The number of the product's kit for machine accounts among the kinds of clients.
  static let kit: Int64 = 21

  /// What is wrong with a part of an event, and what to do about it.
  struct Problem: Error {
    let message: String
    let help: String?

    init(_ message: String, _ help: String? = nil) {
      self.message = message
      self.help = help
    }
  }

  private static let codes = Dictionary(
    uniqueKeysWithValues: EventCode.allCases.flatMap { code in
      [(code.exportName, code), (code.name, code), (String(code.number), code)]
    })

  /// The type of a number, of a name as exports write it, or of a dotted name.
  static func code(_ text: String) throws(Problem) -> EventCode {
    guard let code = codes[text] else {
      throw Problem(
        "there is no type of event `\(text)`",
        "`help events` lists the types; exports write them as `Secret_Retrieved`")
    }
    return code
  }

  /// The instant of a date, which must have come.
  static func date(_ text: UnsafeBufferPointer<UInt8>, notAfter now: Int64) throws(Problem) -> Int64 {
    func problem(_ what: String) -> Problem {
      Problem(
        "`\(String(decoding: text, as: UTF8.self))` \(what)", "dates are written `2026-01-31T08:00:00Z`")
    }
    guard let date = DateText.parse(text) else { throw problem("is no date") }
    if date.microseconds > now { throw problem("lies in the future") }
    return date.microseconds
  }

  /// Refuses what is no address.
  static func check(ip: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if ip.count(where: { $0 & 0xC0 != 0x80 }) > EventImport.addressLength {
      throw Problem("the address has more than \(EventImport.addressLength) characters")
    }
    if ip.contains(where: { $0 < 0x21 || $0 == 0x7F }) {
      throw Problem("the address holds blanks or control characters")
    }
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
