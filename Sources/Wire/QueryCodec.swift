package import Vault

/// Questions to a table as JSON: `{"conditions": [{"columns": ["name"], "comparison": "==", …}], "limit": 50}`.
///
/// Who may see what is no part of them: it is added where they are answered.
package enum QueryCodec {
  /// The JSON of a query.
  package static func write<Row>(_ query: Query<Row>) throws(WireError) -> [UInt8] {
    do { return try WireEncoder.encode(query).bytes } catch {
      throw .wrongField(path: Row.table, why: "cannot be written")
    }
  }

  /// The query of a JSON text.
  package static func read<Row>(_ type: Row.Type, _ text: [UInt8]) throws(WireError) -> Query<Row> {
    do { return try WireDecoder.decode(Query<Row>.self, WireValue(text), "") } catch {
      throw error as? WireError ?? .wrongField(path: Row.table, why: "cannot be read")
    }
  }
}
