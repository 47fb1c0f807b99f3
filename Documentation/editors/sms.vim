" Vim syntax of sms, made by sms-pages from the tables of the program: do not edit.
if exists("b:current_syntax")
  finish
endif

syntax iskeyword @,48-57,_,-
syntax match smsComment "\(^\|\s\)\@<=#.*$"
syntax region smsText start=+"+ skip=+\\.+ end=+"+ contains=smsEscape,smsHole
syntax match smsEscape contained "\\\([ntre0\"\\]\|u{\x\+}\)"
syntax region smsHole contained matchgroup=smsEscape start="\\(" end=")" contains=TOP
syntax region smsRaw start=+'+ end=+'+
syntax match smsVariable "\$[A-Za-z_][A-Za-z0-9_-]*"
syntax match smsColumn "\(^\|[[:blank:](]\)\@<=\.[A-Za-z_][A-Za-z0-9_-]*"
syntax match smsFlag "\(\s\)\@<=--\=[A-Za-z][A-Za-z0-9-]*"
syntax match smsNumber "\<\d[0-9_]*\(\.\d\+\)\=\(ms\|s\|m\|h\|d\|w\)\=\>"
syntax match smsDate "\<\d\{4}-\d\d-\d\d\(T[0-9:.]*\(Z\|[+-]\d\d:\d\d\)\=\)\="
syntax match smsCommand "\(^\s*\|[|;({=]\s*\)\@<=\(secret\s\+version\s\+delete\|vault\s\+recovery-key\|person\s\+key\s\+create\|person\s\+key\s\+revoke\|audit\s\+key\s\+revoke\|subscription\s\+set\|vault\s\+passphrase\|secret\s\+versions\|account\s\+config\|account\s\+create\|account\s\+delete\|account\s\+rename\|project\s\+create\|project\s\+delete\|project\s\+rename\|secret\s\+restore\|audit\s\+key\s\+add\|decode\s\+base64\|encode\s\+base64\|events\s\+anchor\|events\s\+export\|events\s\+import\|events\s\+verify\|person\s\+invite\|person\s\+remove\|secret\s\+create\|secret\s\+delete\|vault\s\+restore\|account\s\+show\|group\s\+create\|group\s\+delete\|group\s\+remove\|group\s\+rename\|locked\s\+clear\|person\s\+reset\|project\s\+show\|random\s\+bytes\|secret\s\+purge\|subscription\|token\s\+create\|token\s\+revoke\|vault\s\+backup\|vault\s\+create\|vault\s\+export\|vault\s\+import\|vault\s\+repair\|vault\s\+status\|vault\s\+verify\|account\s\+set\|format-date\|person\s\+join\|person\s\+keys\|random\s\+text\|random\s\+uuid\|secret\s\+edit\|secret\s\+move\|secret\s\+show\|starts-with\|to-duration\|trash\s\+purge\|vault\s\+rekey\|audit\s\+keys\|chart\s\+heat\|chart\s\+line\|decode\s\+hex\|decode\s\+url\|encode\s\+hex\|encode\s\+url\|from\s\+jsonl\|percentile\|person\s\+set\|random\s\+int\|skip-while\|take-while\|chart\s\+bar\|ends-with\|enumerate\|from\s\+json\|from\s\+yaml\|group\s\+add\|join-rows\|partition\|to-string\|transpose\|vault\s\+set\|accounts\|contains\|count-by\|describe\|from\s\+csv\|from\s\+env\|from\s\+tsv\|group-by\|is-empty\|projects\|to\s\+jsonl\|to-float\|compact\|confirm\|default\|extract\|flatten\|from\s\+md\|inspect\|replace\|reverse\|secrets\|sort-by\|to\s\+json\|to\s\+yaml\|to-bool\|to-date\|to-zone\|append\|assert\|events\|exists\|format\|grants\|groups\|insert\|length\|locked\|median\|people\|reduce\|reject\|rename\|repeat\|reveal\|revoke\|select\|stddev\|timeit\|to\s\+csv\|to\s\+env\|to\s\+tsv\|to-int\|tokens\|unlock\|update\|upsert\|values\|whoami\|window\|chunk\|clear\|first\|floor\|grant\|input\|items\|lines\|lower\|merge\|print\|round\|sleep\|split\|stdin\|table\|to\s\+md\|trash\|upper\|watch\|where\|ceil\|date\|diff\|each\|exec\|exit\|find\|hash\|help\|join\|keys\|last\|lock\|open\|save\|skip\|step\|tour\|trim\|uniq\|abs\|all\|any\|avg\|get\|log\|max\|min\|pad\|run\|set\|sum\|tee\|zip\|do\|ls\)\>"
syntax keyword smsKeyword as batch break catch continue def else finally for if in let match mut not plan return test throw try use while
syntax keyword smsValue false null true
syntax keyword smsOperator and has in not not-in or
syntax match smsDef "\(\<def\s\+\)\@<=[A-Za-z_-][A-Za-z0-9_ -]*\ze\s*\["

highlight default link smsComment Comment
highlight default link smsText String
highlight default link smsRaw String
highlight default link smsEscape SpecialChar
highlight default link smsVariable Identifier
highlight default link smsColumn Identifier
highlight default link smsFlag Special
highlight default link smsNumber Number
highlight default link smsDate Number
highlight default link smsCommand Function
highlight default link smsDef Function
highlight default link smsKeyword Keyword
highlight default link smsValue Constant
highlight default link smsOperator Operator

let b:current_syntax = "sms"
