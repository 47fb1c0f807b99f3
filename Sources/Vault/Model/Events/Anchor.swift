package import Base

/// A signed place of a vault's chain of events that is kept outside the vault: an older copy of the vault does not fit it.
package struct Anchor: Sendable, Equatable {
  /// The id of the vault.
  package let vault: UUID128
  /// Who signed which event.
  package let checkpoint: CheckpointRow

  private static let mark = "sms-anchor.1"

  /// The anchor of a checkpoint.
  package init(vault: UUID128, _ checkpoint: CheckpointRow) {
    self.vault = vault
    self.checkpoint = checkpoint
  }

  /// The line: `sms-anchor.1 VAULT SIGNER EVENT HASH DATE OWN KEY SIGNATURE`, hash in hex, date in µs, the last two in base64.
  package var text: String {
    [
      Self.mark, vault.text, checkpoint.signer.text, String(checkpoint.event), hexEncode(checkpoint.hash),
      String(checkpoint.date), String(checkpoint.own), base64Encode(checkpoint.publicKey),
      base64Encode(checkpoint.signature),
    ].joined(separator: " ")
  }

  /// The anchor of a line, which may have other words before it, as the system's log has; nil: there is none.
  package init?(line: some StringProtocol) {
    let words = String(line).split { $0 == " " || $0 == "\r" || $0 == "\r\n" }.map(String.init)
    guard let place = words.firstIndex(of: Self.mark), words.count == place + 9,
      let vault = UUID128(words[place + 1]), let signer = UUID128(words[place + 2]),
      let event = Int64(words[place + 3]), event > 0, let hash = hexDecode(words[place + 4]),
      let date = Int64(words[place + 5]), let own = Int64(words[place + 6]),
      let key = base64Decode(words[place + 7]),
      let signature = base64Decode(words[place + 8])
    else { return nil }
    var row = CheckpointRow(signer: signer, HeadRow(event: event, hash: hash, date: date))
    (row.own, row.publicKey, row.signature) = (own, key, signature)
    self.init(vault: vault, row)
  }
}
