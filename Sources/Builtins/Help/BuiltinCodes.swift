/// The codes of the language's own commands, files and programs, in words: see `FaultCodes`.
enum BuiltinCodes {
  static let text = [commands, files].joined(separator: "\n\n")

  private static let commands = #"""
    E0340 An argument is out of range.
    The command takes numbers, sizes or words of a certain kind, which the message names; or a flag belongs to another format.
    Do: give such a value, or leave the flag out.

    E0341 The input is empty, so there is no result.
    No values have no average, no minimum and no first item.
    Do: give a default with `--or`.
        [] | max --or 0

    E0342 The names of the fields are missing.
    Do: name the fields.
        accounts | select name created

    E0343 A field is named twice.
    Do: name it once.

    E0344 `rename` takes pairs of names.
    Do: give an old and a new name for each field.
        [{a: 1}] | rename a x

    E0345 A value has no length.
    Texts, lists, records, ranges and rows have one.
    Do: convert the value, such as with `to-string`.

    E0346 The field to go by is missing.
    `join-rows` and `diff` compare rows by a field.
    Do: name it.

    E0347 A step does not fit.
    A range of ints steps by ints, one of dates by days or a duration; no range steps by 0, and items are taken by a whole number from 1 on. `diff` finds several rows with one key.
    Do: see the message, and give another step or key.

    E0350 A regular expression is wrong.
    The error names the byte where it cannot be read.
    Do: put it in single quotes, so that `\` stands for itself; put a `\` before a character that is meant as such.

    E0351 A replacement is wrong.
    It names a group that the pattern does not have, or ends in a `$`.
    Do: write `$1` or `${name}` for groups, `$$` for a dollar sign.

    E0352 A search took too long.
    The pattern tries too many ways on this text.
    Do: write it without repeats inside repeats, such as `(a+)+`.

    E0353 The command takes text.
    Do: convert the value: `to-string`, or `"\($x)"`.

    E0354 The text to look for is empty.
    Do: give a text; without a separator `split` splits at whitespace.

    E0355 `pad --with` takes one character.
    Do: give one character.

    E0356 A template of `format` is wrong.
    Fields stand in braces; a brace itself is doubled: `{{`.
    Do: see `help format`.

    E0357 An alphabet is wrong.
    It holds a character twice, or too few.
    Do: write each character once.

    E0360 A value cannot be converted.
    Its text has another form than the type.
    Do: check the text before, or catch the error with `try`.

    E0361 Rounding does not fit the value.
    Numbers are rounded to places, durations and dates to a unit.
    Do: give places for numbers, a unit such as `1h` for durations.

    E0370 A time zone is not known.
    Zones have names such as Europe/Berlin, from the system's database.
    Do: check the name; the package tzdata brings the database.

    E0371 The command takes a date.
    Do: convert the text with `to-date`.

    E0372 A format of dates is wrong.
    Do: use `%F` for the date, `%T` for the time; `help format-date` lists all.

    E0373 Arguments of `date` do not fit each other.
    Do: see `help date`.

    E0374 A value is not a date.
    Do: write `2026-01-31` or `2026-01-31T08:00:00Z`.

    E0375 A date is outside the years 1 to 9999.
    Do: check the calculation.

    E0380 A status is outside 0 to 255.
    Do: give such a status.

    E0381 An `assert` failed.
    The condition was false.
    Do: fix the cause that the message names.

    E0397 A chart cannot be drawn.
    It needs a column of finite numbers, durations or dates.
    Do: name the columns, and leave out other rows with `where`.

    E0510 `watch` would change the vault.
    A repeated closure may only read.
    Do: watch a command that reads.

    """#

  private static let files = #"""
    E0606 There is no terminal.
    The dialogue, `tour` and others need one.
    Do: run it in a terminal; a script is run by `sms FILE.sms`.

    E0607 There is no dialogue.
    `history` lists the lines of a dialogue.
    Do: use it in the dialogue.

    E0610 A file cannot be opened or listed.
    It is not there, or you have no right to it; the message says which.
    Do: check the path. `ls` lists a folder.

    E0611 A folder stands where a file is needed.
    Do: name a file in it.

    E0612 A file cannot be read or written.
    The system refused, or the disk is full; the message says why. Or rows changed their fields while they were written.
    Do: check rights and space.

    E0613 Bytes are not UTF-8 text.
    The message names the first one that does not fit.
    Do: read them as base64.
        open photo.png --base64

    E0614 The file exists already.
    Existing files are replaced only on request.
    Do: `--force` replaces it, `--append` adds to it, or choose another name.

    E0615 `~` is not known.
    The variable HOME is not set.
    Do: write the whole path.

    E0616 The file has other columns.
    Rows are added to a file of CSV by the names of its first line.
    Do: `select` the columns that the file has.

    E0617 A file is not safe for sealed text.
    Secrets are written only to regular files of your own that others cannot read.
    Do: choose a new file, or remove the rights of others: `chmod 600 FILE`.

    E0618 This format cannot be added to.
    A JSON, YAML or Markdown file is one value.
    Do: use jsonl or csv.

    E0619 A text is not in this encoding.
    It is not base64 or hexadecimal text, or has a `%` without two digits. The message names the place.
    Do: check where the text came from.

    E0620 There is no format of this name.
    Do: use \#(FileFormat.allCases.map(\.rawValue).joined(separator: ", ")).

    E0621 A text is not JSON.
    The message names line and column.
    Do: fix the text there. A file with one value a line is jsonl.

    E0623 A text is not CSV or TSV.
    A quote is not closed, or stands inside a cell.
    Do: fix the line, or give the right `--separator`.

    E0624 Cells and columns do not agree.
    A line has more or fewer cells than the header, or two columns have one name.
    Do: fix the line; `--columns` gives names, `--no-header` reads a file without them.

    E0625 A text is not YAML.
    Do: fix the text at the line and column that the message names.

    E0626 A text is not an env file.
    Lines are `NAME=VALUE`; each name stands once.
    Do: fix the line; `--last` takes the last of several.

    E0627 A text has no table of Markdown.
    A line of names and a line of `---` begin a table; each row has as many cells.
    Do: fix the table.

    E0630 Sealed text cannot be written like this.
    Do: `reveal` it first, or `--masked` writes dots for it.

    E0631 A value cannot be written in this format.
    The format has nothing for it, such as JSON for an infinite number.
    Do: convert or leave out the value that the message names.

    E0632 A format needs rows.
    CSV, TSV and Markdown are made of records, env of one record or of rows with `key` and `value`.
    Do: make records: `each {|x| {value: $x} }`.

    E0633 A name or value cannot stand in an env file.
    Do: rename the field, or leave out `--plain` or `--dotenv`.

    E0640 Standard input ended before an answer.
    Do: give the answer in the input, or run in a terminal.

    E0641 There is no terminal to ask at.
    Do: run in a terminal, or use `stdin`.

    E0642 A program is called wrongly.
    `exec` takes a list of texts: the program and its arguments. Sealed text is no argument, because others can see it.
    Do: pass secrets through the pipe.
        "text" | exec [cat]

    E0643 A program was not run.
    It is not there, may not be started, or the pipe to it broke.
    Do: check name and rights.

    E0644 A program failed.
    It ended with another status than 0, or by a signal.
    Do: catch the error with `try`, or see what the program wrote.

    """#
}
