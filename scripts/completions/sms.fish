# Completion of options, commands and flags in fish: put this file into ~/.config/fish/completions, or into
# /usr/share/fish/vendor_completions.d. Files complete as usual where the program knows nothing.
function __sms_complete
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1]
    sms --complete $words 2>/dev/null
end
complete -c sms -a '(__sms_complete)'
