internal import Base
internal import Crypto
internal import Interpreter

/// What the commands that draw at random share: all draw from the system's secure source.
private enum Draw {
  static let details = "Drawn from the system's source for what is secret."

  /// How many are wanted, within what a text may hold.
  static func count(_ call: Call, _ name: String, _ size: Int, orElse standard: Int) throws(Fault) -> Int {
    let count = try call.count(name) ?? standard
    if count > call.context.limits.memory / size {
      throw call.fault(BuiltinFault.textTooLong(mebibytes: call.context.limits.memory >> 20))
    }
    return count
  }

  /// The characters of --alphabet, or the usual ones.
  static func alphabet(_ call: Call) throws(Fault) -> [Unicode.Scalar] {
    guard let text = try call.text("alphabet") else { return RandomText.alphanumeric }
    do throws(AlphabetProblem) { return try RandomText.alphabet(text) } catch {
      throw call.fault(BuiltinFault.badAlphabet(reason: error.message))
    }
  }

  /// So many characters or bytes are drawn between two looks at the clock.
  private static let block = 4096

  static func bytes(_ count: Int) throws(Fault) -> [UInt8] {
    var random = SystemRandomBytes()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: block) {
      try Work.poll(block)
      bytes += random.bytes(min(block, count - start))
    }
    return bytes
  }

  static func text(_ count: Int, _ alphabet: [Unicode.Scalar]) throws(Fault) -> String {
    var random = SystemRandomBytes()
    var text = ""
    for start in stride(from: 0, to: count, by: block) {
      try Work.poll(block)
      do throws(CryptoError) {
        text += try RandomText.secret(min(block, count - start), of: alphabet, using: &random).text()
      } catch {
        throw Fault(BuiltinFault.noMemory(message: "there is no memory for the text"), kind: .limit)
      }
    }
    return text
  }
}

/// Text of random characters.
enum RandomTextCommand: Command {
  static var name: String { "random text" }
  static let signature = Signature(
    "Generates random text of letters and digits, or of an alphabet.",
    category: .values,
    positional: [Parameter("length", .int, "the length in characters (32)", optional: true)],
    flags: [Flag("alphabet", .string, "the characters to choose from, each once")], output: .string,
    details: Draw.details
      + " The result is plain text; `secret create --generate` makes a secret that is never shown.",
    examples: [
      Example("random text 12 | length", gives: "12"),
      Example("(random text 6 --alphabet \"01\") =~ '^[01]{6}$'", gives: "true"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let count = try Draw.count(call, "length", 4, orElse: 32)
    return .string(try Draw.text(count, try Draw.alphabet(call)))
  }
}

/// Random bytes.
enum RandomBytesCommand: Command {
  static var name: String { "random bytes" }
  static let signature = Signature(
    "Generates random bytes, as hexadecimal digits or base64.", category: .values,
    positional: [Parameter("count", .int, "the number of bytes")],
    flags: [Flag("base64", nil, "returns base64, which `save --base64` writes as bytes")], output: .string,
    details: Draw.details,
    examples: [
      Example("random bytes 16 | length", gives: "32"),
      Example("random bytes 3 --base64 | length", gives: "4"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let bytes = try Draw.bytes(try Draw.count(call, "count", 2, orElse: 0))
    if call.has("base64") { return .string(base64Encode(bytes)) }
    return .string(hexEncode(bytes))
  }
}

/// A random identifier.
enum RandomUUID: Command {
  static var name: String { "random uuid" }
  static let signature = Signature(
    "Generates a random UUID (version 4).", category: .values, output: .string, details: Draw.details,
    examples: [Example("random uuid | length", gives: "36")])

  static func run(_ call: Call) throws(Fault) -> Value {
    var random = SystemRandomBytes()
    return .string(UUID128.random(using: &random).text)
  }
}

/// A random number.
enum RandomInt: Command {
  static var name: String { "random int" }
  static let signature = Signature(
    "Generates a random integer in a range.", category: .values,
    positional: [Parameter("range", .range, "the range, such as 1..6 or 0..<10")], output: .int,
    details: Draw.details,
    examples: [
      Example("(random int 1..6) in 1..6", gives: "true"), Example("random int 7..7", gives: "7"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    guard case .range(let range)? = call.argument("range"), case .int(let low) = range.low,
      case .int(let high) = range.high
    else { throw call.fault(BuiltinFault.randomNeedsRange) }
    let last = range.isInclusive ? high : high &- 1
    if low > high || !range.isInclusive && low == high {
      throw call.fault(BuiltinFault.randomRangeEmpty)
    }
    var random = SystemRandomBytes()
    // All 2^64 numbers are 0 here, which the source takes for that.
    var numbers = RandomNumbers(below: UInt64(bitPattern: Int64(last &- low &+ 1)))
    return .int(low &+ Int(truncatingIfNeeded: numbers.next(&random)))
  }
}
