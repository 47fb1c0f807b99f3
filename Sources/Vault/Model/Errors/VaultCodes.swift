/// The codes of `VaultError`, in words: see `FaultCodes` of the builtins.
package enum VaultCodes {
  package static let text = #"""
    V0101 The vault does not open with this e-mail and credential.
    One of the two is wrong. The error does not say which, on purpose.
    Do: check --as or SMS_USER, and the passphrase. If the passphrase is lost, use a recovery key or `person reset`.

    V0102 A passphrase is too short.
    Do: use 12 characters or more.

    V0103 Your role does not allow this.
    Do: ask an owner or admin.

    V0104 The session is read-only.
    Do: start without --read-only.

    V0105 A grant is missing.
    You lack the access that the message names.
    Do: ask for a grant: `grant YOU project:web --access read-write`.

    V0106 The key that signed you in does not allow this.
    A key may be limited to reading, revealing, writing, deleting or managing people and settings.
    Do: sign in with the passphrase, or make another key: `person key create --only`.

    V0107 A role is above your own.
    Do: ask a person with that role.

    V0108 The last owner must stay an owner.
    Do: make another person owner first: `person set EMAIL --role owner`.

    V0109 An invite code does not open.
    It is unknown, used or expired.
    Do: ask for a new one: `person reset EMAIL`.

    V0110 The vault was rekeyed or restored since this session signed in.
    Nothing was changed.
    Do: sign in again.

    V0111 The vault does not open with this access token.
    The token may be unknown, revoked, expired or used up. The error does not say which, on purpose.
    Do: check the token with `tokens`; make another one with `token create`.

    V0112 An access token signs in only from a network.
    A local sign-in has no address to compare.
    Do: make a token without --from for this machine.

    V0113 A credential was not made by the vault.
    A row of the file was changed from outside.
    Do: see who could write to the file; remove that person or key; `vault verify` checks the rest.

    V0114 The dialogue was locked since this was read.
    Do: read it again after signing in.

    V0115 A change could not be signed.
    The keeper that `unlock` started has the key that signs, and it has ended. Nothing was changed.
    Do: sign in again: `sms unlock`, or `lock` in a dialogue.

    V0120 The vault is disabled.
    An owner turned the organization or its secrets off.
    Do: an owner can enable it: `vault set enabled on`, `vault set secrets-manager on`.

    V0121 You have no access to secrets.
    Do: ask for it: `person set EMAIL --access yes`.

    V0201 Nothing has this name.
    It does not exist, or you may not see it.
    Do: list what is there: `accounts`, `projects`, `secrets`; deleted secrets are in `trash`.

    V0202 The name is ambiguous.
    Do: name one as the error lists it: by its id, or a secret by PROJECT/KEY where its project has one of that key.

    V0203 The name exists already.
    Do: --twin makes another one of the same name, --if-missing leaves it as it is.

    V0204 No secret of this name is in the trash.
    Do: `trash` lists what is there.

    V0205 The entity was changed by another session meanwhile.
    Nothing was changed.
    Do: look at it again, then repeat the change.

    V0301 A name is blank.
    Do: give a name.

    V0302 A text is too long.
    Do: shorten it to what the message says.

    V0303 A value is not UTF-8 text.
    Do: keep bytes as base64.

    V0304 A value is not allowed.
    The message says which, and why.
    Do: give another one.

    V0305 An expiry is not in the future.
    Do: give a later date, a duration such as `90d`, or `never`.

    V0306 A list is empty.
    Do: name at least one.

    V0320 The limit of the subscription is reached.
    Do: delete what is not needed, or an owner raises the limit: `subscription set`.

    V0321 The subscription does not allow these numbers.
    The plan does not have such numbers, or more is used.
    Do: `subscription` shows what is used and included.

    V0401 A file of an import is too large.
    Do: split the file.

    V0402 A value of an import is wrong.
    The message names its place. No rows were imported.
    Do: fix the file.

    V0403 This file was imported already.
    Do: `events --all --type events.imported` lists the imports.

    V0501 Another process is writing to the vault.
    The status is 75.
    Do: try again when it has finished.

    V0502 The command is not possible inside a transaction.
    Secrets are opened, and the vault is copied or rekeyed, outside of batches and plans.
    Do: do it before or after the block.

    V0503 A run would make too many changes.
    --max-changes limits them. Nothing more was changed.
    Do: `--plan` lists the changes; raise the limit.

    V0504 A batch holds the vault's write lock for too long.
    It was rolled back.
    Do: divide it, or `--max-lock 30s` gives it more time.

    V0505 An operation of the vault was stopped.
    Its changes were rolled back.
    Do: start it again.

    V0601 There is no vault at this path.
    Do: check --vault or SMS_VAULT; `sms vault create` makes one.

    V0602 The file exists already.
    Do: choose another path.

    V0603 A vault was not finished.
    Its creation was interrupted.
    Do: remove the file and create the vault again.

    V0604 A file is not a vault.
    Do: check the path.

    V0605 A vault is of a later release.
    Do: use the release that wrote it, or a later one.

    V0606 The path of a vault is a symbolic link.
    Do: give the path of the file itself.

    V0607 The path of a vault is not a regular file.
    Do: check the path.

    V0608 A vault belongs to another user.
    Do: run sms as the owner of the file.

    V0609 Other users have rights on a vault.
    Do: `chmod 600 FILE`.

    V0610 A vault is on a network file system.
    Its locks do not protect the file.
    Do: keep it on a local disk.

    V0611 The disk or the file is read-only.
    Nothing was changed.
    Do: mount it for writing, or start with --read-only.

    V0612 The disk is full.
    Nothing was changed.
    Do: make room.

    V0613 A vault cannot be opened.
    Do: the message says why.

    V0614 Reading or writing a vault failed.
    Do: check the disk, and run `vault verify`.

    V0615 A change breaks a rule of the store.
    Nothing was changed. This is a fault of sms.
    Do: report it with the message.

    V0616 The store failed.
    Nothing was changed.
    Do: run `vault verify`; report it with the message.

    V0617 A backup is of another vault.
    Do: --other restores it all the same.

    V0618 Other users can write to the folder of a vault.
    They could put a log of their own beside it.
    Do: `chmod go-w FOLDER`.

    V0619 A vault has a second name.
    What is written by the one name without a log changes the file behind the other.
    Do: remove the hard link (`find -samefile FILE` finds it).

    V0620 The vault's sink takes no events.
    The vault requires that it does: what was changed stays changed, and no value was handed out. Its events wait in the vault.
    Do: mend the sink; the next change sends what waits. An owner can go on without it: `vault set event-sink-mode best-effort`.

    V0701 A vault is damaged.
    Do: run `vault verify`, and restore a backup.

    V0702 A text of a vault does not decrypt.
    Do: `vault verify` says whether a client sent it so, and what repairs it.

    V0703 Cryptography failed.
    The library refused or has no memory.
    Do: report it with the message.


    V0801 A written operation is no JSON, or has a field twice.
    Do: write one object with `operation` and the fields of that operation.

    V0802 There is no operation of this name.
    It may be one of a newer release.
    Do: use a release that knows it.

    V0803 A written operation has a field that is not known.
    It may say what must not be left out, so nothing is done.
    Do: take the field away, or use a release that knows it.

    V0804 A written operation lacks a field.
    Do: add the field that the message names.

    V0805 A field of a written operation holds what it cannot hold.
    Do: give it the type and the values that the message says.
    """#
}
