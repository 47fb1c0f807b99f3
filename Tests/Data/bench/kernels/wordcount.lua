local n = tonumber(arg[1])
local counts = {}
local seed = 7
for i = 1, n do
  seed = (seed * 1103515245 + 12345) % 2147483648
  local word = "w" .. (seed // 16 % 3000)
  counts[word] = (counts[word] or 0) + 1
end
local most, distinct = 0, 0
for word, count in pairs(counts) do
  distinct = distinct + 1
  if count > most then most = count end
end
print(distinct)
print(most)
print(counts.w157)
