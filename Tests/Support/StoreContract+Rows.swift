import Base
import Vault

extension StoreContract {
  static let rowCases: [StoreContractCase] = [
    StoreContractCase("rows come back as they were written") { store in
      var token = TokenRow(
        stamp: stamp(5), name: SealedName(text: "2.x", digest: [1, 2, 3]), account: 0,
        secretHash: "h\u{e9}", scope: "[]", payload: nil, key: "", expires: 77, maxUses: 3, uses: 0,
        fromCIDR: "10.0.0.0/8")
      token.account = try store.insert(account(4, "a"))
      token.number = try store.insert(token)
      try expectEqual(try store.rows(TokenQuery()), [token], "the token")
      let row = event(1, type: 2100, at: 5, project: id(9))
      _ = try store.insert(row)
      try expectEqual(try store.rows(EventQuery()), [row], "the event")
    },
    StoreContractCase("versions of a secret come back, the newest first and without their values") { store in
      let secret = SecretRow(
        stamp: stamp(5), name: SealedName(text: "2.k", digest: nil), value: "2.v", note: "2.n")
      let number = try store.insert(secret)
      var versions: [SecretVersionRow] = []
      for index in 0..<3 {
        var row = SecretVersionRow(
          stamp: stamp(UInt64(index) + 20), secret: number, keyVersion: 1, value: "2.\(index)",
          editorPerson: index == 0 ? nil : id(8))
        row.number = try store.insert(row)
        versions.append(row)
      }
      var query = Query<SecretVersionRow>(
        [.equal(.secret, .int(number))], order: [SortKey(.number, descending: true)])
      try expectEqual(try store.rows(query), versions.reversed(), "the versions")
      query.leavesOutContent = true
      query.offset = 2
      try expectEqual(try store.rows(query).map(\.value), [""], "the oldest, without its value")
      try expectEqual(
        try store.delete(Query<SecretVersionRow>([.equal(.secret, .int(number))])), 3, "deleted")
    },
    StoreContractCase("bytes of sixteen, text of other forms and empty text keep their bytes") { store in
      let sixteen = [UInt8](repeating: 7, count: 16)
      var one = account(5, "e\u{301}\0x")
      one.name.digest = sixteen
      var two = account(6, "\u{e9}")
      two.name.digest = []
      var three = account(7, "")
      three.name.digest = nil
      for row in [one, two, three] { _ = try store.insert(row) }
      let found = try store.rows(AccountQuery())
      try expectEqual(
        found.map { Array($0.name.text.utf8) }, [one, two, three].map { Array($0.name.text.utf8) }, "texts")
      try expectEqual(found.map(\.name.digest), [sixteen, [], nil], "digests")
    },
    StoreContractCase("numbers rise and are never used again") { store in
      let numbers = try fill(store, ["a", "b", "c"])
      try expectEqual(numbers, numbers.sorted(), "order")
      try expectEqual(Set(numbers).count, 3, "different numbers")
      let last = try store.highest(AccountRow.self)
      try expectEqual(last, numbers[2], "the highest")
      _ = try store.delete(AccountQuery([.equal(.number, .int(last))]))
      try expect(try store.insert(account(20, "d")) > last, "a new row got the number of a deleted one")
      try expectEqual(try store.highest(ProjectRow.self), 0, "the highest of none")
    },
    StoreContractCase("update sets the columns given and no others") { store in
      let numbers = try fill(store, ["a", "b"])
      try store.update(
        AccountRow.self, number: numbers[1],
        set: [(.name, .text("B")), (.nameDigest, .null), (.version, .int(2))])
      let rows = try store.rows(AccountQuery())
      try expectEqual(names(rows), ["a", "B"], "names")
      try expectEqual(rows[1].name.digest, nil, "the digest")
      try expectEqual(rows[1].stamp.version, 2, "the version")
      try expectEqual(rows[1].stamp.created, 101, "created")
      try store.update(AccountRow.self, number: 999, set: [(.name, .text("x"))])
      try expectEqual(names(try store.rows(AccountQuery())), ["a", "B"], "a row that is not there")
    },
    StoreContractCase("delete takes what fulfils the conditions and counts it") { store in
      try fill(store, ["a", "b", "c"])
      try expectEqual(
        try store.delete(AccountQuery([Condition(.created, .greater, .int(100))])), 2, "deleted")
      try expectEqual(names(try store.rows(AccountQuery())), ["a"], "left")
      try expectEqual(try store.delete(AccountQuery([.equal(.created, .int(5))])), 0, "none")
    },
    StoreContractCase("an id, an e-mail and a pair of sides are there once") { store in
      _ = try store.insert(account(5, "a"))
      try expectError(.constraint(table: "account"), "the id") { () throws(VaultError) in
        try store.insert(account(5, "b"))
      }
      let policy = PolicyRow(
        stamp: stamp(6), subjectKind: .account, subject: 1, objectKind: .project, object: 2, level: .read)
      _ = try store.insert(policy)
      var second = policy
      second.stamp.id = id(7)
      try expectError(.constraint(table: "policy"), "the pair") { () throws(VaultError) in
        try store.insert(second)
      }
      second.objectKind = .secret
      _ = try store.insert(second)
      try expectEqual(try store.count(GrantQuery()), 2, "policies")
    },
    StoreContractCase("events are neither changed nor deleted") { store in
      _ = try store.insert(event(1, type: 2100, at: 5))
      try expectError(.constraint(table: "event"), "update") { () throws(VaultError) in
        try store.update(EventRow.self, number: 1, set: [(.date, .int(9))])
      }
      try expectError(.constraint(table: "event"), "delete") { () throws(VaultError) in
        try store.delete(EventQuery())
      }
      try expectEqual(try store.rows(EventQuery()).map(\.date), [5], "the event")
    },
  ]
}
