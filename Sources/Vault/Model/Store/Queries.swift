// Names of the questions that are asked most.

/// The columns by which grants are asked for.
package typealias GrantQuery = Query<PolicyRow>

/// The columns by which machine accounts are asked for.
package typealias AccountQuery = Query<AccountRow>

/// The columns by which projects are asked for.
package typealias ProjectQuery = Query<ProjectRow>

/// The columns by which events are asked for.
package typealias EventQuery = Query<EventRow>

/// The columns by which access tokens are asked for.
package typealias TokenQuery = Query<TokenRow>

/// The columns by which secrets are asked for.
package typealias SecretQuery = Query<SecretRow>

extension Query {
  /// The same question without long ciphertext in the answer: lists do not need it.
  var light: Self {
    var query = self
    query.leavesOutContent = true
    return query
  }
}
