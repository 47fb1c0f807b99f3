internal import Interpreter
internal import Syntax

/// Env files as records.
enum EnvRecord {
  /// The variables of a text; a name that stands twice is a fault, or its last value counts.
  static func read(_ text: String, _ options: ReadOptions) throws(Fault) -> Value {
    let variables: [EnvVariable]
    do throws(EnvError) {
      variables = try Env.read(text)
    } catch {
      throw Fault("E0626", "no env file: \(error.message), line \(error.line), column \(error.column)")
    }
    var places: [ExactText: Int] = [:]
    var names: [String] = []
    var values: [Value] = []
    var lines: [Int] = []
    for variable in variables {
      let name = ExactText(variable.name)
      if let place = places[name] {
        guard options.lastWins else {
          throw Fault(
            "E0626",
            "the variable `\(variable.name)` stands twice: lines \(lines[place]) and \(variable.line)",
            help: "`--last` takes the last one")
        }
        values[place] = .string(variable.value)
        continue
      }
      places[name] = names.count
      names.append(variable.name)
      values.append(.string(variable.value))
      lines.append(variable.line)
    }
    return .record(RecordObject(shape: Shape(names), values: values))
  }

  /// A record as lines that `sh` reads.
  static func write(_ value: Value, _ options: FormatOptions, _ context: Context) throws(Fault) -> [UInt8] {
    guard let record = Fields.record(of: value) else {
      throw Fault(
        "E0632", "env is made of a record, not of \(value.typeName.withArticle)",
        help: "`{NAME: value}` is a variable")
    }
    var out = ""
    for (name, value) in zip(record.shape.keys, record.values) {
      let text = try text(value, name, options, context)
      do throws(EnvError) {
        out += try Env.line(name: name, value: text, export: options.exports, for: style(options))
      } catch {
        throw Fault(
          "E0633", "`\(name)` cannot be written as env: \(error.message)", help: help(name, options))
      }
    }
    return Array(out.utf8)
  }

  private static func style(_ options: FormatOptions) -> Env.Style {
    options.isPlain ? .plain : options.isDotenv ? .dotenv : .sh
  }

  private static func help(_ name: String, _ options: FormatOptions) -> String? {
    if options.isPlain { return "`to env` without --plain quotes what it can, for `sh`; json carries all" }
    if options.isDotenv { return "without --dotenv it is written for `sh` alone" }
    return Env.isNameInFiles(name) && !Env.isName(name) ? "`--plain` writes such names, for docker" : nil
  }

  private static func text(
    _ value: Value, _ name: String, _ options: FormatOptions, _ context: Context
  ) throws(Fault) -> String {
    let path = FormatPath(steps: [.key(name)])
    switch value {
    case .text, .bool, .int, .float, .duration, .datetime, .entity: return Display(context).inline(value)
    case .sealed:
      guard options.isMasked else { throw path.sealed(.env) }
      return Display.mask
    case .null: throw path.refused(value, .env, help: "`compact` and `default` say what stands for null")
    default: throw path.refused(value, .env, help: "`to json --compact` makes text of it")
    }
  }
}
