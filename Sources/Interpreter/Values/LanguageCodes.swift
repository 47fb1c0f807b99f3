/// The codes of names, arguments, values, limits and modes, in words: see `FaultCodes`.
package enum LanguageCodes {
  package static let text = [names, values, limits].joined(separator: "\n\n")

  private static let names = #"""
    E0000 The run ended with `exit`.
    This is not an error: `exit N` ends a run with the status N.
    Do: nothing.

    E0201 There is no command of this name.
    The first word of a statement names a command, or a `def` of the program.
    Do: look for a near name in the message, or search: `help --find WORD`. Text is in quotes.

    E0202 The command has no flag of this name.
    Do: `help COMMAND` lists its flags.

    E0203 A flag is given twice.
    The same flag stands twice, or two switches contradict each other.
    Do: leave one out.

    E0204 A flag needs a value.
    Do: write the value behind the flag.
        open data.txt --decode json

    E0205 Two arguments exclude each other.
    The command takes one of them only.
    Do: leave one out. The usage line groups what excludes each other: `(--project PROJECT | --unassigned)`.

    E0210 An argument is missing.
    The command needs what the message names. In the usage line only what stands in `[ ]` may be left out.
    Do: give it. What `help` shows with `… | COMMAND` may come from the pipe.
        account rename deploy deploy-web

    E0211 There are too many arguments.
    The command takes fewer arguments, or calls its closure with fewer.
    Do: see the usage line in the help of the error. Text with blanks is in quotes.

    E0212 An argument is not one of the words that are taken.
    The parameter takes a number, a date or one of a few words, and this is none.
    Do: the help of the error names what is taken.

    E0213 The command takes nothing from a pipe.
    Do: pass the value as an argument, or leave out the pipe.

    E0214 The command needs something from a pipe.
    Do: write a source before it: `… | COMMAND`.
        accounts | first 3

    E0215 A key is the same for each row.
    A text is given where a field of the row was meant.
    Do: write a point before the name.
        accounts | sort-by .name

    E0220 The name belongs to the language.
    `$now`, `$env`, `$args`, `$it` and `$in` have a meaning of their own.
    Do: choose another name.

    E0221 The name is defined already in this block.
    Do: choose another name, or use `mut` for a value that changes.
        mut n = 0; $n = $n + 1

    E0222 There is no current row here.
    `.field` and `$it` exist inside arguments of commands that go through rows, such as `where` and `each`.
    Do: name a parameter: `{|row| $row.name }`.

    E0223 The variable is not defined.
    It is defined later, in another block, or has another name.
    Do: define it before with `let`. The environment is read as `$env.NAME`.

    W0224 The variable is not used.
    A warning: the program runs.
    Do: leave it out, or begin its name with `_`.

    E0225 The variable cannot be changed.
    `let` makes a constant. Parameters and the language's own names are constants, too.
    Do: define it with `mut`.

    W0226 A variable in a text is plain text.
    A warning: in double quotes `$name` stands for itself.
    Do: write `\($name)`, or use single quotes.

    E0226 A `def` changes a variable outside.
    A `def` may read variables of the file, and cannot change them.
    Do: give the new value as the result.

    E0227 A closure changes a variable outside.
    A closure has a copy of the variables around it.
    Do: use `reduce`, or a `for` loop.
        1..3 | reduce {|sum, x| $sum + $x }

    E0228 The environment is read by name.
    `$env` alone is no value.
    Do: write `$env.NAME`, or `$env.NAME?` where it may be missing.

    E0230 A command with this name cannot be defined.
    The language reads its arguments in a way of its own.
    Do: choose another name.

    E0231 A command is defined twice.
    The file has two of this name, or the name is the first word of other commands.
    Do: choose another name.

    W0232 A `def` hides a command.
    A warning: the program uses its own command of this name.
    Do: choose another name if that was not meant.

    E0233 Parameters stand in a wrong order.
    Parameters with a default stand behind those without one, and `...rest` is the last.
    Do: change their order.

    E0234 `def` or `use` stands inside a block.
    Do: write it at the top level of the file.

    E0235 There is no type of this name.
    Do: `describe` shows the type of a value, such as `int`, `string` or `list<int>`.

    E0240 `use` cannot read files here.
    Do: put the definitions into the program itself.

    E0241 Files use each other in a circle.
    Do: move what they share into a third file.

    E0242 A name comes from two used files.
    Do: use one of them under a name: `use "lib.sms" as lib`.

    E0243 A used file has other statements than definitions.
    A file for `use` holds only `def`, `use`, `test` and constants with `let`.
    Do: move the other statements into the program.

    W0250 A statement is never reached.
    A warning: the statement before it always leaves the block.
    Do: remove it, or the statement before it.

    E0251 `return` stands outside a `def` or closure.
    Do: use `exit` to end a program.

    E0252 `break` or `continue` stands outside a loop.
    Do: use it inside `for` or `while`.

    E0253 Alternatives of a pattern bind names.
    With `|` between patterns it is not known which name has a value.
    Do: write an arm for each.

    E0254 A one-time result would be lost.
    The text of a token or key cannot be shown again.
    Do: print or save it: `… | get value | reveal | print`, `… | get value | save FILE`.

    E0255 A `finally` block is left by a jump.
    `return`, `break` and `continue` would hide the error that `finally` was run for.
    Do: let the block run to its end.

    E0270 There is no column of this name.
    The columns of the rows are known before running.
    Do: the help of the error names the columns, or a near one.

    E0271 A key stands twice in a record.
    Do: remove one of them.

    """#

  private static let values = #"""
    E0301 A value has the wrong type.
    The command, operator or parameter takes another type.
    Do: convert the value: `to-int`, `to-string`, `to-date`; `describe` shows its type.

    E0302 A condition is not a bool.
    `if`, `while`, `and`, `or` and `not` take `true` or `false`.
    Do: compare the value.
        if $n != 0 { print some }

    E0303 A variable is used before its `let` has run.
    Do: call the `def` behind the `let`, or move the `let` up.

    E0304 A range has no items to go through.
    Ranges of floats, durations and dates need to know how far apart the items are.
    Do: give a step.
        0.0..1.0 | step 0.25

    E0305 `...` in a record takes a record.
    Do: spread a record: `{...$base, port: 1}`.

    E0306 A value does not fit a pattern with names.
    `let [a b] = …` takes a list of two items, `let {name} = …` a record with this field.
    Do: check the value, or use `match`.

    E0307 Null cannot stand in a text.
    Do: give a default.
        "limit: \($limit ?? 0)"

    E0308 A value has no items.
    `for`, `each` and others go through lists, rows, ranges and records.
    Do: put a single value into a list: `[$x]`.

    E0309 `throw` takes text, a record or an error.
    Do: throw a text, or a record with `code` and `msg`.
        throw {code: "no-limit", msg: "the limit is missing"}

    E0310 Sealed text is used as plain text.
    A secret stays sealed until it is opened on purpose, which writes an event.
    Do: open it with `reveal` where the text is needed.

    E0311 Rows that are still to be read are compared.
    Do: keep them in a name first: `let rows = (accounts)`.

    E0312 Values are nested too deeply.
    At most 200 lists and records may stand inside each other.
    Do: check for a loop that puts a value into itself again and again.

    E0313 Two values have no order.
    `<`, `sort-by`, `min` and `max` compare numbers, texts, durations or dates with their own kind; null has no order.
    Do: convert the values, or leave nulls out with `compact`.

    E0314 A value cannot be a key.
    `group-by`, `uniq` and joins compare keys; closures and sealed text have no equality.
    Do: use another field.

    E0315 An operator does not take these values.
    Do: convert one of them. `"\($n)"` makes text of a number.

    E0316 A result is too large.
    Integers have 64 bits. The language does not wrap around.
    Do: use floats: `1.0 * $n`.

    E0317 A number is divided by zero.
    Do: test the divisor first.
        if $n == 0 { null } else { $sum / $n }

    E0318 `=~` does not take these values.
    A text stands on the left, a pattern as text on the right.
    Do: make text of the value: `"\($n)" =~ "^1"`.

    E0319 `in` or `has` does not take these values.
    `in` takes a list or range on its right; `has` takes a record or list on its left.
    Do: exchange the sides, or use `=~` for text in a text.

    E0320 Rows were already read.
    Rows from a source can be read once.
    Do: keep them in a name: `let rows = (accounts)`.

    E0321 A value has no fields.
    Records and entities have fields. A list has items: `$list[0]`, or `get NAME` for the field of each.
    Do: use what fits the value; `describe` shows its type.

    E0322 There is no field of this name.
    Do: the help of the error names a near one. `$r.name?` and `get name --or null` allow it to be missing.

    E0323 A value cannot be indexed like this.
    Lists and texts are indexed by ints and cut by ranges of ints, records by text.
    Do: use such an index.

    E0324 There is no item of this number.
    Items are counted from 0; -1 is the last.
    Do: use `$list[9]?` or `get 9 --or null` where it may be missing.

    E0325 A place cannot be assigned to.
    Only fields of records and items of lists can be set. A thing of the vault is changed by commands.
    Do: make a record of it first, or use the command that changes it.

    E0326 No arm of `match` fits.
    Do: add an arm for everything else: `_ => …`.

    E0327 The environment has no variable of this name.
    Do: set it, or write `$env.NAME?`, which gives null.

    E0330 The command needs rows from the pipe.
    Do: write a source before it: `… | COMMAND`.

    E0331 A condition of a row is not a bool.
    The closure or condition of `where`, `any`, `all` and others gives `true` or `false`.
    Do: compare the field.
        accounts | where .secrets > 0

    E0332 A constant is given where a field of the row is needed.
    Do: write a point before the name: `.name`.

    E0333 `reduce` has no items.
    Without a start value it begins with the first item.
    Do: give a start value with `--init`.

    E0334 A value cannot be added up.
    `sum`, `avg`, `median` and others take numbers or durations.
    Do: take the right column, and leave nulls out with `compact`.

    E0335 The field exists already.
    `insert` adds a new field.
    Do: `update` changes it, `upsert` does either.

    E0336 The command changes records.
    An item is not a record.
    Do: use `each` for other items.

    """#

  private static let limits = #"""
    E0400 The run was interrupted.
    Ctrl-C or a signal ended it. The status is 130, or 143.
    Do: nothing; what was committed before stays.

    E0401 Calls through commands are too deep.
    A closure calls a command that calls the closure again.
    Do: end the recursion, or use a loop.

    E0402 Calls are too deep.
    A `def` calls itself without an end. At most 10,000 calls may be open.
    Do: end the recursion. `--max-calls` sets the limit.

    E0403 The limit of steps is reached.
    `--max-steps` limits how much a program may do.
    Do: raise the limit, or look for a loop without an end.

    E0404 The time limit is reached.
    `--timeout` ended the run with status 124.
    Do: raise the limit.

    E0405 `finally` took too long.
    After a run is stopped its `finally` blocks have 5 seconds.
    Do: keep such blocks short.

    E0406 The memory limit is reached.
    A list, a text or a line grew over the limit (`--max-memory`, 1 GiB), or the system has no memory.
    Do: read row by row, without `sort-by` or `group-by`, or raise the limit.

    E0407 A command has no code.
    Its definition has an error, which was told before.
    Do: fix the definition.

    E0408 The limit of output is reached.
    Do: raise `--max-output`.

    E0409 A piece of code is too large.
    Do: divide it into several `def`.

    E0501 A read-only run does not allow this.
    `--read-only` refuses what changes the vault, opens secrets, or works on files and programs.
    Do: run it without `--read-only`. `sms check --effects FILE` lists what a program does.

    E0502 Programs are not allowed.
    A script may run programs only where that was said.
    Do: start it with `sms --allow-exec FILE.sms`.

    E0503 A secret is opened inside a batch or plan.
    The event could be taken back after the text is out.
    Do: open it before or after the block.

    E0504 A command needs a transaction of its own.
    It cannot be part of a batch or plan.
    Do: run it before or after the block.

    E0505 A command waits where it must not.
    In a batch others could not write meanwhile; in config.sms each dialogue would begin with it.
    Do: do it before the batch, and pass what it gives in; in config.sms put it into a `def`.

    E0506 A batch took too long.
    It kept others from writing for longer than `--max-lock` (5 s), and was taken back.
    Do: read and calculate before the batch, or raise `--max-lock`.

    E0507 A file of the plan is not there yet.
    A step before would write it, and a plan writes no files.
    Do: look at the plan up to this step.

    E0509 A file is written inside a plan.
    Do: write it after the plan.

    """#
}
