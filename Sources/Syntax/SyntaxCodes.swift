/// The codes of what cannot be read, in words: see `FaultCodes`.
package enum SyntaxCodes {
  package static let text = #"""
    E0102 The text is not UTF-8.
    A program is a text in UTF-8. The error names the first byte that does not fit.
    Do: save the file as UTF-8, or convert it: `iconv -f latin1 -t utf-8 old.sms > new.sms`.

    E0103 The edition is not known.
    The first line of a file may name the edition of the language it is written for, and this release does not know that one.
    Do: write an edition that this release knows, or use a later release.

    E0104 A character or word does not belong there.
    The parser read a complete statement and found more on the same line.
    Do: look at the marked place for a missing `|`, `;`, operator or closing bracket.
        let n = 5; print $n

    E0105 Brackets or blocks are nested too deeply.
    At most 200 brackets, blocks and values may stand inside each other.
    Do: give the inner parts names with `let` or `def`.

    E0106 Something is missing.
    The statement needs a value, a name, a block or a keyword at the marked place. At the end of a line the dialogue asks for more.
    Do: write what the message names. The `{` of a block stands on the line of its keyword.
        if $n > 3 { print large } else { print small }

    E0107 A place to assign to has a `?`.
    `?` reads a field that may be missing. An assignment sets the field, so there is nothing to ask.
    Do: leave out the `?`.
        $config.port = 8087

    E0108 A constant holds `\( )`.
    Keys, patterns and the file of `use` are fixed before the program runs, so no value can be put into them.
    Do: write the text itself. A key that is calculated stands in parentheses: `{($name): 1}`.

    E0109 A word is not a value.
    Text needs quotes where a value is read. Only arguments of commands may be written without quotes.
    Do: write text in quotes, a variable with `$`, a command in parentheses.
        let kind = "read"

    E0110 Only a command may follow `|`.
    A pipe gives its value to a command, or to an expression that reads `$in`.
    Do: use `each` to calculate with each item, `get` to take a field, or write `$in`.
        1..3 | each {|x| $x * 2 }

    E0111 This is not the name of a command.
    A statement that does not begin with a value begins with the name of a command or a keyword.
    Do: write the name of a command. `help` lists all commands.

    E0112 A blank is missing.
    Two values touch each other.
    Do: put a blank or comma between them.

    E0113 This is not a flag.
    Flags are written `--name`, or `-n` with one letter.
    Do: write two dashes before the name.
        accounts | first 3

    E0114 A flag with `=` has no value.
    Do: write the value directly behind `=`, or leave out the `=`.
        open data.txt --decode=json

    E0115 A word holds a character that needs quotes.
    Brackets, quotes, `$`, `|` and `;` have a meaning of their own.
    Do: write the whole word in quotes.

    E0116 An operator stands where an argument is read.
    Arguments are separated by blanks, so `$a - $b` would be three arguments.
    Do: put a calculation in parentheses; put a dash or other sign that is text in quotes.
        print ($a - $b)

    E0117 Comparisons or ranges follow each other.
    `1 < $x < 5` does not compare twice.
    Do: use `and`, or parentheses.
        1 < $x and $x < 5

    E0118 A value is called like a method.
    Values have fields and no methods. What works on a value is a command behind `|`.
    Do: use a pipe.
        $text | length

    E0119 A `$` is followed by `{` or `(`.
    A variable is written `$name`. The value of a command is written `(command …)`.
    Do: leave out the braces, or the `$`.
        let n = (accounts | length)

    E0120 A number is written wrongly.
    The number has no digits behind its sign, a letter in it, or does not fit 64 bits.
    Do: write `12`, `-3`, `1.5`, `0xff`, a duration such as `30d`, a date such as `2026-01-31`.

    E0121 A record's entry has no `key: value`.
    Do: write a key, `:` and a value for each entry.
        {name: web, port: 8087}

    E0122 A text has no closing quote.
    The error marks where the text begins.
    Do: close it with the same quote. A quote inside is written `\"`.

    E0123 An escape is not known.
    In double quotes `\` begins an escape: `\n`, `\t`, `\\`, `\"`, `\( )` and `\u{1F600}`.
    Do: write `\\` for a backslash, or use single quotes, in which nothing is special.

    E0124 A word of the language is used as a name.
    Words such as `let`, `if` and `match` cannot name a command.
    Do: choose another name.

    E0125 A statement stands where a value is read.
    `let`, `for` and others do something and give no value.
    Do: write the statement on a line of its own.

    E0126 A pattern is written wrongly.
    `match` takes constants, ranges, lists, records, types and names as patterns.
    Do: see `help match`. A condition stands behind `if` in the arm.
        match $n { 0 => "none", 1..9 => "few", _ => "many" }

    E0127 This is not a name.
    Names are made of letters a to z, digits, `_` and inner dashes, and begin with a letter or `_`.
    Do: choose such a name.
    """#
}
