import Base
import Vault

extension StoreContract {
  static let queryCases: [StoreContractCase] = [
    StoreContractCase("comparisons, and what null does to them") { store in
      try fill(store, ["a", "", "c"])
      func found(_ condition: Condition<AccountRow>) throws(VaultError) -> [String] {
        names(try store.rows(AccountQuery([condition])))
      }
      let c = Field.bytes(Array("c".utf8))
      try expectEqual(try found(.equal(.nameDigest, c)), ["c"], "equal")
      try expectEqual(try found(Condition(.nameDigest, .notEqual, c)), ["a", ""], "not equal: null too")
      try expectEqual(try found(Condition(.nameDigest, .less, c)), ["a"], "less: not null")
      try expectEqual(try found(Condition(.nameDigest, .lessOrEqual, c)), ["a", "c"], "less or equal")
      try expectEqual(try found(Condition(.nameDigest, .greater, c)), [], "greater")
      try expectEqual(try found(Condition(.nameDigest, .greaterOrEqual, c)), ["c"], "greater or equal")
      try expectEqual(try found(.isNull(.nameDigest)), [""], "null")
      try expectEqual(try found(.isNotNull(.nameDigest)), ["a", "c"], "not null")
      try expectEqual(try found(.oneOf(.nameDigest, [c, .null])), ["c"], "one of")
      try expectEqual(try found(.oneOf(.nameDigest, [])), [], "one of none")
      try expectEqual(try found(.equal(.nameDigest, .null)), [], "equal to null")
    },
    StoreContractCase("a scan lends the columns that are asked for, of the rows that the query has") {
      store in
      let names = ["a", "e\u{301}", "", "b\u{0}c", "x"]
      let numbers = try fill(store, names)
      var query = AccountQuery([Condition(.number, .greater, .int(numbers[0]))])
      query.order = [SortKey(.created, descending: true)]
      query.limit = 3
      query.visible = numbers.filter { $0 != numbers[3] }
      func lent(_ row: any RowCursor) throws(VaultError) -> String {
        let fields = UnsafeMutableBufferPointer<BorrowedField>.allocate(capacity: 5)
        defer { fields.deallocate() }
        fields.initialize(repeating: .other)
        try row.lend(to: fields)
        guard case .text(let name) = fields[0], case .int(let number) = fields[1],
          case .id(let id) = fields[2],
          case .null = fields[3], case .int(let created) = fields[4]
        else { return "other types" }
        return "\(String(decoding: name, as: UTF8.self)) \(number) \(id) - \(created)"
      }
      func scanned() throws(VaultError) -> [String] {
        var found: [String] = []
        try store.scan(query, [.name, .number, .id, .createdBy, .created]) { (row) throws(VaultError) in
          var name = ""
          try row.text(0) { name = String(decoding: $0, as: UTF8.self) }
          let (creator, revised) = (try row.idOrNil(3), try row.intOrNil(4) ?? 0)
          found.append("\(name) \(try row.int(1)) \(try row.id(2)) \(creator?.text ?? "-") \(revised)")
          if try !lent(row).utf8.elementsEqual((found.last ?? "").utf8) { throw .damaged("lent otherwise") }
          return true
        }
        return found
      }
      let wanted = try store.rows(query).map {
        "\($0.name.text) \($0.number) \($0.id) - \($0.stamp.created)"
      }
      try expectEqual(wanted.count, 3, "rows")
      for _ in 0..<2 {
        let found = try scanned()
        try expect(
          found.count == wanted.count && zip(found, wanted).allSatisfy { $0.utf8.elementsEqual($1.utf8) },
          "scanned \(found), rows \(wanted)")
      }
      try expectError(
        VaultError.damaged("x"), "a column of another type",
        { () throws(VaultError) in
          do throws(VaultError) {
            try store.scan(query, [.name]) { (row) throws(VaultError) in try row.int(0) > 0 }
          } catch {
            guard case .damaged = error else { throw error }
            throw .damaged("x")
          }
        })
    },
    StoreContractCase("text compares by its bytes") { store in
      try fill(store, ["e\u{301}", "\u{e9}", "E", "a\u{0}b"])
      func found(_ condition: Condition<AccountRow>) throws(VaultError) -> Int {
        try store.count(AccountQuery([condition]))
      }
      try expectEqual(try found(.equal(.name, .text("\u{e9}"))), 1, "composed")
      try expectEqual(try found(.equal(.name, .text("e\u{301}"))), 1, "decomposed")
      try expectEqual(try found(.equal(.name, .text("e"))), 0, "case matters")
      try expectEqual(try found(.equal(.name, .text("a"))), 0, "a zero byte does not end a text")
      try expectEqual(
        names(try store.rows(AccountQuery(order: [SortKey(.name)]))).map { Array($0.utf8) },
        ["E", "a\u{0}b", "e\u{301}", "\u{e9}"].map { Array($0.utf8) }, "order")
    },
    StoreContractCase("a condition on several columns needs one of them") { store in
      var one = event(1, type: 1, at: 1)
      one.account = id(5)
      var two = event(2, type: 1, at: 2)
      two.actorAccount = id(5)
      for row in [one, two, event(3, type: 1, at: 3)] { _ = try store.insert(row) }
      let either = Condition<EventRow>(anyOf: [.account, .actorAccount], .equal, [.id(id(5))])
      try expectEqual(try store.rows(EventQuery([either])).map(\.number), [1, 2], "either")
    },
    StoreContractCase("a condition on the first of several columns that holds a value") { store in
      for number in 1...5 as ClosedRange<Int64> {
        var row = event(number, type: 1, at: number)
        if [1, 3].contains(number) { row.account = id(5) }
        if number == 4 { row.account = id(6) }
        if [2, 3, 4].contains(number) { row.actorAccount = id(5) }
        _ = try store.insert(row)
      }
      func found(_ comparison: FieldComparison, _ values: [Field]) throws(VaultError) -> [Int64] {
        let condition = Condition<EventRow>(firstOf: [.account, .actorAccount], comparison, values)
        return try store.rows(EventQuery([condition])).map(\.number)
      }
      try expectEqual(try found(.equal, [.id(id(5))]), [1, 2, 3], "equal")
      try expectEqual(try found(.oneOf, [.id(id(5)), .id(id(6))]), [1, 2, 3, 4], "one of")
      try expectEqual(try found(.notEqual, [.id(id(5))]), [4, 5], "not equal")
      try expectEqual(try found(.isNull, []), [5], "none")
      try expectEqual(try found(.isNotNull, []), [1, 2, 3, 4], "some")
    },
    StoreContractCase("order, ties, null last, limit and offset") { store in
      try fill(store, ["b", "", "a", "b"])
      func found(_ order: [SortKey<AccountRow>], _ limit: Int? = nil, _ offset: Int = 0) throws(VaultError)
        -> [Int64]
      {
        try store.rows(AccountQuery(order: order, limit: limit, offset: offset)).map(\.stamp.created)
      }
      try expectEqual(try found([SortKey(.nameDigest)]), [102, 100, 103, 101], "rising")
      try expectEqual(
        try found([SortKey(.nameDigest, descending: true)]), [103, 100, 102, 101], "falling")
      try expectEqual(try found([SortKey(.number, descending: true)]), [103, 102, 101, 100], "newest first")
      try expectEqual(
        try found([SortKey(.name), SortKey(.created, descending: true)]), [101, 102, 103, 100], "two keys")
      try expectEqual(try found([], 2, 1), [101, 102], "limit and offset")
      try expectEqual(try found([], nil, 3), [103], "offset alone")
      try expectEqual(try found([], 0), [], "none")
    },
    StoreContractCase("pages by number up to the highest at opening") { store in
      let numbers = try fill(store, ["a", "b", "c", "d", "e"])
      let highest = try store.highest(AccountRow.self)
      let first = try store.rows(AccountQuery().page(after: 0, through: highest, limit: 2))
      try expectEqual(names(first), ["a", "b"], "the first page")
      _ = try store.insert(account(30, "later"))
      _ = try store.delete(AccountQuery([.equal(.number, .int(numbers[2]))]))
      let rest = try store.rows(AccountQuery().page(after: first[1].number, through: highest, limit: 9))
      try expectEqual(names(rest), ["d", "e"], "the rest")
    },
    StoreContractCase("long pages along a walk have the same rows, however they lie in their table") {
      store in
      // Every eleventh event is older than its number tells, every fourth of another type, and there is a gap.
      for index in 1...4000 {
        let number = Int64(index > 1500 ? index + 6000 : index)
        var row = event(
          number, type: index % 4 == 0 ? 8 : 7, at: index > 2800 && index % 11 == 0 ? 5 : number / 2)
        row.ip = "10.0.0.\(index % 250)"
        row.account = id(UInt64(index % 9))
        _ = try store.insert(row)
      }
      func check(_ conditions: [Condition<EventRow>], _ limit: Int) throws {
        let query = EventQuery(conditions).walking(.date, limit: limit)
        let wanted = try store.rows(query)
        for stop in [limit, wanted.count / 2 + 1] {
          var place = 0
          var isSame = true
          try store.scan(query, [.ip, .number, .account]) { (row) throws(VaultError) in
            var ip = ""
            try row.text(0) { ip = String(decoding: $0, as: UTF8.self) }
            let other = wanted[place]
            let (number, account) = (try row.int(1), try row.id(2))
            if ip != other.ip || number != other.number || account != other.account { isSame = false }
            place += 1
            return place < stop
          }
          try expect(isSame && place == min(stop, wanted.count), "\(place) of \(wanted.count) up to \(limit)")
        }
      }
      for limit in [1023, 1100, 2000, 5000] {
        try check([], limit)
        try check([.equal(.type, .int(7))], limit)
        try check([.equal(.type, .int(7)), Condition(.date, .less, .int(1300))], limit)
        try check([Condition(.date, .less, .int(4400)), Condition(.number, .lessOrEqual, .int(8790))], limit)
        try check([.equal(.device, .null)], limit)
        try check([.isNotNull(.ip), Condition(.date, .greater, .int(20))], limit)
      }
    },
    StoreContractCase("pages along a walk, in falling order of dates, then numbers") { store in
      let dates: [Int64] = [5, 9, 5, 1, 9, 5, 7]
      for (index, date) in dates.enumerated() {
        var row = event(Int64(index + 1), type: index % 2 == 0 ? 7 : 8, at: date)
        row.account = id(5)
        _ = try store.insert(row)
      }
      func walked(_ query: EventQuery, _ limit: Int) throws(VaultError) -> [Int64] {
        var numbers: [Int64] = []
        var after: (value: Int64, number: Int64)?
        while true {
          let page = try store.page(query, fallingBy: .date, after: after, limit: limit)
          guard let last = page.last else { return numbers }
          numbers += page.map(\.number)
          after = (last.date, last.number)
        }
      }
      for limit in 1...8 {
        try expectEqual(try walked(EventQuery(), limit), [5, 2, 7, 6, 3, 1, 4], "all, \(limit) at a time")
        try expectEqual(try walked(EventQuery([.equal(.type, .int(7))]), limit), [5, 7, 3, 1], "of a type")
        let some = EventQuery([
          Condition(.date, .less, .int(9)), Condition(.number, .lessOrEqual, .int(6)),
          .oneOf(.type, [.int(7), .int(8)]),
          Condition(anyOf: [.account, .actorAccount], .equal, [.id(id(5))]),
        ])
        try expectEqual(try walked(some, limit), [6, 3, 1, 4], "with conditions")
      }
    },
    StoreContractCase("only the visible rows, in every question") { store in
      let numbers = try fill(store, ["a", "b", "c"])
      let query = AccountQuery(visible: [numbers[0], numbers[2], 999])
      try expectEqual(names(try store.rows(query)), ["a", "c"], "rows")
      try expectEqual(try store.count(query), 2, "count")
      try expectEqual(try store.groups(query, by: .name, []).count, 2, "groups")
      try expectEqual(try store.count(AccountQuery(visible: [])), 0, "none visible")
    },
    StoreContractCase("content is left out on demand") { store in
      _ = try store.insert(
        SecretRow(stamp: stamp(5), name: SealedName(text: "k", digest: nil), value: "v", note: "n"))
      var query = SecretQuery()
      try expectEqual(try store.rows(query).map { $0.value + $0.note }, ["vn"], "with content")
      query.leavesOutContent = true
      try expectEqual(try store.rows(query).map { $0.name.text + $0.value + $0.note }, ["k"], "without")
    },
    StoreContractCase("groups with counts and aggregates") { store in
      for (number, type, project) in [(1, 7, 1), (2, 8, 0), (3, 7, 0), (4, 7, 2)] as [(Int64, Int64, UInt64)]
      {
        _ = try store.insert(
          event(number, type: type, at: number * 10, project: project == 0 ? nil : id(project)))
      }
      let groups = try store.groups(
        EventQuery(), by: .type,
        [Aggregate(.sum, .date), Aggregate(.min, .date), Aggregate(.max, .date), Aggregate(.sum, .device)])
      try expectEqual(
        groups,
        [
          RowGroup(key: .int(7), count: 3, values: [.int(80), .int(10), .int(40), .null]),
          RowGroup(key: .int(8), count: 1, values: [.int(20), .int(20), .int(20), .null]),
        ], "by type")
      let byProject = try store.groups(
        EventQuery([Condition(.date, .less, .int(40))]), by: .project, [])
      try expectEqual(byProject.map(\.key), [.null, .id(id(1))], "by project")
      try expectEqual(byProject.map(\.count), [2, 1], "counts by project")
    },
  ]

  static let transactionCases: [StoreContractCase] = [
    StoreContractCase("rollback takes everything back") { store in
      try fill(store, ["a"])
      let before = try StoreDump(store)
      try store.begin(.write)
      _ = try store.insert(account(20, "b"))
      try store.update(AccountRow.self, number: 1, set: [(.name, .text("x"))])
      _ = try store.insert(event(1, type: 1, at: 1))
      store.rollback()
      try expect(try StoreDump(store) == before, "the store is not as before")
    },
    StoreContractCase("commit keeps everything, and another transaction can begin") { store in
      try store.begin(.write)
      try fill(store, ["a"])
      try store.commit()
      try store.begin(.read)
      try expectEqual(try store.count(AccountQuery()), 1, "accounts")
      try store.commit()
    },
    StoreContractCase("a transaction that does not wait is one that writes") { store in
      try store.begin(.writeIfFree)
      try fill(store, ["a"])
      try store.commit()
      try store.begin(.writeIfFree)
      _ = try store.insert(account(20, "b"))
      store.rollback()
      try expectEqual(try store.count(AccountQuery()), 1, "accounts")
    },
    StoreContractCase("places nest") { store in
      try store.begin(.write)
      _ = try store.insert(account(10, "a"))
      try store.savepoint()
      _ = try store.insert(account(11, "b"))
      try store.savepoint()
      _ = try store.insert(account(12, "c"))
      store.rollbackToSavepoint()
      try expectEqual(names(try store.rows(AccountQuery())), ["a", "b"], "after the inner place")
      try store.savepoint()
      _ = try store.insert(account(13, "d"))
      try store.releaseSavepoint()
      try expectEqual(names(try store.rows(AccountQuery())), ["a", "b", "d"], "after a release")
      store.rollbackToSavepoint()
      try expectEqual(names(try store.rows(AccountQuery())), ["a"], "after the outer place")
      try store.commit()
      try expectEqual(names(try store.rows(AccountQuery())), ["a"], "in the end")
    },
    StoreContractCase("one transaction at a time") { store in
      try store.begin(.write)
      try expectError(.transaction(problem: .alreadyOpen), "a second one") { () throws(VaultError) in
        try store.begin(.read)
      }
      store.rollback()
      store.rollback()
      try store.begin(.write)
      try store.commit()
    },
    StoreContractCase("a change that breaks a rule leaves the transaction usable") { store in
      try store.begin(.write)
      _ = try store.insert(account(10, "a"))
      try expectError(.constraint(table: "account"), "the id") { () throws(VaultError) in
        try store.insert(account(10, "b"))
      }
      _ = try store.insert(account(11, "c"))
      try store.commit()
      try expectEqual(names(try store.rows(AccountQuery())), ["a", "c"], "accounts")
    },
  ]
}
