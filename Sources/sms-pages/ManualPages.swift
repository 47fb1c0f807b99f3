import Builtins
import Interpreter
import Shell
import Syntax

/// The pages of the manual, from the tables that help is made of.
enum ManualPages {
  /// sms(1): the command line.
  static func program(_ registry: Registry) -> String {
    var page = Roff("sms", section: 1, about: "a shell for a secrets manager's machine accounts")
    page.heading("SYNOPSIS")
    page.verbatim(CommandLineHelp.usage)
    page.heading("DESCRIPTION")
    page.paragraph(
      "sms works on a vault: a file that holds the machine accounts of an organization, its projects, secrets, grants, "
        + "access tokens, people and the log of events. It is a dialogue, runs scripts, and runs single commands. "
        + "The language is in sms(5).")
    page.heading("OPTIONS")
    page.paragraph("They stand before FILE, -c and -; anywhere with COMMAND.")
    for subject in CommandLineOption.Subject.allCases {
      page.subheading(subject.rawValue)
      for option in CommandLineOption.all where option.subject == subject {
        page.item(option.usage, option.doc)
      }
    }
    page.heading("COMMANDS")
    page.paragraph("`sms help COMMAND` shows one with examples.")
    for (category, commands) in families(registry) {
      page.subheading(category.rawValue)
      for command in commands { page.item(command.name, command.signature.summary) }
    }
    page.heading("EXIT STATUS")
    page.paragraph(CommandLineHelp.statuses)
    page.heading("FILES")
    page.item("$XDG_DATA_HOME/sms/vault.db", "the vault, where neither --vault nor SMS_VAULT names one")
    page.item("$XDG_CONFIG_HOME/sms/config.sms", "what a dialogue begins with: `def`, `let` and `set`")
    page.item("$XDG_STATE_HOME/sms/history", "the lines of dialogues, without what is secret in them")
    page.item("$XDG_RUNTIME_DIR/sms", "the sockets of what `sms unlock` left")
    page.heading("SEE ALSO")
    page.paragraph("sms(5), sms-net(8)")
    return page.text
  }

  /// sms-net(8): what serves.
  static func server(_ registry: Registry) -> String {
    var page = Roff("sms-net", section: 8, about: "serves a vault to programs of machine accounts")
    page.heading("SYNOPSIS")
    page.paragraph("sms serve [OPTION...]")
    page.heading("DESCRIPTION")
    page.paragraph(
      "sms goes on as this program for `serve`, and for vaults whose name is an address. It takes the command line of "
        + "sms(1), and looks for libmicrohttpd when it serves.")
    page.verbatim(CommandLineHelp.serve)
    page.heading("SEE ALSO")
    page.paragraph("sms(1), sms(5)")
    return page.text
  }

  /// sms(5): the language.
  static func language(_ registry: Registry) -> String {
    var page = Roff("sms", section: 5, about: "the language of sms")
    page.heading("DESCRIPTION")
    page.paragraph(
      "A program is a list of statements, a line or a `;` each. A statement is a pipe of commands, `a | b | c`, or one of "
        + "the keywords. Values flow through the pipe; rows flow one by one. `# ` begins a comment. `let name = value` makes "
        + "a name, which `$name` means. `(…)` is a pipe whose value is taken, `{ |x| … }` a closure, `.column` a column of the "
        + "row that passes. \"…\" is text with escapes and \\(…); '…' is taken as it is.")
    page.heading("KEYWORDS")
    page.paragraph(LanguageWords.keywords.sorted().joined(separator: " "))
    page.heading("OPERATORS")
    page.paragraph((LanguageWords.signs + LanguageWords.operators.sorted()).joined(separator: " "))
    page.heading("TYPES")
    page.paragraph(LanguageWords.types.joined(separator: " "))
    page.paragraph("Durations: \(NumberReader.units.map { "1\($0.name)" }.joined(separator: " ")).")
    for (category, commands) in families(registry) {
      page.heading("COMMANDS: \(category.rawValue.uppercased())")
      for command in commands {
        page.subheading(command.name)
        page.verbatim(HelpPage.text(command.name, command.signature))
      }
    }
    page.heading("SEE ALSO")
    page.paragraph("sms(1), sms-net(8)")
    return page.text
  }

  private static func families(_ registry: Registry) -> [(Category, [any Command.Type])] {
    Category.allCases.compactMap { category in
      let members = registry.all.filter { $0.signature.category == category }
      return members.isEmpty ? nil : (category, members)
    }
  }
}
