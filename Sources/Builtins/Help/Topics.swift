/// A part of the language that `help` explains.
package struct Topic: Sendable {
  /// The word that `help` takes for it.
  package let name: String
  /// What the topic is about, as one line in the list of topics.
  package let summary: String
  /// The explanation, in paragraphs of Markdown.
  package let text: String
  /// Lines of the language, with what they do.
  package let examples: [(code: String, doc: String)]

  /// The page of the topic.
  package var page: String {
    let width = examples.map { $0.code.utf8.count }.max() ?? 0
    let lines = examples.map { example in
      "  " + example.code + String(repeating: " ", count: width - example.code.utf8.count)
        + "   # \(example.doc)\n"
    }
    return "\(name): \(summary)\n\n\(text)\n\n\(lines.joined())"
  }
}

/// The topics of help.
package enum Topics {
  /// All topics, in the order in which `help` lists them.
  package static let all = [
    Topic(
      name: "pipes", summary: "what stands before `|` is taken by what stands behind it",
      text: """
        A command takes what the stage before it gives. Any other stage reads it as `$in`. In the dialogue a line that
        begins with `|` goes on with the value that was shown last, which is `$last`.
        """,
      examples: [
        ("accounts | length", "how many machine accounts there are"),
        ("[3 1 2] | sort-by | first 2", "the two smallest"),
        ("[1 2 3] | ($in | length) * 2", "`$in` is what came"),
      ]),
    Topic(
      name: "rows", summary: "lists of records, shown as tables",
      text: """
        Row commands read their arguments over each row: `.field` is the row's field, `$it` the row itself. A closure
        `{|row| … }` does as well. Rows of the vault are read only as far as they are used.
        """,
      examples: [
        ("accounts | where .secrets > 20 | sort-by .name", "rows that fulfil a condition, in order"),
        ("tokens | select name status expires", "some columns"),
        ("tokens | count-by .status", "how many of each"),
        ("[{a: 1}] | insert b (.a + 1)", "one more column"),
      ]),
    Topic(
      name: "names", summary: "`let`, `mut` and `def`",
      text: """
        `let` names a value, `mut` one that may change, `def` makes a command. Texts without blanks need no quotes as
        arguments; with `"\\(…)"` a text holds the value of an expression.
        """,
      examples: [
        ("let who = \"ci\"; \"hello \\($who)\"", "a name, and a text with its value"),
        ("mut n = 1; $n += 1; $n", "a value that changes"),
        ("def twice [x: int] { $x * 2 }; twice 21", "a command of your own"),
      ]),
    Topic(
      name: "blocks", summary: "`if`, `match`, `for`, `while`, `try`",
      text: """
        Blocks stand in braces and give their last value. `try { … } catch e { … }` goes on after an error; `$e.code`
        and `$e.msg` say which.
        """,
      examples: [
        ("for x in 1..3 { print $x }", "each of a range"),
        ("if 2 > 1 { \"yes\" } else { \"no\" }", "a choice"),
        ("match 3 { 1 => \"one\", _ => \"many\" }", "one of several"),
        ("try { 1 / 0 } catch e { $e.code }", "after an error"),
      ]),
    Topic(
      name: "dates", summary: "dates, durations and zones",
      text: """
        Durations: `250ms 45s 30m 12h 90d 2w`. Dates: `2026-01-31`, `2026-01-31T08:00:00Z`. `$now` is the time of the
        run. Where a date is asked for, `30d` means 30 days before now, or from now on for an expiry.
        """,
      examples: [
        ("$now - 30d", "30 days ago"), ("$now.weekday", "a field of a date"),
        ("2026-01-31 | format-date \"%d.%m.%Y\"", "a date as text"),
        ("events --since 7d | count-by .event", "what happened in a week"),
        ("tokens | where .expires < $now + 7d", "what ends within a week"),
      ]),
    Topic(
      name: "plan", summary: "see changes before they are made, or make all or none",
      text: """
        `plan { … }` runs on a copy and gives the changes that a real run would make. `batch { … }` makes all changes of
        its block or none. `sms --plan FILE` and `sms --atomic FILE` do it to a whole script.
        """,
      examples: [
        ("plan { project create web }", "what would change"),
        ("batch { project create web; account create ci }", "both or neither"),
      ]),
    Topic(
      name: "sealed", summary: "text that stays sealed until it is revealed",
      text: """
        Values and notes are sealed: they show as `••••` and cannot be compared. `reveal` opens one and leaves an event;
        so do `save` and the input of `exec`. A key that several projects have is named `PROJECT/KEY`.
        """,
      examples: [
        ("random text 32 | secret create DB_PASSWORD --project web", "a new secret"),
        ("secret show web/DB_PASSWORD | get value | reveal", "its value, with an event"),
        ("secrets --project web | where .revised < $now - 90d", "what was not changed for long"),
      ]),
    Topic(
      name: "scripts", summary: "files of statements, with arguments and checks",
      text: """
        `sms FILE ARG…` runs a script; `def main [...]` takes its arguments. `sms check FILE` finds errors without running
        it, `sms test FILE` runs its `test` blocks on a vault in memory. `history --script` writes the changes of a
        dialogue as one.
        """,
      examples: [
        ("def main [days: int] { print $days }", "an argument of the script"),
        ("test \"it adds\" { assert (1 + 1 == 2) }", "a test in the same file"),
      ]),
    Topic(
      name: "cron", summary: "runs without a person",
      text: """
        A timer signs in with a key of `person key create`, given by `--key-file` or `$SMS_KEY_FILE`; `--only` limits what
        it may do. `--timeout 10m` ends a run that hangs, `--lock NAME` lets one run of a name work at a time, `--quiet`
        leaves out notes, and the exit status tells how it ended: `help errors`.
        """,
      examples: [
        (
          "person key create --name nightly --only \"read,destroy\" --expires 90d | get value | save nightly.key",
          "a key for a timer"
        ),
        ("trash purge --expired --yes", "a job for the night"),
      ]),
    Topic(
      name: "errors", summary: "codes, places, help, and the status at the end",
      text: """
        Every error has a code, and `help CODE` a page about it. E01 what cannot be read, E02 names and arguments, E03 values,
        E04 limits and interruptions, E05 modes of a run, E06 files, programs and the terminal, E07 the command line, E08 the
        vault's commands; V01 signing in and rights, V02 names, V03 values and limits, V04 imports, V05 a vault in use, V06 the
        vault's file, V07 damage. W are warnings.
        Status: 0 done, 1 error and nothing changed, 2 usage, 3 error after a change, 4 not signed in, 5 refused, 6 found,
        7 damaged, 75 busy, 124 time limit, 130 interrupted.
        """,
      examples: [("try { 1 / 0 } catch e { $e | select code msg help }", "what is known of an error")]),
    Topic(
      name: "editing", summary: "what the keys of the dialogue do",
      text: """
        Tab completes, or lists what fits. Right and End take the dim hint, Alt-F a word of it. Return goes on while a line
        is not complete; Alt-Return begins a row in any case; Up and Down move between rows, then through the history by
        what stands before the cursor. Ctrl-R lists lines of all dialogues, Ctrl-X Ctrl-E opens the line in $EDITOR,
        Ctrl-_ undoes, Alt-/ makes it again, Alt-. puts the last word of the line before in, Ctrl-Z stops the program. A
        line that begins with a blank is not kept.
        """,
      examples: [("history --all | where .line =~ \"rotate\"", "lines of all dialogues")]),
  ]

  /// The topic of a name.
  package static func named(_ name: String) -> Topic? { all.first { $0.name == name } }
}
