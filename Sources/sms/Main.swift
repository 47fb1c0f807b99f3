import Builtins
import CSupport
import Commands
import Crypto
import Glibc
import Interpreter
import Keeper
import Shell
import Sinks
import StoreSQLite

/// The program: puts the parts together and hands over to the shell.
@main
enum Main {
  static func main() {
    if Keeper.isMeant(sms_argument(0)) { exit(Keeper.run()) }
    sms_surroundings_note()
    ProcessHardening.apply()
    let environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    var parts = ProgramParts(
      version: "0.1.0",
      commands: BuiltinCommands.all + IOCommands.all + [Help.self, History.self, TourCommand.self]
        + DomainCommands.all,
      types: IOCommands.types + DomainCommands.types, patterns: RegexEngine(),
      format: { value, format, context, out throws(Fault) in
        if let out, try Formats.stream(value, as: format, context, out) { return [] }
        return try Formats.write(value, as: format, context)
      },
      session: { options, environment, host in
        VaultAccess(
          options: options, environment: environment, host: host, stores: SQLiteStores(), sinks: SystemSinks()
        )
      })
    parts.testSession = { host in TestVault.access(SQLiteMemory(), host: host) }
    parts.serve = { _, _, _ throws(Fault) in try NetProgram.run() }
    parts.reach = { () throws(Fault) in try NetProgram.run() }
    parts.mustBeTaken = DomainCommands.mustBeTaken
    parts.codes = DomainCommands.codes + [ShellCodes.text]
    exit(Shell(parts: parts, environment: environment).run())
  }
}
