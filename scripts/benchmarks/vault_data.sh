# Makes vaults of 10,000 machine accounts and of 100,000 secrets, with a key that opens each; sourced.
folder=$BENCH_DATA/vault
here=$PWD/scripts/benchmarks
python=/usr/bin/python3
export SMS_USER=ada@acme.example
unset SMS_PASSPHRASE_FILE SMS_TOKEN_FILE SMS_KEY_FILE

say() { printf '%s\n' "$*" >&2; }
# on VAULT ARGUMENT...: sms on one of the vaults, with its key
on() {
  local vault=$1
  shift
  SMS_VAULT=$folder/$vault.db SMS_KEY_FILE=$folder/$vault.key "$SMS" "$@"
}
# made NAME: an empty vault and a key that opens it
made() {
  rm -f "$folder/$1.db"* "$folder/$1.key"
  export SMS_PASSPHRASE_FILE=$folder/passphrase
  SMS_VAULT=$folder/$1.db "$SMS" vault create --organization Acme --email "$SMS_USER" --format none
  SMS_VAULT=$folder/$1.db "$SMS" --format none \
    -c "person key create --expires 3650d | get value | save $folder/$1.key --mode 0600"
  unset SMS_PASSPHRASE_FILE
}
# expect WANTED VAULT CODE: ends the run where the vault does not answer so
expect() {
  local found
  found=$(on "$2" -c "$3")
  [ "$found" = "$1" ] || { say "$2: $3 gives $found, not $1"; exit 1; }
}

if [ ! -e "$folder/ready" ]; then
  rm -rf "$folder"
  mkdir -p "$folder"
  (umask 077; head -c 24 /dev/urandom | base64 >"$folder/passphrase")
  "$python" "$here/make_org.py" --projects 1000 --secrets 100000 --accounts 0 "$folder/many"
  "$python" "$here/make_org.py" --projects 100 --secrets 2000 --accounts 10000 "$folder/few"
  made secrets
  say "vault import of 100,000 secrets, 6,000 at most in a file: seconds for each file"
  TIMEFORMAT=%U
  for file in "$folder"/many/*.json; do time on secrets vault import "$file" --format none; done
  made accounts
  on accounts vault import "$folder/few/secrets-00.json" --format none
  say "account create of 10,000: seconds"
  time on accounts -c "open $folder/few/accounts.txt | lines | account create | length" >/dev/null
  for digit in 0 1 2 3 4 5 6 7 8 9; do
    project=project:billing-$((1 + 12 * (digit % 8)))
    on accounts -c "accounts | where .name =~ \"$digit\$\" | grant project:search-2 $project --access read | length" >/dev/null
  done
  touch "$folder/ready"
fi
expect 100000 secrets 'secrets | length'
expect 7143 secrets 'secrets | where .key =~ "^TLS_KEY" | length'
expect 10000 accounts 'accounts | get name | uniq | length'
