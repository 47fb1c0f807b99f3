import Base
import Crypto

/// The proof of an export of events: what the file holds, and the signature of who made it.
///
/// A text of lines: `sms-proof.1`, then `vault ID`, `range FROM TO` (µs), `events COUNT`, `file SHA-256` of the exported file,
/// `ids SHA-256` over the ids of the events (16 bytes each) in the order of the file, the anchor of the chain's end behind the
/// export, and `signed KEY SIGNATURE` (base64) over the SHA-256 of all lines before it.
package struct EventProof: Sendable, Equatable {
  /// The SHA-256 of the exported file.
  package var file: [UInt8]
  /// The SHA-256 over the ids of the events.
  package var ids: [UInt8]
  /// How many events the file holds.
  package var count: Int
  /// Between which instants, in µs.
  package var from: Int64
  /// The instant before which the events are, in µs.
  package var to: Int64
  /// The end of the chain, with the event of the export itself.
  package var anchor: Anchor
  /// The signature of the lines.
  package var signature = KeySignature(publicKey: [], bytes: [])

  private static let title = "sms-proof.1"

  /// The lines that are signed.
  private var body: String {
    """
    \(Self.title)
    vault \(anchor.vault.text)
    range \(from) \(to)
    events \(count)
    file \(hexEncode(file))
    ids \(hexEncode(ids))
    \(anchor.text)

    """
  }

  /// What is signed: the title and the SHA-256 of the lines.
  package var message: [UInt8] { Array("sms proof 1".utf8) + sha256(Array(body.utf8)) }

  /// The whole text.
  package var text: String {
    body + "signed \(base64Encode(signature.publicKey)) \(base64Encode(signature.bytes))\n"
  }

  /// A proof that is not signed yet.
  package init(
    file: [UInt8], ids: [UInt8], count: Int, from: Int64, to: Int64, anchor: Anchor
  ) {
    self.file = file
    self.ids = ids
    self.count = count
    self.from = from
    self.to = to
    self.anchor = anchor
  }

  /// Reads a proof; nil where the text is none, to the letter.
  package init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: " ").map(String.init)
    }
    guard lines.count == 9, lines[0] == [Self.title], lines[2].count == 3, lines[7].count == 3,
      let from = Int64(lines[2][1]), let to = Int64(lines[2][2]),
      let count = lines[3].last.flatMap({ Int($0) }),
      let file = lines[4].last.flatMap({ hexDecode($0) }),
      let ids = lines[5].last.flatMap({ hexDecode($0) }),
      let anchor = Anchor(line: lines[6].joined(separator: " ")),
      let key = base64Decode(lines[7][1]), let signature = base64Decode(lines[7][2])
    else { return nil }
    guard from <= to, count >= 0 else { return nil }
    self.init(file: file, ids: ids, count: count, from: from, to: to, anchor: anchor)
    self.signature = KeySignature(publicKey: key, bytes: signature)
    if self.text != text { return nil }
  }

  /// Whether who has the key signed these lines, and the anchor in them.
  package var isGenuine: Bool {
    let (row, key) = (anchor.checkpoint, signature.publicKey)
    let isByOne = row.publicKey == key
    return isByOne && row.isGenuine(vault: anchor.vault)
      && SigningKey.isGenuine(signature.bytes, message, by: key)
  }
}

/// The fingerprint of a signing key, by which people know it: the SHA-256 of its public half, in hex.
package func keyFingerprint(_ publicKey: [UInt8]) -> String { hexEncode(sha256(publicKey)) }
