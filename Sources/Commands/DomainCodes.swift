/// The codes of the vault's commands, in words: see `FaultCodes`.
package enum DomainCodes {
  package static let text = #"""
    E0508 Text of a planned secret is used.
    A plan is rolled back, so its tokens and codes have no text.
    Do: do it outside the plan.

    E0801 This run has no vault.
    Do: name one: `sms --vault FILE`, or the variable SMS_VAULT.

    E0802 The vault is locked.
    No passphrase, key or token was given.
    Do: run in a terminal, which asks; or give --passphrase-file, --key-file or --token-file; or `sms unlock` once.

    E0803 A file cannot be read.
    It is missing, a folder, too long, or may not be read.
    Do: check path and rights.

    E0804 Others can read or change a file of secrets.
    Do: `chmod 600 FILE`.

    E0805 The two passphrases are not the same.
    Do: type it again.

    E0806 A file does not hold what it should.
    It is empty, in UTF-16, or holds no passphrase, key or token.
    Do: write the text in UTF-8, on one line.

    E0807 The keeper or the vault's path cannot be found.
    `sms unlock` starts a keeper, which keeps you signed in; the vault's path comes from HOME unless --vault gives it.
    Do: `sms unlock`, or give the passphrase with the command.

    E0808 A keeper keeps people signed in, not machine accounts.
    Do: give --token-file with each command.

    E0810 The argument names another kind of entity.
    Do: give a name, an id, `KIND:NAME`, or a row of the right list.

    E0811 A command takes one subject, or each subject once.
    Do: use `each` for several, `uniq` for repeats.
        accounts | each {|a| account show $a }

    E0820 There is no type of event of this name.
    Do: `help events` lists the types.

    E0821 A duration does not lead to a date.
    It lies in the future where the past is meant, or is too long.
    Do: write `30d`, or a date.

    E0830 A file of an import is wrong.
    The message names line and column. No rows were imported.
    Do: fix the file.

    E0831 A vault or its copy is damaged.
    `vault verify` found differences; a damaged copy is removed.
    Do: `vault verify` lists them; restore a backup.

    E0832 The name of a file does not tell its format.
    Do: call it .csv or .jsonl.

    E0833 A file changed while it was read.
    No rows were imported.
    Do: import a copy.

    E0840 A deletion was not confirmed.
    A terminal asks; elsewhere --yes is needed.
    Do: give --yes.

    E0841 The question was answered with no.
    Nothing was done.
    Do: nothing.

    E0845 One side of a grant is missing.
    A grant has who gets access, and what to.
    Do: name both: `grant deploy project:web --access read`.

    E0850 The value of a secret is missing, or comes from two places.
    Do: give it through the pipe, --file, standard input or the prompt; rows bring their own keys and values.

    E0851 The value is the mask of sealed text, not a secret.
    Sealed text shows as ••••, and this text was given as a value.
    Do: pass the sealed value itself, or `reveal` it.

    E0852 A subject is an argument, and comes from the pipe.
    The command takes one of the two.
    Do: leave the argument or the pipe out.
        accounts | first | account show

    E0853 A secret is not text.
    It is not UTF-8, and cannot be opened as text.
    Do: write it to a file with `save`.

    E0854 A row cannot become a secret.
    Rows have `key`, `value` and optionally `note`, all text; keys are unique.
    Do: fix the row that the message names; `rename` changes names of fields.

    E0856 The text of a token is used wrongly.
    It must not be an argument, because other users can see arguments; with --stdin the input holds one a line.
    Do: give the name or id, or the text with --stdin.

    E0857 This is no id of an earlier value.
    Do: `secret versions SECRET` lists the ids.

    E0860 An argument or option is out of range.
    Do: the message says what is taken; `set` lists the options of the dialogue.

    E0861 No invite code was given.
    Do: `person join --code-file FILE`, or type it.

    E0863 A key is not found, or several have this name.
    Do: `person keys` lists names and ids.

    E0864 A file holds no anchor.
    Do: `events anchor FILE` writes one.

    E0865 The system's log takes nothing.
    There is no /dev/log here, or it refuses.
    Do: `events anchor FILE`, on a disk that others cannot write.

    E0866 A file is no proof of an export.
    Do: `events export FILE` writes FILE.proof beside FILE; --proof names another place.

    E0867 A file of events is not what its proof says.
    The file or the proof was changed, or another key signed it.
    Do: ask who exported it for the file, and for `whoami | get fingerprint`.

    E0870 An argument of a program holds a NUL.
    Do: leave it out; no program can take it.

    E0871 `run` needs to know which secrets.
    Do: name a project or a machine account.
        run --project web -- env

    E0872 Several secrets have the same key.
    A variable has one value.
    Do: choose with --project, --account or --only.

    E0873 A key is no name of a variable.
    Do: --skip-invalid leaves it out, --only chooses others.

    E0874 A variable changes how programs work.
    Names such as PATH and LD_PRELOAD are set only on request.
    Do: --force-name NAME sets it all the same.

    E0875 A secret is not among those that the program gets.
    Do: check --only and the grants.

    E0876 The program failed.
    It ended with another status than 0, or by a signal.
    Do: see what the program wrote.

    E0877 A value cannot be a variable.
    It holds a NUL, or is too long.
    Do: choose others with --only; pass it as a file: `save`.

    E0878 The program cannot be started.
    Status 127: it is not there. Status 126: it may not be started.
    Do: check the name, $PATH and rights.

    """#
}
