internal import Base
internal import Crypto
internal import Interpreter
internal import Keeper
internal import Vault

/// Signed in for a while: what a run has to do with keepers.
extension VaultAccess {
  /// The keeper's credential for this vault and person; nil if there is none and the passphrase may be asked for.
  ///
  /// A keeper that was killed or is silent is like none where a passphrase can be typed; all else that is wrong is an error, because it
  /// is about who answers.
  func keeper(_ service: VaultService) throws(Fault) -> KeptCredential? {
    guard options.usesKeeper || options.needsKeeper, !wasLocked else { return nil }
    do throws(KeeperError) {
      let folder = try KeeperFolder(runtime: options.runtimeFolder)
      return try find(service, folder)
    } catch {
      switch error {
      case .none where !options.needsKeeper: return nil
      case .ended where !options.needsKeeper && host.inputIsTerminal,
        .silent where !options.needsKeeper && host.inputIsTerminal:
        host.writeErrorLine("note: \(error.words)")
        return nil
      default: throw Fault(error)
      }
    }
  }

  private func find(
    _ service: VaultService, _ folder: borrowing KeeperFolder
  ) throws(KeeperError) -> KeptCredential? {
    let email = options.person.flatMap { $0.isEmpty ? nil : $0 }
    // Errors of the vault are reported by the sign-in that follows.
    guard let identity = try? service.identity(of: email) else { return nil }
    // An unknown person is refused like a wrong passphrase, not reported here.
    if email != nil, identity.person == nil { throw .none }
    return try folder.find(identity.vault, person: identity.person)
  }

  /// Signs in with what a keeper opens.
  func session(of kept: KeptCredential, _ service: VaultService) throws(Fault) -> VaultSession {
    let found = try Fault.wrapping(service.row(kept: kept.facts.credential, of: kept.facts.person))
    guard let found else { throw VaultAccess.useless }
    let opened: Secret?
    do throws(KeeperError) { opened = try kept.open(found.row.sealedKey) } catch { throw Fault(error) }
    guard let opened else { throw VaultAccess.useless }
    let session = try Fault.wrapping(
      service.unlock(
        kept: found, opened: opened, signer: KeeperSigner(kept), ceiling: kept.facts.ceiling,
        isReadOnly: options.isReadOnly))
    guard let session else { throw VaultAccess.useless }
    return session
  }

  private static var useless: Fault {
    Fault(CommandFault.keeperOutdated)
  }

  /// Signs the person in and starts a keeper; returns the keeper's session.
  func unlock(seconds: Int64, idle: Int64, ceiling: Int64?) throws(Fault) -> (
    session: VaultSession, seconds: Int64
  ) {
    // Before anything is asked: without its folder no keeper starts.
    do throws(KeeperError) { _ = try KeeperFolder(runtime: options.runtimeFolder, make: true) } catch {
      throw Fault(error)
    }
    let service = try openService()
    var asked = options
    (asked.usesKeeper, asked.needsKeeper) = (false, false)
    let reader = CredentialReader(options: asked, host: host)
    let (session, seed) = try signingIn({ () throws(Fault) in try reader.read() }) {
      (credential) throws(Fault) in
      try seeded(service, credential)
    }
    guard let person = session.actor.person, let credential = session.actor.credential else {
      throw VaultAccess.onlyPeople
    }
    // A keeper does not outlive what it keeps.
    let left = credential.expires.map { max(1, ($0 - service.now()) / 1_000_000) } ?? Int64.max
    let identity = try Fault.wrapping(service.identity(of: nil))
    let facts = KeeperFacts(
      vault: identity.vault, person: person.id, credential: credential.id, ceiling: ceiling,
      seconds: min(seconds, left), idle: idle)
    do throws(KeeperError) {
      try KeeperFolder(runtime: options.runtimeFolder, make: true).start(facts, seed: seed)
    } catch {
      throw Fault(error)
    }
    return (session, facts.seconds)
  }

  private func seeded(
    _ service: VaultService, _ credential: CredentialReader.Credential
  ) throws(Fault) -> (VaultSession, Secret) {
    let signedIn = try Fault.wrapping { () throws(VaultError) -> (VaultSession, Secret)? in
      switch credential {
      case .passphrase(let person, let passphrase), .typed(let person, let passphrase):
        return try service.signIn(email: person, passphrase: passphrase, isReadOnly: options.isReadOnly)
      case .key(let key):
        let session = try service.unlock(key: key, isReadOnly: options.isReadOnly)
        return service.seed(ofKey: key).map { (session, $0) }
      case .token, .kept: return nil
      }
    }
    guard let signedIn else { throw VaultAccess.onlyPeople }
    return signedIn
  }

  private static var onlyPeople: Fault {
    Fault(CommandFault.keeperForPeople)
  }

  /// Ends keepers: those of the vault and of the person whom the command line names, or all of this user.
  ///
  /// Gives how many it ended.
  func lockKeepers(all: Bool) throws(Fault) -> Int {
    var identity: (vault: UUID128, person: UUID128?)?
    if !all {
      let service = try openService()
      identity = try Fault.wrapping(service.identity(of: options.person))
    }
    do throws(KeeperError) {
      return try KeeperFolder(runtime: options.runtimeFolder).lock(identity?.vault, person: identity?.person)
    } catch {
      if error == .none { return 0 }
      throw Fault(error)
    }
  }
}

extension Fault {
  /// The language's error for a keeper that cannot be used: the person is not signed in.
  init(_ error: KeeperError) { self.init(CommandFault.keeper(reason: error.words, help: error.help)) }
}

/// Signs by asking a keeper, which has the key.
private final class KeeperSigner: MessageSigner {
  private let kept: KeptCredential
  /// Sessions of several threads share the connection.
  private let monitor = Monitor()

  init(_ kept: KeptCredential) { self.kept = kept }

  func sign(_ message: [UInt8]) throws(VaultError) -> KeySignature {
    var result: Result<KeySignature, KeeperError> = .failure(.ended)
    monitor.locked {
      do throws(KeeperError) {
        let (publicKey, signature) = try kept.sign(message)
        result = .success(KeySignature(publicKey: publicKey, bytes: signature))
      } catch { result = .failure(error) }
    }
    switch result {
    case .success(let signature): return signature
    case .failure(let error): throw .cannotSign(reason: error.words)
    }
  }
}
