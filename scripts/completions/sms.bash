# Completion of options, commands and flags in bash: `source` this file from ~/.bashrc, or put it into
# /usr/share/bash-completion/completions as `sms`. Files complete as usual where the program knows nothing.
_sms() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done \
    < <(sms --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _sms sms
