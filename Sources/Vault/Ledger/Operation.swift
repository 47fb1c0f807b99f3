/// A change of the vault as a value: what it needs is in its fields, and nothing of it needs a key.
///
/// It holds only what may be stored: sealed texts and their digests, ids, levels, moments. Where it comes from makes
/// no difference to it: a session, the server, a file. Written down it is its name and its fields.
package protocol Operation: Codable, Sendable {
  /// The result for the caller: ids and sealed texts.
  associatedtype Result
  /// Its name where it is written down, such as `account.create`.
  static var name: String { get }
  /// The rule that its principal is checked against first; it names the effect, too.
  static var rule: VaultOperation { get }
  /// Makes the change; after an error the caller takes back the transaction, or goes back to its savepoint.
  func perform(in scope: Scope) throws(VaultError) -> Result
}
