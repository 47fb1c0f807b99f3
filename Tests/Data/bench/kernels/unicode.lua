local n = tonumber(arg[1])
local text = {}
for _, c in utf8.codes(("süden, köln €3 "):rep(n // 15)) do text[#text + 1] = utf8.char(c) end
local umlauts, euros = 0, 0
for i = 1, #text do
  if text[i] == "ü" then
    umlauts = umlauts + 1
  elseif text[#text + 1 - i] == "€" then
    euros = euros + 1
  end
end
print(#text)
print(umlauts)
print(euros)
for i = 1, #text do
  if text[i] == "€" and text[i + 1] == "3" and text[i + 3] == "s" then
    print(i - 1)
    break
  end
end
