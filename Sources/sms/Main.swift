/// The program: puts the parts together and hands over to the shell.
@main
enum Main {
  static func main() {}
}
