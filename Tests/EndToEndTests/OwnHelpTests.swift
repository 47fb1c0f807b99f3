import Support
import Testing

/// The help of what users define, and of what there is not.
@Suite struct OwnHelpTests {
  private static let code = """
    # Greets a person.
    # Says it once.
    def greet [name: string --loud] { print "hi \\($name)" }

    """

  @Test func aScriptTellsWhatItDoes() throws {
    let home = try E2EHome()
    try home.write(
      """
      # Does it all.
      def main [name: string] { account create $name | get action; zap $name }
      def zap [name] { account delete $name }
      """, to: "all.sms")
    let page = try home.run(home.path("all.sms"), "--help")
    #expect(page.status == 0 && page.lines.contains("effect: write, destroy"), "\(page)")
    // What stands outside of `main` runs, too.
    try home.write("save x.txt < 1\n", to: "top.sms")
    try home.write("print (\"x\" | save x.txt)\ndef main [] { 1 }\n", to: "top.sms")
    #expect(try home.run(home.path("top.sms"), "--help").lines.contains("effect: outside"))
  }

  @Test(arguments: ["help greet", "greet --help"]) func aDefinitionHasAPage(call: String) throws {
    let home = try E2EHome()
    let page = try home.run("-c", Self.code + call)
    let lines = page.lines
    #expect(page.status == 0 && lines.first == "greet: Greets a person.", "\(page)")
    #expect(lines.contains("Says it once.") && lines.contains("usage: greet NAME [--loud]"), "\(page)")
    #expect(lines.contains("effect: read"))
    // In the dialogue, too, on a later line.
    let session = try E2EAcme.home(.created).dialogue()
    try session.line("def zap [n: string] { account delete $n }", shows: "")
    try session.line(call.replacing("greet", with: "zap"), shows: "effect: write, destroy")
    try session.line("help --find zap", shows: "zap")
    try session.leave()
  }

  @Test func commandsAndModulesHaveThemByTheirNames() throws {
    let home = try E2EHome()
    try home.write("# Doubles.\ndef twice [n: int] { $n * 2 }\ndef own [--help] { $help }\n", to: "lib.sms")
    try home.write(
      """
      use "lib.sms" as lib
      print (lib twice --help | lines | first)
      print (help lib twice | lines | first)
      print (accounts --help | lines | first)
      print (account --help | lines | first)
      print (lib own --help)
      """, to: "job.sms")
    let result = try home.run(home.path("job.sms"))
    #expect(result.lines.prefix(2) == ["lib twice: Doubles.", "lib twice: Doubles."], "\(result)")
    #expect(result.lines.dropFirst(2).first?.hasPrefix("accounts: Lists") == true, "\(result)")
    #expect(
      result.lines.dropFirst(3).first?.hasPrefix("account config") == true && result.lines.last == "true")
    let piped = try home.run("-c", "1 | length --help")
    // The page does not need what comes from the pipe.
    #expect(piped.status == 0 && piped.output.hasPrefix("length: Counts"), "\(piped)")
  }

  @Test func whatIsNoPage() throws {
    let home = try E2EHome()
    for words in [["help", "E0999"], ["-c", "help e0999"]] {
      let result = try E2EProgram(E2EHome.binary, words, environment: home.environment).wait()
      #expect(result.status == 2 && result.errors.contains("there is no code `"), "\(result)")
      #expect(result.errors.contains("codes near it are E"), "\(result)")
    }
    #expect(try home.run("help", "--find", "rotate").output.contains("vault rekey"))
    #expect(try home.run("help", "--find").status == 2)
  }
}
