package import Base

/// The signed-in principal of a session, and its credential.
package enum VaultActor {
  /// A person, with the credential that signed in.
  case person(Person, CredentialRow)
  /// A machine account, with one of its access tokens.
  case account(MachineAccount, TokenItem)

  /// The principal as a reference.
  package var ref: EntityRef {
    switch self {
    case .person(let person, _): person.ref
    case .account(let account, _): account.ref
    }
  }

  /// Their id.
  package var id: UUID128 { ref.id }

  /// The caller for the rules, as of the sign-in.
  var caller: Caller {
    switch self {
    case .person(let person, _): .person(person)
    case .account(let account, _): .account(account.number)
    }
  }

  /// The person; nil for a machine account.
  package var person: Person? {
    if case .person(let person, _) = self { return person }
    return nil
  }

  /// The credential of a person; nil for a machine account.
  package var credential: CredentialRow? {
    if case .person(_, let credential) = self { return credential }
    return nil
  }

  /// The access token of a machine account; nil for a person.
  package var token: TokenItem? {
    if case .account(_, let token) = self { return token }
    return nil
  }

  /// The actor as the ledger knows them.
  var principal: Principal {
    switch self {
    case .person(let person, let credential): .person(person, credential)
    case .account(let account, let token):
      .account(
        number: account.number, id: account.id,
        token: Principal.TokenReference(number: token.number, id: token.id))
    }
  }
}
