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
    sms serve [OPTION…]      serves the vault to programs of machine accounts; sms serve --help
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

  /// What `sms serve --help` prints.
  static let serve = """
    sms serve: serves the vault, without its keys, to programs that sign in with an access token

    sms serve [OPTION…]             serves until SIGTERM or SIGINT, then finishes what runs (10 s: what takes
                                    longer is cut off, and the exit status is 1)
    sms serve --self-signed DIR     makes DIR/cert.pem and DIR/key.pem for localhost and --listen's address
    sms serve keys rotate           makes a new signing key; the last one is good for another hour

      --listen ADDR:PORT        (127.0.0.1:8087) port 0 takes a free one; a socket of systemd comes first
      --tls-cert F --tls-key F  certificate and key as PEM; without them on loopback addresses only
      --insecure                plain text on other addresses, too: something in front does TLS
      --identity-url U  --api-url U  the URLs by which clients reach it (else those of `vault set`): their paths
                                are served, too, and bearers name the first as their issuer
      --trusted-proxy CIDR      whose X-Forwarded-For is believed; may stand several times
      --keys FILE               the signing keys (else $CREDENTIALS_DIRECTORY/sms-serve.keys, else VAULT.keys)
      --metrics ADDR:PORT       numbers for Prometheus at /metrics, on a loopback address
      --log                     one line a request: method, status, bytes, microseconds
      --idle D                  (30s) when a silent connection ends
      --max-lock D              (5s) how long batches of others may hold the vault: requests wait for their end

    """
}
