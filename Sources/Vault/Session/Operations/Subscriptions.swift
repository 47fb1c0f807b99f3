extension VaultSession {
  /// The subscription, with the numbers in use.
  package func subscription() throws(VaultError) -> Subscription {
    try read(.subscriptionShow) { () throws(VaultError) in
      let row = try organizationRow()
      var used: [Counted: Int64] = [:]
      for what in Counted.allCases { used[what] = try store.used(what) }
      return Subscription(try SubscriptionNumbers(row), OrganizationState(row), used)
    }
  }

  /// Changes the subscription; values that are the same already change nothing.
  package func setSubscription(
    _ change: SubscriptionChange
  ) throws(VaultError) -> (before: SubscriptionNumbers, after: SubscriptionNumbers) {
    try perform(SetSubscription(change: change))
  }
}
