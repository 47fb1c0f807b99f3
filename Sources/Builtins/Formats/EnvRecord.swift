internal import Interpreter
internal import Syntax

/// Env files as records.
enum EnvRecord {
  /// The variables of a text; each name once.
  static func read(_ text: String) throws(Fault) -> Value {
    let variables: [EnvVariable]
    do throws(EnvError) {
      variables = try Env.read(text)
    } catch {
      throw Fault("E0626", "no env file: \(error.message), line \(error.line), column \(error.column)")
    }
    var lines: [ExactText: Int] = [:]
    for variable in variables {
      if let first = lines.updateValue(variable.line, forKey: ExactText(variable.name)) {
        throw Fault(
          "E0626", "the variable `\(variable.name)` stands twice: lines \(first) and \(variable.line)")
      }
    }
    return .record(variables.map { ($0.name, .string($0.value)) })
  }

  /// A record as lines that `sh` reads.
  static func write(_ value: Value, _ options: FormatOptions, _ context: Context) throws(Fault) -> [UInt8] {
    guard let record = Fields.record(of: value) else {
      throw Fault(
        "E0632", "env is made of a record, not of a \(value.typeName)", help: "`{NAME: value}` is a variable")
    }
    var out = ""
    for (name, value) in zip(record.shape.keys, record.values) {
      let text = try text(value, name, options, context)
      do throws(EnvError) {
        out += try Env.line(name: name, value: text, export: options.exports)
      } catch {
        throw Fault("E0633", "`\(name)` cannot be written as env: \(error.message)")
      }
    }
    return Array(out.utf8)
  }

  private static func text(
    _ value: Value, _ name: String, _ options: FormatOptions, _ context: Context
  ) throws(Fault) -> String {
    let path = FormatPath(steps: [.key(name)])
    switch value {
    case .text, .bool, .int, .float, .duration, .datetime, .entity: return Display(context).inline(value)
    case .sealed:
      guard options.isMasked else {
        throw Fault(
          "E0630", "sealed text is not written as env\(path.suffix)",
          help:
            "`\"\(name)=\\(…)\\n\" | save FILE` writes it, and leaves an event behind; `--masked` writes \(Display.mask)"
        )
      }
      return Display.mask
    case .null: throw path.refused(value, .env, help: "`compact` and `default` say what stands for null")
    default: throw path.refused(value, .env, help: "`to json --compact` makes text of it")
    }
  }
}
