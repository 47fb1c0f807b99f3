import Builtins
import Console
import Glibc
package import Interpreter
import Syntax

/// A session as it is written down: prompt lines and exactly what appears.
///
/// In a `.smst` file everything is transcript, and a line that begins with `#` is a heading: each heading begins a new
/// session. In Markdown the fenced blocks marked `sms` are; those under one heading are one session. A prompt is
/// `sms> ` followed by lines that begin with `  … `; what follows up to the next prompt is what must appear.
/// Behind `sms --token-file FILE> ` a machine account types, with the token of that file.
package struct Transcript {
  package struct Step {
    package var code: String
    /// The file of the access token with which it is run; nil: as the owner of the vault.
    package var token: String?
    package var expected: String
    package var line: Int
    /// The lines of the file that hold what is expected.
    package var lines: Range<Int>
  }

  package struct Session {
    package var title: String
    package var steps: [Step] = []
    /// The words behind `sms` at the head of a block, or of `#setup` lines.
    package var setup: Set<String> = []
  }

  package let path: String
  package private(set) var sessions: [Session] = []
  private var fileLines: [String]

  /// Reads a file; nil where it cannot be read.
  package init?(path: String) {
    guard let text = readText(path) else { return nil }
    self.path = path
    fileLines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    parse(isMarkdown: path.hasSuffix(".md"))
  }

  private mutating func parse(isMarkdown: Bool) {
    var inside = !isMarkdown
    var fenced = false
    var current = Session(title: "beginning")
    // What stands above the first heading holds for all sessions of the file.
    var common: Set<String> = []
    func finish(_ session: Session, _ sessions: inout [Session]) {
      if !session.steps.isEmpty { sessions.append(session) }
    }
    var index = 0
    while index < fileLines.count {
      let line = fileLines[index]
      if isMarkdown, line.hasPrefix("```") {
        let words = line.dropFirst(3).split(separator: " ")
        if fenced {
          (fenced, inside) = (false, false)
        } else {
          (fenced, inside) = (true, words.first == "sms")
        }
        if inside { current.setup.formUnion(words.dropFirst().map(String.init)) }
      } else if line.hasPrefix("#"), !fenced {
        if line.hasPrefix("#setup ") {
          let words = line.dropFirst(7).split(separator: " ").map(String.init)
          current.setup.formUnion(words)
          if sessions.isEmpty, current.steps.isEmpty { common.formUnion(words) }
        } else {
          finish(current, &sessions)
          current = Session(title: String(line.drop { $0 == "#" || $0 == " " }), setup: common)
        }
      } else if inside, Self.prompt(line) != nil {
        index = step(at: index, &current, isMarkdown) - 1
      }
      index += 1
    }
    finish(current, &sessions)
  }

  /// What a line with a prompt says; nil for another line.
  private static func prompt(_ line: String) -> (code: String, token: String?)? {
    if line.hasPrefix("sms> ") { return (String(line.dropFirst(5)), nil) }
    let mark = "sms --token-file "
    guard line.hasPrefix(mark), let end = line.firstRange(of: "> ") else { return nil }
    return (String(line[end.upperBound...]), String(line[..<end.lowerBound].dropFirst(mark.count)))
  }

  /// Reads one step; gives the line behind it.
  private func step(at start: Int, _ session: inout Session, _ isMarkdown: Bool) -> Int {
    guard let prompt = Self.prompt(fileLines[start]) else { return start + 1 }
    var code = prompt.code
    var index = start + 1
    while index < fileLines.count, fileLines[index].hasPrefix("  … ") {
      code += "\n" + fileLines[index].dropFirst(4)
      index += 1
    }
    let from = index
    while index < fileLines.count, Self.prompt(fileLines[index]) == nil {
      if isMarkdown ? fileLines[index].hasPrefix("```") : fileLines[index].hasPrefix("#") { break }
      index += 1
    }
    var to = index
    if !isMarkdown, to > from, fileLines[to - 1].isEmpty { to -= 1 }
    let expected = fileLines[from..<to].map { $0 + "\n" }.joined()
    session.steps.append(
      Step(code: code, token: prompt.token, expected: expected, line: start + 1, lines: from..<to))
    return index
  }

  /// Writes the file again with what appeared in place of what was expected.
  package func rewrite(_ outputs: [(lines: Range<Int>, text: String)]) {
    var lines = fileLines
    for output in outputs.sorted(by: { $0.lines.lowerBound > $1.lines.lowerBound }) {
      var text = output.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if text.last == "" { text.removeLast() }
      lines.replaceSubrange(output.lines, with: text)
    }
    writeText(path, lines.joined(separator: "\n"))
  }

  /// Runs all sessions: what differs, as text for a failing test; empty where everything is as written.
  ///
  /// With `SMS_UPDATE_TRANSCRIPTS=1` the file is rewritten instead.
  package func differences(_ makeRun: (Session) throws -> TranscriptRun) rethrows -> String {
    var outputs: [(lines: Range<Int>, text: String)] = []
    var report = ""
    for session in sessions {
      let run = try makeRun(session)
      for step in session.steps {
        // Carriage returns cannot be seen in a document: the formats' own tests look at them.
        let text = String(
          decoding: run.perform(step.code, token: step.token).utf8.filter { $0 != 0x0D }, as: UTF8.self)
        outputs.append((step.lines, text))
        if text != step.expected {
          report +=
            "\(path):\(step.line) (\(session.title)) sms> \(step.code)\n--- expected\n\(step.expected)--- appeared\n\(text)"
        }
      }
    }
    guard !report.isEmpty, isUpdatingTranscripts else { return report }
    rewrite(outputs)
    return ""
  }
}

/// The dialogue of a transcript: names and `def`s live on from step to step.
package struct TranscriptRun {
  package let host: TranscriptHost
  package let context: Context
  let scopes = Scopes()
  let loader = TestLoader()
  private let counter = Counter()

  final class Counter {
    var value = 0
    /// The sessions of machine accounts by the files of their tokens.
    var sessions: [String: any Session] = [:]
  }

  package init(host: TranscriptHost, context: Context) {
    self.host = host
    self.context = context
  }

  /// A run of the language alone.
  package init(commands: [any Command.Type], patterns: any PatternEngine) {
    let registry = Registry()
    registry.add(commands)
    let host = TranscriptHost()
    self.init(
      host: host, context: Context(host: host, registry: registry, patterns: patterns, zones: ZoneTable()))
  }

  /// The session of the holder of a token file, the same one for all their lines.
  private func session(_ token: String) -> (any Session)? {
    if counter.sessions[token] == nil, let owner = context.session {
      let seed = UInt64(counter.sessions.count + 8)
      counter.sessions[token] = try? TranscriptVault.session(host, token: token, beside: owner, seed: seed)
    }
    return counter.sessions[token]
  }

  /// Runs one program and gives what appears; with the file of a token its machine account runs it.
  package func perform(_ code: String, token: String? = nil) -> String {
    let owner = context.session
    defer { context.session = owner }
    if let token { context.session = session(token) }
    counter.value += 1
    host.text = ""
    let parsed = parse(Source(name: "<line \(counter.value)>", text: Scopes.continued(code)))
    let program = Checker(context: context, loader: loader, scopes: scopes).check(parsed)
    host.text += program.diagnostics.map { DiagnosticRenderer().render($0) }.joined()
    if program.hasErrors { return host.text }
    do throws(Fault) {
      try context.run(program)
      if let last = host.last { context.define("last", last, in: scopes) }
    } catch {
      if case .exit(let status) = error.report.kind { return host.text + "(exit \(status))\n" }
      host.text += DiagnosticRenderer().render(error.diagnostic)
    }
    return host.text
  }
}

/// A host that shows values as a file would get them, with a clock that stands still unless a test moves it.
package final class TranscriptHost: Host {
  package var text = ""
  package var last: Value?
  package var input: [UInt8] = []
  package var lines: [String] = []
  package var time = 1_795_507_200_000_000
  /// The home folder: none that is there, unless the session has one.
  private var home = "/home/ada"
  private var hasHome = false

  package init() {}

  deinit { if hasHome { TemporaryFolder.remove(home) } }

  /// Makes a home folder for this session of the transcript.
  package func makeHome() {
    var template = Array("/tmp/sms-transcript-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return }
    home = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    hasHome = true
  }

  package func write(_ bytes: [UInt8]) throws(Fault) { text += String(decoding: bytes, as: UTF8.self) }

  package func writeError(_ text: String) { self.text += text }

  package func show(_ value: Value, context: Context) throws(Fault) {
    var columns: [Column]?
    var note: (() throws(Fault) -> String?)?
    if case .stream(let stream) = value { (columns, note) = (stream.columns, stream.note) }
    let whole = try Streams.collect(value, context)
    last = whole
    text += Presentation(context).text(whole, columns: columns, for: .plain)
    if let line = try note?() { text += line }
  }

  package func print(_ text: String) throws(Fault) { self.text += text + "\n" }

  package func readInput() throws(Fault) -> [UInt8] { input }

  package func readLine(prompt: String, hidden: Bool) throws(Fault) -> String? {
    lines.isEmpty ? nil : lines.removeFirst()
  }

  package func environment(_ name: String) -> String? { name == "HOME" ? home : nil }

  package func clock() -> Int { time }

  package var outputIsTerminal: Bool { false }

  package var inputIsTerminal: Bool { false }
}

/// Whether transcripts are to be written down again instead of compared.
package var isUpdatingTranscripts: Bool { getenv("SMS_UPDATE_TRANSCRIPTS") != nil }

/// The text of a file.
package func readText(_ path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return String(decoding: bytes, as: UTF8.self) }
    bytes.append(contentsOf: chunk[..<count])
  }
}

/// Writes a text to a file.
package func writeText(_ path: String, _ text: String) {
  guard let file = fopen(path, "w") else { return }
  defer { fclose(file) }
  let bytes = Array(text.utf8)
  fwrite(bytes, 1, bytes.count, file)
}

/// The root of the repository, from the place of a test file two folders below it.
package func repositoryRoot(_ file: String = #filePath) -> String {
  let parts = file.split(separator: "/")
  guard let tests = parts.lastIndex(of: "Tests") else { return "." }
  return "/" + parts[..<tests].joined(separator: "/")
}
