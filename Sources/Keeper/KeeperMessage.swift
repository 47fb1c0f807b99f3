package import Base

/// The facts that a keeper stores beside the seed and tells on request.
package struct KeeperFacts: Equatable, Sendable {
  /// The id of the vault that the credential opens.
  package var vault: UUID128
  /// The id of the person who is signed in.
  package var person: UUID128
  /// The id of the credential whose seed is kept.
  package var credential: UUID128
  /// The effects that its users may have at most; nil: those of the credential.
  package var ceiling: Int64?
  /// For how many seconds it lives, from its start or from now on.
  package var seconds: Int64
  /// After how many seconds without a use it ends.
  package var idle: Int64

  /// Facts about a kept credential; `seconds` and `idle` are its lifetime and idle time.
  package init(
    vault: UUID128, person: UUID128, credential: UUID128, ceiling: Int64?, seconds: Int64, idle: Int64
  ) {
    self.vault = vault
    self.person = person
    self.credential = credential
    self.ceiling = ceiling
    self.seconds = seconds
    self.idle = idle
  }

  /// The name of its socket.
  var name: String { KeeperFacts.prefix(vault) + person.text }

  /// The common prefix of the names of a vault's sockets.
  static func prefix(_ vault: UUID128) -> String { vault.text + "." }

  /// How many bytes the facts have.
  static let count = 72

  var bytes: [UInt8] {
    vault.bytes + person.bytes + credential.bytes
      + [ceiling ?? -1, seconds, idle].flatMap { number in
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
      }
  }

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.count else { return nil }
    func id(_ place: Int) -> UUID128? {
      UUID128(bytes: UnsafeRawBufferPointer(rebasing: bytes[place..<place + 16]))
    }
    func number(_ place: Int) -> Int64 {
      Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self))
    }
    guard let vault = id(0), let person = id(16), let credential = id(32) else { return nil }
    let ceiling = number(48)
    self.init(
      vault: vault, person: person, credential: credential, ceiling: ceiling < 0 ? nil : ceiling,
      seconds: number(56), idle: number(64))
  }
}

/// The requests to a keeper, by the first byte of a message.
enum KeeperQuestion: UInt8 {
  /// The facts.
  case facts = 1
  /// To open what follows with the seed.
  case open
  /// To end.
  case lock
  /// To sign what follows with the credential's signing key.
  case sign

  /// The longest question: its byte, and an organization key sealed to a public key.
  static let longest = 512
}
