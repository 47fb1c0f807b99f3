import Base
import Testing
import Vault

@testable import Wire

/// Questions as JSON: there and back, and what is refused.
@Suite struct QueryCodecTests {
  private static let id = UUID128(high: 0x01a2_0c91_a002_7e6c, low: 0xbba7_53b8_c927_b038)

  private func json<Row>(_ query: Query<Row>) throws -> String {
    String(decoding: try QueryCodec.write(query), as: UTF8.self)
  }

  private func refusal(_ text: String) -> String? {
    do throws(WireError) {
      _ = try QueryCodec.read(AccountRow.self, Array(text.utf8))
      return nil
    } catch { return error.code }
  }

  @Test func aQueryIsTheSameThereAndBack() throws {
    let query = Query<EventRow>(
      [
        Condition(firstOf: EventRow.accountColumns, .equal, [.id(Self.id)]), .isNull(.detail),
        .oneOf(.type, [.int(2100), .int(-1)]), Condition(.ip, .notEqual, .text("10.0.0.1")),
        Condition(anyOf: [.hash, .previous], .equal, [.blob([1, 2, 3])]), Condition(.runID, .equal, .null),
      ], order: [SortKey(.date, descending: true), SortKey(.number)], limit: 50, offset: 7)
    let text = try json(query)
    #expect(try json(QueryCodec.read(EventRow.self, Array(text.utf8))) == text)
    #expect(
      text.hasPrefix(
        """
        {"conditions":[{"columns":["account","actor_account"],"is_of_first":true,"comparison":"==",\
        "values":[{"id":"01a20c91-a002-7e6c-bba7-53b8c927b038"}]},
        """.replacing("\n", with: "")))
    #expect(try json(Query<AccountRow>()) == "{}")
  }

  /// Numbers that a caller may see are never written, and never read.
  @Test func rightsAreNoPartOfIt() throws {
    #expect(try json(Query<AccountRow>(visible: [1, 2])) == "{}")
    #expect(refusal("{\"visible\":[1]}") == "V0803")
  }

  @Test(arguments: [
    "[]", "{\"conditions\":{}}",
    "{\"conditions\":[{\"columns\":[\"password\"],\"comparison\":\"==\",\"values\":[1]}]}",
    "{\"conditions\":[{\"columns\":[],\"comparison\":\"==\",\"values\":[1]}]}",
    "{\"conditions\":[{\"columns\":[\"name\"],\"comparison\":\"~\",\"values\":[1]}]}",
    "{\"conditions\":[{\"columns\":[\"name\"],\"comparison\":\"==\"}]}",
    "{\"conditions\":[{\"columns\":[\"name\"],\"comparison\":\"is null\",\"values\":[1]}]}",
    "{\"limit\":-1}", "{\"offset\":-1}", "{\"limit\":\"all\"}", "{\"order\":[{\"column\":\"nothing\"}]}",
    "{\"conditions\":[{\"columns\":[\"id\"],\"comparison\":\"==\",\"values\":[{\"id\":\"x\"}]}]}",
    "{\"conditions\":[{\"columns\":[\"id\"],\"comparison\":\"==\",\"values\":[[1]]}]}",
  ]) func nonsenseIsRefused(_ text: String) {
    #expect(refusal(text) == "V0805", "\(text)")
  }

  @Test func whatIsMissingOrTooMuchIsRefused() {
    #expect(refusal("{\"order\":[{\"descending\":true}]}") == "V0804")
    #expect(refusal("{\"order\":[{\"column\":\"name\",\"nulls\":\"first\"}]}") == "V0803")
    #expect(refusal("{\"limit\":1,\"limit\":2}") == "V0801")
  }
}
