import Commands
import Console
import Glibc
import Interpreter

/// The questions of a dialogue when there is no vault yet.
struct FirstStart {
  let run: Run

  /// Asks for what a vault needs and makes it; the creator stays signed in.
  ///
  /// An empty answer leaves it: the dialogue then goes on without a vault.
  func offer() {
    let options = run.options
    let isOther =
      options.readOnly || options.wholeRun == .plan || options.needsKeeper || options.keyFile != nil
      || options.tokenFile != nil
    guard let session = run.session, !session.hasVault, !isOther, run.host.inputIsTerminal else { return }
    let path = VaultAccess.path(options: options, environment: run.shell.environment)
    run.host.writeError(
      "There is no vault at \(neutralise(path)) yet. Three questions make one; Enter alone goes on without.\n"
    )
    let status = run.guarded { () throws(Fault) in
      guard let organization = try self.ask("Organization: ", self.organization),
        let email = try self.ask("Your e-mail: ", self.email)
      else { return 1 }
      try session.createVault(organization: organization, email: email)
      try session.signIn()
      self.run.host.writeError(
        "Made. You are its owner, and signed in. `tour` shows the main job, `help` all commands.\n")
      return 0
    }
    if status != 0 {
      run.host.writeError("note: no vault was made; `vault create` makes one, `tour` needs none\n")
    }
  }

  /// Asks until the answer is right; nil for none.
  private func ask(_ question: String, _ problem: (String) -> String?) throws(Fault) -> String? {
    while true {
      guard let line = try run.host.readLine(prompt: question, hidden: false) else { return nil }
      let answer = trimmed(line)
      if answer.isEmpty { return nil }
      guard let words = problem(answer) else { return answer }
      run.host.writeError(words + "\n")
    }
  }

  private func trimmed(_ line: String) -> String {
    let first = line.drop { $0.isWhitespace }
    guard let last = first.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(first[...last])
  }

  private func organization(_ name: String) -> String? {
    name.unicodeScalars.contains { $0.value < 0x20 } ? "the name has control characters" : nil
  }

  private func email(_ address: String) -> String? {
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    let isAddress = parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && !address.contains(" ")
    return isAddress ? nil : "an e-mail looks like you@acme.example"
  }
}
