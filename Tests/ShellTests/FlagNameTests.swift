import Builtins
import Commands
import Interpreter
import Shell
import Testing

/// Options of the program stand anywhere in `sms COMMAND …`, so no command may have a flag of such a name.
@Suite struct FlagNameTests {
  /// These mean the same on a call as for the whole run.
  static let shared: Set<String> = ["yes", "keep-going", "zone"]

  @Test func noCommandHasAFlagOfAnOptionsName() {
    let options = Set(CommandLineReader.names.map { String($0.dropFirst(2)) }).union(["help", "version"])
    for command in BuiltinCommands.all + IOCommands.all + [Help.self, History.self, TourCommand.self]
      + DomainCommands.all
    {
      let flags = Set(command.signature.flags.map(\.name)).subtracting(Self.shared)
      #expect(flags.isDisjoint(with: options), "\(command.name)")
    }
  }
}
