import Base

/// Who performs operations.
enum Principal {
  /// A person, with the credential that they signed in with.
  case person(Person, CredentialRow)
  /// A machine account with a token, in a shell of its own.
  case account(number: Int64, id: UUID128, token: TokenReference)
  /// A machine account that a server serves, at an address.
  case served(number: Int64, id: UUID128, token: TokenReference, peer: String)

  /// A token by number and id.
  struct TokenReference {
    let number: Int64
    let id: UUID128
  }

  /// The kind of client of a served account, as the product numbers them: its library for programs.
  static let servedDevice: Int64 = 21

  /// The id of the person or machine account.
  var id: UUID128 {
    switch self {
    case .person(let person, _): person.id
    case .account(_, let id, _), .served(_, let id, _, _): id
    }
  }

  /// The person or machine account as the side of a grant, without its name.
  var side: GrantSides.Side {
    switch self {
    case .person(let person, _):
      GrantSides.Side(number: person.number, ref: SealedRef(person), resource: nil)
    case .account(let number, let id, _), .served(let number, let id, _, _):
      GrantSides.Side(
        number: number, ref: SealedRef(.account, id, .hidden), resource: Resource(.account, number))
    }
  }

  /// Writes who acted into an event, with which credential, and from where.
  func sign(_ event: inout EventRow) {
    switch self {
    case .person(let person, let credential):
      event.actorPerson = person.id
      event.credential = credential.id
    case .account(_, let id, let token):
      event.actorAccount = id
      event.credential = token.id
      // An event of a machine account is never about another token.
      event.token = token.id
    case .served(_, let id, let token, let peer):
      event.actorAccount = id
      event.credential = token.id
      event.token = token.id
      event.ip = peer
      event.device = Self.servedDevice
    }
  }
}
