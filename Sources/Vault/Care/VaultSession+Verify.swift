import Base

extension VaultSession {
  /// Verifies the whole vault at one moment.
  ///
  /// It looks at pages, references, the chain of events and everything encrypted, and adds up the events: what is
  /// there must equal the sum.
  ///
  /// - Parameter anchors: places of the chain that were kept outside the vault.
  package func verify(against anchors: [Anchor] = []) throws(VaultError) -> Verification {
    try read(.vaultVerify) { () throws(VaultError) in
      var report = Verification()
      for problem in try store.integrityProblems() { report.add(.pages, problem) }
      var history = History()
      var proofs = ProvenRows()
      var uses = UseHistory()
      var signatures = try Signatures(self, anchors, &report)
      let events = Int(clamping: try head()?.event ?? 0)
      try follower.following("events", of: events) { () throws(VaultError) in
        try verifyChain(&report) { (event, report) in
          history.add(event)
          proofs.add(event, &report)
          uses.add(event)
          signatures.add(event, isByOwner: history.people.isOwner(event.actorPerson), &report)
        }
      }
      try verifyClock(&report)
      let rows = try VerifiedRows(self, history)
      rows.check(&report)
      try verifyCredentials(&report)
      history.compare(with: rows, &report)
      try history.people.compare(with: store, &report)
      try history.limits.compare(with: store, &report)
      try proofs.compare(with: self, &report)
      try uses.compare(with: store, &report)
      try signatures.finish(store, &report)
      return report
    }
  }

  private func verifyChain(
    _ report: inout Verification, _ add: (EventRow, inout Verification) -> Void
  ) throws(VaultError) {
    var number: Int64 = 0
    var hash = EventChain.start
    var date = Int64.min
    while true {
      let page = try store.rows(
        EventQuery().page(after: number, through: Int64.max, limit: 1000))
      for event in page {
        // Numbers of the file may be as large as they like.
        if event.number != number &+ 1 {
          report.add(.events, "events \(number &+ 1) to \(event.number &- 1) are missing")
        }
        if event.previous != hash {
          report.add(.events, "event \(event.number) does not follow the one before it")
        }
        if EventChain.hash(of: event) != event.hash {
          report.add(.events, "event \(event.number) was changed")
        }
        if event.origin != .imported, !EventTail.dates.contains(event.date) {
          report.add(.events, "event \(event.number) has a date that no calendar has")
        }
        // Events of an import keep the dates that their file says.
        if event.origin != .imported, event.date < date, event.type != EventCode.vaultRepaired.number {
          report.add(.events, "event \(event.number) is dated before the one before it")
        }
        number = event.number
        hash = event.hash
        if event.origin != .imported { date = event.date }
        report.events += 1
        add(event, &report)
      }
      try follower?.advance(page.count)
      if page.count < 1000 { break }
    }
    let head = try head()
    if head?.event != number || head?.hash != hash || head?.date != date {
      report.add(.events, "the head does not name the last event, \(number)")
    }
  }

  /// Names the first event that is dated far ahead of this clock; those behind it have at least its date.
  private func verifyClock(_ report: inout Verification) throws(VaultError) {
    let (now, day) = (service.now(), Int64(86_400_000_000))
    guard let head = try head(), head.date > now + day else { return }
    let ahead = EventQuery([Condition(.date, .greater, .int(now + day))])
    guard let first = try store.first(ahead) else { return }
    report.add(
      Finding(
        .clock,
        "event \(first.number) is dated \((first.date - now) / day) days ahead of this clock, and so are those behind it: "
          + "one of the two clocks is wrong", mend: Finding.repair))
  }

  private func verifyCredentials(_ report: inout Verification) throws(VaultError) {
    for row in try store.rows(Query<CredentialRow>()) {
      let person = try store.row(PersonRow.self, number: row.person)
      if person == nil {
        report.add(.references, "the credential \(row.id.text) belongs to no person")
      } else if !Credentials.isGenuine(row, person, keys.organizationKey) {
        report.add(.credentials, "the credential \(row.id.text) was changed")
      }
    }
  }
}
