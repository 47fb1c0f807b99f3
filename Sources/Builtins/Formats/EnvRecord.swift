internal import Base
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
      throw Fault(FileFault.badEnv(reason: error.message, line: error.line, column: error.column))
    }
    var places: [ExactText: Int] = [:]
    var names: [String] = []
    var values: [Value] = []
    var lines: [Int] = []
    for variable in variables {
      let name = ExactText(variable.name)
      if let place = places[name] {
        guard options.lastWins else {
          throw Fault(FileFault.variableTwice(variable.name, first: lines[place], second: variable.line))
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
    let alone = Fields.record(of: value)
    guard let record = alone == nil ? try rows(value, context) : alone else {
      throw Fault(FileFault.notVariables(given: value.typeName))
    }
    var out = ""
    for (name, value) in zip(record.shape.keys, record.values) {
      let text = try text(value, name, options, context)
      do throws(EnvError) {
        out += try Env.line(name: name, value: text, export: options.exports, for: style(options))
      } catch {
        throw Fault(FileFault.badVariable(name, reason: error.message, help: help(name, options)))
      }
    }
    return Array(out.utf8)
  }

  /// Rows with `key` and `value`, as `secret create` takes them, as one record; nil for what is no such rows.
  private static func rows(_ value: Value, _ context: Context) throws(Fault) -> RecordObject? {
    switch value {
    case .list, .stream: break
    default: return nil
    }
    var names: [String] = []
    var values: [Value] = []
    var seen: Set<ExactText> = []
    for (number, item) in try Streams.items(value, context).enumerated() {
      try context.machine.poll()
      guard let row = Fields.record(of: item), let name = row["key"]?.string, let value = row["value"] else {
        throw Fault(FileFault.notVariableRows).atRow(number)
      }
      guard seen.insert(ExactText(name)).inserted else {
        throw Fault(FileFault.variableWrittenTwice(name))
          .atRow(number)
      }
      names.append(name)
      values.append(value)
    }
    return RecordObject(shape: Shape(names), values: values)
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
