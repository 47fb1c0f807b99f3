package import Vault

/// Operations as JSON: `{"operation": "account.create", "name": {…}, …}`.
///
/// Names and fields are a format: files and programs of other releases hold them. A field that is not known is refused:
/// it may say what must not be left out.
package enum OperationCodec {
  private static let nameKey = "operation"

  /// The JSON of an operation.
  package static func write(_ operation: any Operation) throws(WireError) -> [UInt8] {
    let name = type(of: operation).name
    let fields: WireValue
    do { fields = try WireEncoder.encode(operation) } catch {
      throw .wrongField(path: name, why: "cannot be written")
    }
    guard case .object(let members) = fields else {
      throw .wrongField(path: name, why: "has no fields")
    }
    return WireValue.object([(nameKey, .text(name))] + members).bytes
  }

  /// The operation of a JSON text.
  package static func read(_ bytes: [UInt8]) throws(WireError) -> any Operation {
    guard case .object(var members) = try WireValue(bytes) else { throw .notJSON("it is no object") }
    guard let index = members.firstIndex(where: { $0.key == nameKey }) else {
      throw .missingField(path: nameKey)
    }
    guard case .text(let name) = members.remove(at: index).value else {
      throw .wrongField(path: nameKey, why: "is no text")
    }
    guard let type = OperationTable.type(named: name) else { throw .unknownOperation(name) }
    do { return try WireDecoder.decode(type, .object(members), "") } catch {
      throw error as? WireError ?? .wrongField(path: name, why: "cannot be read")
    }
  }
}
