package import Base
import Crypto

/// A place of the chain of events that a signer has signed: all events up to it are as they were then.
package struct CheckpointRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    package typealias Row = CheckpointRow
    case number
    case signer
    case event = "event_number"
    case hash
    case date
    case own
    case publicKey = "public_key"
    case signature
  }

  package static let table = "checkpoint"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()

  /// The creation number; 0 until the store has given one.
  package var number: Int64 = 0
  /// The id of the credential, access token or audit key that signed.
  package var signer = UUID128(high: 0, low: 0)
  /// The number of the last event then.
  package var event: Int64 = 0
  /// The hash of that event.
  package var hash: [UInt8] = []
  /// The date of the head then, in µs.
  package var date: Int64 = 0
  /// How many events of the signer's own there are up to then, since it has a key.
  package var own: Int64 = 0
  /// The Ed25519 public key of the signature.
  package var publicKey: [UInt8] = []
  /// The Ed25519 signature of the message.
  package var signature: [UInt8] = []

  /// A blank row.
  package init() {}

  /// The place that a head names, not signed yet.
  package init(signer: UUID128, _ head: HeadRow) {
    self.signer = signer
    event = head.event
    hash = head.hash
    date = head.date
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&number)
    try visitor.visit(&signer)
    try visitor.visit(&event)
    try visitor.visit(&hash)
    try visitor.visit(&date)
    try visitor.visit(&own)
    try visitor.visit(&publicKey)
    try visitor.visit(&signature)
  }
}

extension CheckpointRow {
  /// How many events at most stand between two checkpoints of a signer that are kept.
  package static let interval: Int64 = 1000

  /// The message that is signed.
  ///
  /// It is the text `sms checkpoint 1`, the vault's id, the event's number as 8 bytes big-endian, its hash, and the date
  /// and the number of own events as 8 bytes big-endian each.
  package func message(vault: UUID128) -> [UInt8] {
    var bytes = Array("sms checkpoint 1".utf8)
    bytes += vault.bytes
    withUnsafeBytes(of: event.bigEndian) { bytes += $0 }
    bytes += hash
    withUnsafeBytes(of: date.bigEndian) { bytes += $0 }
    withUnsafeBytes(of: own.bigEndian) { bytes += $0 }
    return bytes
  }

  /// Whether the signature is that of the public key; whose key it is has to be looked up.
  package func isGenuine(vault: UUID128) -> Bool {
    SigningKey.isGenuine(signature, message(vault: vault), by: publicKey)
  }
}
