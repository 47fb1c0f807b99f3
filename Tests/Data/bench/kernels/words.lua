local n = tonumber(arg[1])
local parts = {}
for i = 1, n do parts[i] = i % 5 == 0 and tostring(i) or "word" .. ("y"):rep(i % 9) end
local text = table.concat(parts, " ")
local longest, digits, total = "", 0, 0
local first = {["1"] = true, ["2"] = true, ["3"] = true, ["4"] = true, ["5"] = true, ["6"] = true, ["7"] = true, ["8"] = true, ["9"] = true}
for word in text:gmatch("[^ ]+") do
  total = total + #word
  if #word > #longest then longest = word end
  if first[word:sub(1, 1)] then digits = digits + 1 end
end
print(longest)
print(digits)
print(total)
