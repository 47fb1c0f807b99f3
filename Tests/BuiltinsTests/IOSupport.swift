import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// A run with the commands of the language, of files and formats, and with sealed text and entities to try them on.
struct IORun {
  static let canary = "canary-7f3a"
  let run: TestRun
  let openings = CanaryLog()

  init(limits: Limits = Limits()) {
    run = TestCases.run(limits: limits, with: IOCommands.all + [CanaryCommand.self, AccountsCommand.self])
    run.context.registry.add(IOCommands.types)
    run.context.session = openings
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

/// Notes for which purposes the canary was opened.
final class CanaryLog: IdleSession {
  var purposes: [RevealPurpose] = []
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

    func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault)
    {
      log?.purposes.append(purpose)
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

/// A folder of a test, as its paths are written here: `folder("name")`.
typealias Folder = TemporaryFolder

extension TemporaryFolder {
  /// The path of a file in it.
  func callAsFunction(_ name: String) -> String { file(name) }

  func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
    try write(bytes, to: name, mode: mode)
  }

  func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
    try write(text, to: name, mode: mode)
  }
}
