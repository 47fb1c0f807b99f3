import Glibc

/// The file of a program, and why it may not start.
package struct ProgramFile {
  /// The name that the program was started by.
  package let name: String
  /// The path of the file to execute.
  package let path: String
  private let code: String
  private let status: Int32?

  /// The file that a name means, as shells look for it; found before anything is opened for it.
  ///
  /// Without `status` those of the faults are as in shells: 127 where there is nothing, 126 where it does not start.
  package static func find(
    _ name: String, _ host: any Host, code: String, status: Int32? = nil
  ) throws(Fault) -> ProgramFile {
    var candidates = [name]
    let isPath = name.utf8.contains(UInt8(ascii: "/"))
    if !isPath {
      let path = host.environment("PATH") ?? "/usr/bin:/bin"
      candidates = path.split(separator: ":", omittingEmptySubsequences: false).map {
        ($0.isEmpty ? "." : String($0)) + "/" + name
      }
    }
    var refused: Fault?
    for candidate in candidates {
      let problem = problem(candidate)
      if problem == nil { return ProgramFile(name: name, path: candidate, code: code, status: status) }
      // As shells do: a folder of $PATH may hold a folder of that name, or nothing.
      guard let problem, problem.isThere, isPath || !problem.isFolder else { continue }
      refused =
        refused
        ?? Fault(
          RunFault.notAProgram(
            name, problem.flaw, ProgramCodes(code: code, status: status ?? 126)))
    }
    throw refused
      ?? Fault(
        RunFault.noProgram(
          name, isPath: isPath, ProgramCodes(code: code, status: status ?? 127)))
  }

  private struct Problem {
    var flaw: ProgramFlaw
    var isThere = true
    var isFolder = false
  }

  /// Why a file is no program; nil where it may be one.
  private static func problem(_ path: String) -> Problem? {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      let number = errno
      return Problem(
        flaw: .system(String(cString: strerror(number))), isThere: number != ENOENT && number != ENOTDIR)
    }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: return Problem(flaw: .folder, isFolder: true)
    default: return Problem(flaw: .noPlainFile)
    }
    if access(path, X_OK) == 0 { return nil }
    let isMarked = facts.st_mode & 0o111 != 0
    return Problem(flaw: .notExecutable(path: isMarked ? nil : path))
  }

  /// Why the system did not start it, with these words as its arguments.
  package func failure(_ number: Int32, words: [String], tooMuch: String) -> Fault {
    var usual: Int32 = 126
    var flaw = ProgramFlaw.system(String(cString: strerror(number)))
    switch number {
    case ENOENT where access(path, F_OK) == 0: flaw = .interpreterMissing(interpreter)
    case ENOENT, ENOTDIR: usual = 127
    case EACCES: if let interpreter { flaw = .interpreterRefused(interpreter) }
    case ENOEXEC: flaw = .noInterpreter(String(cString: strerror(number)))
    case E2BIG:
      if let long = words.firstIndex(where: { $0.utf8.count >= Self.longestText }) {
        flaw = .longArgument(long, limit: Self.longestText - 1, help: tooMuch)
      } else {
        flaw = .argumentsTooLong(help: tooMuch)
      }
    default: break
    }
    return Fault(
      RunFault.programUnstarted(name, flaw, ProgramCodes(code: code, status: status ?? usual)))
  }

  /// How many bytes an argument or a variable may have, with the NUL at its end: Linux' limit, whatever `ulimit` says.
  package static let longestText = 32 * 4096

  /// The interpreter that the first line of a script names.
  private var interpreter: String? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(file, &bytes, bytes.count)
    guard count > 2, bytes[0] == UInt8(ascii: "#"), bytes[1] == UInt8(ascii: "!") else { return nil }
    let line = bytes[2..<count].prefix { $0 != UInt8(ascii: "\n") }
    return line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).first.map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
