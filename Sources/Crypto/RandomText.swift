package import Base

/// Text of random characters, each of an alphabet as likely as any other.
package enum RandomText {
  /// Capital and small letters and digits.
  package static let alphanumeric = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".unicodeScalars)

  /// The characters of an alphabet: at least two, each once.
  package static func alphabet(_ text: String) throws(AlphabetProblem) -> [Unicode.Scalar] {
    let scalars = Array(text.unicodeScalars)
    if scalars.count < 2 { throw AlphabetProblem(message: "an alphabet has at least two characters") }
    var seen: Set<Unicode.Scalar> = []
    for scalar in scalars where !seen.insert(scalar).inserted {
      throw AlphabetProblem(message: "the alphabet has a character twice, `\(scalar)`")
    }
    return scalars
  }

  /// So many characters of an alphabet that has at least one.
  package static func secret(
    _ count: Int, of alphabet: [Unicode.Scalar], using random: inout some RandomBytes
  ) throws(CryptoError) -> Secret {
    let spelled = alphabet.map { Array(String($0).utf8) }
    let widest = spelled.map(\.count).max() ?? 1
    let secret = try Secret(checkedCount: count * widest)
    var place = 0
    var numbers = RandomNumbers(below: UInt64(alphabet.count))
    secret.withMutableBytes { bytes in
      for _ in 0..<count {
        for byte in spelled[Int(numbers.next(&random))] {
          bytes[place] = byte
          place += 1
        }
      }
    }
    secret.shorten(to: place)
    return secret
  }
}

/// Why a text is no alphabet.
package struct AlphabetProblem: Error {
  /// What is wrong with the alphabet.
  package let message: String
}

/// Random numbers below a bound, each equally likely: those above the bound's last multiple are drawn again.
package struct RandomNumbers {
  private static let drawn = 32

  private let bound: UInt64
  private let pool = Secret(count: drawn * 8)
  private var left = 0

  /// Numbers below a bound from 1 on; 0 stands for 2^64.
  package init(below bound: UInt64) { self.bound = bound }

  /// The next number.
  package mutating func next(_ random: inout some RandomBytes) -> UInt64 {
    while true {
      let word = word(&random)
      if bound == 0 { return word }
      let (high, low) = word.multipliedFullWidth(by: bound)
      // Numbers that would make some results likelier than others.
      if low >= (0 &- bound) % bound { return high }
    }
  }

  private mutating func word(_ random: inout some RandomBytes) -> UInt64 {
    if left == 0 {
      pool.withMutableBytes { random.fill($0) }
      left = Self.drawn
    }
    left -= 1
    return pool.withBytes { $0.loadUnaligned(fromByteOffset: left * 8, as: UInt64.self) }
  }
}
