/// The text of `sms --help` above the list of commands.
package enum CommandLineHelp {
  /// The ways to call the program.
  package static let usage = """
    sms                      a dialogue, when standard input is a terminal; else a script from it
    sms FILE.sms [ARG…]      runs a script (the name ends in .sms or contains a /)
    sms -                    runs a script from standard input;  sms -c CODE [ARG…]  runs CODE
    sms COMMAND [ARG…]       runs one command, its arguments taken as they are
    sms check [--json] FILE… checks scripts and runs nothing; --stdin-file NAME: standard input, as that file
    sms test FILE…           runs the `test "…" { }` blocks of scripts, each on an empty vault of its own
    sms serve [OPTION…]      serves the vault to programs of machine accounts; sms serve --help
    sms help [COMMAND]       shows what a command does
    """

  /// The meanings of the exit status.
  package static let statuses = """
    0 done, 1 error and nothing changed, 2 usage or check, 3 error after a change, 4 not signed in,
    5 refused, 6 found, 7 damaged, 75 busy, 124 time limit, 130 interrupted, 141 the reader of the output closed it,
    143 terminated; after a change the last four stay, and a line says what was committed
    """

  static let text =
    "sms: a shell for machine accounts\n\n" + usage
    + "\n\noptions (before FILE, -c and -; anywhere with COMMAND)\n\n" + CommandLineOption.help
    + "\nexit status: "
    + statuses + "\n"

  /// The text of `sms serve --help`.
  package static let serve = """
    sms serve: serves the vault, without its keys, to programs that sign in with an access token

    sms serve [OPTION…]             serves until SIGTERM or SIGINT, then finishes what runs (10 s: what takes
                                    longer is cut off, and the exit status is 1)
    sms serve --self-signed DIR     makes DIR/cert.pem and DIR/key.pem for localhost and --listen's address
    sms serve keys rotate           makes a new signing key; the last one is good for another hour
    sms serve keys audit            prints the audit key, for `audit key add`: it signs what the server writes

      --listen ADDR:PORT        (127.0.0.1:8087) port 0 takes a free one; a socket of systemd comes first
      --tls-cert F --tls-key F  certificate and key as PEM; without them on loopback addresses only
      --insecure                plain text on other addresses, too: something in front does TLS
      --identity-url U  --api-url U  the URLs by which clients reach it (else those of `vault set`): their paths
                                are served, too, and bearers name the first as their issuer
      --trusted-proxy CIDR      whose X-Forwarded-For is believed; may stand several times
      --keys FILE               the signing keys (else $CREDENTIALS_DIRECTORY/sms-serve.keys, else VAULT.keys)
      --metrics ADDR:PORT       numbers for Prometheus at /metrics, on a loopback address
      --token-rate N            (1000) how many events a token may cause a second, or `off`; beyond it gets 429
      --log [json]              one line a request, too: method, status, bytes, microseconds; json: all lines as JSON
      --idle D                  (30s) when a silent connection ends; a head has twice that, a body 4 times, an answer 20
      --max-lock D              (5s) how long batches of others may hold the vault: requests wait for their end

    """
}
