/// The codes of the command line and the dialogue, in words: see `FaultCodes`.
package enum ShellCodes {
  package static let text = #"""
    E0601 The output cannot be written.
    The disk is full, or the terminal is gone.
    Do: check where the output goes.

    E0602 The reader of the output closed it.
    A program such as `head` closed the pipe.
    Do: nothing; the run ended for that reason.

    E0603 Standard input cannot be read.
    Do: check what the input is connected to.

    E0604 The terminal cannot be read.
    Do: start again in another terminal.

    E0605 A program file cannot be read.
    Do: check the path and the rights of the file.

    E0701 The command line is wrong.
    An option is not known, lacks its value, or does not fit the others.
    Do: `sms --help` lists the options; they stand before `-c` and the file.

    E0702 An option holds no date or time zone.
    Do: write `--now 2026-01-31T08:00:00Z`, `--zone Europe/Berlin`.

    E0703 A lock cannot be used.
    Its name is not a plain name, or other users own or can write its folder.
    Do: choose another name, or remove the rights of others on the folder.

    E0704 Another run holds the lock.
    `--lock NAME` allows one run at a time; the status is 75.
    Do: wait for the other run.

    E0705 The server or the part of sms with the network cannot be started.
    The address is in use, a file is missing, or sms-net is not installed beside sms.
    Do: see the message.

    E0706 The program takes no arguments, but some were given.
    Do: leave them out, or read `$args`, or write `def main`.

    E0707 The configuration has other statements than definitions.
    config.sms may hold `def`, `let` and `set` only, because it is read before each dialogue.
    Do: move the rest into a script.

    E0708 The configuration can be written by others.
    It would run what they write with your rights.
    Do: `chmod go-w` the file and its folder.

    E0709 The name of a vault holds a password.
    Others on the machine can read it there.
    Do: leave the password out.

    E0710 A vault cannot be reached by this address.
    Do: name a file.

    E0711 Vaults at such an address are not in this release.
    Do: name a file, or use a later release.

    """#
}
