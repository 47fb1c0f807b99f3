package import Crypto

/// A vault: its store and its environment.
///
/// Signing in gives a session, which does the work.
package final class VaultService {
  /// The store.
  package let store: any VaultStore
  /// The clock, the random bytes and other dependencies.
  package var environment: VaultEnvironment
  /// The organization's row as of the last sign-in, or of the opening of the vault.
  package internal(set) var organization: Organization
  /// One id for all that one command does: the command line, or a line of the dialogue.
  package private(set) var runID: UUID128

  /// Opens the vault that a store holds.
  ///
  /// - Parameter runID: the id of the run that it belongs to; without one it is a run of its own.
  package init(
    store: any VaultStore, environment: VaultEnvironment = VaultEnvironment(), runID: UUID128? = nil
  ) throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .unfinished(path: try store.facts().path)
    }
    self.store = store
    self.environment = environment
    organization = Organization(row)
    self.runID =
      runID
      ?? UUID128(milliseconds: environment.clock.now() / 1000, using: &self.environment.random)
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
