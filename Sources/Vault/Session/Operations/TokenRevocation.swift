package import Base
package import Crypto

extension VaultSession {
  /// Ends access tokens, all or nothing; one that was revoked before stays `unchanged`.
  ///
  /// The row stays, hidden, so that its events can be read, but its hash and keys are erased.
  package func revokeTokens(_ ids: [UUID128]) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "access tokens") }
    return open(try perform(RevokeTokens(tokens: ids)))
  }

  /// The access token with this text; the text must match wholly.
  ///
  /// Of a revoked token only the id is left to compare.
  package func token(withText text: Secret) throws(VaultError) -> EntityRef {
    try require(.tokenList)
    let parsed: AccessToken
    do { parsed = try AccessToken(parsing: text) } catch {
      throw .invalid(what: "the text of an access token", why: "has not the form of one")
    }
    guard let row = try row(TokenRow.self, parsed.id) else {
      throw .notFound(kind: .token, text: parsed.id.text, near: [])
    }
    if let hash = row.secretHash {
      let isRight = Secret(utf8: hash).isEqual(to: Secret(utf8: parsed.clientSecretHash()))
      guard isRight, try holdsKey(of: row, parsed) else {
        throw .invalid(
          what: "the text of the access token \(parsed.id.text)", why: "is not the one that was made")
      }
    }
    return ref(row)
  }

  /// Whether the end of the text, from which the token's key comes, is right as well.
  private func holdsKey(of row: TokenRow, _ token: AccessToken) throws(VaultError) -> Bool {
    guard let payload = row.payload else { return true }
    do {
      _ = try AccessToken.organizationKey(fromPayload: payload, key: token.key())
      return true
    } catch { return false }
  }
}
