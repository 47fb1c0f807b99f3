package import Interpreter

/// Commands that read and write files, streams, the terminal, formats and programs.
package enum IOCommands {
  /// All of them, in the order in which the registry adds them.
  package static var all: [any Command.Type] {
    [
      Open.self, Save.self, Tee.self, Exists.self, List.self, StandardInput.self, Print.self, Log.self,
      Ask.self, Confirm.self,
      TableText.self,
      Exec.self,
    ] + FileFormat.allCases.compactMap { $0.definition.reader }
      + FileFormat.allCases.compactMap { $0.definition.writer }
  }

  /// The types of parameters that these commands bring: `path`.
  package static var types: [ParameterType] { [FilePath.type] }
}
