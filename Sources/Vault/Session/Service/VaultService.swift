package import Base
package import Crypto

/// A vault: its store and its environment.
///
/// Signing in gives a session, which does the work.
package final class VaultService {
  /// The rules, operations and events of the vault.
  let ledger: Ledger
  /// The rows of the vault.
  package var store: any VaultStore { ledger.store }
  /// The clock, the random bytes and other dependencies.
  package var environment: VaultEnvironment {
    get { ledger.environment }
    set { ledger.environment = newValue }
  }
  /// The organization's row as of the last sign-in, or of the opening of the vault.
  package internal(set) var organization: Organization
  /// One id for all that one command does: the command line, or a line of the dialogue.
  package private(set) var runID: UUID128 {
    didSet { ledger.runID = runID }
  }

  /// Opens the vault that a store holds.
  ///
  /// - Parameter runID: the id of the run that it belongs to; without one it is a run of its own.
  package init(
    store: any VaultStore, environment: VaultEnvironment = VaultEnvironment(), runID: UUID128? = nil
  ) throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .unfinished(path: try store.facts().path)
    }
    organization = Organization(row)
    ledger = Ledger(store: store, environment: environment, organization: row)
    let run = runID ?? ledger.newID(environment.clock.now())
    ledger.runID = run
    self.runID = run
  }

  /// Begins the next command: what it does has an id of its own.
  package func beginRun() { runID = newID() }

  /// Reads the row of the organization again: before a credential, so that a rekey between the two is noticed.
  func refresh() throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
    organization = Organization(row)
  }

  /// Now, in µs.
  package func now() -> Int64 { environment.clock.now() }

  /// A new id that sorts by time.
  package func newID() -> UUID128 {
    UUID128(milliseconds: now() / 1000, using: &environment.random)
  }

  /// A new random id, as an import gives them.
  package func randomID() -> UUID128 { UUID128.random(using: &environment.random) }
}

extension VaultService {
  /// Refuses a passphrase that could not be a person's, before anything else is asked.
  package static func check(passphrase: Secret) throws(VaultError) { try Credentials.check(passphrase) }
}
