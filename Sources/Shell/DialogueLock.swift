import Interpreter

/// The lock of a dialogue: who is signed in is forgotten, and so is what `reveal` opened.
final class DialogueLock {
  /// Whom the prompt named before; nil where nothing was locked.
  private(set) var banner: String?

  /// Locks the dialogue of a run; gives the line that says so, with the names that are gone.
  func close(_ run: Run, _ scopes: Scopes, _ why: String) -> String {
    banner = run.session?.banner ?? banner
    run.session?.lock()
    let opened = run.host.opened
    let gone = opened.isEmpty ? [] : run.context.forget(in: scopes) { opened.stand(in: $0) }
    run.host.forgetOpened()
    let names = gone.map { "$" + $0 }.joined(separator: ", ")
    return "note: \(why)" + (gone.isEmpty ? "" : "; gone, because `reveal` opened what they held: \(names)")
      + "\n"
  }
}
