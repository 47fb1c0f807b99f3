internal import Base
internal import Interpreter

/// Writes bytes as base64.
enum EncodeBase64: Command {
  static var name: String { "encode base64" }
  static let signature = Signature(
    "Encodes a text as base64.", category: .text, flags: [Base64Source.urlFlag], input: TextBytes.input,
    output: .oneOf([.string, .sealed]), details: TextBytes.sealed,
    examples: [
      Example("\"ci:pw\" | encode base64", gives: "\"Y2k6cHc=\""),
      Example("\"a>?\" | encode base64 --url-safe", gives: "\"YT4_\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { TextBytes.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let form = Base64Source.form(call)
    return try TextBytes.run(call) { (bytes) throws(Fault) in Base64.encode(bytes, form) }
  }
}

/// Reads base64.
enum DecodeBase64: Command {
  static var name: String { "decode base64" }
  static let signature = Signature(
    "Decodes base64 to text. Ignores whitespace.", category: .text,
    flags: [Base64Source.urlFlag], input: TextBytes.input, output: .oneOf([.string, .sealed]),
    details: TextBytes.sealed + " Bytes that are not UTF-8 are an error; `save FILE --base64` writes them.",
    examples: [
      Example("\"Y2k6cHc=\" | decode base64", gives: "\"ci:pw\""),
      Example("\"YT4_\" | decode base64 --url-safe", gives: "\"a>?\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { TextBytes.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let form = Base64Source.form(call)
    return try TextBytes.run(call) { (bytes) throws(Fault) in
      try Base64Source.decode(bytes, form) { call.fault(BuiltinFault.noBase64(offset: $0)) }
    }
  }
}

/// Writes bytes in hexadecimal digits.
enum EncodeHex: Command {
  static var name: String { "encode hex" }
  static let signature = Signature(
    "Encodes a text as hexadecimal digits.", category: .text, input: TextBytes.input,
    output: .oneOf([.string, .sealed]), details: TextBytes.sealed,
    examples: [Example("\"é!\" | encode hex", gives: "\"c3a921\"")])

  static func output(input: Type, arguments: KnownArguments) -> Type { TextBytes.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try TextBytes.run(call) { (bytes) throws(Fault) in hexDigits(bytes) }
  }
}

/// Reads hexadecimal digits.
enum DecodeHex: Command {
  static var name: String { "decode hex" }
  static let signature = Signature(
    "Decodes hexadecimal digits to text. Ignores case and whitespace.",
    category: .text, input: TextBytes.input, output: .oneOf([.string, .sealed]), details: TextBytes.sealed,
    examples: [Example("\"C3 A9 21\" | decode hex", gives: "\"é!\"")])

  static func output(input: Type, arguments: KnownArguments) -> Type { TextBytes.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try TextBytes.run(call) { (bytes) throws(Fault) in
      var out: [UInt8] = []
      out.reserveCapacity(bytes.count / 2)
      var high: UInt8?
      for (offset, byte) in bytes.enumerated() {
        if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { continue }
        guard let digit = hexDigitValue(byte) else {
          wipe(&out)
          throw call.fault(BuiltinFault.noHex(offset: offset))
        }
        if let first = high {
          out.append(first << 4 | digit)
          high = nil
        } else {
          high = digit
        }
      }
      if high == nil { return out }
      wipe(&out)
      throw call.fault(BuiltinFault.halfAByte)
    }
  }
}

/// Escapes text for an address.
enum EncodeURL: Command {
  static var name: String { "encode url" }
  static let signature = Signature(
    "Percent-encodes a text for a URL: all but letters, digits, `-`, `.`, `_` and `~`.",
    category: .text, input: TextBytes.input, output: .oneOf([.string, .sealed]), details: TextBytes.sealed,
    examples: [
      Example("\"p@ss/w rd\" | encode url", gives: "\"p%40ss%2Fw%20rd\""),
      Example(
        "\"postgres://web:\\(\"p@ss\" | encode url)@db/web\"", gives: "\"postgres://web:p%40ss@db/web\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { TextBytes.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try TextBytes.run(call) { (bytes) throws(Fault) in
      var out: [UInt8] = []
      out.reserveCapacity(bytes.count * 3)
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "~"):
          out.append(byte)
        default:
          out += [UInt8(ascii: "%"), hexDigit(byte >> 4, letters: "A"), hexDigit(byte & 15, letters: "A")]
        }
      }
      return out
    }
  }
}

/// Reads escapes of an address.
enum DecodeURL: Command {
  static var name: String { "decode url" }
  static let signature = Signature(
    "Decodes percent-encoded text (`%XX`).", category: .text,
    flags: [Flag("form", nil, "decodes `+` as a space, as in form data")],
    input: TextBytes.input, output: .oneOf([.string, .sealed]), details: TextBytes.sealed,
    examples: [
      Example("\"p%40ss%2Fw%20rd\" | decode url", gives: "\"p@ss/w rd\""),
      Example("\"a+b%2B\" | decode url --form", gives: "\"a b+\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { TextBytes.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let isForm = call.has("form")
    return try TextBytes.run(call) { (bytes) throws(Fault) in
      var out: [UInt8] = []
      out.reserveCapacity(bytes.count)
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        guard byte == UInt8(ascii: "%") else {
          out.append(isForm && byte == UInt8(ascii: "+") ? 0x20 : byte)
          continue
        }
        guard index + 1 < bytes.count, let high = hexDigitValue(bytes[index]),
          let low = hexDigitValue(bytes[index + 1])
        else {
          wipe(&out)
          throw call.fault(BuiltinFault.noPercentCode(offset: index - 1))
        }
        out.append(high << 4 | low)
        index += 2
      }
      return out
    }
  }
}
