internal import Base

/// An option of the command line as people read of it.
///
/// The table of all is what the reader of the command line, `--help`, the manual and the completion of shells have their
/// options from.
package struct CommandLineOption: Sendable {
  /// The option with its dashes, such as `--vault`.
  package let name: String
  /// The placeholder of its value; nil for a switch.
  package let value: String?
  /// One line, without a full stop.
  package let doc: String
  /// The words that its value may be, where these are all.
  package var words: [String] = []
  /// The heading under which help lists it.
  package let subject: Subject

  /// The headings of `sms --help`.
  package enum Subject: String, CaseIterable, Sendable {
    case vault = "vault and person"
    case run = "what the run may do"
    case output = "output"
    case limits = "time and limits"
    case program = "instead of a run"
  }

  private init(
    _ subject: Subject, _ name: String, _ value: String? = nil, _ doc: String, words: [String] = []
  ) {
    self.subject = subject
    self.name = name
    self.value = value
    self.doc = doc
    self.words = words
  }

  /// `--vault FILE`.
  package var usage: String { value.map { name + " " + $0 } ?? name }

  /// All, in the order in which they are shown.
  package static let all = [
    Self(.vault, "--vault", "FILE", "the vault (else $SMS_VAULT, else $XDG_DATA_HOME/sms/vault.db)"),
    Self(.vault, "--as", "EMAIL", "the person who signs in (else $SMS_USER)"),
    Self(
      .vault, "--passphrase-file", "FILE",
      "the person's passphrase (else $SMS_PASSPHRASE_FILE, else it is asked for)"
    ),
    Self(.vault, "--key-file", "FILE", "a key of a person, who so signs in (else $SMS_KEY_FILE)"),
    Self(
      .vault, "--token-file", "FILE", "an access token: acts as its machine account (else $SMS_TOKEN_FILE)"),
    Self(
      .vault, "--agent", nil,
      "signs in with what `sms unlock` left; commands at a terminal do so by themselves"
    ),
    Self(.run, "--read-only", nil, "refuses every change, and every reveal"),
    Self(.run, "--plan", nil, "changes nothing, and gives the changes that the run would make"),
    Self(.run, "--atomic", nil, "makes all changes of the run, or none"),
    Self(.run, "--max-changes", "N", "refuses the change after the Nth"),
    Self(.run, "--yes", nil, "answers yes to what commands ask"),
    Self(
      .run, "--keep-going", nil,
      "a subject that fails gets a row, and the others go on; the status tells of it"),
    Self(.run, "--allow-exec", nil, "lets scripts start programs"),
    Self(.run, "--lock", "NAME", "ends with 75 while another run holds this lock of the vault"),
    Self(
      .output, "--format", "FORMAT", "how values are written: \(joined(formats, by: ", "))",
      words: formats),
    Self(.output, "--color", "WHEN", "colours: \(joined(colours, by: ", "))", words: colours),
    Self(.output, "--quiet", nil, "no notes and no warnings on standard error"),
    Self(.output, "--zone", "ZONE", "the zone of dates without one, such as Europe/Berlin (UTC)"),
    Self(.output, "--now", "DATE", "what `$now` is (the time at which the run begins)"),
    Self(.limits, "--timeout", "D", "ends the run after this time, with status 124"),
    Self(
      .limits, "--max-lock", "D",
      "how long a batch, and beside a server each command, may keep others from writing (5s)"),
    Self(.limits, "--max-steps", "N", "how many steps scripts may take"),
    Self(.limits, "--max-calls", "N", "how deep calls of `def`s may nest (10000)"),
    Self(.limits, "--max-memory", "MIB", "how large a collected list or text may be (1024)"),
    Self(.limits, "--max-output", "BYTES", "how much the run may write"),
    Self(.program, "--help", nil, "shows this; behind a command: what the command does"),
    Self(.program, "--version", nil, "shows the version"),
    Self(
      .program, "--complete", "WORD…", "shows what the last word may become: for the completion of shells"),
  ]

  private static let formats = OutputFormat.words
  private static let colours = ["auto", "always", "never"]

  /// Those that stand instead of a run, and are no settings of one.
  package var isProgram: Bool { subject == .program }

  // MARK: texts

  /// The part of `--help` about options.
  static var help: String {
    let width = (all.map { $0.usage.count }.max() ?? 0) + 2
    return CommandLineOption.Subject.allCases.map { subject in
      let lines = all.filter { $0.subject == subject }.map {
        "  \($0.usage.padded(to: width))\($0.doc)\n"
      }
      return "\(subject.rawValue)\n" + lines.joined()
    }.joined(separator: "\n")
  }

  /// The part of the manual about options: a table for each subject.
  package static var markdown: String {
    CommandLineOption.Subject.allCases.map { subject in
      let rows = all.filter { $0.subject == subject }.map { "| `\($0.usage)` | \($0.doc) |\n" }
      return "| \(subject.rawValue) | |\n|---|---|\n" + rows.joined()
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
