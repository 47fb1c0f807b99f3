import Builtins
import Commands
import Glibc
import Interpreter

/// Writes what is made from the program's tables: pages of the manual, and grammars for editors.
///
/// It is not installed itself.
@main
enum Main {
  /// The pages and grammars that it writes, by name.
  private static let pages: [(name: String, text: @Sendable (Registry) -> String)] = [
    ("sms.1", ManualPages.program), ("sms-net.8", ManualPages.server), ("sms.5", ManualPages.language),
    ("sms.vim", Grammars.vim), ("sms.tmLanguage.json", Grammars.textMate),
  ]

  static func main() {
    let registry = Registry()
    registry.add(BuiltinCommands.all + IOCommands.all + [Help.self, TourCommand.self] + DomainCommands.all)
    registry.add(IOCommands.types + DomainCommands.types)
    guard CommandLine.argc == 2, let page = pages.first(where: { $0.name == CommandLine.arguments[1] }) else {
      let names = pages.map { $0.name }.joined(separator: ", ")
      let words = Array("usage: sms-pages NAME, of \(names)\n".utf8)
      _ = Glibc.write(2, words, words.count)
      exit(2)
    }
    var text = Array(page.text(registry).utf8)[...]
    while !text.isEmpty {
      let count = text.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count <= 0 { exit(1) }
      text = text.dropFirst(count)
    }
  }
}
