/// Recognizes secrets by their form, their name, or their place among arguments.
enum SecretWords {
  // MARK: texts

  /// An access token (`0.ID.SECRET:SEED`), a key file's text (`sms-key.1.…`), a PEM block, a URL with a password or
  /// `PASSWORD=…`.
  static func isSecret(_ text: String) -> Bool {
    if text.contains("sms-key.") || text.contains("-----BEGIN") { return true }
    return isToken(text) || isKnownToken(text) || hasPassword(text) || isAssignment(text) || isDocument(text)
  }

  /// Prefixes of services' tokens, and `Bearer …`, `Basic …`.
  private static let beginnings = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA", "xoxb-", "xoxp-",
    "xapp-",
    "sk_live_", "sk_test_", "rk_live_", "sk-", "npm_", "pypi-", "hvs.", "dop_v1_", "eyJ", "Bearer ", "Basic ",
  ]

  /// A long text of the characters of tokens behind one of these beginnings.
  private static func isKnownToken(_ text: String) -> Bool {
    beginnings.contains { beginning in
      guard text.hasPrefix(beginning) else { return false }
      let rest = text.dropFirst(beginning.count)
      return rest.utf8.count >= 12
        && rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+/=~".contains($0)) }
    }
  }

  /// JSON or YAML in which a name that tells of a secret has a value.
  private static func isDocument(_ text: String) -> Bool {
    let first = text.first { !$0.isWhitespace }
    if first == "{" || first == "[" { return hasMember(text) }
    return text.split(separator: "\n").contains { line in
      guard let colon = line.firstIndex(of: ":") else { return false }
      let name = line[..<colon].drop { $0.isWhitespace || $0 == "-" || $0 == "\"" }
      let value = line[line.index(after: colon)...]
      return value.first == " " && value.contains { !$0.isWhitespace }
        && name.allSatisfy { $0.isLetter || $0.isNumber || "_-.\"".contains($0) } && tells(String(name))
    }
  }

  private static func isToken(_ text: String) -> Bool {
    text.ranges(of: "0.").contains { range in
      let parts = text[range.lowerBound...].split(separator: ":", maxSplits: 1)
      let left = parts.first?.split(separator: ".") ?? []
      return parts.count == 2 && left.count == 3 && left[1].utf8.count >= 32 && left[2].utf8.count >= 20
    }
  }

  /// `scheme://user:password@host`, and `https://token@host`.
  private static func hasPassword(_ text: String) -> Bool {
    text.ranges(of: "://").contains { scheme in
      let rest = text[scheme.upperBound...].prefix { !$0.isWhitespace }
      // A password may hold what ends a host: the last `@` before a query counts.
      guard let at = rest.prefix(while: { $0 != "?" && $0 != "#" }).lastIndex(of: "@") else { return false }
      let before = rest[..<at]
      guard let colon = before.firstIndex(of: ":") else {
        return text[..<scheme.lowerBound].lowercased().hasSuffix("http")
          || text[..<scheme.lowerBound].lowercased().hasSuffix("https") ? !before.contains("/") : false
      }
      return !before[..<colon].contains("/")
    }
  }

  /// `DB_PASSWORD=…`, alone or among others, as programs, forms and connection strings have it.
  private static func isAssignment(_ text: String) -> Bool {
    text.indices.contains { index in
      guard text[index] == "=" else { return false }
      let value = text[text.index(after: index)...]
      guard let first = value.first, !first.isWhitespace, first != "=", first != "&" else { return false }
      return tells(nameBefore: text[..<index])
    }
  }

  /// Whether the name that a text ends with tells of a secret.
  private static func tells(nameBefore text: Substring) -> Bool {
    let name = text.reversed().prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) }
    return !name.isEmpty && tells(String(name.reversed()))
  }

  // MARK: names

  /// Whether a name says that it stands for a secret.
  static func tells(_ name: String) -> Bool {
    let plain = name.lowercased().filter { $0 != "_" && $0 != "-" }
    return parts.contains { plain.contains($0) } || whole.contains(plain) || endsLikeOne(plain)
      || plain.split(separator: ".").last.map { whole.contains(String($0)) } == true
  }

  /// `db_pass`, `userpass`, `adminpw`.
  private static func endsLikeOne(_ plain: String) -> Bool {
    guard plain.allSatisfy({ $0.isLetter || $0.isNumber }) else { return false }
    if plain.hasSuffix("pw") { return true }
    return plain.hasSuffix("pass") && !otherPasses.contains { plain.hasSuffix($0) }
  }

  private static let otherPasses = ["bypass", "compass", "trespass", "surpass", "overpass", "underpass"]

  private static let parts = [
    "passw", "passphrase", "passcode", "pwd", "secret", "token", "apikey", "accesskey", "privatekey",
    "credential",
  ]
  private static let whole: Set<String> = ["pin", "pw", "pass", "passin", "passout", "bearer", "auth"]

  // MARK: arguments

  /// Which of the words that a program is given in a row are secret: by what stands before them, or in them.
  static func secretPlaces(among words: [String?]) -> [Int] {
    var programs = Programs()
    var before: String?
    var places: [Int] = []
    for (place, word) in words.enumerated() {
      if let word, !word.isEmpty, isSecretArgument(word, behind: before, programs) { places.append(place) }
      if let word { programs.add(word) }
      before = word.flatMap { $0.hasPrefix("-") ? $0 : nil }
    }
    return places
  }

  /// What the programs that a row of words has named so far take passwords by.
  private struct Programs {
    private(set) var options: Set<String> = []
    private(set) var hasDatabase = false

    mutating func add(_ word: String) {
      let name = baseName(word)
      if let option = optionsOfPrograms[name] { options.insert(option) }
      if databases.contains(name) { hasDatabase = true }
    }
  }

  private static func isSecretArgument(_ word: String, behind option: String?, _ programs: Programs) -> Bool {
    if isSecret(word) || isHeader(word) || isLogin(word) || word.hasPrefix("pass:") { return true }
    if let option, !word.hasPrefix("-") {
      if tells(option) || userOptions.contains(option) && word.contains(":") { return true }
      if programs.options.contains(option) { return true }
    }
    for flag in ["-u", "-U"] where word.hasPrefix(flag) && word.contains(":") { return true }
    if word.hasPrefix("-p"), word.count > 2, programs.hasDatabase { return true }
    // A command line for a shell, or JSON for a service.
    let inner = split(word)
    return inner.count > 1 && (!secretPlaces(among: inner).isEmpty || hasMember(word))
  }

  private static func baseName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Options whose value is `user:password`.
  private static let userOptions: Set<String> = [
    "-u", "-U", "--user", "--proxy-user", "--auth", "--http-user", "--userpwd",
  ]
  /// Programs with an option of one letter for a password.
  private static let optionsOfPrograms = [
    "sshpass": "-p", "redis-cli": "-a", "ldapsearch": "-w", "ldapmodify": "-w", "ldapadd": "-w",
    "docker": "-p",
    "podman": "-p", "unzip": "-P", "zip": "-P", "htpasswd": "-b",
  ]
  private static let databases: Set<String> = [
    "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "mariadb-admin",
  ]

  /// `Authorization: …`, `X-Api-Key: …`.
  private static func isHeader(_ word: String) -> Bool {
    guard let colon = word.firstIndex(of: ":") else { return false }
    let name = word[..<colon].lowercased().drop { !$0.isLetter }
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else { return false }
    let rest = word[word.index(after: colon)...]
    if rest.hasPrefix("//") || !rest.contains(where: { !$0.isWhitespace }) { return false }
    return headers.contains(String(name)) || rest.first == " " && tells(String(name))
  }

  private static let headers: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "set-cookie", "x-auth-key",
  ]

  /// `user:password@host`.
  private static func isLogin(_ word: String) -> Bool {
    guard let at = word.firstIndex(of: "@"), let colon = word[..<at].firstIndex(of: ":") else { return false }
    let password = word[word.index(after: colon)..<at]
    return !password.isEmpty && !word[..<at].contains { $0 == "/" || $0.isWhitespace }
      && word.index(after: at) < word.endIndex
  }

  /// `{"password": …}`.
  private static func hasMember(_ word: String) -> Bool {
    word.indices.contains { index in
      guard word[index] == ":" else { return false }
      let before = word[..<index].reversed().drop { $0.isWhitespace || "\"'\\".contains($0) }
      return tells(nameBefore: Substring(String(before.reversed())))
    }
  }

  /// The words of a command line: split at blanks, what is in quotes stays together.
  static func split(_ line: String) -> [String] { ranges(ofWordsIn: line).map { bare(line[$0]) } }

  /// A word without the quotes around it and what opens before it.
  static func bare(_ word: Substring) -> String {
    String(word.drop { "\"'`([{$,;|".contains($0) }.reversed().drop { "\"'`)]},;|".contains($0) }.reversed())
  }

  /// Where the words of a line stand, with their quotes.
  static func ranges(ofWordsIn line: String) -> [Range<String.Index>] {
    var ranges: [Range<String.Index>] = []
    var start: String.Index?
    var quote: Character?
    for index in line.indices {
      let character = line[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character.isWhitespace {
        if let first = start { ranges.append(first..<index) }
        start = nil
      } else {
        if start == nil { start = index }
        if character == "\"" || character == "'" { quote = character }
      }
    }
    if let first = start { ranges.append(first..<line.endIndex) }
    return ranges
  }
}
