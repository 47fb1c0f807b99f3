import Builtins
import CSupport
import Crypto
import Glibc
import Interpreter
import Shell

/// The program behind `sms serve`: it reads the same command line, and does nothing else.
@main
enum Main {
  static func main() {
    sms_surroundings_note()
    ProcessHardening.apply()
    let environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    var parts = ProgramParts(version: "0.1.0", commands: [], patterns: RegexEngine())
    parts.onlyServes = true
    parts.serve = { options, vault, environment throws(Fault) in
      try Serve.run(options, vault: vault, environment: environment)
    }
    exit(Shell(parts: parts, environment: environment).run())
  }
}
