internal import Glibc
internal import Interpreter
package import Syntax

/// What goes wrong with files, programs and the formats of both.
package enum FileFault: FaultCause, Equatable {
  // What the system refuses; `number` is its errno.
  case notOpened(String, number: Int32)
  case notListed(String, number: Int32)
  case notExamined(String, number: Int32)
  case notRead(String, number: Int32)
  case notWritten(String, number: Int32)
  case notLocked(String, number: Int32)
  case targetNotExamined(String, number: Int32)
  case permissionsNotSet(String, number: Int32)
  case brokenLink(String, number: Int32)

  // Paths and places.
  case emptyPath
  case pathWithNUL
  case noHome
  case folder(String)
  case exists(String)
  case rowsChanged(key: String)
  case columnMissing(String, columns: [String])
  case openMode(String)
  case readByOthers(String)
  case notYourOwn(String)

  // The memory limit, in MiB.
  case tooLarge(String, mebibytes: Int)
  case lineTooLong(source: String, mebibytes: Int)
  case rowsTooLarge(mebibytes: Int)
  case textTooLarge(mebibytes: Int)
  case addedTooLarge(mebibytes: Int)
  case outputTooLarge(program: String, mebibytes: Int)
  case noMemory(source: String)

  // Reading.
  case notText(String, offset: Int)
  case sealedNotText
  case notBase64(offset: Int)
  case sealedNotBase64
  case unknownFormat(String, near: String?, formats: [String])
  case badJSON(reason: String, line: Int, column: Int, path: String)
  case badYAML(reason: String, line: Int, column: Int, hasMore: Bool)
  case badCells(format: String, reason: String, line: Int, column: Int)
  case badEnv(reason: String, line: Int, column: Int)
  case variableTwice(String, first: Int, second: Int)
  case columnCount(given: Int, line: Int, cells: Int)
  case cellCount(line: Int, cells: Int, header: Int)
  case columnTwice(String, format: String, line: Int)
  case noTable
  case tableCellCount(line: Int, cells: Int, header: Int)

  // Writing.
  case notRows(format: String, given: String)
  case notRecords(format: String, given: String)
  case noColumns(format: String)
  case notVariables(given: String)
  case notVariableRows
  case variableWrittenTwice(String)
  case badVariable(String, reason: String, help: String?)
  case sealed(format: String, place: String)
  case sealedAmongText
  case nulInCell(format: String, place: String)
  case notWritable(given: String, format: String, place: String, help: String?)
  case noNumber(String, format: String, place: String)
  case tooDeep(levels: Int)
  case notAppendable(format: String, hasDocuments: Bool)

  // Flags.
  case flagOfOthers(String, formats: [String], given: String)
  case commentIsSeparator
  case columnGivenTwice
  case notOneCharacter(flag: String)
  case badLevel(String)
  case badMode(String)

  // Questions and programs.
  case inputEnded
  case noTerminal
  case programsForbidden
  case sealedArgument
  case notAnArgument(index: Int, given: String)
  case noProgram
  case argumentWithNUL
  case notRun(program: String)
  case notReached(program: String, number: Int32)
  case notFed(program: String, number: Int32)
  case notHeard(program: String, number: Int32)
  case programFailed(String, how: String, out: Int, err: Int)
}

extension FileFault {
  package var words: FaultWords {
    switch self {
    case .notOpened(let name, let number): Self.system("E0610", "\(name) cannot be opened", number)
    case .notListed(let name, let number): Self.system("E0610", "\(name) cannot be listed", number)
    case .notExamined(let name, let number): Self.system("E0610", "\(name) cannot be looked at", number)
    case .notRead(let name, let number): Self.system("E0612", "\(name) cannot be read", number)
    case .notWritten(let name, let number): Self.system("E0612", "\(name) cannot be written", number)
    case .notLocked(let name, let number): Self.system("E0612", "\(name) cannot be locked", number)
    case .targetNotExamined(let name, let number):
      Self.system("E0612", "\(name) cannot be looked at", number)
    case .permissionsNotSet(let name, let number):
      Self.system("E0612", "the permissions of \(name) cannot be set", number)
    case .brokenLink(let name, let number): Self.system("E0612", "the link \(name) leads nowhere", number)

    case .emptyPath: FaultWords("E0212", "a path is not empty")
    case .pathWithNUL: FaultWords("E0212", "a path holds no NUL")
    case .noHome: FaultWords("E0615", "`~` stands for the home folder, but $env.HOME is not set")
    case .folder(let name): FaultWords("E0611", "\(name) is a folder, not a file")
    case .exists(let name):
      FaultWords(
        "E0614", "\(name) is there already", help: "`--force` replaces it, `--append` adds to it", status: 5)
    case .rowsChanged(let key):
      FaultWords("E0612", "the rows are no longer those of a moment ago: one has a field `\(key)` more")
    case .columnMissing(let key, let columns):
      FaultWords(
        "E0616", "the file has no column `\(key)`",
        help: columns.isEmpty ? "it has no line of names" : "it has \(columns.joined(separator: ", "))")
    case .openMode(let mode):
      FaultWords(
        "E0617", "a file of sealed text is for its owner only, not of mode 0\(mode)",
        help: "0600 and 0400 are possible")
    case .readByOthers(let name):
      FaultWords(
        "E0617", "others may read \(name): sealed text is not added to it",
        help: "`chmod 600` makes it yours alone; without --append a new file takes its place")
    case .notYourOwn(let name):
      FaultWords(
        "E0617", "\(name) is no regular file of your own: sealed text is not written there",
        help: "links, devices, pipes and files that others may read are refused")

    case .tooLarge(let name, let mebibytes):
      FaultWords(
        "E0406", "\(name) is over the memory limit of \(mebibytes) MiB",
        help: "`--lines`, jsonl, csv and tsv are read without holding all")
    case .lineTooLong(let source, let mebibytes):
      FaultWords("E0406", "a line of \(source) is over the memory limit of \(mebibytes) MiB")
    case .rowsTooLarge(let mebibytes):
      FaultWords(
        "E0406", "the rows are over the memory limit of \(mebibytes) MiB", help: Self.saveStreams)
    case .textTooLarge(let mebibytes):
      FaultWords(
        "E0406", "the text is over the memory limit of \(mebibytes) MiB", help: Self.saveStreams)
    case .addedTooLarge(let mebibytes):
      FaultWords("E0406", "what is added is over the memory limit of \(mebibytes) MiB")
    case .outputTooLarge(let program, let mebibytes):
      FaultWords("E0406", "what `\(program)` writes is over the memory limit of \(mebibytes) MiB")
    case .noMemory(let source): FaultWords("E0406", "there is no memory to read \(source)")

    case .notText(let name, let offset):
      FaultWords(
        "E0613", "\(name) is no text: the byte at offset \(offset) is not UTF-8",
        help: "`--base64` takes any bytes")
    case .sealedNotText:
      FaultWords(
        "E0613", "the sealed text is no text in UTF-8", help: "`save` alone writes any bytes, as they are")
    case .notBase64(let offset): FaultWords("E0619", "the text is no base64: offset \(offset)")
    case .sealedNotBase64: FaultWords("E0619", "the sealed text is no base64")
    case .unknownFormat(let name, let near, let formats):
      FaultWords(
        "E0620", "there is no format `\(name)`",
        help: near.map { "did you mean `\($0)`?" } ?? "there are \(formats.joined(separator: ", "))")
    case .badJSON(let reason, let line, let column, let path):
      FaultWords(
        "E0621",
        "no json: \(reason), line \(line), column \(column)" + (path.isEmpty ? "" : ", at `\(path)`"))
    case .badYAML(let reason, let line, let column, let hasMore):
      FaultWords(
        "E0625", "no yaml: \(reason), line \(line), column \(column)",
        help: hasMore ? "`--all` reads all of them, as a list" : nil)
    case .badCells(let format, let reason, let line, let column):
      FaultWords("E0623", "no \(format): \(reason), line \(line), column \(column)")
    case .badEnv(let reason, let line, let column):
      FaultWords("E0626", "no env file: \(reason), line \(line), column \(column)")
    case .variableTwice(let name, let first, let second):
      FaultWords(
        "E0626", "the variable `\(name)` stands twice: lines \(first) and \(second)",
        help: "`--last` takes the last one")
    case .columnCount(let given, let line, let cells):
      FaultWords(
        "E0624",
        "--columns names \(given) column\(given == 1 ? "" : "s"), the record of line \(line) has \(cells)")
    case .cellCount(let line, let cells, let header):
      FaultWords(
        "E0624", "the record of line \(line) has \(cells) cell\(cells == 1 ? "" : "s"), the header \(header)")
    case .columnTwice(let name, let format, let line):
      FaultWords(
        format == "md" ? "E0627" : "E0624",
        "the \(format) has two columns of the name `\(name)`, line \(line)")
    case .noTable:
      FaultWords("E0627", "there is no table: a line of names and a line of `---` begin one")
    case .tableCellCount(let line, let cells, let header):
      FaultWords(
        "E0627", "the row of line \(line) has \(cells) cell\(cells == 1 ? "" : "s"), the table \(header)")

    case .notRows(let format, let given):
      FaultWords(
        "E0632", "\(format) is made of rows, not of \(given.withArticle)", help: "`[{name: value}]` is a row")
    case .notRecords(let format, let given):
      FaultWords(
        "E0632", "\(format) is made of records, not of \(given.withArticle)",
        help: "`each {|x| {name: $x}}` makes records of other items")
    case .noColumns(let format):
      FaultWords(
        "E0632", "\(format) has no rows without columns", help: "json carries records without fields")
    case .notVariables(let given):
      FaultWords(
        "E0632", "env is made of a record, not of \(given.withArticle)",
        help: "`{NAME: value}` is a variable, and so is each of rows with `key` and `value`")
    case .notVariableRows:
      FaultWords(
        "E0632", "env is made of a record, or of rows with `key` and `value`",
        help: "`select` and `rename` make such rows")
    case .variableWrittenTwice(let name):
      FaultWords("E0632", "the variable `\(name)` stands twice", help: "`uniq .key` leaves repeats out")
    case .badVariable(let name, let reason, let help):
      FaultWords("E0633", "`\(name)` cannot be written as env: \(reason)", help: help)
    case .sealed(let format, let place):
      FaultWords(
        "E0630", "sealed text is not written as \(format)\(place)",
        help:
          "`save FILE` opens and quotes it, and leaves an event behind; `--masked` of `to \(format)` writes \(Display.mask)"
      )
    case .sealedAmongText:
      FaultWords(
        "E0630", "sealed text is not written among other values",
        help:
          "text quotes nothing; `save` writes records and rows as .json, .yaml, .csv or .env, and opens it")
    case .nulInCell(let format, let place):
      FaultWords(
        "E0631", "a NUL cannot be written as \(format)\(place)", help: "json and yaml carry all text")
    case .notWritable(let given, let format, let place, let help):
      FaultWords("E0631", "\(given.withArticle) cannot be written as \(format)\(place)", help: help)
    case .noNumber(let number, let format, let place):
      FaultWords("E0631", "\(format) has no number for \(number)\(place)")
    case .tooDeep(let levels):
      FaultWords("E0312", "values are more than \(levels) deep inside each other")
    case .notAppendable(let format, let hasDocuments):
      FaultWords(
        "E0618", "a \(format) file cannot be added to",
        help: "jsonl and csv can" + (hasDocuments ? ", and yaml with `--all`" : ""))

    case .flagOfOthers(let flag, let formats, let given):
      FaultWords(
        "E0340", "--\(flag) is for \(formats.joined(separator: " and ")), not for \(given)", status: 2)
    case .commentIsSeparator:
      FaultWords("E0340", "--comment and the separator are the same character", status: 2)
    case .columnGivenTwice: FaultWords("E0340", "--columns has a name twice", status: 2)
    case .notOneCharacter(let flag):
      FaultWords(
        "E0340", "--\(flag) takes one character of ASCII, no quote and no line end", status: 2)
    case .badLevel(let level):
      FaultWords("E0340", "--level takes info, warn or error, not `\(level)`", status: 2)
    case .badMode(let mode):
      FaultWords("E0340", "--mode takes permissions in octal, such as 0600, not `\(mode)`", status: 2)

    case .inputEnded: FaultWords("E0640", "standard input ended before there was an answer", status: 5)
    case .noTerminal:
      FaultWords(
        "E0641", "there is no terminal to ask at",
        help: "`--yes` on the command line says yes to all questions", status: 5)
    case .programsForbidden:
      FaultWords(
        "E0502", "programs are run only with --allow-exec",
        help: "`sms --allow-exec FILE.sms` allows them for this run", status: 5)
    case .sealedArgument:
      FaultWords(
        "E0642", "sealed text is no argument of a program: every user of the machine could read it",
        help: "the program reads it from its standard input: `$sealed | exec […]`")
    case .notAnArgument(let index, let given):
      FaultWords("E0642", "argument \(index) of the program is \(given.withArticle), not text")
    case .noProgram:
      FaultWords("E0642", "`exec` needs the name of a program", help: "`exec [date -u]`")
    case .argumentWithNUL: FaultWords("E0642", "an argument holds a NUL")
    case .notRun(let program): FaultWords("E0643", "`\(program)` was not run")
    case .notReached(let program, let number):
      Self.system("E0643", "`\(program)` cannot be talked to", number)
    case .notFed(let program, let number):
      Self.system("E0643", "`\(program)` cannot be written to", number)
    case .notHeard(let program, let number):
      Self.system("E0643", "`\(program)` cannot be read from", number)
    case .programFailed(let program, let how, let out, let err):
      // What it wrote may hold what it was given: an error goes to logs and mails.
      FaultWords(
        "E0644", "`\(program)` \(how)",
        help: "it wrote \(Self.bytes(out)) to stdout and \(Self.bytes(err)) to stderr, which are not shown: "
          + "`--ok` gives the status, `out` and `err` as values")
    }
  }

  private static func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

  private static let saveStreams = "`save` writes rows as jsonl without holding them"

  /// Words with the system's for a number of errno.
  private static func system(_ code: String, _ message: String, _ number: Int32) -> FaultWords {
    FaultWords(code, "\(message): \(String(cString: strerror(number)))")
  }
}
