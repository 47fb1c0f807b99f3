import Base
import Crypto
import Support
import Testing
import Vault

@testable import Server

/// K05: what a client seals in nonsense stops none of the vault's care.
@Suite struct NonsenseTests {
  let world: APIFixture
  let client: APIClient
  private var ada: VaultSession { world.ada }

  init() throws {
    world = try APIFixture()
    client = try APIClient(world)
  }

  /// A text that is sealed under another key: without the key the server cannot tell it from a good one.
  static func foreign(_ text: String = "nonsense") throws -> String {
    var random = AnyRandomBytes(SystemRandomBytes())
    let key = SymmetricKey.generate(&random)
    return try EncStringCipher(key).seal(text: text, random: &random)
  }

  private func id(_ answer: ServerResponse) throws -> UUID128 {
    #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(WireJSON(answer.body)?["id"]?.text.flatMap { UUID128($0) })
  }

  private func secret(_ key: String, _ value: String, _ note: String, more: String = "") throws -> String {
    "{\"key\":\"\(key)\",\"value\":\"\(value)\",\"note\":\"\(note)\"\(more)}"
  }

  private func post(_ key: String, _ value: String, _ note: String) throws -> UUID128 {
    try id(
      client.send(
        "POST", "/api/organizations/\(world.organization)/secrets",
        secret(key, value, note, more: ",\"projectIds\":[\"\(world.projects[0].id.text)\"]")))
  }

  /// Everything that a client can reach holds nonsense: new ones and changes of old ones, values that became
  /// earlier ones, names of projects, things in the trash and deleted ones.
  private func spoil() throws -> (good: UUID128, bad: [UUID128]) {
    let (good, bad) = (try world.seal("text"), try Self.foreign())
    var spoiled = [
      try post(bad, good, good), try post(good, bad, good), try post(good, good, bad),
      try post(bad, bad, bad),
      try post(
        try Self.foreign(String(repeating: "x", count: 600)), try Self.foreign(""), try Self.foreign("")),
    ]
    let old = world.secrets[0].id
    for (key, value, note) in [(good, bad, good), (bad, good, bad), (good, bad, bad)] {
      let body = try secret(key, value, note, more: ",\"valueChanged\":true")
      #expect(client.send("PUT", "/api/secrets/\(old.text)", body).status == 200)
    }
    spoiled.append(old)
    let trashed = try post(bad, bad, bad)
    let purged = try post(bad, bad, bad)
    #expect(
      client.send("POST", "/api/secrets/delete", "[\"\(trashed.text)\",\"\(purged.text)\"]").status == 200)
    for (name, next) in [(bad, nil), (good, bad), (bad, good)] as [(String, String?)] {
      let project = try id(
        client.send("POST", "/api/organizations/\(world.organization)/projects", "{\"name\":\"\(name)\"}"))
      if let next {
        #expect(client.send("PUT", "/api/projects/\(project.text)", "{\"name\":\"\(next)\"}").status == 200)
      }
    }
    let gone = try id(
      client.send("POST", "/api/organizations/\(world.organization)/projects", "{\"name\":\"\(bad)\"}"))
    #expect(client.send("POST", "/api/projects/delete", "[\"\(gone.text)\"]").status == 200)
    _ = try ada.purgeSecrets([purged])
    return (try post(good, good, good), spoiled + [trashed])
  }

  /// Every finding is a client's, with its token and what repairs it.
  private func expectOnlyClients(_ count: Int? = nil) throws {
    let report = try ada.verify()
    #expect(!report.isDamaged && !report.isClean)
    if let count { #expect(report.findings.count == count) }
    for finding in report.findings {
      #expect(finding.area == .client && finding.mend != nil, "\(finding)")
      #expect(finding.message.contains(world.token.item.id.text), "\(finding)")
    }
  }

  @Test func everyCareIsTakenOfAVaultWithNonsense() throws {
    let (good, bad) = try spoil()
    let before = try ada.verify().findings.count
    try expectOnlyClients()
    // Export: what opens is there, the rest is told.
    let export = try ada.exportProduct()
    var exported: [UUID128] = []
    while let secret = try export.next() { exported.append(secret.id) }
    #expect(exported.contains(good) && exported.count == export.count)
    #expect(Set(export.unopened.map(\.kind)) == [.secret, .project])
    let leftOut = export.unopened.filter { $0.outcome == .leftOut }.map(\.id)
    #expect(leftOut.count + exported.count == (try ada.countSecrets()))
    #expect(Set(leftOut).isSubset(of: bad))
    // Rekey: twice, for what is carried stays what it is; the names of what is gone go.
    let first = try ada.rekey()
    #expect(first.carried > 0 && first.droppedNames == 1)
    let events = try ada.events(EventQuery([.equal(.type, .int(EventCode.textCarried.number))]))
    #expect(events.count == first.carried && events.allSatisfy { $0.secret != nil || $0.project != nil })
    try expectOnlyClients(before - 1)
    let second = try ada.rekey()
    #expect(second.carried == first.carried && second.droppedNames == 0)
    try expectOnlyClients(before - 1)
    #expect(try ada.reveal([good])[0].value.text() == "text")
  }

  /// The command that a finding names takes it away; what is left is clean.
  @Test func eachFindingHasItsMend() throws {
    _ = try spoil()
    var rounds = 0
    while true {
      let findings = try ada.verify().findings
      if findings.isEmpty { break }
      rounds += 1
      try #require(rounds < 40, "\(findings)")
      for finding in Set(findings.compactMap(\.mend)) {
        let words = finding.split(separator: " ").map(String.init)
        let id = words.count > 2 ? words.lazy.compactMap { UUID128($0) }.first : nil
        switch (words[0], words[1]) {
        case ("vault", "rekey"): _ = try ada.rekey()
        case ("vault", "repair"): _ = try ada.repair()
        case ("project", "rename"): _ = try ada.renameProject(#require(id), to: "mended \(rounds) \(finding)")
        case ("secret", "purge"): _ = try ada.purgeSecrets([#require(id)])
        case ("secret", "version"): _ = try ada.deleteVersions([#require(id)])
        case ("secret", "edit"):
          let edit =
            switch words.dropFirst(3).first {
            case "--key": SecretEdits(key: "MENDED \(finding)")
            case "--no-note": SecretEdits(note: Secret(count: 0))
            default: SecretEdits(value: Secret(utf8: "mended"))
            }
          _ = try ada.editSecret(#require(id), edit)
        default: Issue.record("no such command: \(finding)")
        }
      }
    }
    #expect(rounds > 0)
    #expect(try ada.verify().isClean)
    _ = try ada.rekey()
    #expect(try ada.verify().isClean)
  }

  /// The same nonsense that no client sent is damage, and so is what a client sent once it is another.
  @Test func nonsenseInTheFileIsDamage() throws {
    let store = world.vault.service.store
    let bad = try Self.foreign()
    let sent = try post(bad, bad, bad)
    func expectDamage(_ id: UUID128, _ column: SecretRow.Column, _ text: String) throws {
      let row = try #require(try store.first(SecretQuery([.equal(.id, .id(id))])))
      try store.begin(.write)
      try store.update(SecretRow.self, number: row.number, set: [(column, .text(text))])
      try store.commit()
      #expect(try ada.verify().isDamaged, "\(column)")
      let before: [SecretRow.Column: String] = [.name: row.name.text, .value: row.value, .note: row.note]
      try store.begin(.write)
      try store.update(SecretRow.self, number: row.number, set: [(column, .text(before[column] ?? ""))])
      try store.commit()
      #expect(try !ada.verify().isDamaged)
    }
    for column in [SecretRow.Column.name, .value, .note] {
      try expectDamage(world.secrets[0].id, column, bad)
      try expectDamage(sent, column, try Self.foreign())
      // Also a good one: what stands there is not what was sent.
      try expectDamage(sent, column, try world.seal("good"))
    }
  }

  /// What cannot be an EncString gets in nowhere.
  @Test func impossibleShapesAreRefused() throws {
    let good = try world.seal("text")
    let parts = good.dropFirst(2).split(separator: "|").map(String.init)
    let block = String(repeating: "A", count: 22) + "=="
    let impossible: [String] = [
      "", "2.", "2.||", "nonsense", "0." + good.dropFirst(2), "3." + good.dropFirst(2),
      String(good.dropLast()),
      good + "=", good + "|", " " + good, "2.\(parts[0])|\(parts[1])", "2.\(parts[0])||\(parts[2])",
      "2.\(parts[0])|AAAA|\(parts[2])", "2.\(parts[0])|\(block.dropLast(4))QUFB|\(parts[2])",
      "2.\(parts[0])|\(parts[1].dropLast(4))A===|\(parts[2])", "2.AAAA|\(parts[1])|\(parts[2])",
      "2.\(parts[0])|\(parts[1])|AAAA", "2.\(parts[0])|\(parts[1].dropFirst().description)_|\(parts[2])",
    ]
    let wrongTypes = ["null", "1", "true", "[]", "{}", "[\"\(good)\"]"]
    let values = impossible.map { "\"\($0)\"" } + wrongTypes
    let huge = "\"" + (try world.seal(String(repeating: "x", count: 40_000))) + "\""
    let event = try world.lastEvent()
    for value in values + [huge] {
      for field in ["key", "value", "note"] {
        var members = ["key": "\"\(good)\"", "value": "\"\(good)\"", "note": "\"\(good)\""]
        members[field] = value
        var body = "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        body += ",\"projectIds\":[\"\(world.projects[0].id.text)\"]}"
        let path = "/api/organizations/\(world.organization)/secrets"
        #expect(client.send("POST", path, body).status == 400, "\(field) \(value.prefix(80))")
        #expect(
          client.send("PUT", "/api/secrets/\(world.secrets[0].id.text)", body).status == 400,
          "\(field) \(value.prefix(80))")
      }
      let body = "{\"name\":\(value)}"
      #expect(client.send("POST", "/api/organizations/\(world.organization)/projects", body).status == 400)
      #expect(client.send("PUT", "/api/projects/\(world.projects[0].id.text)", body).status == 400)
    }
    #expect(try world.lastEvent() == event)
    #expect(try ada.verify().isClean)
  }
}
