internal import Interpreter
package import Syntax

/// What goes wrong at the command line, at the terminal and with files of programs.
package enum ShellFault: FaultCause, Equatable {
  // The output and the input.
  case outputUnwritable(reason: String)
  case readerGone
  case outputLimit(bytes: Int)
  case inputUnreadable(reason: String)
  case terminalUnreadable(reason: String)
  case notATerminal(reason: String)
  case tourWithoutTerminal
  case programUnreadable(path: String, reason: String)

  // Words of the command line.
  case notUTF8(word: Int)
  case programMissing
  case unknownOption(String, near: String?)
  case unknownTarget(String, help: String?)
  case unknownServeOption(String, near: String?)
  case valueMissing(option: String, help: String)
  case badValue(option: String, wanted: String, value: String, example: String)
  case tooLarge(option: String, most: Int, value: String)
  case keysAlone
  case noAuditKey(path: String)
  case servesOnly
  case servesNot
  case noFiles(command: String)
  case uncheckedTest(file: String)
  case badDate(String)
  case badZone(reason: String)
  case argumentsUnread(program: String, word: String, help: String?)
  case unknownCommand(words: [String], help: String)
  case sealedResult(command: String)

  // The program that serves.
  case netProgram(path: String, reason: String)
  case noCertificate(reason: String)
  case unwritable(path: String, reason: String)
  case server(message: String, help: String?)
  case vaultUnopened(code: String, message: String, help: String?)

  // Locks, the configuration and the name of the vault.
  case badLockName(String, longest: Int)
  case lockHeld(String)
  case configStatement
  case configOpenToOthers(path: String)
  case passwordInName
  case unknownScheme(String?)
  case schemeNotYet(String)
}

extension ShellFault {
  package var words: FaultWords {
    switch self {
    case .outputUnwritable(let reason): FaultWords("E0601", "the output cannot be written: \(reason)")
    case .readerGone: FaultWords("E0602", "the reader of the output closed it", status: 141)
    case .outputLimit(let bytes): FaultWords("E0408", "the limit of \(bytes) bytes of output is reached")
    case .inputUnreadable(let reason): FaultWords("E0603", "standard input cannot be read: \(reason)")
    case .terminalUnreadable(let reason):
      FaultWords("E0604", "the terminal cannot be read: \(reason)", status: 5)
    case .notATerminal(let reason):
      FaultWords("E0606", reason, help: "`sms -` reads a script from standard input")
    case .tourWithoutTerminal:
      FaultWords("E0606", "`tour` needs a terminal", help: "the manual has the same steps as text", status: 2)
    case .programUnreadable(let path, let reason):
      FaultWords("E0605", "`\(path)` cannot be read: \(reason)", status: 2)

    case .notUTF8(let word):
      usage(
        "word \(word) of the command line is no UTF-8",
        "a file whose name has such bytes is reached through a link, other data through standard input")
    case .programMissing: usage("`-c` needs a program", "sms -c 'accounts | length'")
    case .unknownOption(let word, let near):
      usage("there is no option \(word)", Self.meant(near) ?? "`sms --help` lists the options")
    case .unknownTarget(let word, let help):
      usage(
        "there is no command or file `\(word)`",
        help ?? "a script's name ends in .sms or contains a /; `sms help` lists the commands")
    case .unknownServeOption(let word, let near):
      usage("`sms serve` takes no `\(word)`", Self.meant(near) ?? "`sms --help` shows what it takes")
    case .valueMissing(let option, let help): usage("\(option) needs a value", help)
    case .badValue(let option, let wanted, let value, let example):
      usage("\(option) takes \(wanted), not `\(value)`", example)
    case .tooLarge(let option, let most, let value):
      usage("\(option) goes up to \(most), not to \(value)", "\(option) \(most)")
    case .keysAlone: usage("`keys rotate` and `keys audit` take --keys only", Self.serveExample)
    case .noAuditKey(let path):
      usage("\(path) holds no audit key", "make it writable once: the server adds one when it starts")
    case .servesOnly: usage("this program only serves", "sms does all the rest")
    case .servesNot: usage("this program does not serve")
    case .noFiles(let command): usage("`sms \(command)` needs files", "sms \(command) job.sms")
    case .uncheckedTest(let file): usage("\(file) does not check, and was not tested")
    case .badDate(let text):
      FaultWords("E0702", "--now takes a date, not `\(text)`", help: "--now 2026-01-31T08:00:00Z", status: 2)
    case .badZone(let reason):
      FaultWords("E0702", reason, help: "--zone takes a name such as Europe/Berlin", status: 2)
    case .argumentsUnread(let program, let word, let help):
      FaultWords(
        "E0706", "\(program) reads no arguments, and \(Display.quoted(word)) is one", help: help, status: 2)
    case .unknownCommand(let words, let help):
      FaultWords("E0201", "there is no command `\(words.joined(separator: " "))`", help: help, status: 2)
    case .sealedResult(let command):
      FaultWords(
        "E0254", "what `\(command)` gives would be sealed here, and cannot be read again",
        help: "sms -c '\(command) … | get value | reveal' prints it", status: 2)

    case .netProgram(let path, let reason):
      FaultWords(
        "E0705", "\(path), which has the network, cannot be started: \(reason)",
        help: "it is installed beside sms")
    case .noCertificate(let reason): FaultWords("E0705", "no certificate can be made: \(reason)")
    case .unwritable(let path, let reason): FaultWords("E0705", "\(path) cannot be written: \(reason)")
    case .vaultUnopened(let code, let message, let help): FaultWords(code, message, help: help)
    case .server(let message, let help): FaultWords("E0705", message, help: help)

    case .badLockName(let name, let longest):
      FaultWords(
        "E0703", "--lock takes a plain name, not \(Display.quoted(name))",
        help: "--lock nightly; a name is no path and has at most \(longest) bytes", status: 2)
    case .lockHeld(let name):
      FaultWords(
        "E0704", "another run holds the lock `\(name)`", help: "it ends by itself; or use another name",
        status: 75)
    case .configStatement:
      FaultWords(
        "E0707", "config.sms may hold `def`, `let` and `set`, and nothing else",
        help: "what is to run each time is a script; a `def` gives it a name here", status: 2)
    case .configOpenToOthers(let path):
      FaultWords(
        "E0708", "\(path) can be written by others",
        help: "chmod go-w \(Display.quoted(path)), if it is yours")
    case .passwordInName:
      FaultWords(
        "E0709", "the vault's name holds a password, which other users of this machine can read",
        help: "leave it out of the name, and change it: the shell's history may hold it", status: 2
      )
    case .unknownScheme(let scheme):
      FaultWords(
        "E0710", "no vault can be reached by \(scheme.map { "`\($0)://`" } ?? "such an address")",
        help: "a vault is a file: --vault FILE (a path that begins with ./ may hold ://)", status: 2)
    case .schemeNotYet(let scheme):
      FaultWords(
        "E0711", "vaults at \(scheme):// are not in this release yet",
        help: "a vault is a file: --vault FILE",
        status: 2)
    }
  }

  /// What the help of `sms serve` shows where an option has no example of its own.
  static let serveExample = "sms serve --listen 127.0.0.1:8087"

  private func usage(_ message: String, _ help: String? = nil) -> FaultWords {
    FaultWords("E0701", message, help: help, status: 2)
  }

  private static func meant(_ near: String?) -> String? { near.map { "did you mean \($0)?" } }
}
