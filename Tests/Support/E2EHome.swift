import Glibc

/// A person with a home folder of their own, a passphrase and a place for a vault: everything in one temporary folder.
package final class E2EHome {
  /// The owner of the vault.
  package static let email = "ada@acme.example"
  package static let passphrase = "correct horse battery staple"

  /// The temporary folder, removed with what is in it when the home goes.
  package let folder: String
  /// Variables of every run.
  package var environment: [String: String]

  /// An empty home; the vault that the environment names does not exist yet.
  package init() throws {
    var template = Array("/tmp/sms-e2e-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw E2EProgram.Failure.system("mkdtemp", errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    environment = [
      "HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm",
      "PAGER": "cat",
      "XDG_RUNTIME_DIR": folder, "SMS_VAULT": folder + "/v.db", "SMS_USER": Self.email,
      "SMS_PASSPHRASE_FILE": folder + "/passphrase",
    ]
    try write(Self.passphrase + "\n", to: "passphrase")
  }

  deinit { TemporaryFolder.remove(folder) }

  /// The path of the program under test.
  package static let binary =
    getenv("SMS_BINARY").map { String(cString: $0) } ?? repositoryRoot() + "/.build/debug/sms"

  package var vault: String { folder + "/v.db" }

  package func path(_ name: String) -> String { folder + "/" + name }

  // MARK: runs

  /// Starts the program.
  package func start(
    _ arguments: [String], input: String = "", variables: [String: String?] = [:], output: String? = nil
  ) throws -> E2EProgram {
    try E2EProgram(
      Self.binary, arguments, environment: merged(variables), input: Array(input.utf8), output: output)
  }

  /// Runs the program to its end.
  package func run(
    _ arguments: String..., input: String = "", variables: [String: String?] = [:], output: String? = nil,
    seconds: Int = 90
  ) throws -> E2EResult {
    try start(arguments, input: input, variables: variables, output: output).wait(seconds: seconds)
  }

  /// Runs `command` by `/bin/sh`, where `$SMS` is the program.
  package func shell(_ command: String) throws -> E2EResult {
    var environment = environment
    environment["SMS"] = Self.binary
    return try E2EProgram("/bin/sh", ["-c", command], environment: environment).wait()
  }

  /// Starts the program on a pseudo-terminal.
  package func terminal(
    _ arguments: String..., variables: [String: String?] = [:], rows: Int = 40, columns: Int = 100
  ) throws -> PtySession {
    try PtySession(
      executable: Self.binary, arguments: arguments, environment: merged(variables), rows: rows,
      columns: columns)
  }

  private func merged(_ variables: [String: String?]) -> [String: String] {
    var environment = environment
    for (name, value) in variables { environment[name] = value }
    return environment
  }

  // MARK: files

  package func write(_ text: String, to name: String, mode: UInt32 = 0o600) throws {
    try write(Array(text.utf8), to: name, mode: mode)
  }

  package func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o600) throws {
    let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw E2EProgram.Failure.system(name, errno) }
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw E2EProgram.Failure.system(name, errno)
    }
    chmod(path(name), mode)
  }

  /// Makes a folder of the home, for its owner alone.
  package func makeFolder(_ name: String) { mkdir(path(name), 0o700) }

  /// The bytes of a file of the home; nil where there is none.
  package func read(_ name: String) -> [UInt8]? { readBytes(path(name)) }

  /// The paths below the home of all regular files.
  package var files: [String] { E2EHome.files(folder, "") }

  /// What `stat` gives as permissions; nil where there is no such file.
  package func mode(_ name: String) -> UInt32? {
    var facts = stat()
    return lstat(path(name), &facts) == 0 ? facts.st_mode & 0o7777 : nil
  }

  private static func files(_ folder: String, _ prefix: String) -> [String] {
    TemporaryFolder.names(folder).flatMap { name in
      let path = folder + "/" + name
      return TemporaryFolder.isFolder(path) ? files(path, prefix + name + "/") : [prefix + name]
    }
  }
}

/// The bytes of a file; nil where it cannot be read.
package func readBytes(_ path: String) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(file, &chunk, chunk.count)
    if count < 0 { return nil }
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}
