internal import Base
package import Crypto

extension VaultService {
  /// Signs a machine account in with the text of one of its access tokens.
  ///
  /// A token that is unknown, altered, revoked, expired or used up gives the same error, and so does one
  /// while the organization lets no machine accounts in. One that is limited to addresses is refused
  /// here: there is no peer whose address could be looked at. Only who holds it whole is told so.
  package func unlock(token text: Secret, isReadOnly: Bool = false) throws(VaultError) -> VaultSession {
    try refresh()
    guard let token = try? AccessToken(parsing: text),
      let row = try store.first(TokenQuery([.equal(.id, .id(token.id))])), row.isAlive(now()), !row.isUsedUp,
      let keys = try keys(of: row, token), let account = try store.row(AccountRow.self, number: row.account),
      let organization = try store.first(Query<OrganizationRow>()), organization.letsMachinesIn
    else { throw .wrongToken }
    if let range = row.fromCIDR { throw .tokenOfNetwork(range) }
    try atOneMoment { (check) throws(VaultError) in
      try check.check(check.current(row), of: check.current(account), sealed: true)
      try check.checkSeal(row, keys)
      try check.checkSeal(account, keys)
    }
    let owner = MachineAccount(account, name: keys.name(account.name.text))
    let item = TokenItem(row, name: keys.name(row.name.text), account: owner.ref, now: now())
    return VaultSession(
      service: self, actor: .account(owner, item), keys: keys,
      signer: signer(of: row, try Credentials.signer(token.clientSecret)), isReadOnly: isReadOnly)
  }

  /// The organization's keys, if the client secret is the row's, the rest of the text opens its payload, and
  /// what was in it opens the row's copy of the token's key: so a row made up without the key opens nothing.
  private func keys(of row: TokenRow, _ token: AccessToken) throws(VaultError) -> VaultKeys? {
    guard let hash = row.secretHash, Secret(utf8: hash).isEqual(to: Secret(utf8: token.clientSecretHash())),
      let payload = row.payload, let sealed = row.key
    else { return nil }
    let own = token.key()
    guard let key = try? AccessToken.organizationKey(fromPayload: payload, key: own) else { return nil }
    let keys = try VaultKeys(key, organization: organization.id)
    guard let stored = try? keys.open(sealed), stored.isEqual(to: base64Encode(own.secret)) else {
      return nil
    }
    return keys
  }
}
