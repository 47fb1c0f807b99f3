internal import Glibc
internal import Interpreter

/// Whether a file is there.
enum Exists: Command {
  static var name: String { "exists" }
  static let signature = Signature(
    "Tests whether a file or folder exists. A broken link does not count.", category: .io,
    positional: [Parameter("file", .named("path"), "the path; `~/` is the home folder")],
    output: .bool,
    examples: [
      Example("exists /", gives: "true"), Example("if (exists accounts.csv) { open accounts.csv | length }"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let path = try call.path("file")
    try call.context.refusePlanned(path)
    return .bool(try Listed.status(path, follows: true) != nil)
  }
}

/// Lists files.
enum List: Command {
  static var name: String { "ls" }
  static let signature = Signature(
    "Lists the files of a folder by name, or one file.", category: .io,
    positional: [
      Parameter(
        "path", .named("path"), "a folder, a file, or a pattern with * ? [ ]; without it the current folder",
        optional: true)
    ],
    flags: [Flag("all", nil, "includes names that begin with a dot", short: "a")], output: .rows(columns),
    details: """
      Names that are not UTF-8 are an error. `path` is what `open` takes. The kind is file, folder, link (which \
      is not followed) or other.
      """,
    examples: [
      Example("ls / | where .kind == \"folder\" | select name modified"), Example("ls '*.csv' | get path"),
      Example("ls ~/keys --all | where .mode != \"0600\""),
    ])

  private static let columns = [
    Column("name", .string), Column("kind", .string), Column("size", .int), Column("modified", .datetime),
    Column("mode", .string), Column("path", .string),
  ]
  private static let shape = Shape(columns.map(\.name))

  static func run(_ call: Call) throws(Fault) -> Value {
    let given = try call.text("path")
    let path = try given.map { (text) throws(Fault) in try FilePath.resolve(text, call.context) } ?? "."
    var rows: [Value] = []
    func add(_ path: String, _ name: String) throws(Fault) {
      try call.context.machine.poll()
      // What went meanwhile is not there.
      guard let status = try Listed.status(path, follows: false) else { return }
      rows.append(row(path, name, status, call.context))
    }
    if let status = try Listed.status(path, follows: true) {
      if status.st_mode & S_IFMT == S_IFDIR {
        let (names, unreadable) = try Listed.names(path, hidden: call.has("all"))
        note(unreadable, call)
        for name in names {
          try add(given == nil ? name : path.hasSuffix("/") ? path + name : path + "/" + name, name)
        }
      } else {
        try add(path, Listed.name(path))
      }
    } else if path.utf8.contains(where: { "*?[".utf8.contains($0) }) {
      let (paths, unreadable) = try Listed.matches(path, hidden: call.has("all"))
      note(unreadable, call)
      for path in paths { try add(path, Listed.name(path)) }
    } else {
      throw Fault(FileFault.notListed(Display.quoted(path), number: ENOENT))
    }
    return .stream(ListStream(rows, columns: columns))
  }

  /// Tells of names that no text can hold: nothing of the language could open such a file.
  private static func note(_ unreadable: Int, _ call: Call) {
    if unreadable == 0 || call.context.isQuiet { return }
    call.context.host.writeErrorLine(
      "note: \(unreadable) name\(unreadable == 1 ? " is" : "s are") not UTF-8, and not listed")
  }

  private static func row(_ path: String, _ name: String, _ status: stat, _ context: Context) -> Value {
    let kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: "file"
      case S_IFDIR: "folder"
      case S_IFLNK: "link"
      default: "other"
      }
    let modified = status.st_mtim.tv_sec * 1_000_000 + status.st_mtim.tv_nsec / 1000
    let mode = String(status.st_mode & 0o7777, radix: 8)
    return .record(
      RecordObject(
        shape: shape,
        values: [
          .string(name), .string(kind), .int(status.st_size),
          .datetime(Instant(microseconds: modified, zone: context.zone)),
          .string(String(repeating: "0", count: max(0, 4 - mode.utf8.count)) + mode), .string(path),
        ]))
  }
}

/// What the system says of files.
private enum Listed {
  /// What is at a path; nil for nothing.
  static func status(_ path: String, follows: Bool) throws(Fault) -> stat? {
    var status = stat()
    if (follows ? stat(path, &status) : lstat(path, &status)) == 0 { return status }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw Fault(FileFault.notExamined(Display.quoted(path), number: errno))
  }

  /// The last part of a path.
  static func name(_ path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? path
  }

  /// The names in a folder, ordered by their bytes, and how many are no text.
  static func names(_ path: String, hidden: Bool) throws(Fault) -> (names: [String], unreadable: Int) {
    guard let folder = opendir(path) else {
      throw Fault(FileFault.notListed(Display.quoted(path), number: errno))
    }
    defer { closedir(folder) }
    var names: [String] = []
    var unreadable = 0
    while true {
      errno = 0
      guard let entry = readdir(folder) else {
        if errno != 0 { throw Fault(FileFault.notListed(Display.quoted(path), number: errno)) }
        break
      }
      // The name may be longer than the type of its field says.
      let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      guard let name = String(validatingCString: start.assumingMemoryBound(to: CChar.self)) else {
        unreadable += 1
        continue
      }
      if name == "." || name == ".." || name.utf8.first == UInt8(ascii: ".") && !hidden { continue }
      names.append(name)
    }
    return (names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, unreadable)
  }

  /// The paths that a pattern matches, ordered by their bytes, and how many are no text.
  static func matches(_ pattern: String, hidden: Bool) throws(Fault) -> (paths: [String], unreadable: Int) {
    var found = glob_t()
    defer { globfree(&found) }
    let result = glob(pattern, GLOB_NOSORT | GLOB_ERR | (hidden ? GLOB_PERIOD : 0), nil, &found)
    if result == GLOB_NOMATCH { return ([], 0) }
    if result != 0 { throw Fault(FileFault.notListed(Display.quoted(pattern), number: errno)) }
    var paths: [String] = []
    var unreadable = 0
    for index in 0..<Int(found.gl_pathc) {
      guard let path = found.gl_pathv[index] else { continue }
      guard let text = String(validatingCString: path) else {
        unreadable += 1
        continue
      }
      let name = name(text)
      if name != ".", name != ".." { paths.append(text) }
    }
    return (paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, unreadable)
  }
}
