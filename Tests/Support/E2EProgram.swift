import Glibc

/// How a run of the program ended, and what it wrote.
package struct E2EResult: Sendable, CustomStringConvertible {
  /// The exit status; 128 and the number where a signal ended it, as a shell counts.
  package let status: Int32
  package let outputBytes: [UInt8]
  package let errorBytes: [UInt8]
  /// The most memory that the program had at a time, in KiB, where that was measured.
  package let peakMemory: Int

  package var output: String { String(decoding: outputBytes, as: UTF8.self) }
  package var errors: String { String(decoding: errorBytes, as: UTF8.self) }

  package var description: String { "status \(status)\n--- output\n\(output)--- errors\n\(errors)" }
}

/// A program that runs: its standard streams are files, so that no side blocks on a full pipe.
package final class E2EProgram {
  /// Why a program could not be run.
  package enum Failure: Error, CustomStringConvertible {
    case system(String, Int32)
    case timeout(String)

    package var description: String {
      switch self {
      case .system(let what, let number): "\(what): \(String(cString: strerror(number)))"
      case .timeout(let what): "timed out: \(what)"
      }
    }
  }

  private let process: pid_t
  private let outputFile: Int32
  private let errorFile: Int32
  private let words: String
  private var ended = false

  /// Starts `executable` with exactly this environment; `input` is its standard input, `output` a path for its output.
  package init(
    _ executable: String, _ arguments: [String], environment: [String: String], input: [UInt8] = [],
    output: String? = nil
  ) throws {
    words = ([executable] + arguments).joined(separator: " ")
    let inputFile = try E2EProgram.scratch(input)
    defer { close(inputFile) }
    outputFile = try output.map { open($0, O_WRONLY | O_CLOEXEC) } ?? E2EProgram.scratch()
    if outputFile < 0 { throw Failure.system("open", errno) }
    errorFile = try E2EProgram.scratch()

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in [inputFile, outputFile, errorFile].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
    }
    // The threads of the tests block signals and ignore some; a shell's child starts with neither.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var started: pid_t = 0
    let code = posix_spawn(&started, executable, &actions, &attributes, words, settings)
    guard code == 0 else { throw Failure.system("\(executable) cannot be started", code) }
    process = started
  }

  deinit {
    if !ended {
      kill(process, SIGKILL)
      var ignored: Int32 = 0
      waitpid(process, &ignored, 0)
    }
    close(outputFile)
    close(errorFile)
  }

  /// The number of its process.
  package var number: Int32 { process }

  /// Sends a signal.
  package func signal(_ number: Int32) { kill(process, number) }

  /// What the program wrote so far; standard output comes in blocks.
  package var output: String { String(decoding: E2EProgram.contents(outputFile), as: UTF8.self) }

  /// What the program wrote to standard error so far.
  package var errors: String { String(decoding: E2EProgram.contents(errorFile), as: UTF8.self) }

  /// Waits until the program has written `text` to standard error (`log` does).
  package func waitFor(_ text: String, seconds: Int = 60) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !errors.contains(text) {
      if ContinuousClock.now > deadline {
        throw Failure.timeout("`\(words)` did not write \(text): \(errors)")
      }
      usleep(5_000)
    }
  }

  /// The most memory that the program had until now, in KiB.
  ///
  /// The usage that `wait4` tells begins with that of the process that started it; and before the program is loaded,
  /// the memory is still that process's.
  private var peakMemory: Int {
    guard E2EProgram.program(of: "\(process)") != E2EProgram.program(of: "self") else { return 0 }
    let status = readText("/proc/\(process)/status") ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { $0.split(whereSeparator: { " \t".contains($0) }).dropFirst().first }.flatMap {
      Int($0)
    } ?? 0
  }

  /// The path of what a process runs.
  private static func program(of process: String) -> [CChar] {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    return readlink("/proc/\(process)/exe", &path, path.count - 1) < 0 ? [] : path
  }

  /// Waits for the end; with `measures` the result tells the peak of memory.
  package func wait(seconds: Int = 90, measures: Bool = false) throws -> E2EResult {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var raw: Int32 = 0
    var pause: UInt32 = 500
    var peak = 0
    while waitpid(process, &raw, WNOHANG) == 0 {
      if measures { peak = max(peak, peakMemory) }
      if ContinuousClock.now > deadline {
        throw Failure.timeout("`\(words)` after \(seconds) s: \(output)\(errors)")
      }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
    ended = true
    let signal = raw & 0x7f
    return E2EResult(
      status: signal == 0 ? (raw >> 8) & 0xff : 128 + signal, outputBytes: E2EProgram.contents(outputFile),
      errorBytes: E2EProgram.contents(errorFile), peakMemory: peak)
  }

  /// A file without a name that holds `bytes`, read from its beginning.
  private static func scratch(_ bytes: [UInt8] = []) throws -> Int32 {
    let path = "/tmp/sms-stream-\(UInt64.random(in: 0 ... .max))"
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure.system("no temporary file", errno) }
    unlink(path)
    guard write(file, bytes, bytes.count) == bytes.count else { throw Failure.system("write", errno) }
    lseek(file, 0, SEEK_SET)
    return file
  }

  /// All bytes of a file, whatever its position is; empty where it is no regular file.
  private static func contents(_ file: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(file, &chunk, chunk.count, off_t(bytes.count))
      if count <= 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}
