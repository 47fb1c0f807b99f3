package import Interpreter

/// The options of `sms serve`.
package struct ServeOptions {
  /// `--listen`: the address and port; nil: the standard one.
  package var listen: String?
  /// `--tls-cert`: the file of the certificate in PEM.
  package var certificate: String?
  /// `--tls-key`: the file of its private key in PEM.
  package var key: String?
  /// `--identity-url`: the URL at which clients sign in; nil: the vault's.
  package var identityURL: String?
  /// `--api-url`: the URL of the API for clients; nil: the vault's.
  package var apiURL: String?
  /// `--insecure`: plain HTTP on an address that other machines reach is wanted.
  package var isInsecure = false
  /// `--metrics`: the address and port of the metrics; nil: none are served.
  package var metrics: String?
  /// `--trusted-proxy`: the proxies that may name the address of a client.
  package var proxies: [String] = []
  /// `--keys`: the file of the keys that sign bearers; nil: the standard one.
  package var keys: String?
  /// `--log`: a line for each request on standard error.
  package var logs = false
  /// `--log json`: all lines there are JSON.
  package var logsJSON = false
  /// `--token-rate`: how many events each token may cause in a second, 0: as many as it likes; nil: as the vault says.
  package var tokenRate: Int?
  /// After how many seconds of silence a connection ends.
  package var idle: UInt32 = 30
  /// For how many µs a batch elsewhere may keep others from writing: so long requests wait for it.
  package var lock = Limits().lock
  /// The folder in which a certificate and its key are to be made.
  package var selfSigned: String?
  /// `sms serve keys rotate`.
  package var rotates = false
  /// `sms serve keys audit`.
  package var showsAuditKey = false
  /// Whether it is to serve, and not to make a certificate or a key.
  var isServing: Bool { selfSigned == nil && !rotates && !showsAuditKey }

  /// The options of `sms serve` without any.
  package init() {}

  /// The names of the options, for the test that the service files name real ones.
  package static let names = switches + valued
  private static let switches = ["--insecure", "--log"]
  private static let valued = [
    "--listen", "--tls-cert", "--tls-key", "--identity-url", "--api-url", "--metrics", "--trusted-proxy",
    "--keys", "--idle", "--token-rate", "--self-signed",
  ]

  /// Reads the words behind `serve`, without the options of all runs, which were taken out before.
  package init(words: [String]) throws(Fault) {
    var words = words[...]
    if words.starts(with: ["keys", "rotate"]) {
      rotates = true
      words = words.dropFirst(2)
    } else if words.starts(with: ["keys", "audit"]) {
      showsAuditKey = true
      words = words.dropFirst(2)
    }
    while let word = words.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if word == "--insecure" {
        isInsecure = true
      } else if parts[0] == "--log" {
        logs = true
        logsJSON = try Self.isJSON(parts.count > 1 ? parts[1] : nil, &words)
      } else if Self.valued.contains(parts[0]) {
        guard let value = parts.count > 1 ? parts[1] : words.popFirst(), !value.isEmpty else {
          throw Fault(ShellFault.valueMissing(option: parts[0], help: ShellFault.serveExample))
        }
        try set(parts[0], value)
      } else {
        let near = Suggestion.nearest(parts[0], among: Self.names)
        throw Fault(ShellFault.unknownServeOption(word, near: near))
      }
    }
    if rotates || showsAuditKey, listen != nil || selfSigned != nil { throw Fault(ShellFault.keysAlone) }
  }

  private mutating func set(_ name: String, _ value: String) throws(Fault) {
    switch name {
    case "--listen": listen = value
    case "--tls-cert": certificate = value
    case "--tls-key": key = value
    case "--identity-url": identityURL = try Self.base(name, value)
    case "--api-url": apiURL = try Self.base(name, value)
    case "--metrics": metrics = value
    case "--trusted-proxy": proxies.append(value)
    case "--keys": keys = value
    case "--self-signed": selfSigned = value
    case "--token-rate": tokenRate = try Self.rate(name, value)
    default:
      guard case .duration(let time)? = Durations.read(value), (1_000_000...3_600_000_000).contains(time)
      else {
        throw Fault(
          ShellFault.badValue(
            option: name, wanted: "1s to 1h", value: value, example: ShellFault.serveExample))
      }
      idle = UInt32(time / 1_000_000)
    }
  }

  /// Whether lines are JSON: the word behind `--log` may say so.
  private static func isJSON(_ given: String?, _ words: inout ArraySlice<String>) throws(Fault) -> Bool {
    let form = given ?? (["json", "text"].contains(words.first) ? words.removeFirst() : "text")
    guard ["json", "text"].contains(form) else {
      throw Fault(
        ShellFault.badValue(option: "--log", wanted: "json or text", value: form, example: "--log json"))
    }
    return form == "json"
  }

  private static func rate(_ name: String, _ value: String) throws(Fault) -> Int {
    if value == "off" { return 0 }
    guard let rate = Int(value), (1...1_000_000).contains(rate) else {
      throw Fault(
        ShellFault.badValue(
          option: name, wanted: "1 to 1000000 or off", value: value, example: "--token-rate 1000"))
    }
    return rate
  }

  /// The URL that clients put paths behind; a slash at its end would be one too many.
  private static func base(_ name: String, _ value: String) throws(Fault) -> String {
    let scheme = ["https://", "http://"].first { value.hasPrefix($0) }
    let rest = value.dropFirst(scheme?.utf8.count ?? 0)
    let isPlain = value.utf8.allSatisfy { (0x21...0x7e).contains($0) && !#"?#@"<>\^`{|}"#.utf8.contains($0) }
    guard scheme != nil, isPlain, let first = rest.first, first != "/", first != ":" else {
      let example = "\(name) https://vault.example/\(name.dropFirst(2).dropLast(4))"
      throw Fault(ShellFault.badValue(option: name, wanted: "a URL", value: value, example: example))
    }
    var url = value
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }
}
