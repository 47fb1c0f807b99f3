// Names of the questions that are asked most.

/// A question about grants.
package typealias GrantQuery = Query<PolicyRow>

/// A question about machine accounts.
package typealias AccountQuery = Query<AccountRow>

/// A question about projects.
package typealias ProjectQuery = Query<ProjectRow>

/// A question about events.
package typealias EventQuery = Query<EventRow>

/// A question about access tokens.
package typealias TokenQuery = Query<TokenRow>

/// A question about secrets.
package typealias SecretQuery = Query<SecretRow>

extension Query {
  /// The same question without long ciphertext in the answer: lists do not need it.
  var light: Self {
    var query = self
    query.leavesOutContent = true
    return query
  }
}
