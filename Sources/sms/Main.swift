import Builtins
import Glibc
import Interpreter
import Shell

/// The program: puts the parts together and hands over to the shell.
@main
enum Main {
  static func main() {
    let environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    let parts = Parts(
      version: "0.1.0", commands: BuiltinCommands.all + [Help.self], patterns: RegexEngine())
    exit(Shell(parts: parts, environment: environment).run(Array(CommandLine.arguments.dropFirst())))
  }
}
