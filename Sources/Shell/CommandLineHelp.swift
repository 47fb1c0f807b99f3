/// What `sms --help` prints above the list of commands.
enum CommandLineHelp {
  static let text = """
    sms: a shell for machine accounts

    sms                      a dialogue, when standard input is a terminal; else a script from it
    sms FILE.sms [ARG…]      runs a script (the name ends in .sms or contains a /)
    sms -                    runs a script from standard input;  sms -c CODE [ARG…]  runs CODE
    sms COMMAND [ARG…]       runs one command, its arguments taken as they are
    sms check [--json] FILE… checks scripts and runs nothing
    sms test FILE…           runs the `test "…" { }` blocks of scripts, each on an empty vault of its own
    sms help [COMMAND]       shows what a command does

    options (before FILE, -c and -; anywhere with COMMAND)
      --vault FILE             the vault (else $SMS_VAULT, else $XDG_DATA_HOME/sms/vault.db)
      --as EMAIL               the person (else $SMS_USER)
      --passphrase-file FILE   the passphrase (else $SMS_PASSPHRASE_FILE, else it is asked for)
      --key-file FILE          a key of the person (else $SMS_KEY_FILE)
      --token-file FILE        an access token: acts as its machine account (else $SMS_TOKEN_FILE)
      --format FORMAT          table, json, jsonl, csv, tsv, yaml, md or none
      --plan                   changes nothing and gives the changes that the run would make
      --atomic                 makes all changes of the run, or none
      --max-changes N          refuses the change after N;  --max-lock D  how long a batch may hold the vault (5s)
      --read-only  --yes  --keep-going  --quiet  --allow-exec
      --timeout D  --lock NAME  --zone ZONE  --now DATE
      --max-steps N  --max-calls N  --max-memory MIB  --max-output BYTES
      --color auto|always|never  --version  --help

    exit status: 0 done, 1 error and nothing changed, 2 usage or check, 3 error after a change, 4 not signed in,
    5 refused, 6 found, 7 damaged, 75 busy, 124 time limit, 130 interrupted, 143 terminated

    """
}
