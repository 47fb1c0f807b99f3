import Glibc
import Interpreter
import Syntax

/// `config.sms`: the code that each dialogue begins with.
///
/// It holds `def`, `let` and `set` alone and changes nothing; the prompt comes even if the file has errors.
struct ConfigFile {
  let path: String

  /// The file of `$XDG_CONFIG_HOME`, else of `~/.config`; nil where neither is known.
  init?(_ environment: (String) -> String?) {
    if let folder = environment("XDG_CONFIG_HOME"), !folder.isEmpty {
      path = folder + "/sms/config.sms"
    } else if let home = environment("HOME"), !home.isEmpty {
      path = home + "/.config/sms/config.sms"
    } else {
      return nil
    }
  }

  /// Runs the file, if there is one; its names are those of earlier lines.
  func load(_ run: Run, _ scopes: Scopes) {
    var facts = stat()
    if stat(path, &facts) != 0, errno == ENOENT { return }
    // The changes are made at the prompt, not by a file that was forgotten.
    let before = run.context.readOnly
    (run.context.readOnly, run.context.isUnattended) = (true, true)
    defer { (run.context.readOnly, run.context.isUnattended) = (before, false) }
    let status = run.guarded { () throws(Fault) in
      try self.check(facts)
      let parsed = parse(try FileLoader.source(self.path))
      let program = Checker(context: run.context, loader: nil, scopes: scopes).check(parsed)
      try program.finish()
      run.report(program.diagnostics)
      if program.hasErrors { return 2 }
      if let other = self.firstOther(parsed.tree) {
        throw Fault(ShellFault.configStatement, source: parsed.tree.source, span: other.span)
      }
      try run.context.run(program)
      return 0
    }
    if status != 0 { run.host.writeError("note: the dialogue goes on without (the rest of) \(path)\n") }
  }

  // Code from a file that others can write must not run as this user.
  private func check(_ facts: stat) throws(Fault) {
    if facts.st_mode & S_IFMT != S_IFREG {
      throw Fault(ShellFault.programUnreadable(path: path, reason: "it is no regular file"))
    }
    let isOurs = facts.st_uid == geteuid() || facts.st_uid == 0
    if isOurs, facts.st_mode & 0o022 == 0 { return }
    throw Fault(ShellFault.configOpenToOthers(path: path))
  }

  /// The first statement that does not belong there.
  private func firstOther(_ tree: Tree) -> Node? {
    let root = tree[tree.root]
    return tree.list(root.a, root.b).map { tree[$0] }.first { node in
      switch node.kind {
      case .def, .bind, .none: false
      case .call:
        tree.list(node.a, node.b).first.map { tree[$0] }.map { $0.kind != .word || tree.text($0.a) != "set" }
          ?? true
      default: true
      }
    }
  }
}
