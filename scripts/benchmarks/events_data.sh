# Makes the data of the benchmarks about events; sourced. prepare COUNT sets the names of the files.
folder=$BENCH_DATA/events
export SMS_USER=ada@acme.example SMS_KEY_FILE=$folder/key SMS_VAULT=$folder/vault.db
python=/usr/bin/python3
[ -x "$python" ] || python=python3

# duckdb comes from PyPI; without it that peer drops out.
export PYTHONPATH=$BENCH_DATA/duckdb PYTHONDONTWRITEBYTECODE=1
if ! "$python" -c 'import duckdb' 2>/dev/null; then
  "$python" -m pip install --quiet --disable-pip-version-check --target "$BENCH_DATA/duckdb" duckdb >/dev/null 2>&1 || true
fi
has_duckdb=no
if "$python" -c 'import duckdb' 2>/dev/null; then has_duckdb=yes; fi

# A vault with the organization that the events are about, opened by a key: no passphrase is derived.
# The signature of the schema is the program's: another one makes a new vault.
prepare_vault() {
  if [ -s "$folder/empty.db" ]; then return; fi
  mkdir -p "$folder"
  "$python" scripts/benchmarks/make_events.py org "$folder"
  rm -f "$folder"/new.db*
  (umask 077; head -c 24 /dev/urandom | base64 >"$folder/passphrase")
  (
    export SMS_VAULT=$folder/new.db SMS_PASSPHRASE_FILE=$folder/passphrase
    unset SMS_KEY_FILE
    "$SMS" vault create --organization Acme --email "$SMS_USER" >/dev/null
    "$SMS" vault import "$folder/export.json" >/dev/null
    "$SMS" -c "open \"$folder/accounts.txt\" | lines | account create" >/dev/null
    "$SMS" -c "person key create --expires 30d | get value | save --force \"$folder/key\""
  )
  mv "$folder/new.db" "$folder/empty.db"
}

# prepare_files COUNT: the files of so many events, and an empty vault.
prepare_files() {
  prepare_vault
  events=$folder/$1
  for form in csv jsonl; do
    [ -s "$events.$form" ] && continue
    "$python" scripts/benchmarks/make_events.py "$1" "$form" >"$events.new"
    mv "$events.new" "$events.$form"
  done
}

# prepare COUNT: these, those of the peers, and a vault that holds the events.
prepare() {
  prepare_files "$1"
  [ -s "$events.plain.db" ] || "$python" scripts/benchmarks/load.py "$events.csv" "$events.plain.db"
  [ -s "$events.index.db" ] || "$python" scripts/benchmarks/load.py "$events.csv" "$events.index.db" index
  if [ $has_duckdb = yes ] && [ ! -s "$events.duckdb" ]; then
    "$python" scripts/benchmarks/duck.py load "$events.csv" "$events.duckdb"
  fi
  vault=$events.vault.db
  if [ ! -s "$vault" ]; then
    cp "$folder/empty.db" "$folder/new.db"
    SMS_VAULT=$folder/new.db "$SMS" events import "$events.jsonl" >/dev/null
    # One file, nothing in a log.
    sqlite3 "$folder/new.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
    mv "$folder/new.db" "$vault"
  fi
  export SMS_VAULT=$vault
}

# The month: February 2025.
first=2025-02-01T00:00:00.000Z
end=2025-03-01T00:00:00.000Z
columns=date,type,actor,machine_account,secret,project,ip,device
month="WHERE type=2100 AND date>='$first' AND date<'$end'"
export_sql="SELECT $columns FROM event $month ORDER BY date DESC;"
top_sms='count-by .account | sort-by .count --desc | first 10 | to csv'
