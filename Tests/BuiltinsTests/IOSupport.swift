import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// A run with the commands of the language, of files and formats, and with sealed text and entities to try them on.
struct IORun {
  static let canary = "canary-7f3a"
  let run: TestRun
  let doors = CanaryLog()

  init(limits: Limits = Limits()) {
    run = TestCases.run(limits: limits, with: IOCommands.all + [CanaryCommand.self, AccountsCommand.self])
    run.context.registry.add(IOCommands.types)
    run.context.session = doors
  }

  var host: TestHost { run.host }

  /// The value of the last statement as the language writes it, or `E0123 message`.
  func text(_ code: String) -> String { run.evaluateText(code) }

  /// The text that the last statement gives, exactly; of an error its code and message.
  func string(_ code: String) -> String {
    do throws(Fault) {
      let value = try run.evaluate(code)
      return value.string ?? "no text: \(Display(run.context).literal(value))"
    } catch {
      return "\(error.code) \(error.message)"
    }
  }

  /// The fault of a program; nil where it has none.
  func fault(_ code: String) -> Fault? {
    do throws(Fault) {
      _ = try run.evaluate(code)
      return nil
    } catch {
      return error
    }
  }
}

/// Notes the doors through which the canary went.
final class CanaryLog: Session {
  var doors: [Door] = []
  var committed: String? { nil }

  func begin() throws(Fault) {}
  func commit() throws(Fault) {}
  func rollback() throws(Fault) {}
  func savepoint() throws(Fault) {}
  func release() throws(Fault) {}
  func rollbackToSavepoint() throws(Fault) {}
  var lockedSince: Int? { nil }
  func beginPlan() throws(Fault) {}
  func endPlan() {}
  func plannedChanges(_ result: Value) throws(Fault) -> [Value] { [] }
}

/// `canary`: sealed text; with an argument other text.
enum CanaryCommand: Command {
  final class Canary: Envelope {
    let text: String
    let log: CanaryLog?

    init(_ text: String, _ log: CanaryLog?) {
      self.text = text
      self.log = log
    }

    var kind: String { "value" }
    var id: String { "1" }

    func open(_ door: Door, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
      log?.doors.append(door)
      let bytes = Array(text.utf8)
      let result: Result<Void, Fault> = bytes.withUnsafeBytes { raw in
        do throws(Fault) { return .success(try body(raw)) } catch { return .failure(error) }
      }
      try result.get()
    }
  }

  static var name: String { "canary" }
  static let signature = Signature(
    "Sealed text.", category: .io, positional: [Parameter("text", .string, "what is sealed", optional: true)],
    output: .any)

  static func run(_ call: Call) throws(Fault) -> Value {
    let log = call.context.session as? CanaryLog
    return .sealed(SealedObject(Canary(try call.text("text") ?? IORun.canary, log)))
  }
}

/// `some-accounts`: two rows of entities, each with a mention and a date.
enum AccountsCommand: Command {
  static var name: String { "some-accounts" }
  static let signature = Signature("Accounts.", category: .io, output: .any)

  static func run(_ call: Call) throws(Fault) -> Value {
    let shape = Shape(["name", "project", "created", "id"])
    var number = 0
    return .stream(
      MadeStream(columns: ["name", "project", "created", "id"].map { Column($0, .any) }) {
        number += 1
        if number > 2 { return nil }
        let name = number == 1 ? "ci" : "web"
        let project = EntityObject(kind: "project", id: "p\(number)", name: "prod-\(number)")
        let created = Value.datetime(Instant(microseconds: 86_400_000_000 * number))
        let row = RecordObject(
          shape: shape, values: [.string(name), .entity(project), created, .string("a\(number)")])
        return .entity(EntityObject(kind: "account", id: "a\(number)", name: name, row: row))
      })
  }
}

/// A folder that goes with everything in it at the end of a test.
final class Folder {
  let path: String

  init() throws {
    var name = Array("/tmp/sms-io-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&name).map { String(cString: $0) })
  }

  deinit { remove(path) }

  private func remove(_ path: String) {
    for name in Folder.names(path) {
      let inner = path + "/" + name
      if unlink(inner) != 0 { remove(inner) }
    }
    rmdir(path)
  }

  /// The path of a file in it.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// What is in it, in order.
  var names: [String] { Folder.names(path).sorted() }

  private static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
    let file = open(self(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    try #require(file >= 0)
    defer { close(file) }
    fchmod(file, mode)
    try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
  }

  func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
    try write(name, Array(text.utf8), mode: mode)
  }

  func bytes(_ name: String) -> [UInt8]? {
    let file = open(self(name), O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
    defer { close(file) }
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = read(file, &chunk, chunk.count), count > 0 { all += chunk[..<count] }
    return all
  }

  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

  func mode(_ name: String) -> mode_t? {
    var status = stat()
    return lstat(self(name), &status) == 0 ? status.st_mode & 0o7777 : nil
  }
}
