internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Secrets that come as the fields of a record, or as rows.
struct SecretRows {
  /// How many seals are opened at a time: their events are one transaction.
  private static let batch = 64

  /// A text of a secret before it is opened.
  private enum Text {
    case plain(String)
    case sealed(SealedObject)
  }

  let call: Call

  init(_ call: Call) throws(Fault) {
    self.call = call
    for name in ["key", "file", "note-file", "generate", "alphabet"]
    where call.argument(name) ?? call.flag(name) != nil {
      throw call.fault(CommandFault.notForRows(flag: name == "key" ? "key" : "--\(name)"))
    }
  }

  /// All of them, checked, with their seals opened.
  func secrets() throws(Fault) -> [NewSecret] {
    let found = try call.input.map { (input) throws(Fault) in
      if case .record(let record) = input { return try fields(record) }
      return try rows(input)
    }
    let texts = found ?? []
    var lines: [String: Int] = [:]
    for (number, secret) in texts.enumerated() where !call.has("twin") {
      if let first = lines.updateValue(number, forKey: secret.key) {
        throw call.fault(CommandFault.keyInTwoRows(key: secret.key, first: first, second: number))
      }
    }
    return try opened(texts)
  }

  // MARK: what came

  private typealias Found = (key: String, value: Text, note: Text?)

  /// A secret for each field.
  private func fields(_ record: RecordObject) throws(Fault) -> [Found] {
    let names = record.shape.keys
    if names.contains("key"), names.contains("value"), names.allSatisfy({ Self.columns.contains($0) }) {
      throw call.fault(CommandFault.oneRow)
    }
    var found: [Found] = []
    for (name, value) in zip(names, record.values) {
      found.append((name, try text(value, "the field \(Display.quoted(name))"), nil))
    }
    return found
  }

  private static let columns = ["key", "value", "note"]

  /// A secret for each row.
  private func rows(_ input: Value) throws(Fault) -> [Found] {
    var found: [Found] = []
    for (number, item) in try Streams.items(input, call.context).enumerated() {
      try call.context.machine.poll()
      do throws(Fault) { found.append(try row(item)) } catch { throw call.fault(error, atRow: number) }
    }
    return found
  }

  private func row(_ item: Value) throws(Fault) -> Found {
    guard case .record(let record) = item else {
      throw call.fault(CommandFault.noRow(given: item.typeName))
    }
    if let other = record.shape.keys.first(where: { !Self.columns.contains($0) }) {
      throw call.fault(CommandFault.unknownPart(other))
    }
    guard let key = record["key"]?.string else {
      throw call.fault(CommandFault.partMissing("text `key`"))
    }
    guard let value = record["value"] else {
      throw call.fault(CommandFault.partMissing("`value`"))
    }
    var note: Text?
    if let given = record["note"], !given.isNull, given.string != "" { note = try text(given, "note") }
    return (key, try text(value, "value"), note)
  }

  private func text(_ value: Value, _ what: String) throws(Fault) -> Text {
    switch value {
    case .text(let text): return .plain(text.string)
    case .sealed(let sealed): return .sealed(sealed)
    default:
      throw call.fault(CommandFault.partNotText(what, given: value.typeName))
    }
  }

  // MARK: seals

  private func opened(_ found: [Found]) throws(Fault) -> [NewSecret] {
    var seals: [SealedObject] = []
    for secret in found {
      for case .sealed(let sealed)? in [secret.value, secret.note] { seals.append(sealed) }
    }
    var texts: [Secret] = []
    var start = 0
    while start < seals.count {
      let end = min(start + Self.batch, seals.count)
      var bytes = try SealedObject.open(Array(seals[start..<end]), .reveal)
      for index in bytes.indices {
        texts.append(Secret(copying: bytes[index]))
        wipe(&bytes[index])
      }
      start = end
    }
    var next = 0
    func secret(_ text: Text) -> Secret {
      switch text {
      case .plain(let text): return Secret(utf8: text)
      case .sealed:
        next += 1
        return texts[next - 1]
      }
    }
    var made: [NewSecret] = []
    for given in found {
      let value = secret(given.value)
      try SecretInput.refuseMask(value, call)
      made.append(NewSecret(key: given.key, value: value, note: given.note.map(secret)))
    }
    return made
  }
}
