internal import Base
internal import Interpreter
internal import Syntax
internal import Vault

/// Which secrets become variables, and whether their keys may be names of variables.
struct RunNames {
  private let call: Call
  private let only: [String]?
  private let forced: [String]

  init(_ call: Call) throws(Fault) {
    self.call = call
    only = try Self.names("only", call)
    forced = try Self.names("force-name", call) ?? []
  }

  /// The names of a flag: with commas between them, or a list.
  private static func names(_ flag: String, _ call: Call) throws(Fault) -> [String]? {
    guard let value = call.flag(flag) else { return nil }
    if let text = value.string { return text.split(separator: ",").map(String.init) }
    var names: [String] = []
    for item in try Subjects.flat([value], call) {
      guard let name = item.string else { throw call.wrongType("--" + flag, "name", item) }
      names.append(name)
    }
    return names
  }

  /// The secrets that are handed out: none has a name that is refused, and no two have the same.
  func check(_ found: [SecretItem]) throws(Fault) -> [SecretItem] {
    let chosen = try valid(try choose(found))
    try refuseTwins(chosen)
    let refused = chosen.map(\.key).filter { !isForced($0) && Self.isDangerous($0) }
    if !refused.isEmpty {
      throw call.fault(CommandFault.dangerousNames(refused))
    }
    return chosen
  }

  private func refuseTwins(_ chosen: [SecretItem]) throws(Fault) {
    let twins = Dictionary(grouping: chosen) { ExactText($0.key) }.filter { $0.value.count > 1 }
    if twins.isEmpty { return }
    let keys = twins.keys.map(\.text).sorted()
    // Choosing a project does not tell apart secrets of the same project.
    let inOne = twins.values.first { Set($0.map(\.project?.id)).count < $0.count }
    let help = inOne.map {
      "`secret edit \($0[0].id.text) --key NAME` gives one of them another key, `secret delete` takes it away"
    }
    throw call.fault(CommandFault.twinKeys(keys, help: help))
  }

  private func isForced(_ name: String) -> Bool {
    call.has("force") || forced.contains { sameBytes($0, name) }
  }

  private func choose(_ found: [SecretItem]) throws(Fault) -> [SecretItem] {
    guard let only else { return found }
    for name in only where !found.contains(where: { sameBytes($0.key, name) }) {
      let near = Suggestion.nearest(name, among: found.map(\.key))
      throw call.fault(CommandFault.notAmong(name: name, near: near))
    }
    return found.filter { secret in only.contains { sameBytes($0, secret.key) } }
  }

  /// Those whose keys are names of variables; the others are an error, or left out.
  private func valid(_ secrets: [SecretItem]) throws(Fault) -> [SecretItem] {
    let invalid = secrets.filter { !Self.isName($0.key) }.map { Display.quoted($0.key) }
    if invalid.isEmpty { return secrets }
    guard call.has("skip-invalid") else {
      throw call.fault(CommandFault.badVariableNames(invalid))
    }
    call.context.host.writeErrorLine(
      "note: left out, not a variable's name: \(invalid.joined(separator: ", "))")
    return secrets.filter { Self.isName($0.key) }
  }

  /// `[A-Za-z_][A-Za-z0-9_]*`.
  static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first &- 0x30 >= 10 else { return false }
    return name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "_") }
  }

  /// Names by which a variable makes programs load, run or trust something else.
  private static let dangerous: Set<String> = [
    "PATH", "IFS", "BASH_ENV", "ENV", "PS4", "SHELLOPTS", "BASHOPTS", "PROMPT_COMMAND", "NODE_OPTIONS",
    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "PERLLIB", "GCONV_PATH", "GLIBC_TUNABLES",
  ]
  private static let dangerousBeginnings = [
    "LD_", "PYTHON", "PERL5", "RUBY", "GIT_", "SSL_CERT_", "SMS_",
  ]

  /// Whether a name of a variable is refused unless it is forced.
  static func isDangerous(_ name: String) -> Bool {
    // Proxies are read from names in both cases.
    dangerous.contains(name) || dangerousBeginnings.contains { name.hasPrefix($0) }
      || name.uppercased().hasSuffix("_PROXY")
  }
}
